"""Days as people and spreadsheets write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pmo.records import Invalid
from projects.schedule import days
from projects.schedule.models import Plan, Task


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-07", "2026-12-07"),
        ("2026/12/7", "2026-12-07"),
        ("2026.12.7", "2026-12-07"),
        ("2026年12月7日", "2026-12-07"),
        ("2026 年 12 月 7 日", "2026-12-07"),
        ("２０２６/１２/７", "2026-12-07"),
        ("7-Dec-26", "2026-12-07"),
        ("7 December 2026", "2026-12-07"),
        ("Dec 7, 2026", "2026-12-07"),
        ("周一 2026/12/7", "2026-12-07"),
        ("Mon 7 Dec 2026", "2026-12-07"),
        ("31/12/2026", "2026-12-31"),
        ("12/31/2026", "2026-12-31"),
        ("7/7/2026", "2026-07-07"),
        ("2026/12/7 9:30", "2026-12-07T09:30:00"),
        ("2026年12月7日9:30", "2026-12-07T09:30:00"),
        ("12/31/2026 5:00 PM", "2026-12-31T17:00:00"),
        ("2026-12-07T09:30:00+08:00", "2026-12-07T09:30:00"),
    ],
)
def test_read(text: str, day: str) -> None:
    assert days.read(text, field="start").isoformat() == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("someday", "not_a_date"),
        ("2026/2/30", "not_a_date"),
        ("7 Foo 2026", "not_a_date"),
        ("2026/12/7 25:00", "not_a_date"),
        ("26/12/7", "not_a_date"),
        ("5/3/2026", "two_days"),
    ],
)
def test_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        days.read(text, field="start")
    assert (caught.value.code, caught.value.field) == (code, "start")


def test_start_and_finish_of_one_edit_belong_together(edit: Callable[..., Any], task: Callable[[str], Task]) -> None:
    fields = {"name": "Cut-over", "start": "2026/12/7", "finish": "2026/12/11"}
    edit({"op": "add", "after": task("Training").pk, "fields": fields})
    assert (task("Cut-over").duration, task("Cut-over").finish_on) == (5 * 480, date(2026, 12, 11))


def test_of_many_rows_the_refused_one_is_named(plan: Plan, edit: Callable[..., Any]) -> None:
    rows = [{"op": "add", "fields": {"name": f"Pasted {n}", "start": start}} for n, start in enumerate(("", "soon"))]
    with pytest.raises(Invalid, match="not_a_date") as caught:
        edit(*rows)
    assert caught.value.message.startswith("“Pasted 1”: ")
