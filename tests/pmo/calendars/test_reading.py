"""A year of holidays from JSON, and what is refused."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from pmo.calendars.reading import BadCalendar, english, parse

PUBLISHED = {
    "year": 2026,
    "papers": ["https://www.gov.cn/notice"],
    "days": [
        {"name": "国庆节", "date": "2026-10-01", "isOffDay": True},
        {"name": "国庆节", "date": "2026-09-20", "isOffDay": False},
    ],
}


def text(**changes: Any) -> bytes:
    return json.dumps({**PUBLISHED, **changes}).encode()


def test_the_published_format_is_read_and_named_in_english() -> None:
    data = parse(text())
    assert data.year == 2026
    assert not data.provisional
    assert [(d.date, d.working, d.label_en) for d in data.days] == [
        (date(2026, 9, 20), True, "National Day"),
        (date(2026, 10, 1), False, "National Day"),
    ]


def test_the_compact_format_comes_back_equal() -> None:
    data = parse(text())
    assert parse(data.to_json()) == data


def test_a_year_without_days_is_provisional() -> None:
    assert parse(text(days=[])).provisional


def test_a_byte_order_mark_does_not_matter() -> None:
    assert parse(b"\xef\xbb\xbf" + text()).year == 2026


def test_a_notice_may_touch_the_turn_of_the_year() -> None:
    days = [{"name": "元旦", "date": "2025-12-31", "isOffDay": True}]
    assert parse(text(days=days)).days[0].date == date(2025, 12, 31)


def test_holidays_that_fall_together_are_named_together() -> None:
    assert english("国庆节、中秋节") == "National Day and Mid-Autumn Festival"
    assert english("厂庆") == ""


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "bad_json"),
        (b"{", "bad_json"),
        (b"[" * 100_000, "bad_json"),
        (b"\xff\xfe\x00", "bad_encoding"),
        (b"[]", "no_days"),
        (b'{"year": 2026}', "no_days"),
        (b" " * 1_000_001, "too_large"),
        (text(year="2026"), "bad_year"),
        (text(year=True), "bad_year"),
        (text(year=0), "bad_year"),
        (text(year=9999), "bad_year"),
        (text(days=["2026-10-01"]), "bad_entry"),
        (text(days=[{"name": "x", "date": "2026-10-01"}]), "bad_flag"),
        (text(days=[{"name": "x", "date": "2026-10-01", "isOffDay": "yes"}]), "bad_flag"),
        (text(days=[{"name": "x", "date": "2026-02-30", "isOffDay": True}]), "bad_date"),
        (text(days=[{"name": "x", "date": 20261001, "isOffDay": True}]), "bad_date"),
        (text(days=[{"name": "x", "date": "2028-10-01", "isOffDay": True}]), "other_year"),
        (text(days=[{"name": "x" * 81, "date": "2026-10-01", "isOffDay": True}]), "bad_name"),
        (text(days=[{"name": ["x"], "date": "2026-10-01", "isOffDay": True}]), "bad_name"),
        (
            text(
                days=[
                    {"name": "a", "date": "2026-10-01", "isOffDay": True},
                    {"name": "b", "date": "2026-10-01", "isOffDay": False},
                ]
            ),
            "contradiction",
        ),
    ],
)
def test_what_is_wrong_is_said_precisely(content: bytes, code: str) -> None:
    with pytest.raises(BadCalendar) as caught:
        parse(content)
    assert caught.value.code == code
    assert caught.value.field == "file"
    assert caught.value.message
