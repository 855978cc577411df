"""A contest in the zoo: one week that was told, a decision of a daily meeting, a link to the wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from metrics.contest import schedule, services
from metrics.contest.models import Contest, ContestResult, ContestUnit, ContestWeek, MeetingDecision
from metrics.usage.models import UsageSystem
from pmo.accounts.models import User
from pmo.records.models import create
from tests import factories


@dataclass
class ContestSide:
    contest: Contest
    week: ContestWeek
    place: ContestUnit
    decision: MeetingDecision
    wall: services.NewWall


def contest_of(system: UsageSystem, manager: User, word: str, now: datetime) -> ContestSide:
    today = timezone.localdate(now)
    # Units are no secret; nobody of the zoo is in these.
    units = [factories.make_unit(now, kind="workshop") for _ in range(2)]
    contest = services.start_contest(
        by=manager, system=system, units=units, title=f"{word} contest", first_week_on=today, now=now
    )
    monday = schedule.monday_of(today) - schedule.WEEK
    week = create(ContestWeek(contest=contest, week_on=monday, level_weight=50, counted_at=now), now=now)
    figures: dict[str, Any] = {"active": 9, "eligible": 12, "points": 60.0, "level": 0.8, "shrunk": 0.7, "target": 80}
    ContestResult.objects.create(week=week, unit=units[0], rank=1, **figures)
    ContestResult.objects.create(week=week, unit=units[1], reason="too_small")
    ContestResult.objects.create(week=week, **figures)
    place = ContestUnit.objects.select_related("unit", "contest__system__project").get(contest=contest, unit=units[0])
    decision = services.decide(
        by=manager, place=place, day=today, text=f"{word} decision", owner=manager, due_on=today + timedelta(days=3),
        now=now,
    )  # fmt: skip
    wall = services.add_wall(by=manager, contest=contest, name=f"{word} wall", now=now)
    return ContestSide(contest, week, place, decision, wall)


def pages(make: Any, public: str) -> dict[str, Any]:
    """By the longest fitting beginning of the route's name; `make` is the maker of subjects."""
    project = make("usage", lambda s: {"key": s.project.key})
    place = make("meeting", lambda s: {"pk": s.contest.place.pk})
    decision = make("meeting", lambda s: {"pk": s.contest.decision.pk}, "pm")
    handed = make("meeting", lambda s: {"pk": s.contest.decision.pk}, "pm", also=("meeting", "change"))
    return {
        "contest:page": project,
        "contest:export": project,
        "contest:wall": project,
        "contest:correct": make("usage", lambda s: {"pk": s.contest.week.pk}),
        "contest:setup": make("usage_system", lambda s: {"pk": s.usage.system.pk}),
        "contest:wall_new": make("usage_system", lambda s: {"pk": s.contest.contest.pk}),
        "contest:wall_revoke": make("usage_system", lambda s: {"pk": s.contest.wall.link.pk}),
        "contest:wall_link": make(public, lambda s: {"token": s.contest.wall.token}),
        "contest:unit": place,
        "contest:decide": place,
        "contest:held": place,
        "contest:decision_": decision,
        "contest:decision_hand_over": handed,
    }


def api(make: Any) -> dict[str, Any]:
    return {"api:contest-week-": make("usage", lambda s: {"pk": s.contest.week.pk})}


def another(side: ContestSide, by: User, n: int, now: datetime) -> None:
    """One more unit in the week, one more week, one more decision."""
    unit = factories.make_unit(now, kind="workshop")
    ContestUnit.objects.create(contest=side.contest, unit=unit)
    figures: dict[str, Any] = {"active": 9, "eligible": 12, "points": 50.0 - n, "level": 0.7, "shrunk": 0.7}
    ContestResult.objects.create(week=side.week, unit=unit, rank=n + 2, **figures)
    monday = side.week.week_on - (n + 1) * schedule.WEEK
    week = create(ContestWeek(contest=side.contest, week_on=monday, level_weight=50, counted_at=now), now=now)
    ContestResult.objects.create(week=week, unit=unit, rank=1, **figures)
    today = timezone.localdate(now)
    services.decide(by=by, place=side.place, day=today, text=f"D{n}", owner=by, due_on=today, now=now)
