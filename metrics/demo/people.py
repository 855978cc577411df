"""Units and people of the demo company."""

from __future__ import annotations

from dataclasses import dataclass

from pmo.access.roles import Role

PASSWORD = "luodi-demo-2026"  # noqa: S105 - printed on purpose; refused outside the demo
STAFF = 300

# code: Chinese name, English name, kind, parent
UNITS: dict[str, tuple[str, str, str, str]] = {
    "HR00": ("华瑞制造", "Huarui Manufacturing", "company", ""),
    "PMO": ("项目管理办公室", "Project management office", "department", "HR00"),
    "FIN": ("财务部", "Finance", "department", "HR00"),
    "FSS": ("财务共享中心", "Finance shared services", "department", "HR00"),
    "HRD": ("人力资源部", "Human resources", "department", "HR00"),
    "ITD": ("信息技术部", "Information technology", "department", "HR00"),
    "PUR": ("采购部", "Procurement", "department", "HR00"),
    "SAL": ("营销中心", "Sales and marketing", "department", "HR00"),
    "LEG": ("法务部", "Legal", "department", "HR00"),
    "MFG": ("制造事业部", "Manufacturing division", "division", "HR00"),
    "STP": ("冲压车间", "Stamping workshop", "workshop", "MFG"),
    "WLD": ("焊装车间", "Welding workshop", "workshop", "MFG"),
    "PNT": ("涂装车间", "Painting workshop", "workshop", "MFG"),
    "ASM": ("总装车间", "Final assembly", "workshop", "MFG"),
    "LOG": ("仓储物流部", "Warehousing and logistics", "department", "MFG"),
}


@dataclass(frozen=True)
class Named:
    """Somebody the stories name. Those with `login` can sign in with the demo password."""

    username: str
    name: str
    name_en: str
    unit: str
    title: str
    title_en: str
    roles: tuple[Role, ...] = ()
    login: bool = False
    language: str = ""


PEOPLE: tuple[Named, ...] = (
    Named("admin", "韩磊", "Han Lei", "ITD", "系统管理员", "System administrator", (Role.SYSTEM_ADMIN,), True),
    Named("pmo", "郑文", "Zheng Wen", "PMO", "PMO 负责人", "PMO lead", (Role.PMO_LEAD,), True),
    Named("ceo", "陈启明", "Chen Qiming", "HR00", "首席执行官", "CEO", (Role.EXECUTIVE,), True),
    Named("cfo", "沈薇", "Shen Wei", "FIN", "首席财务官", "CFO", (Role.EXECUTIVE,), True),
    Named("coo", "贺铭", "He Ming", "MFG", "首席运营官", "COO", (Role.EXECUTIVE,), True),
    Named("pm", "顾思远", "Gu Siyuan", "PMO", "项目经理", "Project manager", (Role.PROJECT_MANAGER,), True),
    Named(
        "owner",
        "方敏",
        "Fang Min",
        "FSS",
        "财务共享中心主任",
        "Head of finance shared services",
        (Role.BUSINESS_OWNER,),
        True,
    ),
    Named("it", "赵航", "Zhao Hang", "ITD", "应用架构师", "Application architect", (Role.IT_ENGINEER,), True),
    Named("change", "何雨桐", "He Yutong", "HRD", "变革经理", "Change manager", (Role.CHANGE_MANAGER,), True),
    Named(
        "champion", "刘洋", "Liu Yang", "ASM", "总装车间关键用户", "Champion, final assembly", (Role.CHAMPION,), True
    ),
    Named("employee", "李娜", "Li Na", "FSS", "报销会计", "Expense accountant", (), True),
    Named("support", "马超", "Ma Chao", "ITD", "运维工程师", "Support engineer", (Role.SUPPORT,), True),
    Named("linjing", "林静", "Lin Jing", "HRD", "人力资源总监", "HR director", (Role.EXECUTIVE, Role.BUSINESS_OWNER)),
    Named("wusheng", "吴晟", "Wu Sheng", "SAL", "营销总监", "Sales director", (Role.EXECUTIVE, Role.BUSINESS_OWNER)),
    Named("sunguilan", "孙桂兰", "Sun Guilan", "PUR", "采购总监", "Procurement director", (Role.BUSINESS_OWNER,)),
    Named("zhoulan", "周岚", "Zhou Lan", "ITD", "数据负责人", "Data owner", (Role.IT_ENGINEER,)),
    Named("xuliang", "徐亮", "Xu Liang", "PMO", "项目经理", "Project manager", (Role.PROJECT_MANAGER,)),
    Named("gaoxiang", "高翔", "Gao Xiang", "PMO", "项目经理", "Project manager", (Role.PROJECT_MANAGER,)),
    Named("tangqi", "唐琪", "Tang Qi", "PMO", "项目经理", "Project manager", (Role.PROJECT_MANAGER,)),
    Named("yejun", "叶军", "Ye Jun", "ASM", "总装车间主任", "Head of final assembly", (Role.BUSINESS_OWNER,)),
    Named("dingqiang", "丁强", "Ding Qiang", "STP", "冲压车间主任", "Head of stamping", (Role.BUSINESS_OWNER,)),
    Named("caoli", "曹丽", "Cao Li", "WLD", "焊装车间主任", "Head of welding", (Role.BUSINESS_OWNER,)),
    Named("fengbo", "冯波", "Feng Bo", "PNT", "涂装车间主任", "Head of painting", (Role.BUSINESS_OWNER,)),
    Named("luxia", "陆霞", "Lu Xia", "LOG", "仓储物流经理", "Logistics manager", (Role.BUSINESS_OWNER,)),
    Named("qiumei", "邱梅", "Qiu Mei", "LEG", "法务经理", "Legal manager", (Role.BUSINESS_OWNER,)),
    Named("fanlin", "范琳", "Fan Lin", "FIN", "经营分析经理", "Business analysis manager", (Role.BUSINESS_OWNER,)),
)

HEADS = {
    "HR00": "ceo", "PMO": "pmo", "FIN": "cfo", "FSS": "owner", "HRD": "linjing", "ITD": "it", "PUR": "sunguilan",
    "SAL": "wusheng", "LEG": "qiumei", "MFG": "coo", "ASM": "yejun", "STP": "dingqiang",
    "WLD": "caoli", "PNT": "fengbo", "LOG": "luxia",
}  # fmt: skip

# How the other staff are spread; the workshops hold most people.
SHARES = {
    "FIN": 10, "FSS": 22, "HRD": 9, "ITD": 16, "PUR": 13, "SAL": 26, "LEG": 5, "STP": 32, "WLD": 36, "PNT": 30, "ASM": 48, "LOG": 31,
}  # fmt: skip

SURNAMES = (
    ("王", "Wang"), ("李", "Li"), ("张", "Zhang"), ("刘", "Liu"), ("陈", "Chen"), ("杨", "Yang"), ("黄", "Huang"), ("周", "Zhou"),
    ("吴", "Wu"), ("徐", "Xu"), ("孙", "Sun"), ("胡", "Hu"), ("朱", "Zhu"), ("高", "Gao"), ("林", "Lin"), ("何", "He"), ("郭", "Guo"),
    ("罗", "Luo"), ("梁", "Liang"), ("宋", "Song"), ("谢", "Xie"), ("许", "Xu"), ("邓", "Deng"),
)  # fmt: skip
GIVEN = (
    ("伟", "Wei"), ("芳", "Fang"), ("建国", "Jianguo"), ("秀英", "Xiuying"), ("敏", "Min"), ("静", "Jing"), ("强", "Qiang"), ("磊", "Lei"),
    ("洋", "Yang"), ("艳", "Yan"), ("勇", "Yong"), ("娟", "Juan"), ("涛", "Tao"), ("明", "Ming"), ("超", "Chao"), ("秀兰", "Xiulan"),
    ("霞", "Xia"), ("平", "Ping"), ("刚", "Gang"), ("桂英", "Guiying"), ("文博", "Wenbo"), ("子涵", "Zihan"), ("雨晴", "Yuqing"),
    ("浩然", "Haoran"), ("思琪", "Siqi"), ("俊杰", "Junjie"), ("欣怡", "Xinyi"), ("志强", "Zhiqiang"), ("海燕", "Haiyan"),
)  # fmt: skip

TITLES = {
    "STP": ("冲压操作工", "Press operator"), "WLD": ("焊装操作工", "Welder"), "PNT": ("涂装操作工", "Painter"),
    "ASM": ("装配工", "Assembler"), "LOG": ("仓库管理员", "Storekeeper"), "SAL": ("客户经理", "Account manager"),
    "FSS": ("共享会计", "Accountant"), "FIN": ("会计", "Accountant"), "HRD": ("人事专员", "HR officer"), "ITD": ("工程师", "Engineer"),
    "PUR": ("采购员", "Buyer"), "LEG": ("法务专员", "Legal officer"),
}  # fmt: skip


def staff(taken: int) -> list[tuple[str, str, str, str]]:
    """(username, name, English name, unit code) of everybody the stories do not name, deterministic."""
    found = []
    units = [code for code, share in SHARES.items() for _ in range(share)]
    for i in range(max(STAFF - taken, 0)):
        surname, latin = SURNAMES[(i * 7 + i // 23) % len(SURNAMES)]
        given, given_latin = GIVEN[(i * 11 + i // 29) % len(GIVEN)]
        found.append((f"e{i + 1:04d}", surname + given, f"{latin} {given_latin}", units[(i * 13) % len(units)]))
    return found
