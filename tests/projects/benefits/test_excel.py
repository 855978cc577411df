"""Booked amounts as a table: out, in, checked first, never twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest

from projects.benefits import excel
from projects.benefits.models import Realisation
from tests.factories import World
from tests.projects.benefits.conftest import Worth

pytestmark = pytest.mark.django_db


def row(number: int, **more: Any) -> dict[str, Any]:
    return {
        "_row": number,
        "benefit": "V-02",
        "month": date(2026, 10, 20),
        "amount": D("4000.00"),
        "reference": f"GL {number}",
        "evidence": "Account 6602",
        **more,
    }


def test_a_table_is_booked_once(world: World, agreed: Worth) -> None:
    context = excel.load(world.owner, {"project": "FIN-01"})
    rows = [row(2), row(3, amount=D(-100))]
    assert not excel.check(rows, context).errors
    assert excel.commit(rows, world.owner, context, world.now).created == 2
    assert Realisation.objects.filter(state="waiting", month=date(2026, 10, 1)).count() == 2
    again = excel.check(rows, context)
    assert (again.actions, again.errors) == (["unchanged", "unchanged"], [])
    assert excel.rows_of(world.mine)[0]["benefit"] == "V-02"


def test_every_bad_row_is_named(world: World, agreed: Worth) -> None:
    context = excel.load(world.owner, {"project": "FIN-01"})
    excel.commit([row(2)], world.owner, context, world.now)
    rows = [
        row(2, amount=D(1)),
        row(3, benefit="V-99"),
        row(4, benefit="V-01"),
        row(5, month=date(2027, 3, 1)),
        row(6, evidence=" "),
    ]
    found = excel.check(rows, context)
    assert [(error.row, error.column, error.code) for error in found.errors] == [
        (2, "reference", "booked"),
        (3, "benefit", "unknown"),
        (4, "benefit", "computed"),
        (5, "month", "future"),
        (6, "evidence", "required"),
    ]
