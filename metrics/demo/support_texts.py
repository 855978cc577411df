"""What people of the demo company ask the support desks, and what is answered."""

from __future__ import annotations

# project: categories (name, English, least priority or None)
CATEGORIES = {
    "FK-01": (("登录与权限", "Sign-in and rights", None), ("报销单", "Claims", None), ("发票", "Invoices", None),
              ("付款", "Payment", 2), ("报表", "Reports", None)),
    "MES-02": (("扫码与终端", "Scanners and devices", None), ("报工", "Reporting work", 2), ("看板", "Boards", None),
               ("账号", "Accounts", None)),
    "OA-04": (("流程", "Processes", None), ("用印", "Seals", None), ("账号", "Accounts", None)),
}  # fmt: skip
# project: (title, number of the category)
ASKED = {
    "FK-01": (
        ("报销单提交后一直显示“处理中”", 1), ("登录提示账号未开通", 0), ("发票查验失败，提示重复", 2), ("付款状态没有更新", 3),
        ("打印的报销单少一页", 1), ("看不到部门的费用报表", 4), ("审批人离职了，单据卡住", 1), ("手机拍的发票识别不出金额", 2),
        ("预算科目选不到", 1), ("代理人设置后不生效", 0), ("导出的明细乱码", 4), ("差旅标准和制度不一致", 1),
    ),
    "MES-02": (
        ("扫码枪扫不出标签", 0), ("报工数量填错，改不了", 1), ("终端连不上网络", 0), ("看板停在昨天的数据", 2),
        ("新来的操作工没有账号", 3), ("换班后工单没切换", 1), ("手持终端电池半天就没电", 0), ("报工提示工序未开始", 1),
        ("看板上少了一条线", 2), ("密码锁了", 3),
    ),
    "OA-04": (
        ("用印流程找不到入口", 1), ("请假单审批人不对", 0), ("密码锁了", 2), ("公文附件打不开", 0), ("合同用印要走哪条", 1),
    ),
}  # fmt: skip
ANSWERS = (
    "已在后台重新触发，请刷新后再看一下。", "权限已经补上，重新登录即可。", "标签打印偏淡，已让班组换碳带，先用手输工单号。",
    "清一下浏览器缓存再试；还不行请告诉我页面左下角的编号。", "这是已知问题，下个版本修复，先按说明绕过。",
    "已联系财务确认，付款今天下午出账。",
)  # fmt: skip
CANNED = (
    ("清缓存", "Clear the cache", "{name}，您好：请按 Ctrl+F5 刷新页面后再试一次（{code}）。如果还不行，请发一张截图。",
     "{name}, please press Ctrl+F5 and try again ({code}). If it still fails, send us a screenshot."),
    ("要截图", "Ask for a screenshot", "{name}，您好：请发一张完整页面的截图，我们马上看“{title}”。",
     "{name}, please send a screenshot of the whole page so that we can look at “{title}”."),
    ("账号已开通", "Account opened", "{name}，您好：账号已经开通，用工号登录，首次登录请改密码。",
     "{name}, your account is open: sign in with your staff number and change the password."),
)  # fmt: skip
# project: version, planned and out (days ago; None: not out; negative: to come), notes, English
RELEASES = {
    "FK-01": (
        (
            "2.1",
            31,
            30,
            "发票查验提速；报销单打印补全附页。",
            "Invoices are checked faster; printed claims have all pages.",
        ),
        ("2.2", 10, 9, "预算科目搜索；手机端拍票识别金额。", "Search for budget items; the phone reads amounts."),
        (
            "2.3",
            -11,
            None,
            "离职审批人自动转交；报表导出修正乱码。",
            "Claims of leavers are handed on; exports are readable.",
        ),
    ),
}
# project: symptom, English, workaround, English, state, number of the release or None
ERRORS = {
    "FK-01": (
        ("审批人离职后单据卡住", "Claims stop when an approver leaves", "在“代理”里临时指定部门负责人。",
         "Name the head of the department as deputy.", "planned", 2),
        ("导出明细在旧版 Excel 里乱码", "Exports are unreadable in old Excel", "用“另存为 xlsx”导出。", "Export as xlsx.",
         "planned", 2),
        ("发票号带空格时查验失败", "Invoices with a blank in the number fail", "删掉号码里的空格再查验。",
         "Remove the blank and check again.", "planned", 1),
        ("手机横屏时提交按钮被遮住", "The button is hidden on a phone held sideways", "把手机竖过来。", "Hold it upright.",
         "open", None),
    ),
    "MES-02": (
        ("夜里两点看板停更十分钟", "Boards stand still for ten minutes at two at night", "等十分钟，数据会补上。",
         "Wait ten minutes; the data follows.", "open", None),
    ),
}  # fmt: skip
