"""Any edit can be taken back, and done again."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pmo.records import Conflict
from projects.schedule import services
from projects.schedule.models import Plan, Task, TaskLink
from projects.schedule.services.writing import LINK, TOLD
from tests.factories import World

Edit = Callable[..., services.Outcome]
Find = Callable[[str], Task]


def state(plan: Plan) -> Any:
    """Everything people said about a plan, and its dates."""
    tasks = (
        Task.objects.filter(plan=plan).order_by("position").values("pk", "wbs", "parent_id", "start", "finish", *TOLD)
    )
    links = TaskLink.objects.filter(plan=plan).order_by("pk").values("pk", *LINK)
    return list(tasks), list(links)


def undo(world: World, plan: Plan) -> None:
    services.undo(by=world.pm, plan=plan, now=world.now)


def redo(world: World, plan: Plan) -> None:
    services.redo(by=world.pm, plan=plan, now=world.now)


def test_undoing_leads_beyond_the_undoings(
    world: World, plan: Plan, edit: Edit, task: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(plan)
    for length in ("6d", "7d", "8d"):
        edit({"op": "set", "id": task("Build").pk, "fields": {"duration": length}})
    monkeypatch.setattr(sys.modules[services.undo.__module__], "STEPS", 2)
    for _step in range(3):
        undo(world, plan)
    assert state(plan) == before


def test_deleted_rows_come_back_with_links_and_ids(world: World, plan: Plan, edit: Edit, task: Find) -> None:
    before = state(plan)
    edit({"op": "delete", "ids": [task("Build phase").pk]})
    after = state(plan)
    undo(world, plan)
    assert state(plan) == before
    redo(world, plan)
    assert state(plan) == after


def test_a_row_that_became_a_summary_gets_its_duration_back(world: World, plan: Plan, edit: Edit, task: Find) -> None:
    edit({"op": "set", "id": task("Training").pk, "fields": {"duration": "7d"}})
    before = state(plan)
    edit({"op": "add", "after": task("Training").pk, "level": 2, "fields": {"name": "First day"}})
    undo(world, plan)
    assert state(plan) == before


def test_step_by_step_back_and_forth(world: World, plan: Plan, edit: Edit, task: Find) -> None:
    states = [state(plan)]
    for days in ("6d", "7d", "8d"):
        edit({"op": "set", "id": task("Build").pk, "fields": {"duration": days}})
        states.append(state(plan))
    for expected in states[2::-1]:
        undo(world, plan)
        assert state(plan) == expected
    for expected in states[1:]:
        redo(world, plan)
        assert state(plan) == expected
    with pytest.raises(Conflict, match="nothing_to_redo"):
        redo(world, plan)


def test_a_new_edit_ends_redoing(world: World, plan: Plan, edit: Edit, task: Find) -> None:
    edit({"op": "set", "id": task("Build").pk, "fields": {"duration": "6d"}})
    undo(world, plan)
    edit({"op": "set", "id": task("Test").pk, "fields": {"duration": "3d"}})
    with pytest.raises(Conflict, match="nothing_to_redo"):
        redo(world, plan)


def test_ones_own_edits_only(world: World, plan: Plan) -> None:
    with pytest.raises(Conflict, match="nothing_to_undo"):
        services.undo(by=world.pmo, plan=plan, now=world.now)


def test_refused_when_somebody_changed_the_same_cell(world: World, plan: Plan, edit: Edit, task: Find) -> None:
    edit({"op": "set", "id": task("Build").pk, "fields": {"duration": "6d"}})
    op = {"op": "set", "id": task("Build").pk, "fields": {"duration": "9d"}}
    services.apply(by=world.pmo, plan=plan, ops=[op], now=world.now)
    with pytest.raises(Conflict, match="overtaken"):
        undo(world, plan)


def _operation(draw: Callable[..., Any], ids: list[int]) -> dict[str, Any]:
    some = st.sampled_from(ids)
    kind = draw(st.sampled_from(["set", "add", "delete", "indent", "outdent", "reorder", "link", "predecessors"]))
    if kind == "set":
        fields = draw(
            st.sampled_from(
                [{"duration": "4d"}, {"percent": 40}, {"name": "Other"}, {"start": "2026-12-08"}, {"duration": "0d"}]
            )
        )
        return {"op": "set", "id": draw(some), "fields": fields}
    if kind == "add":
        return {"op": "add", "after": draw(some), "level": draw(st.integers(1, 3)), "fields": {"name": "New"}}
    if kind == "reorder":
        return {"op": "reorder", "ids": [draw(some)], "after": draw(st.none() | some)}
    if kind == "link":
        return {"op": "link", "from": draw(some), "to": draw(some), "kind": draw(st.integers(0, 3)), "lag": 60}
    if kind == "predecessors":
        return {"op": "predecessors", "id": draw(some), "text": draw(st.sampled_from(["", "1", "2SS+1d, 3"]))}
    return {"op": kind, "ids": draw(st.lists(some, min_size=1, max_size=2))}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_any_edits_undone_leave_the_plan_as_it_was(world: World, plan: Plan, data: st.DataObject) -> None:
    from django.db import transaction

    from pmo.records import DomainError

    with transaction.atomic():
        before = state(plan)
        done = 0
        for _turn in range(4):
            ids = list(Task.objects.filter(plan=plan).values_list("pk", flat=True))
            if not ids:
                break
            try:
                op = _operation(data.draw, ids)
                done += services.apply(by=world.pm, plan=plan, ops=[op], now=world.now).edit is not None
            except DomainError:
                continue
        after = state(plan)
        for _turn in range(done):
            undo(world, plan)
        assert state(plan) == before
        for _turn in range(done):
            redo(world, plan)
        assert state(plan) == after
        transaction.set_rollback(True)
