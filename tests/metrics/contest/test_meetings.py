"""The log of daily meetings: who writes, what is carried over, who is reminded."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from metrics.contest import rights, services
from metrics.contest.models import ContestUnit, Meeting, MeetingDecision
from metrics.contest.selectors import contests, meetings
from metrics.reviews.models import Action
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid
from tests.conftest import NOW
from tests.metrics.contest.conftest import Race

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def decide(race: Race, by: Any = None, name: str = "press", **more: Any) -> MeetingDecision:
    given = {"text": "Move the terminal", "owner": race.workers[name], "due_on": TODAY, "day": TODAY, **more}
    return services.decide(by=by or race.heads[name], place=race.place(name), now=NOW, **given)


def test_head_people_and_team_write_and_others_do_not(race: Race) -> None:
    world = race.world
    for person in (race.heads["press"], race.workers["press"], world.pm, world.it, world.champion, world.pmo):
        assert rights.may_write(person, race.place("press")), person
    for person in (race.heads["weld"], race.workers["weld"], world.ceo, world.stranger, world.employee):
        assert not rights.may_write(person, race.place("press")), person
        with pytest.raises(Forbidden):
            decide(race, by=person)


def test_people_see_the_log_of_their_own_unit_only(race: Race) -> None:
    mine = decide(race)
    theirs = decide(race, name="weld")
    worker = race.workers["press"]
    assert list(ContestUnit.objects.visible_to(worker)) == [race.place("press")]
    assert list(MeetingDecision.objects.visible_to(worker)) == [mine]
    assert set(MeetingDecision.objects.visible_to(race.world.ceo)) == {mine, theirs}
    assert not ContestUnit.objects.visible_to(race.world.stranger).exists()


def test_the_first_decision_of_a_day_holds_the_meeting_and_the_next_joins_it(race: Race) -> None:
    first, second = decide(race), decide(race, text="Charge the scanners")
    assert first.meeting == second.meeting
    services.note_meeting(by=race.workers["press"], place=race.place("press"), day=TODAY, now=NOW)
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"text": "  "}, "required"),
        ({"day": TODAY + timedelta(days=1), "due_on": TODAY + timedelta(days=2)}, "in_the_future"),
        ({"day": TODAY - timedelta(days=15)}, "too_old"),
        ({"due_on": TODAY - timedelta(days=1)}, "in_the_past"),
    ],
)
def test_what_cannot_be_is_refused(race: Race, more: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        decide(race, **more)
    assert not Meeting.objects.exists()


def test_open_decisions_are_carried_over_first_due_first(race: Race) -> None:
    later = decide(race, due_on=TODAY + timedelta(days=9))
    sooner = decide(race, due_on=TODAY + timedelta(days=1))
    done = decide(race)
    services.finish_decision(by=race.workers["press"], decision=done, now=NOW)
    in_a_month = TODAY + timedelta(days=30)
    found = meetings.log(race.place("press"), in_a_month, contests.table_of(race.contest))
    assert found.open == [sooner, later]
    assert found.finished == [done]


def test_dropping_needs_a_reason_and_what_is_finished_stays(race: Race) -> None:
    one = decide(race)
    with pytest.raises(Invalid):
        services.drop_decision(by=race.heads["press"], decision=one, reason=" ", now=NOW)
    services.drop_decision(by=race.heads["press"], decision=one, reason="No power there", now=NOW)
    with pytest.raises(Conflict, match="finished"):
        services.finish_decision(by=race.heads["press"], decision=one, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingDecision.objects.filter(pk=one.pk).update(outcome="")


def test_who_is_late_is_reminded_once_for_each_day_it_was_due(race: Race) -> None:
    one = decide(race)
    assert services.remind(now=NOW) == 0
    tomorrow = NOW + timedelta(days=1)
    assert services.remind(now=tomorrow) == 1
    assert services.remind(now=tomorrow + timedelta(days=1)) == 0
    rows = Message.objects.filter(rule="meeting.overdue", channel="inbox")
    assert [row.recipient for row in rows] == [race.workers["press"]]
    one.refresh_from_db()
    services.change_decision(by=race.heads["press"], decision=one, due_on=TODAY + timedelta(days=2), now=tomorrow)
    assert services.remind(now=NOW + timedelta(days=2)) == 0
    assert services.remind(now=NOW + timedelta(days=3)) == 1


def test_nobody_is_reminded_on_a_day_off_or_of_what_is_done(race: Race) -> None:
    friday = TODAY + timedelta(days=4)
    one = decide(race, due_on=friday)
    assert services.remind(now=NOW + timedelta(days=5)) == 0
    services.finish_decision(by=race.workers["press"], decision=one, now=NOW + timedelta(days=6))
    assert services.remind(now=NOW + timedelta(days=7)) == 0


def test_a_decision_becomes_an_action_of_the_project_and_the_two_stay_linked(race: Race) -> None:
    one = decide(race, due_on=TODAY + timedelta(days=3))
    with pytest.raises(Forbidden):
        services.hand_over(by=race.heads["press"], decision=one, now=NOW)
    action = services.hand_over(by=race.world.pm, decision=one, now=NOW)
    one.refresh_from_db()
    assert (one.status, one.action) == ("handed", action)
    assert (action.project, action.title, action.owner) == (race.world.mine, one.text, one.owner)
    assert services.remind(now=NOW + timedelta(days=7)) == 0


def test_a_day_that_has_passed_makes_no_action(race: Race) -> None:
    one = decide(race)
    with pytest.raises(Invalid, match="in_the_past"):
        services.hand_over(by=race.world.pm, decision=one, now=NOW + timedelta(days=1))
    assert not Action.objects.exists()
    one.refresh_from_db()
    assert one.status == "open"


def test_working_days_without_a_meeting_show_and_today_is_not_missed_yet(race: Race) -> None:
    place, head = race.place("press"), race.heads["press"]
    for day in (TODAY - timedelta(days=4), TODAY - timedelta(days=3)):
        services.note_meeting(by=head, place=place, day=day, now=NOW)
    found = meetings.log(place, TODAY, contests.table_of(race.contest))
    assert len(found.days) == 10
    assert all(day.on.weekday() < 5 for day in found.days)
    assert (found.held, found.missed) == (2, 7)
    assert found.days[-1].on == TODAY
    assert not found.days[-1].missed


def test_a_unit_that_left_writes_no_more(race: Race) -> None:
    rest = [unit for name, unit in race.units.items() if name != "press"]
    services.change_contest(by=race.world.pm, contest=race.contest, units=rest, now=NOW)
    with pytest.raises(Conflict, match="left"):
        decide(race)
