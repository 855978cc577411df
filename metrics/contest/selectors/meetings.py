"""The log of a unit: what is open first, the days with and without a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from metrics.contest.choices import DecisionStatus
from metrics.contest.models import Contest, ContestResult, ContestUnit, Meeting, MeetingDecision
from metrics.contest.schedule import working_days
from pmo.accounts.models import User
from pmo.engines.workdays import WorkdayTable

DAYS_SHOWN = 10
FINISHED_SHOWN = 20


@dataclass(frozen=True)
class Day:
    """A working day: whether they met. Today is not missed yet."""

    on: date
    held: bool
    is_today: bool

    @property
    def missed(self) -> bool:
        return not self.held and not self.is_today


@dataclass(frozen=True)
class Log:
    open: list[MeetingDecision]
    finished: list[MeetingDecision]
    days: list[Day]

    @property
    def held(self) -> int:
        return sum(day.held for day in self.days)

    @property
    def missed(self) -> int:
        return sum(day.missed for day in self.days)

    @property
    def today_held(self) -> bool:
        return any(day.held and day.is_today for day in self.days)


def decisions(user: Any) -> QuerySet[MeetingDecision]:
    rows: QuerySet[MeetingDecision] = MeetingDecision.objects.visible_to(user)
    return rows.select_related(
        "owner", "noted_by", "action", "meeting__place__unit",
        "meeting__place__contest__system__project__portfolio__calendar",
    )  # fmt: skip


def log(place: ContestUnit, today: date, table: WorkdayTable) -> Log:
    """Three queries."""
    rows = MeetingDecision.objects.filter(meeting__place=place).select_related("owner", "action", "meeting")
    finished = rows.exclude(status=DecisionStatus.OPEN).order_by("-finished_at", "-pk")[:FINISHED_SHOWN]
    first = table.add(table.previous_or_same(today), -(DAYS_SHOWN - 1))
    return Log(
        open=list(rows.filter(status=DecisionStatus.OPEN).order_by("due_on", "pk")),
        finished=list(finished),
        days=_days(place, first, today, table),
    )


def _days(place: ContestUnit, first: date, today: date, table: WorkdayTable) -> list[Day]:
    held = set(Meeting.objects.filter(place=place, day__gte=first, day__lte=today).values_list("day", flat=True))
    worked = working_days(first, today, table)
    # Whoever met on a day off shows as well.
    return [Day(day, day in held, day == today) for day in sorted({*worked, *held})]


@dataclass(frozen=True)
class Summary:
    """What of a unit's log stands beside its ranking."""

    open: int
    late: int


def summaries(contest: Contest, today: date) -> dict[int, Summary]:
    """Open and late decisions by place (one query)."""
    rows = MeetingDecision.objects.filter(meeting__place__contest=contest, status=DecisionStatus.OPEN)
    late = Count("pk", filter=Q(due_on__lt=today))
    counted = rows.values_list("meeting__place_id").annotate(n=Count("pk"), late=late).order_by()
    return {pk: Summary(n, behind) for pk, n, behind in counted}


def people(place: ContestUnit, *more: int) -> QuerySet[User]:
    """Who may be given something to do: the unit's people, its head, the project's team."""
    team = place.contest.system.project.members.values("user_id")
    where = Q(unit__path__startswith=place.unit.path) | Q(pk__in=team) | Q(pk__in=[place.unit.head_id or 0, *more])
    rows: QuerySet[User] = User.objects.filter(where, is_active=True)
    return rows.distinct().order_by("name")


def recent(place: ContestUnit, weeks: int = 13) -> Sequence[ContestResult]:
    """The unit's own weeks, newest first (one query)."""
    rows = ContestResult.objects.filter(week__contest=place.contest, unit=place.unit).select_related("week", "unit")
    return list(rows.order_by("-week__week_on")[:weeks])


def next_workday(day: date, table: WorkdayTable) -> date:
    return table.next_or_same(day + timedelta(days=1))
