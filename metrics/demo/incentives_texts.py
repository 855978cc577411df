"""Gifts of the demo company, and what its people thank each other for."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw

from pmo.files.pictures import Picture

SIZE = (480, 360)
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class GiftText:
    """`shape` and `tone` make its picture: a plain drawing, as the real ones are photos of the company's own."""

    name: str
    name_en: str
    price: int
    stock: int
    text: str = ""
    text_en: str = ""
    limit: int | None = None
    shape: str = ""
    tone: tuple[int, int, int] = (120, 144, 168)

    def picture(self) -> Picture | None:
        return drawn(self.shape, self.tone) if self.shape else None


# Boxes in parts of the picture, and how they are drawn: r rounded, e ellipse; light, dark or white.
SHAPES: dict[str, tuple[tuple[str, str, Box], ...]] = {
    "mug": (("r", "dark", (0.36, 0.28, 0.60, 0.76)), ("e", "dark", (0.54, 0.36, 0.70, 0.64)),
            ("e", "light", (0.57, 0.41, 0.67, 0.59)), ("r", "dark", (0.36, 0.28, 0.60, 0.76)),
            ("r", "white", (0.36, 0.28, 0.60, 0.36))),
    "bag": (("e", "dark", (0.42, 0.16, 0.58, 0.44)), ("e", "light", (0.45, 0.21, 0.55, 0.40)),
            ("r", "dark", (0.32, 0.32, 0.68, 0.80)), ("r", "white", (0.40, 0.52, 0.60, 0.66))),
    "ball": (("e", "dark", (0.32, 0.26, 0.68, 0.74)), ("e", "white", (0.42, 0.32, 0.50, 0.44))),
    "box": (("r", "dark", (0.30, 0.36, 0.70, 0.78)), ("r", "white", (0.47, 0.36, 0.53, 0.78)),
            ("r", "dark", (0.27, 0.26, 0.73, 0.38)), ("r", "white", (0.47, 0.26, 0.53, 0.38))),
    "book": (("r", "dark", (0.34, 0.20, 0.66, 0.80)), ("r", "white", (0.39, 0.20, 0.41, 0.80)),
             ("r", "white", (0.46, 0.32, 0.60, 0.40))),
    "card": (("r", "dark", (0.26, 0.32, 0.74, 0.70)), ("r", "white", (0.26, 0.40, 0.74, 0.48)),
             ("r", "light", (0.31, 0.57, 0.48, 0.63))),
    "lamp": (("r", "dark", (0.36, 0.20, 0.64, 0.44)), ("r", "dark", (0.485, 0.42, 0.515, 0.72)),
             ("r", "dark", (0.38, 0.72, 0.62, 0.78)), ("e", "white", (0.45, 0.40, 0.55, 0.52))),
}  # fmt: skip


def drawn(shape: str, tone: tuple[int, int, int]) -> Picture:
    """A picture without letters: it needs no font and no language."""
    light: tuple[int, int, int] = tuple(225 + part // 9 for part in tone)  # type: ignore[assignment]
    colours = {"light": light, "dark": tone, "white": (255, 255, 255)}
    image = Image.new("RGB", (SIZE[0] * 2, SIZE[1] * 2), light)
    pen = ImageDraw.Draw(image)
    for kind, colour, (left, top, right, bottom) in SHAPES[shape]:
        width, height = image.size
        box = (left * width, top * height, right * width, bottom * height)
        if kind == "e":
            pen.ellipse(box, fill=colours[colour])
        else:
            pen.rounded_rectangle(box, radius=18, fill=colours[colour])
    out = io.BytesIO()
    image.resize(SIZE).save(out, "JPEG", quality=80)
    return Picture(out.getvalue(), *SIZE)


BLUE, GREEN, RED, SAND, PLUM = (70, 110, 160), (74, 130, 96), (170, 84, 74), (168, 136, 84), (128, 92, 140)
GIFTS = (
    GiftText("保温杯", "Thermos mug", 60, 40, "316 不锈钢，500 毫升，印有厂标。", "316 steel, 500 ml, with the company mark.",
             1, "mug", BLUE),
    GiftText("食堂午餐券", "Lunch voucher", 20, 300, "一餐，任意窗口，一个月内有效。", "One meal at any counter, within a month.",
             8, "card", GREEN),
    GiftText("防滑手套（两副）", "Grip gloves, two pairs", 30, 120, "", "", None, "box", SAND),
    GiftText("笔记本与签字笔", "Notebook and pen", 30, 80, "", "", None, "book", PLUM),
    GiftText("帆布工具袋", "Canvas tool bag", 50, 35, "可装 15 寸笔记本电脑。", "Fits a 15-inch laptop.", 1, "bag", SAND),
    GiftText("护手霜套装", "Hand cream set", 40, 60, "", "", None, "box", RED),
    GiftText("磁吸工作灯", "Magnetic work light", 60, 25, "可充电，三档亮度。", "Rechargeable, three levels.", 1, "lamp", GREEN),
    GiftText("早班咖啡券（五杯）", "Five coffees", 40, 90, "", "", 4, "mug", RED),
    GiftText("羽毛球一筒", "Tube of shuttlecocks", 70, 30, "", "", None, "ball", BLUE),
    GiftText("篮球", "Basketball", 120, 12, "七号，室外用。", "Size seven, for outdoors.", 1, "ball", RED),
    GiftText("电影票两张", "Two cinema tickets", 120, 40, "", "", 2, "card", PLUM),
    GiftText("超市购物卡 50 元", "Supermarket card, 50 yuan", 120, 50, "", "", 2, "card", BLUE),
    GiftText("双肩背包", "Backpack", 180, 18, "", "", 1, "bag", BLUE),
    GiftText("蓝牙音箱", "Bluetooth speaker", 260, 8, "", "", 1, "ball", PLUM),
    GiftText("专业书一本（自选）", "A book of your choice", 100, 60, "与工作有关，200 元以内。", "About your work, up to 200 yuan.",
             3, "book", GREEN),
    GiftText("亲子开放日名额", "Place at the family day", 150, 20, "两大一小，含午餐。", "Two adults and a child, with lunch.",
             1, "card", SAND),
    GiftText("折叠伞", "Folding umbrella", 60, 0, "", "", 1, "lamp", BLUE),
    GiftText("坚果礼盒", "Box of nuts", 90, 45, "", "", None, "box", GREEN),
    GiftText("台灯", "Desk lamp", 160, 10, "", "", 1, "lamp", SAND),
    GiftText("运动毛巾", "Sports towel", 40, 70, "", "", None, "book", BLUE),
    GiftText("手机支架", "Phone stand", 30, 90, "", "", None, "lamp", PLUM),
    GiftText("移动电源", "Power bank", 180, 15, "20000 毫安时。", "20,000 mAh.", 1, "box", BLUE),
    GiftText("体检加项一次", "An extra at the health check", 240, 20, "", "", 1, "card", RED),
    GiftText("总经理午餐会", "Lunch with the managing director", 300, 6, "每月一次，八人一桌。",
             "Once a month, eight at a table.", 1, "mug", SAND),
    GiftText("半天调休", "Half a day off", 400, 12, "与班组长商定日期。", "On a day agreed with your team leader.", 1, "card", GREEN),
)  # fmt: skip

THANKS = (
    "夜班交接前帮我把漏报的工序补齐了",
    "耐心教我用扫码枪，讲了三遍都没急",
    "帮忙核对了上百张发票，月结没拖一天",
    "报销退单的原因讲得很清楚，一次就过了",
    "停线时第一个跑来帮忙排查，十分钟恢复",
    "把常见问题整理成一页纸，新人都在用",
    "周末帮我们导数据，周一早会就能看",
    "主动替我顶了一个早班，谢谢",
    "发现库位标错，及时提醒，少跑了一趟",
    "新系统上线那周天天来车间答疑",
    "把接口超时的原因查到了，没有推给别人",
    "培训后留下来单独教了我们组半小时",
    "帮我把英文说明翻成了大家看得懂的话",
    "质量追溯找批次，帮我省了一下午",
    "提醒我考核快到期，还陪我练了一遍",
    "盘点多出来的料找到了来源，账对上了",
)
