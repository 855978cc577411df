"""Rules plan reviews by themselves, once, whoever else plans at the same moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from metrics.reviews import services
from metrics.reviews.choices import ReviewStatus
from metrics.reviews.models import Review, ReviewRule
from pmo.audit.models import AuditEntry
from pmo.calendars import services as calendars
from pmo.records import Conflict, Forbidden, StaleWrite
from projects.portfolio.choices import State
from projects.portfolio.models import Portfolio, Project
from tests.metrics.reviews.conftest import inbox, said
from tests.pmo.notify.test_concurrency import together

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_a_rule_plans_the_next_review_with_people_agenda_and_invitations(world, rule):
    assert services.schedule_reviews(now=world.now) == 1
    review = Review.objects.get()
    assert (review.quarter, review.status) == ("2026Q4", ReviewStatus.PLANNED)
    assert review.starts_at.astimezone(SHANGHAI) == datetime(2027, 1, 15, 9, 30, tzinfo=SHANGHAI)
    assert {seat.user.username for seat in review.participants.all()} == {"pmo", "ceo", "cfo"}
    assert review.agenda.count() == 5
    message = inbox(world.ceo, "review.invited")[0]
    assert "15 Jan" in said(message)
    assert "09:30" in said(message)
    entry = AuditEntry.objects.get(act="review.planned")
    assert entry.actor is None


def test_planning_again_changes_nothing(world, rule):
    services.schedule_reviews(now=world.now)
    assert services.schedule_reviews(now=world.now + timedelta(hours=1)) == 0
    assert Review.objects.count() == 1
    assert len(inbox(world.ceo, "review.invited")) == 1


def test_after_its_day_the_following_quarter_is_planned(world, rule):
    services.schedule_reviews(now=world.now)
    assert services.schedule_reviews(now=datetime(2027, 1, 18, 2, 0, tzinfo=UTC)) == 1
    assert set(Review.objects.values_list("quarter", flat=True)) == {"2026Q4", "2027Q1"}


def test_one_who_looked_before_the_other_wrote_does_not_plan_twice(world, rule, monkeypatch):
    """The second scheduler saw no review yet; the constraint keeps it single and nothing else is left behind."""
    services.schedule_reviews(now=world.now)
    from metrics.reviews.services import rules

    rows, messages = Review.objects.count(), len(inbox(world.ceo))
    review = Review.objects.get()
    assert rules._plan(rule, review.quarter, review.starts_at, world.now) == 0
    assert Review.objects.count() == rows
    assert len(inbox(world.ceo)) == messages
    assert review.participants.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_plan_one_review(world, rule):
    results = together(lambda: services.schedule_reviews(now=world.now))
    assert sorted(results) == [0, 0, 0, 1]
    assert Review.objects.count() == 1
    assert len(inbox(world.ceo, "review.invited")) == 1


def test_a_paused_rule_and_a_closed_project_plan_nothing(world, rule):
    ReviewRule.objects.update(active=False)
    services.save_rule(
        by=world.pm,
        rule=ReviewRule(portfolio=world.portfolio, project=world.mine),
        now=world.now,
        participants=[],
        at_time=time(14, 0),
        organiser=world.pm,
    )
    Project.objects.filter(pk=world.mine.pk).update(state=State.CLOSED)
    assert services.schedule_reviews(now=world.now) == 0


def test_a_rule_exists_once_per_subject(world, rule):
    with pytest.raises(Conflict) as error:
        services.save_rule(
            by=world.pmo,
            rule=ReviewRule(portfolio=world.portfolio),
            now=world.now,
            participants=[],
            at_time=time(9, 30),
            organiser=world.pmo,
        )
    assert error.value.field == "project"


def test_changing_a_rule_leaves_planned_reviews_alone(world, rule):
    services.schedule_reviews(now=world.now)
    services.save_rule(by=world.pmo, rule=rule, now=world.now, participants=[world.ceo], offset_workdays=4, expected=1)
    assert Review.objects.get().starts_at.astimezone(SHANGHAI).date() == date(2027, 1, 15)
    with pytest.raises(StaleWrite):
        services.save_rule(by=world.pmo, rule=rule, now=world.now, participants=[], offset_workdays=5, expected=1)


def test_deleting_a_rule_keeps_its_reviews(world, rule):
    services.schedule_reviews(now=world.now)
    services.delete_rule(by=world.pmo, rule=rule, now=world.now)
    assert Review.objects.get().rule is None
    assert services.schedule_reviews(now=world.now) == 0


@pytest.mark.parametrize("who", ["pm", "ceo", "employee", "admin"])
def test_only_the_pmo_rules_over_a_portfolio(world, who):
    with pytest.raises(Forbidden):
        services.save_rule(
            by=getattr(world, who),
            rule=ReviewRule(portfolio=world.portfolio),
            now=world.now,
            participants=[],
            at_time=time(9, 30),
            organiser=world.pmo,
        )


def test_the_working_days_are_those_of_the_portfolio(world, rule):
    """Where New Year's Day is worked, the ninth working day after it comes a day earlier."""
    abroad = calendars.create_calendar(
        by=world.pmo, name="无节假日", name_en="Plain", code="plain", time_zone="Asia/Shanghai", now=world.now
    )
    Portfolio.objects.filter(pk=world.portfolio.pk).update(calendar=abroad)
    services.schedule_reviews(now=world.now)
    assert Review.objects.get().starts_at.astimezone(SHANGHAI).date() == date(2027, 1, 14)


def test_a_rule_saved_on_the_day_after_the_hour_plans_the_next_one(world, rule):
    evening = datetime(2026, 10, 20, 10, 0, tzinfo=UTC)
    assert services.schedule_reviews(now=evening) == 1
    made = Review.objects.get()
    assert (made.quarter, made.starts_at > evening) == ("2026Q4", True)
