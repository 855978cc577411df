"""Units that reached the target of a week earn points together: told to the room of incentives."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from django.db.models import QuerySet

from changemgmt.incentives import causes
from changemgmt.incentives.causes import Done
from changemgmt.incentives.choices import Cause
from metrics.contest.models import ContestResult

WEEK = timedelta(days=6)


def connect() -> None:
    causes.register(Cause.TARGET, read, standing)


def _reached(rows: QuerySet[ContestResult]) -> Iterator[ContestResult]:
    """Share of active people at or above the target of the week; withheld groups have no figures and are none."""
    found = rows.filter(unit__isnull=False, target__isnull=False, eligible__gt=0, active__isnull=False)
    for row in found.select_related("week__contest__system").order_by("week__week_on", "pk"):
        active, eligible, target = row.active or 0, row.eligible or 0, row.target
        if target is not None and 100 * active >= eligible * target:
            yield row


def _id(contest_id: int, unit_id: int | None, week_on: date) -> str:
    """A correction writes the results of a week anew: the id is of the place, not of the row."""
    return f"{contest_id}:{unit_id}:{week_on.isoformat()}"


def read(first: date, last: date, project_id: int | None) -> Iterator[Done]:
    """By the last day of the week."""
    rows = ContestResult.objects.filter(week__week_on__gte=first - WEEK, week__week_on__lte=last - WEEK)
    if project_id is not None:
        rows = rows.filter(week__contest__system__project_id=project_id)
    for row in _reached(rows):
        week = row.week
        yield Done(
            _id(week.contest_id, row.unit_id, week.week_on),
            week.ends_on,
            unit_id=row.unit_id,
            project_id=week.contest.system.project_id,
            text={"zh": f"{week.code} 达标", "en": f"{week.code} target reached"},
        )


def standing(ids: Collection[str]) -> set[str]:
    contests = {int(one.split(":")[0]) for one in ids}
    rows = ContestResult.objects.filter(week__contest__in=contests)
    return {_id(row.week.contest_id, row.unit_id, row.week.week_on) for row in _reached(rows)} & set(ids)
