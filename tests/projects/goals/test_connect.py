"""What the rest of the product learns from this room."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from pmo.audit.models import AuditEntry
from pmo.audit.words import act_words, known_acts
from pmo.notify import groups
from pmo.search import selectors as search
from projects.goals import services
from projects.goals.models import SignOff
from projects.portfolio import dimensions
from projects.portfolio import selectors as portfolio
from tests.factories import World
from tests.projects.goals.conftest import COMMITMENT, fresh, reload


def _requirement(world: World, **values: Any) -> Any:
    given = {"title": "批量审批", "title_en": "Bulk", "goal": world.goal, "business_owner": world.owner, **values}
    return services.raise_requirement(by=world.pm, project=world.mine, now=world.now, **given)


def _waiting(person: Any, world: World) -> list[dimensions.Decision]:
    return [d for d in dimensions.decisions_of(fresh(person), world.now) if d.project_id == world.mine.pk]


def test_an_executive_is_asked_to_sign(world: World) -> None:
    services.ask_sign_off(
        by=world.pm, project=world.mine, executives=[world.ceo], now=world.now, due_on=world.today + timedelta(days=3)
    )
    decision = _waiting(world.ceo, world)[0]
    assert decision.title == "Expense control: goals version 1"
    assert decision.why.plain() == "1 goal with 1 KPI; signed by 0 of 1."
    assert [(str(act.label), act.primary) for act in decision.acts] == [("Sign", True), ("Decline", False)]
    assert decision.due_on == world.today + timedelta(days=3)
    assert _waiting(world.cfo, world) == []


def test_a_requirement_asks_it_then_its_owner(world: World) -> None:
    row = _requirement(world)
    assert [d.kind for d in _waiting(world.it, world)] == ["Assessment"]
    services.assess_requirement(
        by=world.it, requirement=row, feasibility="feasible", effort_days=Decimal("5.0"), now=world.now
    )
    assert _waiting(world.it, world) == []
    decision = _waiting(world.owner, world)[0]
    assert decision.why.plain().startswith("IT says Feasible, effort 5 person-days.")
    approve = decision.acts[0]
    assert (approve.method, approve.primary, dict(approve.fields)) == (
        "post",
        True,
        {"status": "approved", "version": str(row.version)},
    )


def test_approval_is_recommended_only_where_it_recommends_it(world: World) -> None:
    row = _requirement(world)
    services.assess_requirement(
        by=world.it,
        requirement=row,
        feasibility="conditions",
        conditions="先升级",
        effort_days=Decimal(1),
        now=world.now,
    )
    assert not any(act.primary for act in _waiting(world.owner, world)[0].acts)
    services.assess_requirement(by=world.it, requirement=row, feasibility="not_feasible", conditions="x", now=world.now)
    assert [str(act.label) for act in _waiting(world.owner, world)[0].acts] == ["Open"]


def test_the_act_beside_a_decision_works(world: World, client_of: Callable[[Any], Client]) -> None:
    row = _requirement(world)
    services.assess_requirement(
        by=world.it, requirement=row, feasibility="feasible", effort_days=Decimal(1), now=world.now
    )
    act = _waiting(world.owner, world)[0].acts[0]
    response = client_of(world.owner).post(act.url, dict(act.fields))
    assert response.status_code == 302
    assert reload(row).status == "approved"


def test_the_spine_says_which_version_and_who_signed(world: World, asked: SignOff) -> None:
    def facts() -> list[str]:
        return [fact.plain() for fact in portfolio.spine(reload(world.mine), world.today)[0].facts]

    assert facts() == ["Version 1, signed by 0 of 2", "0 pain points, 1 goal"]
    for person in (world.ceo, world.cfo):
        services.sign(by=person, sign_off=asked, now=world.now, **COMMITMENT)
    assert facts()[0] == "Version 1, signed by 2"
    with translation.override("zh-hans"):
        assert "2" in facts()[0]
        assert "Version" not in facts()[0]


def test_lost_consensus_marks_the_stage(world: World, signed: SignOff) -> None:
    def status() -> str:
        return dimensions.stage_statuses([world.mine.pk]).get(world.mine.pk, {}).get("goals", "")

    assert status() == ""
    services.change_kpi(by=world.pm, kpi=reload(world.kpi), now=world.now, target=Decimal(3))
    assert status() == "risk"
    again = SignOff.objects.get(goals_version=2)
    for person in (world.ceo, world.cfo):
        services.sign(by=person, sign_off=again, now=world.now, **COMMITMENT)
    assert status() == ""


def test_days_to_sign_by_are_key_dates(world: World) -> None:
    services.ask_sign_off(
        by=world.pm, project=world.mine, executives=[world.ceo], now=world.now, due_on=world.today + timedelta(days=3)
    )
    found = dimensions.key_dates([world.mine.pk], world.today, world.today + timedelta(days=90))
    assert [(day.on, day.lane) for day in found if "version 1" in day.title.plain()] == [
        (world.today + timedelta(days=3), "decide")
    ]
    assert dimensions.key_dates([world.other.pk], world.today, world.today + timedelta(days=90)) == []


@pytest.mark.parametrize(("query", "kind"), [("等一周", "pain_point"), ("快一倍", "goal"), ("Bulk", "requirement")])
def test_everything_is_found_by_those_who_may_see_it(world: World, query: str, kind: str) -> None:
    services.raise_pain_point(by=world.pm, project=world.mine, now=world.now, title="要等一周", source="interview")
    services.change_goal(by=world.pm, goal=world.goal, now=world.now, title="快一倍")
    _requirement(world)
    groups_found = {group.kind: group.hits for group in search.find(fresh(world.pm), query)}
    assert len(groups_found[kind]) == 1
    assert not {group.kind for group in search.find(fresh(world.stranger), query)} & {
        "pain_point",
        "goal",
        "requirement",
    }


def test_commands_are_offered_to_those_who_may(world: World) -> None:
    titles = {hit.title for hit in search.commands_for(world.pm, "pain")}
    assert titles >= {"New pain point", "All pain points"}
    assert not {hit.title for hit in search.commands_for(world.employee, "pain")}


def test_every_act_has_words_in_both_languages(world: World, signed: SignOff) -> None:
    services.change_kpi(by=world.pm, kpi=reload(world.kpi), now=world.now, target=Decimal(3))
    for act in {entry.act for entry in AuditEntry.objects.exclude(kind="user")}:
        assert act in known_acts(), act
        with translation.override("zh-hans"):
            assert act_words(act) != known_acts()[act], act


def test_messages_have_a_group_to_be_chosen_by() -> None:
    assert groups.of_rule("sign_off.asked").code == groups.of_rule("requirement.decided").code == "goals"


def test_lists_stand_in_the_rail(world: World, client_of: Callable[[Any], Client]) -> None:
    rail = client_of(world.pm).get("/pain-points/").content.decode().split('id="rail"')[1].split("</nav>")[0]
    assert 'href="/pain-points/"' in rail
    assert 'href="/requirements/"' in rail
    other = client_of(world.champion).get("/pain-points/").content.decode().split('id="rail"')[1].split("</nav>")[0]
    assert 'href="/requirements/"' not in other
