"""How numbers, dates and money read in both languages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from pmo.web import formats as f

ZH, EN = "zh-hans", "en"
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (3.2, 1, "3.2"),
        (Decimal("3.20"), None, "3.2"),
        (1284, 0, "1,284"),
        (-0.4, 1, "\u22120.4"),
        (-0.04, 1, "0.0"),
        (0.1 + 0.2, None, "0.3"),
        (2.5, 0, "3"),
        (Decimal("1e3"), None, "1,000"),
        (10**15, None, "1,000,000,000,000,000"),
    ],
)
def test_number(value: float, digits: int | None, shown: str) -> None:
    assert f.number(value, digits, lang=EN) == shown


@pytest.mark.parametrize(
    "value", [None, "", float("nan"), float("inf"), float("-inf"), Decimal("NaN"), Decimal("1e400")]
)
def test_what_is_no_number_says_so(value: object) -> None:
    assert f.number(value, 1, lang=EN) == "No data"  # type: ignore[arg-type]
    assert f.pct(value, lang=EN) == "No data"  # type: ignore[arg-type]


def test_signs() -> None:
    assert f.signed(0.1, 1, EN) == "+0.1"
    assert f.signed(0, 1, EN) == "0.0"
    assert f.signed(-3, 0, EN) == "\u22123"


def test_units_and_rates() -> None:
    assert f.quantity(3.2, 1, "天", ZH) == "3.2 天"
    assert f.quantity(66, 0, "%", ZH) == "66%"
    assert f.with_unit("21", "℃") == "21℃"
    assert f.pct(60.0, lang=EN) == "60%"
    assert f.pct(64.94, lang=EN) == "64.9%"
    assert f.pct(60, 1, EN) == "60.0%"
    assert f.points(3, lang=ZH) == "+3.0 个百分点"
    assert f.points(-3, lang=EN) == "\u22123.0 pp"


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        (3_200_000, "320 万元", "CNY 3.20 m"),
        (376_000, "37.6 万元", "CNY 376 k"),
        (62_000, "6.2 万元", "CNY 62 k"),
        (20_000, "2 万元", "CNY 20 k"),
        (8_500, "8,500 元", "CNY 8,500"),
        (99_990_000, "9,999 万元", "CNY 99.99 m"),
        (123_000_000, "1.23 亿元", "CNY 123.00 m"),
        (-1_800_000, "\u2212180 万元", "CNY \u22121.80 m"),
        (0, "0 元", "CNY 0"),
    ],
)
def test_money(amount: int, zh: str, en: str) -> None:
    assert f.money(amount, "CNY", ZH) == zh
    assert f.money(Decimal(amount), "CNY", EN) == en


def test_money_columns() -> None:
    assert (f.money_cell(29_100_000, ZH), f.money_unit("CNY", ZH)) == ("2,910", "万元")
    assert (f.money_cell(29_100_000, EN), f.money_unit("CNY", EN)) == ("29.10", "CNY m")
    assert f.money_unit("EUR", ZH) == "万 EUR"
    assert f.money(500, "EUR", ZH) == "500 EUR"


def test_days() -> None:
    assert f.day(TODAY, ZH, TODAY) == "11 月 23 日"
    assert f.day(TODAY, EN, TODAY) == "23 Nov"
    assert f.day(date(2027, 5, 7), ZH, TODAY) == "2027 年 5 月 7 日"
    assert f.day(date(2027, 5, 7), EN, TODAY) == "7 May 2027"
    assert f.iso(TODAY) == "2026-11-23"
    assert f.mmdd(TODAY) == "11-23"
    assert f.due(TODAY, ZH) == "2026-11-23"
    assert f.due(TODAY, EN) == "23 Nov 2026"
    assert f.month(TODAY, ZH) == "2026 年 11 月"
    assert f.month(TODAY, EN) == "Nov 2026"
    assert f.weekday(TODAY, ZH) == "周一"
    assert f.weekday(TODAY, EN) == "Mon"


def test_moments_are_in_the_readers_zone() -> None:
    now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    with timezone.override("Asia/Shanghai"):
        assert f.moment(at, ZH, now) == "今天 07:30"
        assert f.moment(at, EN, now) == "Today 07:30"
        assert f.stamp(at) == "2026-11-23 07:30"
    with timezone.override("UTC"):
        assert f.moment(at, EN, now) == "Yesterday 23:30"
        assert f.when(datetime(2026, 11, 20, 9, 0, tzinfo=UTC), EN, now) == "20 Nov"
        assert f.moment(datetime(2026, 11, 20, 9, 0, tzinfo=UTC), EN, now) == "20 Nov 09:00"


def test_ages_in_words() -> None:
    assert f.age(TODAY, ZH, TODAY) == "今天"
    assert f.ago(TODAY, EN, TODAY) == "today"
    assert f.age(date(2026, 11, 22), EN, TODAY) == "1 day"
    assert f.age(date(2026, 11, 20), ZH, TODAY) == "3 天"
    assert f.ago(date(2026, 11, 20), ZH, TODAY) == "3 天前"
    assert f.ago(date(2026, 11, 20), EN, TODAY) == "3 days ago"
    assert f.age(date(2026, 6, 1), EN, TODAY) == "5 months"
    assert f.age(date(2027, 1, 1), EN, TODAY) == "today"


def test_what_came_today_has_waited_for_no_day() -> None:
    today = timezone.localdate()
    shown = {}
    for language in (ZH, EN):
        with translation.override(language):
            shown[language] = [f.waiting(today), f.waiting(today - timedelta(days=3))]
    assert shown == {ZH: ["今天起", "已等 3 天"], EN: ["since today", "waiting 3 days"]}


def test_counts_and_sizes() -> None:
    assert f.days(1, EN) == "1 day"
    assert f.workdays(28, ZH) == "28 个工作日"
    assert f.workdays(28, EN) == "28 working days"
    assert f.hours(1140, lang=ZH) == "1,140 小时"
    assert f.duration(45, EN) == "45 s"
    assert f.duration(720, ZH) == "12 分钟"
    assert f.duration(630_720, ZH) == "7.3 天"
    assert f.filesize(999) == "999 B"
    assert f.filesize(34_500) == "35 kB"
    assert f.filesize(3_400_000) == "3.4 MB"
    assert f.filesize(2_500_000_000) == "2.5 GB"


def test_initials() -> None:
    assert f.initial("陈启明") == "陈"
    assert f.initial("Chen Qiming") == "CQ"
    assert f.initial("") == "?"
