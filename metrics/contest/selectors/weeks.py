"""Weeks as they were told, and what was counted since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, QuerySet

from metrics.contest.models import Contest, ContestResult, ContestUnit, ContestWeek, Meeting
from metrics.contest.schedule import working_days
from metrics.usage.choices import Dimension
from metrics.usage.models import UsageCount
from metrics.usage.suppression import FEWEST
from pmo.engines.workdays import WorkdayTable
from pmo.orgs.models import Unit

HISTORY = 13


@dataclass(frozen=True)
class Line:
    """A unit in a week. `met` of `worked` days with a daily meeting; `place` None: it does not take part any more."""

    result: ContestResult
    place: ContestUnit | None
    met: int
    worked: int

    @property
    def unit(self) -> Unit:
        if self.result.unit is None:
            raise ValueError("the result of everybody is no line")
        return self.result.unit


@dataclass(frozen=True)
class Difference:
    """What a unit's week would be by what is counted now."""

    unit: Unit | None
    active: int
    eligible: int
    active_then: int
    eligible_then: int


@dataclass(frozen=True)
class Course:
    """The places of a unit, week by week; None where it had none."""

    unit: Unit
    ranks: list[int | None]
    points: list[float | None]


@dataclass(frozen=True)
class WeekPage:
    week: ContestWeek
    whole: ContestResult | None
    ranked: list[Line]
    unranked: list[Line]
    later: list[Difference]
    weeks: list[ContestWeek]
    courses: list[Course]

    @property
    def results(self) -> list[ContestResult]:
        return [line.result for line in (*self.ranked, *self.unranked)]

    @property
    def newest(self) -> bool:
        return self.weeks[0].pk == self.week.pk

    @property
    def met(self) -> int:
        return sum(line.met for line in (*self.ranked, *self.unranked))

    @property
    def worked(self) -> int:
        return sum(line.worked for line in (*self.ranked, *self.unranked))


def visible(user: Any) -> QuerySet[ContestWeek]:
    """With their results, units by place (two queries)."""
    rows: QuerySet[ContestWeek] = ContestWeek.objects.visible_to(user)
    results = ContestResult.objects.select_related("unit").order_by("rank", "unit__code")
    return rows.select_related("contest__system__project", "corrected_by").prefetch_related(
        Prefetch("results", queryset=results)
    )


def all_weeks(contest: Contest) -> list[ContestWeek]:
    """Newest first."""
    return list(ContestWeek.objects.filter(contest=contest).select_related("corrected_by").order_by("-week_on"))


def page(contest: Contest, week_on: date | None, table: WorkdayTable) -> WeekPage | None:
    """The week that begins on `week_on`, the newest without it; None where there is none. Six queries."""
    weeks = all_weeks(contest)
    week = next((row for row in weeks if week_on is None or row.week_on == week_on), None)
    if week is None:
        return None
    week.contest = contest
    shown = [row for row in weeks if row.week_on <= week.week_on][:HISTORY]
    rows = _results(shown)
    own = [row for row in rows if row.week_id == week.pk]
    lines = _lines(contest, week, [row for row in own if row.unit_id], table)
    ranked = [line for line in lines if line.result.rank is not None]
    return WeekPage(
        week=week,
        whole=next((row for row in own if row.unit_id is None), None),
        ranked=sorted(ranked, key=lambda line: (line.result.rank or 0, line.unit.code)),
        unranked=[line for line in lines if line.result.rank is None],
        later=differences(week, own) if week is weeks[0] else [],
        weeks=weeks,
        courses=_courses(list(reversed(shown)), rows, own),
    )


def _results(weeks: Sequence[ContestWeek]) -> list[ContestResult]:
    rows = ContestResult.objects.filter(week__in=[week.pk for week in weeks]).select_related("unit")
    return list(rows.order_by("unit__code"))


def _lines(contest: Contest, week: ContestWeek, rows: Sequence[ContestResult], table: WorkdayTable) -> list[Line]:
    worked = len(working_days(week.week_on, week.ends_on, table))
    places = {place.unit_id: place for place in ContestUnit.objects.filter(contest=contest).select_related("unit")}
    met = met_days(contest, week.week_on, week.ends_on)
    found = []
    for row in rows:
        place = places.get(row.unit_id or 0)
        found.append(Line(row, place, met.get(place.pk, 0) if place else 0, worked))
    return found


def met_days(contest: Contest, first: date, last: date) -> dict[int, int]:
    """Days with a daily meeting, by place (one query)."""
    rows = Meeting.objects.filter(place__contest=contest, day__gte=first, day__lte=last)
    return dict(rows.values_list("place_id").annotate(n=Count("pk")).order_by())


def differences(week: ContestWeek, rows: Sequence[ContestResult]) -> list[Difference]:
    """Where people are counted differently now than when the week was told (one query). Withheld groups stay so."""
    sunday = week.ends_on
    counted = UsageCount.objects.filter(
        system_id=week.contest.system_id, dimension__in=(Dimension.ALL, Dimension.UNIT), day=sunday
    )
    now = {row.key: row for row in counted}
    found = []
    for row in rows:
        count = now.get(str(row.unit_id or ""))
        if count is None or row.active is None or row.eligible is None or count.eligible < FEWEST:
            continue
        if (count.active_7, count.eligible) != (row.active, row.eligible):
            found.append(Difference(row.unit, count.active_7, count.eligible, row.active, row.eligible))
    return found


def _courses(weeks: Sequence[ContestWeek], rows: Sequence[ContestResult], own: Sequence[ContestResult]) -> list[Course]:
    """The units of the newest of these weeks, in its order, through all of them."""
    by = {(row.unit_id, row.week_id): row for row in rows}
    units = [row.unit for row in sorted(own, key=lambda row: row.rank or 999) if row.unit is not None]
    found = []
    for unit in units:
        course = [by.get((unit.pk, week.pk)) for week in weeks]
        if any(row is not None and row.rank is not None for row in course):
            ranks = [row.rank if row else None for row in course]
            found.append(Course(unit, ranks, [row.points if row else None for row in course]))
    return found
