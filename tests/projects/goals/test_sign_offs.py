from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections
from django.utils import translation

from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from projects.goals import services
from projects.goals.models import Kpi, Signature, SignOff
from projects.goals.selectors import goals as goal_selectors
from projects.goals.selectors import sign_offs as selectors
from tests import factories
from tests.factories import World
from tests.projects.goals.conftest import COMMITMENT, fresh, reload, said


def _ask(world: World, *executives: Any, **values: Any) -> SignOff:
    given = {"by": world.pm, "project": world.mine, "now": world.now, **values}
    return services.ask_sign_off(executives=list(executives) or [world.ceo, world.cfo], **given)


def _change(world: World, **values: Any) -> None:
    services.change_kpi(by=world.pm, kpi=reload(world.kpi), now=world.now, **(values or {"target": Decimal("2.5")}))


def _newest(world: World) -> SignOff:
    return SignOff.objects.filter(project=world.mine).order_by("-goals_version")[0]


# ---- asking


def test_asking_freezes_the_goals_and_submits_complete_drafts(world: World, asked: SignOff) -> None:
    assert (asked.goals_version, asked.status, asked.asked_by) == (1, "open", world.pm)
    assert [goal["id"] for goal in asked.frozen["goals"]] == [world.goal.pk]
    assert asked.frozen["goals"][0]["kpis"][0]["target"] == "2"
    assert reload(world.goal).status == "submitted"
    assert {s.executive: s.decision for s in asked.signatures.all()} == {world.ceo: "waiting", world.cfo: "waiting"}


def test_each_executive_is_asked_once_by_message(world: World, asked: SignOff) -> None:
    rows = Message.objects.filter(rule="sign_off.asked", channel="inbox")
    assert {row.recipient for row in rows} == {world.ceo, world.cfo}
    assert said(rows[0]) == "Sign the goals of Expense control, version 1."
    with translation.override("zh-hans"):
        assert world.mine.name in said(rows[0])


def test_what_cannot_be_asked(world: World, add_kpi: Callable[..., Kpi]) -> None:
    with pytest.raises(Invalid) as nobody:
        services.ask_sign_off(by=world.pm, project=world.mine, executives=[], now=world.now)
    assert nobody.value.field == "executives"
    with pytest.raises(Invalid) as other:
        _ask(world, world.ceo, world.owner)
    assert (other.value.code, other.value.params["name"]) == ("not_executive", world.owner.label)
    with pytest.raises(Invalid) as late:
        _ask(world, due_on=world.today - timedelta(days=1))
    assert late.value.field == "due_on"
    draft = factories.make_goal(world.now, world.mine, world.owner)
    with pytest.raises(Invalid) as gap:
        _ask(world)
    assert gap.value.code == "no_complete_kpi"
    assert draft.label in gap.value.message
    assert not SignOff.objects.exists()
    add_kpi(draft)
    assert len(_ask(world).frozen["goals"]) == 2


def test_there_must_be_a_goal(world: World) -> None:
    services.drop_goal(by=world.pm, goal=world.goal, reason="x", now=world.now)
    with pytest.raises(Invalid) as refused:
        _ask(world)
    assert refused.value.code == "no_goals"


def test_the_same_goals_are_not_asked_for_twice(world: World, asked: SignOff) -> None:
    with pytest.raises(Conflict) as refused:
        _ask(world)
    assert refused.value.code == "same_version"


def test_a_sponsor_signs_although_no_executive_elsewhere(world: World) -> None:
    sponsor = factories.make_user(world.now, "sponsor", unit=world.company)
    factories.add_member(world.now, world.mine, sponsor, "sponsor")  # type: ignore[arg-type]
    round_ = _ask(world, fresh(sponsor))
    services.sign(by=fresh(sponsor), sign_off=round_, now=world.now, **COMMITMENT)
    assert reload(round_).status == "signed"


@pytest.mark.parametrize("name", ["ceo", "owner", "it", "champion", "employee", "stranger", "admin"])
def test_only_manager_and_pmo_ask_and_take_back(world: World, asked: SignOff, name: str) -> None:
    person = getattr(world, name)
    with pytest.raises(Forbidden):
        _ask(world, by=person)
    with pytest.raises(Forbidden):
        services.withdraw_sign_off(by=person, sign_off=asked, now=world.now)


# ---- answering


def test_the_last_signature_makes_the_goals_agreed(world: World, asked: SignOff) -> None:
    services.sign(by=world.ceo, sign_off=asked, now=world.now, **COMMITMENT, comment="同意")
    assert (reload(asked).status, reload(world.goal).status) == ("open", "submitted")
    services.sign(by=world.cfo, sign_off=asked, now=world.now, people=0, budget=0, months=0)
    assert (reload(asked).status, reload(world.goal).status) == ("signed", "agreed")
    assert reload(asked).closed_at == world.now
    told = Message.objects.get(rule="sign_off.complete", channel="inbox")
    assert told.recipient == world.pm
    mine = Signature.objects.get(executive=world.ceo)
    assert (mine.people, mine.budget, mine.months, mine.comment) == (3, 500000, 6, "同意")


@pytest.mark.parametrize("gap", ["people", "budget", "months"])
def test_a_signature_says_what_is_committed(world: World, asked: SignOff, gap: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.sign(by=world.ceo, sign_off=asked, now=world.now, **{**COMMITMENT, gap: None})
    assert refused.value.field == gap


def test_one_refusal_closes_the_round(world: World, asked: SignOff) -> None:
    with pytest.raises(Invalid):
        services.decline(by=world.cfo, sign_off=asked, comment=" ", now=world.now)
    services.decline(by=world.cfo, sign_off=asked, comment="预算未定", now=world.now)
    assert reload(asked).status == "declined"
    told = Message.objects.get(rule="sign_off.declined", channel="inbox")
    assert "预算未定" in said(told)
    with pytest.raises(Conflict) as late:
        services.sign(by=world.ceo, sign_off=asked, now=world.now, **COMMITMENT)
    assert late.value.code == "not_open"
    # The goals may be put before them again as they are: what was missing may lie outside.
    assert _ask(world).goals_version == 2


def test_nobody_answers_twice_or_for_another(world: World, asked: SignOff) -> None:
    services.sign(by=world.ceo, sign_off=asked, now=world.now, **COMMITMENT)
    with pytest.raises(Conflict) as twice:
        services.decline(by=world.ceo, sign_off=asked, comment="x", now=world.now)
    assert twice.value.code == "answered"
    third = factories.make_user(world.now, "coo", factories.Role.EXECUTIVE)
    for person in (third, world.pm, world.pmo):
        with pytest.raises(Forbidden):
            services.sign(by=person, sign_off=asked, now=world.now, **COMMITMENT)
    with pytest.raises(Forbidden):
        services.sign(by=world.stranger, sign_off=asked, now=world.now, **COMMITMENT)


def test_what_was_asked_is_settled_when_answered_and_when_the_round_closes(world: World, asked: SignOff) -> None:
    services.sign(by=world.ceo, sign_off=asked, now=world.now, **COMMITMENT)
    states = {row.recipient: row.state for row in Message.objects.filter(rule="sign_off.asked", channel="mail")}
    assert states == {world.ceo: "withdrawn", world.cfo: "pending"}
    services.withdraw_sign_off(by=world.pm, sign_off=asked, now=world.now)
    states = {row.recipient: row.state for row in Message.objects.filter(rule="sign_off.asked", channel="mail")}
    assert set(states.values()) == {"withdrawn"}


def test_only_an_open_round_is_taken_back(world: World, asked: SignOff) -> None:
    with pytest.raises(StaleWrite):
        services.withdraw_sign_off(by=world.pm, sign_off=asked, now=world.now, expected=99)
    services.withdraw_sign_off(by=world.pm, sign_off=asked, now=world.now, expected=asked.version)
    assert reload(asked).status == "withdrawn"
    with pytest.raises(Conflict):
        services.withdraw_sign_off(by=world.pm, sign_off=asked, now=world.now)


# ---- changing


def test_while_nobody_answered_the_version_is_brought_up_to_date(world: World, asked: SignOff) -> None:
    _change(world)
    now = reload(asked)
    assert (now.status, now.goals_version, now.frozen["goals"][0]["kpis"][0]["target"]) == ("open", 1, "2.5")
    assert SignOff.objects.count() == 1


def test_nobody_signs_what_changed_under_their_eyes(world: World, asked: SignOff) -> None:
    seen = asked.version
    _change(world)
    with pytest.raises(Conflict) as refused:
        services.sign(by=world.ceo, sign_off=asked, now=world.now, expected=seen, **COMMITMENT)
    assert refused.value.code == "changed"
    services.sign(by=world.ceo, sign_off=asked, now=world.now, expected=reload(asked).version, **COMMITMENT)


def test_after_one_signature_a_change_asks_everybody_again(world: World, asked: SignOff) -> None:
    services.sign(by=world.ceo, sign_off=asked, now=world.now, **COMMITMENT)
    _change(world)
    assert reload(asked).status == "void"
    again = _newest(world)
    assert (again.goals_version, again.status, again.signatures.count()) == (2, "open", 2)
    told = Message.objects.filter(rule="sign_off.asked", period="v2", channel="inbox")
    assert {row.recipient for row in told} == {world.ceo, world.cfo}
    assert "changed after they were put before you" in said(told[0])
    with pytest.raises(Conflict) as late:
        services.sign(by=world.cfo, sign_off=asked, now=world.now, **COMMITMENT)
    assert late.value.code == "void"


def test_the_round_stays_with_whoever_asked(world: World, signed: SignOff) -> None:
    services.change_goal(by=world.pmo, goal=reload(world.goal), now=world.now, title="换了说法")
    assert _newest(world).asked_by == world.pm
    assert AuditEntry.objects.filter(act="sign_off.asked").order_by("-id")[0].actor == world.pmo


def test_several_changes_make_one_new_version(world: World, signed: SignOff) -> None:
    _change(world)
    _change(world, due_on=world.kpi.due_on + timedelta(days=30))
    services.change_goal(by=world.pm, goal=reload(world.goal), now=world.now, weight=4)
    assert list(SignOff.objects.order_by("goals_version").values_list("goals_version", "status")) == [
        (1, "void"),
        (2, "open"),
    ]


def test_what_is_not_promised_voids_nothing(world: World, signed: SignOff) -> None:
    _change(world, source_note="费控系统接口", decimals=2)
    services.raise_pain_point(
        by=world.pm, project=world.mine, now=world.now, title="x", source="interview", goals=[world.goal]
    )
    services.raise_requirement(by=world.pm, project=world.mine, now=world.now, title="x", goal=world.goal)
    assert reload(signed).status == "signed"


def test_a_declined_version_is_not_asked_again_by_itself(world: World, asked: SignOff) -> None:
    services.decline(by=world.cfo, sign_off=asked, comment="x", now=world.now)
    _change(world)
    assert SignOff.objects.count() == 1
    standing = selectors.standing(world.mine)
    assert standing is not None
    assert standing.changed_since


def test_people_who_left_are_not_asked_again(world: World, signed: SignOff) -> None:
    type(world.ceo).objects.filter(pk=world.ceo.pk).update(is_active=False)
    _change(world)
    assert {s.executive for s in _newest(world).signatures.all()} == {world.cfo}


def test_a_day_gone_by_is_not_asked_for_again(world: World) -> None:
    round_ = _ask(world, world.ceo, due_on=world.today)
    services.sign(by=world.ceo, sign_off=round_, now=world.now, **COMMITMENT)
    later = world.now + timedelta(days=9)
    services.change_kpi(by=world.pm, kpi=reload(world.kpi), now=later, target=Decimal(3))
    assert _newest(world).due_on is None


# ---- reading


def test_the_page_compares_both_versions_in_words(world: World, signed: SignOff) -> None:
    _change(world, target=Decimal("2.5"), due_on=world.kpi.due_on + timedelta(days=30), owner=world.pm)
    page = selectors.page(selectors.visible(world.ceo).get(goals_version=2), world.ceo)
    found = {(change.kpi, change.label): (change.before, change.after) for change in page.changes}
    name = world.kpi.name_en
    assert found[(name, "target")] == ("2 days", "2.5 days")
    assert found[(name, "owner")] == (world.owner.label, world.pm.label)
    assert (name, "due") in found
    assert page.goals[0].kpis[0].changed
    assert not page.goals[0].changed
    assert page.earlier is not None
    assert page.earlier.people == 3


def test_added_and_removed_goals_and_kpis_are_named(world: World, signed: SignOff, add_kpi: Callable[..., Kpi]) -> None:
    extra = add_kpi(name="附加", name_en="Extra", target_text="-30%")
    page = selectors.page(selectors.visible(world.ceo).get(goals_version=2), world.ceo)
    change = page.changes[0]
    assert (change.kind, change.kpi, change.before, change.after) == (
        "added",
        "Extra",
        "not in it",
        "420 → 294 h (−30%)",
    )
    services.retire_kpi(by=world.pm, kpi=extra, reason="x", now=world.now)
    page = selectors.page(selectors.visible(world.ceo).get(goals_version=2), world.ceo)
    assert page.changes == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_sentence_says_where_consensus_stands(world: World, language: str) -> None:
    with translation.override(language):
        first = goal_selectors.overview(world.mine, world.pm).sentence().plain()
        round_ = _ask(world)
        waiting = goal_selectors.overview(world.mine, world.pm).sentence().plain()
        assert world.ceo.label in waiting
        services.sign(by=world.ceo, sign_off=round_, now=world.now, **COMMITMENT)
        half = goal_selectors.overview(world.mine, world.pm).sentence().plain()
        assert world.ceo.label not in half
        services.sign(by=world.cfo, sign_off=round_, now=world.now, **COMMITMENT)
        done = goal_selectors.overview(world.mine, world.pm).sentence().plain()
        _change(world)
        again = goal_selectors.overview(world.mine, world.pm).sentence().plain()
        services.decline(by=world.cfo, sign_off=_newest(world), comment="太低", now=world.now)
        refused = goal_selectors.overview(world.mine, world.pm).sentence().plain()
        assert "太低" in refused
        assert len({first, waiting, half, done, again, refused}) == 6
        assert not any("%(" in text or "**" in text for text in (first, waiting, half, done, again, refused))


def test_whose_turn_it_is(world: World, asked: SignOff) -> None:
    assert [turn.round for turn in selectors.to_sign(world.ceo)] == [asked]
    assert "1 goal" in selectors.to_sign(world.ceo)[0].why().plain()
    services.sign(by=world.ceo, sign_off=asked, now=world.now, **COMMITMENT)
    assert selectors.to_sign(world.ceo) == []
    _change(world)
    turn = selectors.to_sign(world.ceo)[0]
    assert (turn.changes, turn.round.goals_version) == (1, 2)
    assert "1 change" in turn.why().plain()
    assert selectors.to_sign(world.pm) == []


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_in_the_same_second_close_the_round_once(now: datetime) -> None:
    world = factories.make_world(now)
    round_ = _ask(world)
    errors: list[BaseException] = []
    start = threading.Barrier(2)

    def sign(executive: Any) -> None:
        try:
            start.wait(5)
            services.sign(by=fresh(executive), sign_off=reload(round_), now=world.now, **COMMITMENT)
        except BaseException as error:  # seen by the test below
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign, args=[person]) for person in (world.ceo, world.cfo)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []
    assert reload(round_).status == "signed"
    assert AuditEntry.objects.filter(act="sign_off.completed").count() == 1
    assert reload(world.goal).status == "agreed"
