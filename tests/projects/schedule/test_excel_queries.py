"""A large table costs no more queries than a small one."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.schedule import excel, services
from projects.schedule.models import Plan
from tests.factories import World


def test_links_of_many_rows_are_read_at_once(world: World) -> None:
    plan = services.open_plan(by=world.pm, project=world.mine, start_on=date(2026, 11, 30), now=world.now)
    ops = [{"op": "add", "key": f"k{n}", "level": 1, "fields": {"name": f"Step {n}"}} for n in range(6)]
    services.apply(by=world.pm, plan=plan, ops=ops, now=world.now)
    plan = Plan.objects.select_related("project", "work_calendar").get(pk=plan.pk)

    def queries(changed: int) -> int:
        rows = [{**row, "_row": number} for number, row in enumerate(excel.rows_of(plan), start=2)]
        for row in rows[1 : changed + 1]:
            row["predecessors"] = "1"
        with CaptureQueriesContext(connection) as seen:
            lines = excel.lines_of(rows, plan)
        assert sum(bool(line.links) for line in lines) == changed
        return len(seen)

    assert queries(5) == queries(1)
