"""Rounds open, remind, close and repeat by themselves, each once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from metrics.surveys import services
from metrics.surveys.models import Seat, Survey, SurveyRound
from pmo.audit.models import AuditEntry
from pmo.notify.choices import Channel
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid
from pmo.texts import Sentence
from tests.factories import World, make_user
from tests.metrics.surveys.conftest import GIVEN, Crowd, answer, close

pytestmark = pytest.mark.django_db


def inbox(rule: str, person: Any = None) -> list[Message]:
    rows = Message.objects.filter(rule=rule, channel=Channel.INBOX)
    return list(rows.filter(recipient=person) if person else rows)


def test_opening_asks_everybody_of_the_audience_once(opened: Callable[..., SurveyRound], crowd: Crowd) -> None:
    found = opened()
    assert (found.status, found.invited) == ("open", 17)
    assert set(Seat.objects.values_list("user", flat=True)) == {person.pk for person in crowd.everybody}
    asked = inbox("survey.asked")
    assert len(asked) == 17
    assert asked[0].url == found.answer_url
    sentence = Sentence.from_json(asked[0].text)
    assert sentence is not None
    with translation.override("en"):
        assert "Your answers are anonymous" in sentence.plain()
        assert "Satisfaction after go-live" in sentence.plain()


def test_it_opens_by_itself_on_its_day(make: Callable[..., Survey], world: World) -> None:
    survey = make()
    later = world.now + timedelta(days=3)
    found = services.plan_round(
        by=world.pm, survey=survey, opens_at=later, closes_at=later + timedelta(days=7), now=world.now
    )
    assert found.status == "planned"
    assert not inbox("survey.asked")
    assert services.work_off(now=world.now + timedelta(days=1)) == 0
    assert services.work_off(now=later) == 1
    assert services.work_off(now=later) == 0
    assert len(inbox("survey.asked")) == 17


def test_whoever_has_not_answered_is_reminded_twice_and_nobody_else(
    opened: Callable[..., SurveyRound], crowd: Crowd, world: World
) -> None:
    found = opened()
    answer(found, world, [(crowd.early[0], GIVEN)])
    assert services.work_off(now=world.now + timedelta(days=10)) == 0
    for days in (11.2, 11.4, 13.2, 13.5):
        services.work_off(now=world.now + timedelta(days=days))
    assert not inbox("survey.reminder", crowd.early[0])
    assert {m.period for m in inbox("survey.reminder", crowd.late[0])} == {"3d", "1d"}
    assert len(inbox("survey.reminder")) == 2 * 16


def test_after_an_outage_only_the_nearer_reminder_is_sent(opened: Callable[..., SurveyRound], world: World) -> None:
    opened()
    services.work_off(now=world.now + timedelta(days=13, hours=12))
    assert {m.period for m in inbox("survey.reminder")} == {"1d"}


def test_it_closes_by_itself_and_tells_its_owner(
    opened: Callable[..., SurveyRound], crowd: Crowd, world: World
) -> None:
    found = opened(repeat="once")
    answer(found, world, [(person, GIVEN) for person in crowd.early])
    services.work_off(now=world.now + timedelta(days=14))
    found.refresh_from_db()
    assert (found.status, found.answered, found.invited) == ("closed", 8, 17)
    assert len(inbox("survey.closed", world.pm)) == 1
    assert services.work_off(now=world.now + timedelta(days=15)) == 0


def test_closed_early_it_says_when_it_closed(opened: Callable[..., SurveyRound], crowd: Crowd, world: World) -> None:
    found = opened(repeat="once")
    early = world.now + timedelta(days=3)
    services.close_round(by=world.pm, found=found, now=early)
    found.refresh_from_db()
    assert found.closes_at == early


def test_what_was_asked_and_not_delivered_is_taken_back_when_it_closes(
    opened: Callable[..., SurveyRound], crowd: Crowd, world: World
) -> None:
    found = opened("named", repeat="once")
    answer(found, world, [(person, GIVEN) for person in crowd.early])
    close(found, world)
    assert {m.state for m in inbox("survey.asked")} == {"withdrawn"}


def test_a_quarterly_survey_plans_its_next_round_on_a_working_day(
    opened: Callable[..., SurveyRound], crowd: Crowd, world: World
) -> None:
    found = opened()
    assert found.survey.repeat == "quarterly"
    answer(found, world, [(person, GIVEN) for person in crowd.early])
    close(found, world)
    following = SurveyRound.objects.get(survey=found.survey, number=2)
    # 23 February 2027 is a Tuesday.
    assert following.opens_at.date().isoformat() == "2027-02-23"
    assert following.status == "planned"
    assert following.closes_at - following.opens_at == timedelta(days=14)


def test_a_round_keeps_the_questions_and_the_promise_it_was_opened_with(
    opened: Callable[..., SurveyRound], world: World
) -> None:
    found = opened()
    survey = found.survey
    services.change_survey(by=world.pm, survey=survey, now=world.now, confidentiality="named")
    services.remove_question(by=world.pm, survey=survey, key="parts", now=world.now)
    found.refresh_from_db()
    assert found.confidentiality == "anonymous"
    assert "parts" in {q["key"] for q in found.questions}


def test_anonymity_needs_five_people(make: Callable[..., Survey], crowd: Crowd, world: World) -> None:
    survey = make(units=[crowd.units["夜班"]])
    values: dict[str, Any] = {"opens_at": world.now, "closes_at": world.now + timedelta(days=5), "now": world.now}
    with pytest.raises(Conflict, match="too_few"):
        services.plan_round(by=world.pm, survey=survey, **values)
    services.change_survey(by=world.pm, survey=survey, now=world.now, confidentiality="named")
    assert services.plan_round(by=world.pm, survey=survey, **values).invited == 3


def test_a_round_that_lost_its_people_is_called_off_instead_of_opened(
    make: Callable[..., Survey], crowd: Crowd, world: World
) -> None:
    later = world.now + timedelta(days=3)
    found = services.plan_round(
        by=world.pm, survey=make(), opens_at=later, closes_at=later + timedelta(days=7), now=world.now
    )
    for person in crowd.everybody[3:]:
        person.is_active = False
        person.save()
    services.work_off(now=later)
    found.refresh_from_db()
    assert found.status == "cancelled"
    assert not inbox("survey.asked")


def test_one_round_at_a_time(opened: Callable[..., SurveyRound], world: World) -> None:
    found = opened()
    with pytest.raises(Conflict, match="running"):
        services.plan_round(
            by=world.pm,
            survey=found.survey,
            opens_at=world.now + timedelta(days=30),
            closes_at=world.now + timedelta(days=40),
            now=world.now,
        )


@pytest.mark.parametrize(("opens", "closes"), [(0, 0), (5, 3), (0, 121)])
def test_a_period_that_cannot_be_is_refused(make: Callable[..., Survey], world: World, opens: int, closes: int) -> None:
    with pytest.raises(Invalid, match="period"):
        services.plan_round(
            by=world.pm,
            survey=make(),
            opens_at=world.now + timedelta(days=opens),
            closes_at=world.now + timedelta(days=closes),
            now=world.now,
        )


def test_without_questions_or_people_nobody_is_asked(world: World, crowd: Crowd) -> None:
    values: dict[str, Any] = {"opens_at": world.now, "closes_at": world.now + timedelta(days=5), "now": world.now}
    empty = services.create_survey(by=world.pm, project=world.mine, title="空", now=world.now, people=crowd.early)
    with pytest.raises(Conflict, match="no_questions"):
        services.plan_round(by=world.pm, survey=empty, **values)
    lonely = services.create_survey(by=world.pm, project=world.mine, sample="usability", now=world.now)
    with pytest.raises(Conflict, match="nobody"):
        services.plan_round(by=world.pm, survey=lonely, **values)


def test_units_and_roles_narrow_each_other_and_names_are_added(world: World, crowd: Crowd) -> None:
    from metrics.surveys import audience
    from pmo.access.roles import Role

    keeper = make_user(world.now, "", Role.CHAMPION, unit=crowd.units["早班"])
    gone = make_user(world.now, unit=crowd.units["早班"], is_active=False)
    survey = services.create_survey(
        by=world.pm,
        project=world.mine,
        sample="usability",
        now=world.now,
        units=[crowd.units["plant"]],
        roles=["champion"],
        people=[world.ceo, gone],
    )
    assert {p.pk for p in audience.people(survey)} == {keeper.pk, world.ceo.pk}
    services.change_survey(by=world.pm, survey=survey, now=world.now, units=[])
    # The champion of the project's team counts as well.
    assert {p.pk for p in audience.people(survey)} == {keeper.pk, world.champion.pk, world.ceo.pk}


def test_only_who_may_asks_closes_or_calls_off(
    opened: Callable[..., SurveyRound], make: Callable[..., Survey], crowd: Crowd, world: World
) -> None:
    found = opened()
    for person in (world.owner, world.stranger, world.employee, crowd.early[0]):
        with pytest.raises(Forbidden):
            services.close_round(by=person, found=found, now=world.now)
        with pytest.raises(Forbidden):
            services.cancel_round(by=person, found=found, reason="x", now=world.now)
        with pytest.raises(Forbidden):
            services.create_survey(by=person, project=world.mine, sample="usability", now=world.now)
    with pytest.raises(Invalid, match="required"):
        services.cancel_round(by=world.pm, found=found, reason=" ", now=world.now)
    close(found, world)
    with pytest.raises(Conflict, match="status"):
        close(found, world)


def test_every_act_is_in_the_history(opened: Callable[..., SurveyRound], crowd: Crowd, world: World) -> None:
    found = opened(repeat="once")
    answer(found, world, [(person, GIVEN) for person in crowd.early])
    close(found, world)
    acts = list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))
    assert acts == ["survey.created", "survey.round_planned", "survey.round_opened", "survey.round_closed"]


def test_the_scheduled_task_does_it_once(make: Callable[..., Survey], world: World) -> None:
    from django.utils import timezone

    from metrics.surveys import tasks

    now = timezone.now()
    begun = now - timedelta(days=20)
    services.plan_round(
        by=world.pm, survey=make(repeat="once"), opens_at=begun, closes_at=now - timedelta(days=10), now=begun
    )
    assert tasks.survey_rounds() == 1
    assert tasks.survey_rounds() == 0
    assert SurveyRound.objects.get().status == "closed"
