"""The figures of a week from kept counts: places by the ranking engine, when each unit will be where it should be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from metrics.adoption import curve
from metrics.adoption.models import AdoptionTarget
from metrics.adoption.selectors import chain_of, targets
from metrics.contest.choices import Outlook, Unranked
from metrics.contest.models import Contest, ContestResult
from metrics.contest.schedule import WEEK
from metrics.engines import adoption_curve, ranking
from metrics.usage.choices import Dimension
from metrics.usage.models import UsageCount
from metrics.usage.selectors import counts
from metrics.usage.suppression import FEWEST
from pmo.engines.stats import NotAvailable
from pmo.orgs.models import Unit

# Nobody plans further ahead than two years by a curve of some weeks.
HORIZON_WEEKS = 104


@dataclass(frozen=True)
class People:
    """Active in the seven days up to a Sunday, and eligible on it."""

    active: int
    eligible: int


def results(contest: Contest, week_on: date, *, forecast: bool = True) -> list[ContestResult] | None:
    """Unsaved rows of every unit taking part, and of everybody; None while the week is not counted.

    The people of a week are those with a core action in the seven days up to its Sunday. `forecast`: also when each
    will be where it should be. Eight queries.
    """
    system, sunday = contest.system, week_on + timedelta(days=6)
    whole = counts.everybody(system, sunday)
    if whole is None:
        return None
    units = [place.unit for place in contest.places.filter(active=True).select_related("unit").order_by("unit__code")]
    now = _shown(counts.by_unit(system, sunday))
    before = _shown(counts.by_unit(system, sunday - WEEK))
    aims = targets(system)
    past = _past(contest, sunday) if forecast else {}
    rows = [
        _result(unit, now.get(str(unit.pk)), before.get(str(unit.pk)), aims, sunday, past.get(str(unit.pk), []))
        for unit in units
    ]
    _place(rows, contest.level_weight)
    _compare(rows, contest, week_on)
    earlier = counts.everybody(system, sunday - WEEK)
    rows.append(_result(None, _whole(whole), _whole(earlier), aims, sunday, past.get("", [])))
    return rows


def _shown(groups: Sequence[counts.Group]) -> dict[str, People | None]:
    """By unit; None where a group is withheld."""
    return {
        group.key: None if group.withheld else People(group.count.active_7, group.count.eligible) for group in groups
    }


def _whole(row: UsageCount | None) -> People | None:
    return People(row.active_7, row.eligible) if row is not None and row.eligible >= FEWEST else None


def _past(contest: Contest, sunday: date) -> dict[str, list[tuple[date, float]]]:
    """Shares at the ends of all weeks up to `sunday`, by unit ("" for everybody)."""
    rows = UsageCount.objects.filter(
        system=contest.system, dimension__in=(Dimension.ALL, Dimension.UNIT), day__lte=sunday, eligible__gte=FEWEST,
        day__iso_week_day=7,
    )  # fmt: skip
    found: dict[str, list[tuple[date, float]]] = {}
    for row in rows.order_by("day"):
        found.setdefault(row.key, []).append((row.day, row.active_7 / row.eligible))
    return found


def _result(
    unit: Unit | None,
    now: People | None,
    before: People | None,
    aims: Mapping[str, AdoptionTarget],
    sunday: date,
    past: Sequence[tuple[date, float]],
) -> ContestResult:
    aim = curve.nearest(aims, chain_of(unit))
    made = ContestResult(unit=unit)
    if aim is not None:
        made.target, made.goal, made.due_on = curve.target_on(aim, sunday), aim.target_share, aim.due_on
    if now is None:
        made.reason = Unranked.TOO_SMALL if unit is not None else ""
        return made
    made.active, made.eligible = now.active, now.eligible
    if before is not None:
        made.active_before, made.eligible_before = before.active, before.eligible
    if aim is not None:
        made.outlook, made.reaches_on = _outlook(past, float(aim.target_share) / 100)
    return made


def _outlook(past: Sequence[tuple[date, float]], goal: float) -> tuple[str, date | None]:
    """When the share aimed at is reached at this pace, by the curve that fits best (FORMULAS.md, Adoption)."""
    if past and past[-1][1] >= goal:
        return Outlook.REACHED, next(day for day, share in past if share >= goal)
    if len(past) < adoption_curve.MIN_POINTS:
        return Outlook.UNKNOWN, None
    start = past[0][0]
    times = np.array([(day - start).days / 7 for day, _share in past])
    fitted = adoption_curve.best(times, np.array([share for _day, share in past]), 1.0)
    at = None if isinstance(fitted, NotAvailable) else fitted.reaches(goal)
    if at is None or at > times[-1] + HORIZON_WEEKS:
        return Outlook.NEVER, None
    return Outlook.DAY, max(start + timedelta(days=round(7 * at)), past[-1][0] + timedelta(days=1))


def _place(rows: Sequence[ContestResult], level_weight: int) -> None:
    """Fill in places and points. What is withheld stays out of the mean of all as well."""
    open_rows = [row for row in rows if row.reason == ""]
    if not open_rows:
        return
    active = np.array([row.active or 0 for row in open_rows], dtype=np.int64)
    eligible = np.array([row.eligible or 0 for row in open_rows], dtype=np.int64)
    target = np.array([np.nan if row.target is None else float(row.target) / 100 for row in open_rows])
    known = any(row.eligible_before for row in open_rows)
    active_before = np.array([row.active_before or 0 for row in open_rows], dtype=np.int64)
    eligible_before = np.array([row.eligible_before or 0 for row in open_rows], dtype=np.int64)
    places = ranking.rank(
        active,
        eligible,
        target,
        active_before if known else None,
        eligible_before if known else None,
        weight=level_weight / 100,
        smallest=FEWEST,
    )
    was = _shrunk(active_before, eligible_before)
    for row, place, earlier in zip(open_rows, places, was, strict=True):
        row.rank, row.points, row.level = place.rank, place.points, place.level
        row.improvement, row.shrunk, row.reason = place.improvement, place.shrunk, place.reason
        row.shrunk_before = earlier if place.rank is not None else None


def _shrunk(active: Any, eligible: Any) -> list[float | None]:
    given = ranking.prior(active, eligible)
    if given is None:
        return [None] * len(active)
    return [None if np.isnan(value) else float(value) for value in ranking.shrunk(active, eligible, given)]


def _compare(rows: Sequence[ContestResult], contest: Contest, week_on: date) -> None:
    earlier = ContestResult.objects.filter(week__contest=contest, week__week_on=week_on - WEEK, rank__isnull=False)
    ranks = dict(earlier.values_list("unit_id", "rank"))
    for row in rows:
        row.rank_before = ranks.get(row.unit_id or 0)
