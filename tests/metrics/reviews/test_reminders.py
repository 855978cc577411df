"""Each participant seven, three and one day before, in their morning and language; once, whatever runs twice."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from metrics.reviews import services, tasks
from metrics.reviews.choices import Attendance
from pmo.accounts.models import User
from pmo.notify.choices import State
from tests.metrics.reviews.conftest import inbox, local, said
from tests.pmo.notify.test_concurrency import together


def test_everybody_is_reminded_seven_three_and_one_day_before(world, review):
    found = []
    for days in (8, 7, 6, 5, 4, 3, 2, 1, 0):
        services.remind(now=local(review, days, 9))
        found.append(len(inbox(world.owner, "review.reminder")))
    assert found == [0, 1, 1, 1, 1, 2, 2, 3, 3]
    for person in (world.pm, world.employee):
        assert len(inbox(person, "review.reminder")) == 3


def test_in_ones_own_language_and_clock(world, plan):
    User.objects.filter(pk=world.owner.pk).update(time_zone="Europe/Berlin")
    review = plan()
    services.remind(now=local(review, 7, 9))
    assert len(inbox(world.employee, "review.reminder")) == 1
    assert inbox(world.owner, "review.reminder") == []  # it is two in the morning there
    services.remind(now=local(review, 7, 16))
    message = inbox(world.owner, "review.reminder")[0]
    # 09:30 in Shanghai is 02:30 in Berlin.
    assert said(message) == "In 7 days: review of Expense control for 2026Q3, 3 Dec at 02:30"
    zh = said(inbox(world.employee, "review.reminder")[0], "zh-hans")
    assert "09:30" in zh
    assert "费控报销一体化" in zh
    assert "12 月 3 日" in zh


def test_a_day_can_differ_between_zones(world, plan):
    """Early in the morning in Shanghai it is still the day before in Berlin: each counts from their own day."""
    User.objects.filter(pk=world.owner.pk).update(time_zone="America/New_York")
    review = plan()
    day_there = review.starts_at.astimezone(ZoneInfo("America/New_York")).date()
    day_here = review.starts_at.astimezone(ZoneInfo("Asia/Shanghai")).date()
    assert day_there == day_here - timedelta(days=1)
    services.remind(now=review.starts_at - timedelta(days=7, hours=10))  # 10:30 on the 25th in New York
    assert len(inbox(world.owner, "review.reminder")) == 1
    assert inbox(world.employee, "review.reminder") == []


def test_running_again_or_late_reminds_nobody_twice(world, review):
    first = services.remind(now=local(review, 7, 9))
    assert first > 0
    assert services.remind(now=local(review, 7, 9)) == 0
    assert services.remind(now=local(review, 5, 12)) == 0
    assert len(inbox(world.owner, "review.reminder")) == 1


def test_the_task_run_twice_equals_the_task_run_once(world, review, monkeypatch):
    monkeypatch.setattr("metrics.reviews.tasks.timezone.now", lambda: local(review, 3, 9))
    tasks.review_reminders()
    before = [(m.pk, m.text, m.state) for m in inbox(world.owner)]
    assert tasks.review_reminders() == 0
    assert [(m.pk, m.text, m.state) for m in inbox(world.owner)] == before


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_remind_once(world, review):
    now = local(review, 7, 9)
    results = together(lambda: services.remind(now=now))
    assert all(isinstance(r, int) for r in results)
    assert sum(results) >= 3
    assert len(inbox(world.owner, "review.reminder")) == 1


def test_after_an_outage_one_reminder_and_not_all_that_were_missed(world, review):
    services.remind(now=local(review, 2, 9))
    messages = inbox(world.owner, "review.reminder")
    assert [m.period[-2:] for m in messages] == ["3d"]
    assert said(messages[0]).startswith("In 2 days: ")


def test_a_review_moved_to_the_very_day_is_announced_for_today(world, review):
    services.remind(now=local(review, 0, 9))
    (message,) = inbox(world.owner, "review.reminder")
    assert said(message).startswith("Today: ")
    assert said(message, "zh-hans").startswith("今天：")


def test_who_declined_is_not_reminded(world, review):
    services.respond(by=world.owner, review=review, attendance=Attendance.DECLINED, now=world.now)
    services.remind(now=local(review, 7, 9))
    assert inbox(world.owner, "review.reminder") == []
    assert len(inbox(world.employee, "review.reminder")) == 1


def test_who_accepted_is(world, review):
    services.respond(by=world.owner, review=review, attendance=Attendance.ACCEPTED, now=world.now)
    services.remind(now=local(review, 7, 9))
    assert len(inbox(world.owner, "review.reminder")) == 1


def test_a_moved_review_reminds_anew(world, review):
    services.remind(now=local(review, 1, 9))
    assert [m.period[-2:] for m in inbox(world.owner, "review.reminder")] == ["1d"]
    moved = review.starts_at + timedelta(days=14)
    services.change_review(by=world.pm, review=review, starts_at=moved, now=local(review, 1, 10))
    for days in (7, 3, 1):
        services.remind(now=local(review, days, 9))
    periods = [m.period for m in inbox(world.owner, "review.reminder")]
    assert [p[-2:] for p in periods] == ["1d", "7d", "3d", "1d"]
    assert len(inbox(world.owner, "review.invited")) == 2  # told of the new day


def test_a_promise_not_delivered_yet_is_taken_back_when_the_review_moves_or_ends(world, review):
    services.remind(now=local(review, 1, 9))
    services.change_review(
        by=world.pm, review=review, starts_at=review.starts_at + timedelta(days=14), now=local(review, 1, 10)
    )
    assert inbox(world.owner, "review.reminder")[0].state == State.WITHDRAWN


@pytest.mark.parametrize("act", ["cancel", "hold"])
def test_nobody_is_reminded_of_what_was_cancelled_or_held(world, review, act):
    if act == "cancel":
        services.cancel_review(by=world.pm, review=review, reason="预算季推迟", now=world.now)
    else:
        services.hold_review(by=world.pm, review=review, now=world.now)
    assert services.remind(now=local(review, 1, 9)) == 0


def test_the_organiser_hears_what_is_missing_three_and_one_day_before(world, review):
    services.remind(now=local(review, 7, 9))
    assert inbox(world.pm, "review.inputs_missing") == []
    from metrics.kpis import services as kpis

    kpis.recompute_all(now=world.now)
    review.agenda.all().delete()
    for days in (3, 2, 1):
        services.remind(now=local(review, days, 9))
    messages = inbox(world.pm, "review.inputs_missing")
    assert [m.period[-2:] for m in messages] == ["3d", "1d"]
    assert "the agenda" in said(messages[0])
    assert "议程" in said(messages[0], "zh-hans")
    assert world.kpi.name_en in said(messages[0])
    assert inbox(world.owner, "review.inputs_missing") == []


def test_with_everything_there_the_organiser_hears_nothing(world, plan):
    from projects.goals.models import Kpi

    Kpi.objects.update(retired_at=world.now)
    review = plan()
    for days in (3, 1):
        services.remind(now=local(review, days, 9))
    assert inbox(world.pm, "review.inputs_missing") == []
