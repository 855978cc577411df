from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pmo.audit.models import AuditEntry
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from projects.goals import services
from projects.goals.choices import GoalStatus
from projects.goals.models import Goal, Kpi, SignOff
from projects.goals.readings import KpiReading
from projects.portfolio.choices import State
from tests import factories
from tests.factories import World
from tests.projects.goals.conftest import reload


def _acts(obj: Any) -> list[str]:
    rows = AuditEntry.objects.filter(kind=obj._meta.model_name, object_id=obj.pk).order_by("id")
    return list(rows.values_list("act", flat=True))


def test_new_goals_are_numbered_drafts_and_leave_one_entry(world: World) -> None:
    pain = factories.make_pain_point(world.now, world.mine, world.owner)
    goal = services.add_goal(by=world.pm, project=world.mine, now=world.now, title="快一倍", pain_points=[pain])
    assert (goal.status, goal.number, goal.owner) == (GoalStatus.DRAFT, world.goal.number + 1, world.pm)
    assert list(goal.pain_points.all()) == [pain]
    entry = AuditEntry.objects.get(kind="goal", object_id=goal.pk)
    assert (entry.act, entry.actor, entry.project_id) == ("goal.added", world.pm, world.mine.pk)
    assert entry.after["owner"] == world.pm.name
    assert entry.after["pain_points"] == [pain.code]
    assert "title_en" not in entry.after


def test_a_draft_touches_no_signed_version(world: World, signed: SignOff) -> None:
    services.add_goal(by=world.pm, project=world.mine, now=world.now, title="下一步")
    assert reload(signed).status == "signed"


def test_only_a_goal_with_a_complete_kpi_is_submitted(world: World, add_kpi: Callable[..., Kpi]) -> None:
    goal = services.add_goal(by=world.pm, project=world.mine, now=world.now, title="快一倍")
    with pytest.raises(Invalid) as refused:
        services.submit_goal(by=world.pm, goal=goal, now=world.now)
    assert refused.value.code == "no_complete_kpi"
    add_kpi(goal, owner=None)
    with pytest.raises(Invalid):
        services.submit_goal(by=world.pm, goal=goal, now=world.now)
    add_kpi(goal, name="另一个", kind="baseline")
    with pytest.raises(Invalid):
        services.submit_goal(by=world.pm, goal=goal, now=world.now)
    add_kpi(goal, name="完整的")
    assert services.submit_goal(by=world.pm, goal=goal, now=world.now).status == GoalStatus.SUBMITTED
    with pytest.raises(Conflict) as twice:
        services.submit_goal(by=world.pm, goal=goal, now=world.now)
    assert twice.value.code == "not_draft"
    assert _acts(goal) == ["goal.added", "goal.submitted"]


def test_submitting_another_goal_makes_a_new_version(
    world: World, signed: SignOff, add_kpi: Callable[..., Kpi]
) -> None:
    goal = services.add_goal(by=world.pm, project=world.mine, now=world.now, title="下一步")
    add_kpi(goal)
    services.submit_goal(by=world.pm, goal=goal, now=world.now)
    assert reload(signed).status == "void"
    newest = SignOff.objects.filter(project=world.mine).order_by("-goals_version")[0]
    assert (newest.goals_version, newest.status) == (2, "open")
    assert [g["id"] for g in newest.frozen["goals"]] == [world.goal.pk, goal.pk]


def test_changes_are_recorded_with_what_differs(world: World) -> None:
    services.change_goal(by=world.pm, goal=world.goal, now=world.now, title="新", expected=world.goal.version)
    entry = AuditEntry.objects.get(act="goal.changed")
    assert entry.after == {"title": "新"}
    assert list(entry.before) == ["title"]


def test_a_stale_change_is_refused_with_the_row_as_it_is(world: World) -> None:
    seen = world.goal.version
    services.change_goal(by=world.pm, goal=reload(world.goal), now=world.now, title="先", expected=seen)
    with pytest.raises(StaleWrite) as refused:
        services.change_goal(by=world.pm, goal=reload(world.goal), now=world.now, title="后", expected=seen)
    assert refused.value.current.title == "先"
    assert reload(world.goal).title == "先"


def test_a_dropped_goal_needs_a_reason_and_can_only_be_read(world: World) -> None:
    with pytest.raises(Invalid) as silent:
        services.drop_goal(by=world.pm, goal=world.goal, reason="  ", now=world.now)
    assert silent.value.field == "reason"
    services.drop_goal(by=world.pm, goal=world.goal, reason="并入 OA", now=world.now)
    assert AuditEntry.objects.get(act="goal.dropped").reason == "并入 OA"
    for act in (
        lambda: services.change_goal(by=world.pm, goal=world.goal, now=world.now, title="x"),
        lambda: services.drop_goal(by=world.pm, goal=world.goal, reason="x", now=world.now),
        lambda: services.add_kpi(by=world.pm, goal=world.goal, now=world.now, name="x"),
        lambda: services.change_kpi(by=world.pm, kpi=reload(world.kpi), now=world.now, name="x"),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "dropped"


def test_dropping_the_last_signed_goal_voids_without_asking_for_nothing(world: World, signed: SignOff) -> None:
    services.drop_goal(by=world.pm, goal=reload(world.goal), reason="停", now=world.now)
    assert reload(signed).status == "void"
    assert SignOff.objects.filter(project=world.mine).count() == 1


def test_a_goal_is_achieved_when_every_kpi_reached_its_target(
    world: World, signed: SignOff, reading: Callable[..., None]
) -> None:
    goal = reload(world.goal)
    reading(**{f"kpi{world.kpi.pk}": KpiReading(world.kpi.pk, "ok")})
    with pytest.raises(Conflict) as early:
        services.achieve_goal(by=world.pm, goal=goal, now=world.now)
    assert early.value.code == "target_not_reached"
    assert world.kpi.label in early.value.message
    reading(**{f"kpi{world.kpi.pk}": KpiReading(world.kpi.pk, "done")})
    assert services.achieve_goal(by=world.pm, goal=goal, now=world.now).status == GoalStatus.ACHIEVED
    assert reload(signed).status == "signed"


def test_a_draft_cannot_be_achieved(world: World) -> None:
    with pytest.raises(Conflict):
        services.achieve_goal(by=world.pm, goal=world.goal, now=world.now)


def test_links_stay_within_the_project(world: World) -> None:
    foreign = factories.make_pain_point(world.now, world.other, world.stranger)
    with pytest.raises(Invalid) as refused:
        services.add_goal(by=world.pm, project=world.mine, now=world.now, title="x", pain_points=[foreign])
    assert refused.value.field == "pain_points"
    assert not Goal.objects.filter(title="x").exists()


def test_nothing_changes_in_a_closed_project(world: World, add_kpi: Callable[..., Kpi]) -> None:
    kpi = reload(world.kpi)
    type(world.mine).objects.filter(pk=world.mine.pk).update(state=State.CLOSED)
    acts: list[Callable[[], Any]] = [
        lambda: services.add_goal(by=world.pm, project=world.mine, now=world.now, title="x"),
        lambda: services.change_goal(by=world.pm, goal=world.goal, now=world.now, title="x"),
        lambda: services.submit_goal(by=world.pm, goal=world.goal, now=world.now),
        lambda: services.drop_goal(by=world.pm, goal=world.goal, reason="x", now=world.now),
        lambda: services.add_kpi(by=world.pm, goal=world.goal, now=world.now, name="x"),
        lambda: services.change_kpi(by=world.pm, kpi=kpi, now=world.now, name="x"),
        lambda: services.retire_kpi(by=world.pm, kpi=kpi, reason="x", now=world.now),
        lambda: services.raise_pain_point(
            by=world.pm, project=world.mine, now=world.now, title="x", source="interview"
        ),
        lambda: services.raise_requirement(by=world.pm, project=world.mine, now=world.now, title="x"),
        lambda: services.ask_sign_off(by=world.pm, project=world.mine, executives=[world.ceo], now=world.now),
    ]
    for act in acts:
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "closed"


@pytest.mark.parametrize("name", ["ceo", "owner", "it", "change", "champion", "employee", "stranger", "admin"])
def test_only_manager_and_pmo_change_goals(world: World, name: str) -> None:
    person = getattr(world, name)
    with pytest.raises(Forbidden):
        services.change_goal(by=person, goal=world.goal, now=world.now, title="x")
    with pytest.raises(Forbidden):
        services.drop_goal(by=person, goal=world.goal, reason="x", now=world.now)
    assert reload(world.goal).title != "x"
