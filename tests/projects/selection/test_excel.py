"""Scores as a table: out, filled in, checked without effect, and in."""

from __future__ import annotations

from typing import Any

import pytest

from pmo.records import Forbidden
from projects.selection import excel, services
from projects.selection.models import Assessment, Criterion
from tests.factories import World


def row(context: Any, key: str, **values: Any) -> dict[str, Any]:
    return {**{column.name: None for column in excel.spec(context).columns}, "_row": 2, "project": key, **values}


def test_out_and_in_again_changes_nothing(world: World, criteria: list[Criterion]) -> None:
    services.assess(by=world.pm, project=world.mine, levels={criteria[0].pk: 4}, risk=2, job_size=8, now=world.now)
    context = excel.context(world.pmo, {"portfolio": world.portfolio.code})
    rows = [row(context, **{"key": found.pop("project"), **found}) for found in excel.rows_of(context)]
    assert {found["project"] for found in rows} == {world.mine.key, world.other.key}
    checked = excel.check(rows, context)
    assert (list(checked.errors), set(checked.actions)) == ([], {"unchanged"})


def test_scores_come_in(world: World, criteria: list[Criterion]) -> None:
    services.assess(by=world.pm, project=world.mine, risk=2, now=world.now)
    context = excel.context(world.pmo, {"portfolio": world.portfolio.code})
    levels = {f"level_{criterion.pk}": 5 for criterion in criteria}
    rows = [row(context, world.mine.key, risk="3", **levels), row(context, world.other.key, job_size="5", benefit=9)]
    checked = excel.check(rows, context)
    assert list(checked.actions) == ["update", "create"]
    assert checked.before[0] == {"risk": "2", **dict.fromkeys(levels)}
    assert Assessment.objects.count() == 1
    outcome = excel.commit(rows, world.pmo, context, world.now)
    assert (outcome.created, outcome.updated) == (1, 1)
    found = Assessment.objects.get(project=world.mine)
    assert (found.risk, found.score) == (3, 100)
    assert Assessment.objects.get(project=world.other).job_size == 5


def test_who_sees_one_project_writes_one_project(world: World) -> None:
    context = excel.context(world.pm, {"portfolio": world.portfolio.code})
    checked = excel.check([row(context, world.other.key, risk="3"), row(context, "NOPE-1")], context)
    assert [error.code for error in checked.errors] == ["unknown_project", "unknown_project"]
    with pytest.raises(Forbidden):
        excel.context(world.ceo, {"portfolio": world.portfolio.code})
