"""Owners are asked for values that are overdue: once per KPI and round, and not after the value came."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from metrics.kpis import schedule, selectors, services, tasks
from metrics.kpis.models import DirtyKpi
from pmo.notify.choices import Channel, State
from pmo.notify.models import Message
from pmo.texts import Sentence
from projects.goals import services as goals
from projects.goals.choices import Cadence, GoalStatus
from projects.goals.models import Goal, Kpi
from projects.portfolio.choices import State as ProjectState
from projects.portfolio.models import Project
from tests.factories import World, make_kpi


def inbox() -> list[Message]:
    return list(Message.objects.filter(rule="kpi.measure_due", channel=Channel.INBOX).order_by("id"))


@pytest.fixture
def late(world: World, measure, reading) -> Kpi:
    """Measured 35 days ago, monthly: the value of 19 November is missing since four days."""
    measure(world.kpi, 35, "3.8")
    reading(world.kpi)
    return world.kpi


@pytest.mark.parametrize(
    ("on", "cadence", "after"),
    [
        (date(2026, 1, 31), "monthly", date(2026, 2, 28)),
        (date(2026, 2, 28), "monthly", date(2026, 3, 31)),
        (date(2026, 12, 15), "monthly", date(2027, 1, 15)),
        (date(2026, 1, 30), "monthly", date(2026, 2, 28)),
        (date(2026, 11, 30), "quarterly", date(2027, 2, 28)),
        (date(2026, 9, 30), "quarterly", date(2026, 12, 31)),
        (date(2026, 12, 28), "weekly", date(2027, 1, 4)),
        (date(2026, 12, 31), "daily", date(2027, 1, 1)),
    ],
)
def test_one_cadence_later(on, cadence, after) -> None:
    assert schedule.following(on, cadence) == after


@pytest.mark.parametrize(
    ("cadence", "period"),
    [("monthly", "2026-12"), ("quarterly", "2026Q4"), ("weekly", "2026-W53"), ("daily", "2026-W53")],
)
def test_the_round_a_day_belongs_to(cadence, period) -> None:
    assert schedule.period_of(date(2026, 12, 31), cadence) == period


def test_the_latest_missed_round_counts() -> None:
    assert schedule.missed(date(2026, 8, 31), "monthly", date(2026, 11, 23)) == date(2026, 10, 31)
    assert schedule.missed(date(2026, 11, 22), "monthly", date(2026, 11, 23)) == date(2026, 11, 22)


def test_the_owner_is_asked_once_per_round(world: World, late: Kpi, monkeypatch) -> None:
    assert services.remind(now=world.now) == 1
    assert services.remind(now=world.now) == 0
    assert services.remind(now=world.now + timedelta(days=1)) == 0
    monkeypatch.setattr("django.utils.timezone.now", lambda: world.now)
    assert tasks.kpi_reminders() == 0
    (message,) = inbox()
    assert (message.recipient, message.subject_id, message.period) == (world.owner, str(late.pk), "2026-11")
    text = Sentence.from_json(message.text)
    assert text is not None
    assert text.plain() == f"Record a value of {late.name_en} (Expense control); it was due on 19 Nov"
    # Still nothing a month later: the next round asks again.
    next_month = world.now + timedelta(days=31)
    services.recompute([late.pk], now=next_month)
    assert services.remind(now=next_month) == 1
    assert [m.period for m in inbox()] == ["2026-11", "2026-12"]


def test_a_value_settles_the_reminder(world: World, late: Kpi, measure, reading) -> None:
    services.remind(now=world.now)
    measure(late, 0, "3.2")
    reading(late)
    (message,) = inbox()
    assert message.read_at is not None or message.state == State.WITHDRAWN
    assert services.remind(now=world.now) == 0


def test_a_correction_of_an_old_value_settles_nothing(world: World, late: Kpi, measure, reading) -> None:
    services.remind(now=world.now)
    measure(late, 60, "4.4")
    reading(late)
    (message,) = inbox()
    assert message.read_at is None
    assert message.state != State.WITHDRAWN


def test_nobody_is_asked_in_vain(world: World, late: Kpi, measure) -> None:
    def asked() -> int:
        n = services.remind(now=world.now)
        Message.objects.all().delete()
        return n

    assert asked() == 1
    # Not computed yet: the value may be there already.
    services.touch([late.pk], world.now)
    assert asked() == 0
    DirtyKpi.objects.all().delete()
    Project.objects.filter(pk=world.mine.pk).update(state=ProjectState.ON_HOLD)
    assert asked() == 0
    Project.objects.filter(pk=world.mine.pk).update(state=ProjectState.ACTIVE)
    for status in (GoalStatus.DROPPED, GoalStatus.ACHIEVED):
        Goal.objects.filter(pk=world.goal.pk).update(status=status)
        assert asked() == 0
    Goal.objects.filter(pk=world.goal.pk).update(status=GoalStatus.AGREED)
    Kpi.objects.filter(pk=late.pk).update(retired_at=world.now)
    assert asked() == 0
    Kpi.objects.filter(pk=late.pk).update(retired_at=None, owner=None)
    services.remind(now=world.now)
    assert inbox()[0].recipient == world.pm


def test_daily_values_are_asked_for_once_a_week(world: World, measure, reading) -> None:
    daily = make_kpi(world.now, world.goal, cadence=Cadence.DAILY)
    measure(daily, 4, "3.8")
    reading(daily)
    for days in range(7):
        services.remind(now=world.now + timedelta(days=days))
    # Sunday's value is missing on Monday, Monday's on Tuesday to the next Monday.
    assert [m.period for m in inbox()] == ["2026-W47", "2026-W48"]


def test_my_page_lists_what_wants_a_value(world: World, late: Kpi, measure, reading, django_assert_num_queries) -> None:
    soon = make_kpi(world.now, world.goal)
    measure(soon, 27, "3.8")
    fresh = make_kpi(world.now, world.goal)
    measure(fresh, 0, "3.8")
    reading(fresh)
    selectors.to_measure(world.owner, world.today)
    with django_assert_num_queries(1):
        found = selectors.to_measure(world.owner, world.today)
    assert [(item.kpi, item.days_late) for item in found] == [(late, 4), (soon, -4)]
    assert found[0].due_on == world.today - timedelta(days=4)
    assert found[0].url == f"/kpis/{late.pk}/record/"
    assert selectors.to_measure(world.stranger, world.today) == []
    assert selectors.to_measure(world.pm, world.today) == []


def test_nobody_is_written_to_at_midnight(world: World, measure, reading) -> None:
    measure(world.kpi, 35, "3.8")
    # Ten past midnight in Shanghai, where the owner sits.
    night = world.now.replace(hour=16, minute=10)
    reading(world.kpi, night)
    services.remind(now=night)
    (message,) = inbox()
    assert message.due_at == world.now.replace(day=24, hour=0, minute=30)
    # Fifteen minutes later the same reminder is still for the morning.
    services.remind(now=night + timedelta(minutes=15))
    assert [m.due_at for m in inbox()] == [message.due_at]


def test_whoever_does_not_own_it_any_more_is_not_asked_any_more(world: World, late: Kpi) -> None:
    services.remind(now=world.now)
    (asked,) = inbox()
    assert asked.recipient == late.owner
    Message.objects.filter(pk=asked.pk).update(state=State.SENT, sent_at=world.now)
    goals.change_kpi(by=world.pm, kpi=late, name=late.name, now=world.now)
    assert inbox()[0].read_at is None
    goals.change_kpi(by=world.pm, kpi=late, owner=world.pm, now=world.now)
    former = Message.objects.get(pk=asked.pk)
    assert former.read_at == world.now
    assert not Message.objects.filter(rule="kpi.measure_due", recipient=asked.recipient, state=State.PENDING).exists()
    DirtyKpi.objects.all().delete()
    services.remind(now=world.now)
    assert [message.recipient for message in inbox() if message.read_at is None] == [world.pm]
