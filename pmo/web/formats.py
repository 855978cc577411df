"""How numbers, dates and money are written in each language. Plain functions of a value and a language.

Every function takes `lang` ("zh-hans" or "en"); without it the active language counts. Missing values read
无数据 / No data, never 0 and never an empty string.
"""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, override

MINUS = "\u2212"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

WAN = Decimal(10_000)
MILLION = Decimal(1_000_000)
# From 10,000 万元 on, Chinese readers expect 亿元.
YI = Decimal(100_000_000)
MAX_SHOWN_DECIMALS = 6
# Nothing people measure is larger; beyond it a figure would only fill the page.
LARGEST_EXPONENT = 60

# Room for the largest figure with all its decimals; the usual 28 digits would refuse it.
WIDE = Context(prec=80)

Number = Decimal | float | int


def is_zh(lang: str | None = None) -> bool:
    return not (lang or get_language() or "").startswith("en")


def no_data(lang: str | None = None) -> str:
    if lang is None:
        return gettext("No data")
    with override(lang):
        return gettext("No data")


def to_decimal(value: Number | str | None) -> Decimal | None:
    """The value as a decimal, or None when there is no number in it that could be shown."""
    if value is None or value == "":
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    try:
        # A float is read by its shortest text, so that 0.1 stays 0.1.
        found = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() and found.adjusted() <= LARGEST_EXPONENT else None


def rounded(value: Decimal, digits: int) -> Decimal:
    """Half away from zero, as people round by hand; never minus zero."""
    result = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP, context=WIDE)
    return abs(result) if result == 0 else result


def number(value: Number | None, digits: int | None = None, *, sign: bool = False, lang: str | None = None) -> str:
    """1,284 · 3.20 · −0.4. Without `digits`, as many decimals as the value has (at most six)."""
    found = to_decimal(value)
    if found is None:
        return no_data(lang)
    if digits is None:
        exponent = rounded(found, MAX_SHOWN_DECIMALS).normalize().as_tuple().exponent
        digits = min(MAX_SHOWN_DECIMALS, max(0, -int(exponent)))
    result = rounded(found, digits)
    text = f"{abs(result):,.{digits}f}"
    if result < 0:
        return MINUS + text
    return f"+{text}" if sign and result > 0 else text


def grouped(value: Number | None, lang: str | None = None) -> str:
    """A whole number with thousands separators."""
    return number(value, 0, lang=lang)


def signed(value: Number | None, digits: int | None = None, lang: str | None = None) -> str:
    return number(value, digits, sign=True, lang=lang)


def with_unit(shown: str, unit: str) -> str:
    """One space between figure and unit; none before % ‰ ℃ °."""
    if not unit:
        return shown
    return f"{shown}{unit}" if unit[0] in "%‰℃°" else f"{shown} {unit}"


def quantity(value: Number | None, digits: int | None = None, unit: str = "", lang: str | None = None) -> str:
    if to_decimal(value) is None:
        return no_data(lang)
    return with_unit(number(value, digits, lang=lang), unit)


def pct(value: Number | None, digits: int | None = None, lang: str | None = None) -> str:
    """`value` is in percent: 60.0 reads 60%. Without `digits`, one decimal unless it is whole."""
    found = to_decimal(value)
    if found is None:
        return no_data(lang)
    if digits is None:
        digits = 0 if rounded(found, 1) == rounded(found, 0) else 1
    return number(found, digits, lang=lang) + "%"


def points(value: Number | None, digits: int = 1, lang: str | None = None) -> str:
    """Change of a rate: +3.0 个百分点 / +3.0 pp."""
    if to_decimal(value) is None:
        return no_data(lang)
    return f"{signed(value, digits, lang=lang)} {'个百分点' if is_zh(lang) else 'pp'}"


def money(amount: Number | None, currency: str = "CNY", lang: str | None = None) -> str:
    """320 万元 · 1.23 亿元 · 8,500 元 / CNY 3.20 m · CNY 376 k · CNY 8,500."""
    found = to_decimal(amount)
    if found is None:
        return no_data(lang)
    if is_zh(lang):
        return _money_zh(found, currency or "CNY", lang)
    size = abs(found)
    if size >= MILLION:
        return f"{currency} {number(found / MILLION, 2, lang=lang)} m"
    if size >= WAN:
        return f"{currency} {number(found / 1000, 0, lang=lang)} k"
    return f"{currency} {number(found, 0, lang=lang)}"


def _money_zh(amount: Decimal, currency: str, lang: str | None) -> str:
    unit = "元" if currency == "CNY" else f" {currency}"
    size = abs(amount)
    if size >= YI:
        return f"{number(amount / YI, 2, lang=lang)} 亿{unit}"
    if size >= 100 * WAN:
        return f"{number(amount / WAN, 0, lang=lang)} 万{unit}"
    if size >= WAN:
        # 6.2 万元: below a million the first decimal still matters to the reader.
        tenth = rounded(amount / WAN, 1)
        return f"{number(tenth, 0 if tenth == rounded(tenth, 0) else 1, lang=lang)} 万{unit}"
    return f"{number(amount, 0, lang=lang)} {unit.strip()}"


def money_unit(currency: str = "CNY", lang: str | None = None) -> str:
    """The unit of a money column: 万元 / CNY m."""
    if is_zh(lang):
        return "万元" if currency == "CNY" else f"万 {currency}"
    return f"{currency} m"


def money_cell(amount: Number | None, lang: str | None = None) -> str:
    """The number of a money column whose header carries `money_unit`."""
    found = to_decimal(amount)
    if found is None:
        return no_data(lang)
    if is_zh(lang):
        return number(found / WAN, 0, lang=lang)
    return number(found / MILLION, 2, lang=lang)


def _as_date(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def day(value: date | datetime | None, lang: str | None = None, today: date | None = None) -> str:
    """In prose: 11 月 23 日 / 23 Nov; with the year when it is not this year."""
    if value is None:
        return no_data(lang)
    on = _as_date(value)
    other_year = on.year != (today or timezone.localdate()).year
    if is_zh(lang):
        return f"{on.year} 年 {on.month} 月 {on.day} 日" if other_year else f"{on.month} 月 {on.day} 日"
    text = f"{on.day} {MONTHS[on.month - 1]}"
    return f"{text} {on.year}" if other_year else text


def iso(value: date | datetime | None, lang: str | None = None) -> str:
    """In tables, both languages: 2026-11-23."""
    return no_data(lang) if value is None else _as_date(value).isoformat()


def mmdd(value: date | datetime | None, lang: str | None = None) -> str:
    """In a column within one year: 11-23."""
    return no_data(lang) if value is None else _as_date(value).isoformat()[5:]


def month(value: date | datetime | None, lang: str | None = None) -> str:
    """2026 年 11 月 / Nov 2026."""
    if value is None:
        return no_data(lang)
    on = _as_date(value)
    return f"{on.year} 年 {on.month} 月" if is_zh(lang) else f"{MONTHS[on.month - 1]} {on.year}"


def weekday(value: date | datetime, lang: str | None = None) -> str:
    on = _as_date(value)
    return f"周{WEEKDAYS_ZH[on.weekday()]}" if is_zh(lang) else WEEKDAYS_EN[on.weekday()]


def clock(value: datetime) -> str:
    return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%H:%M}"


def moment(value: datetime | None, lang: str | None = None, now: datetime | None = None) -> str:
    """今天 08:30 / Today 08:30; yesterday in words; then the day and the time."""
    if value is None:
        return no_data(lang)
    today = _as_date(now or timezone.now())
    on = _as_date(value)
    if on == today:
        name = "今天" if is_zh(lang) else "Today"
    elif on == today - timedelta(days=1):
        name = "昨天" if is_zh(lang) else "Yesterday"
    else:
        name = day(on, lang, today)
    return f"{name} {clock(value)}"


def when(value: datetime | None, lang: str | None = None, now: datetime | None = None) -> str:
    """In a log: today and yesterday with the time, before that the day alone."""
    if value is None:
        return no_data(lang)
    today = _as_date(now or timezone.now())
    recent = (today - _as_date(value)).days in (0, 1)
    return moment(value, lang, now) if recent else day(value, lang, today)


def due(value: date | datetime | None, lang: str | None = None) -> str:
    """A date in a caption, always with its year: 2027-03-31 / 31 Mar 2027."""
    if value is None:
        return no_data(lang)
    on = _as_date(value)
    return on.isoformat() if is_zh(lang) else f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def stamp(value: datetime | None, lang: str | None = None) -> str:
    """In tables: 2026-11-23 08:30."""
    return no_data(lang) if value is None else f"{iso(value)} {clock(value)}"


def days(count: int | None, lang: str | None = None) -> str:
    """3 天 / 3 days."""
    if count is None:
        return no_data(lang)
    if is_zh(lang):
        return f"{grouped(count, lang)} 天"
    return f"{grouped(count, lang)} {'day' if abs(count) == 1 else 'days'}"


def workdays(count: int | None, lang: str | None = None) -> str:
    if count is None:
        return no_data(lang)
    if is_zh(lang):
        return f"{grouped(count, lang)} 个工作日"
    return f"{grouped(count, lang)} working {'day' if abs(count) == 1 else 'days'}"


def age(since: date | datetime | None, lang: str | None = None, today: date | None = None) -> str:
    """How long since a day, in words: 今天 / today, 3 天 / 3 days, 5 个月 / 5 months."""
    if since is None:
        return no_data(lang)
    count = ((today or timezone.localdate()) - _as_date(since)).days
    if count <= 0:
        return "今天" if is_zh(lang) else "today"
    if count < 120:
        return days(count, lang)
    months = count // 30
    return f"{months} 个月" if is_zh(lang) else f"{months} months"


def ago(since: date | datetime | None, lang: str | None = None, today: date | None = None) -> str:
    """3 天前 / 3 days ago; today stays today."""
    text = age(since, lang, today)
    if since is None or text in ("今天", "today"):
        return text
    return f"{text}前" if is_zh(lang) else f"{text} ago"


def waiting(since: date | datetime | None) -> str:
    """已等 3 天 / waiting 3 days; what came today has waited for no day. In the active language."""
    if since is not None and (timezone.localdate() - _as_date(since)).days <= 0:
        return gettext("since today")
    return gettext("waiting %(age)s") % {"age": age(since)}


def overdue(on: date) -> str:
    """3 天前到期 / 3 days overdue, in the active language."""
    late = (timezone.localdate() - on).days
    return ngettext("%(n)s day overdue", "%(n)s days overdue", late) % {"n": late}


def hours(value: Number | None, digits: int = 0, lang: str | None = None) -> str:
    """1,140 小时 / 1,140 h."""
    return quantity(value, digits, "小时" if is_zh(lang) else "h", lang)


def duration(seconds: Number | None, lang: str | None = None) -> str:
    """The unit that fits: 45 秒, 12 分钟, 3.5 小时, 7.3 天."""
    found = to_decimal(seconds)
    if found is None:
        return no_data(lang)
    zh = is_zh(lang)
    for size, digits, unit_zh, unit_en in ((86_400, 1, "天", "days"), (3_600, 1, "小时", "h"), (60, 0, "分钟", "min")):
        if abs(found) >= size:
            return quantity(found / size, digits, unit_zh if zh else unit_en, lang)
    return quantity(found, 0, "秒" if zh else "s", lang)


def filesize(size: int | None, lang: str | None = None) -> str:
    if size is None:
        return no_data(lang)
    if size < 1_000:
        return f"{size} B"
    for limit, name in ((1_000_000, "kB"), (1_000_000_000, "MB")):
        if size < limit:
            return f"{number(Decimal(size) * 1000 / limit, 0 if size * 1000 >= 10 * limit else 1)} {name}"
    return f"{number(Decimal(size) / 1_000_000_000, 1)} GB"


def initial(name: str) -> str:
    """What stands in the avatar: one Chinese character, or up to two Latin capitals."""
    words = name.split()
    if not words:
        return "?"
    if ord(words[0][0]) > 0x2E80:
        return words[0][0]
    return "".join(word[0] for word in words[:2]).upper()
