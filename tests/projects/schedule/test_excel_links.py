"""Predecessors in the Excel table of a plan."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pmo.records import Invalid
from projects.schedule import excel, services
from projects.schedule.models import Plan
from tests.factories import World


@pytest.fixture
def plan(world: World) -> Plan:
    plan = services.open_plan(by=world.pm, project=world.mine, start_on=date(2026, 11, 30), now=world.now)
    ops = [{"op": "add", "key": f"k{n}", "level": 1, "fields": {"name": f"Step {n}"}} for n in range(6)]
    services.apply(by=world.pm, plan=plan, ops=ops, now=world.now)
    return Plan.objects.select_related("project", "work_calendar").get(pk=plan.pk)


def table(plan: Plan) -> list[dict[str, Any]]:
    return [{**row, "_row": number} for number, row in enumerate(excel.rows_of(plan), start=2)]


def test_links_of_many_rows_are_read_at_once(plan: Plan) -> None:
    def queries(changed: int) -> int:
        rows = table(plan)
        for row in rows[1 : changed + 1]:
            row["predecessors"] = "1"
        with CaptureQueriesContext(connection) as seen:
            lines = excel.lines_of(rows, plan)
        assert sum(bool(line.links) for line in lines) == changed
        return len(seen)

    assert queries(5) == queries(1)


@pytest.mark.parametrize("written", ["1", "1SS", "1FS+1w", "1FS-4h", "1FS+2ed", "1FF+50%"])
def test_a_lag_comes_back_as_it_was_written(world: World, plan: Plan, written: str) -> None:
    rows = table(plan)
    rows[1]["predecessors"] = written
    ops = [op for line in excel.lines_of(rows, plan) for op in line.links]
    services.apply(by=world.pm, plan=plan, ops=ops, now=world.now)
    assert table(plan)[1]["predecessors"] == written


def test_an_empty_lag_from_outside_is_refused(world: World, plan: Plan) -> None:
    first, second = (row.pk for row in plan.tasks.order_by("position")[:2])
    with pytest.raises(Invalid):
        services.apply(
            by=world.pm, plan=plan, ops=[{"op": "link", "from": first, "to": second, "lag": ""}], now=world.now
        )
