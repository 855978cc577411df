"""The five stages and the dates of several projects, remembered until something happens to one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pmo import calendars
from projects.portfolio import dimensions
from projects.portfolio import selectors as portfolio
from projects.portfolio.choices import FIVE
from projects.portfolio.dimensions import KeyDate
from projects.portfolio.models import Project, StagePlan
from projects.portfolio.remembered import key, marked, remember
from projects.portfolio.selectors import StageView

__all__ = ["AHEAD", "Finished", "between", "dates", "finished", "key", "marked", "stages"]

AHEAD = timedelta(days=365)


@dataclass(frozen=True)
class Finished:
    """A stage that was finished, and how many working days after its planned end (negative: before)."""

    stage: str
    on: date
    late: int


def stages(projects: Sequence[Project], today: date) -> Mapping[int, list[StageView]]:
    """The five stages by project id. `projects` come from `marked`."""
    return remember("stages", projects, today, lambda: portfolio.spines(projects, today))


def dates(projects: Sequence[Project], today: date) -> list[KeyDate]:
    """The dates of all of them together from today to AHEAD, in order."""
    ids = [p.pk for p in projects]
    return remember("dates", projects, today, lambda: dimensions.key_dates(ids, today, today + AHEAD))


def finished(projects: Sequence[Project], today: date) -> Mapping[int, list[Finished]]:
    """Which of the five stages are behind, by project id, oldest first."""
    return remember("finished", projects, today, lambda: _finished([p.pk for p in projects]))


def _finished(project_ids: Sequence[int]) -> dict[int, list[Finished]]:
    """One query."""
    table = calendars.table()
    plans = StagePlan.objects.filter(project_id__in=project_ids, finished_on__isnull=False, stage__in=FIVE)
    found: dict[int, list[Finished]] = {pk: [] for pk in project_ids}
    for plan in plans.order_by("finished_on", "pk"):
        if plan.finished_on is None:
            continue
        late = table.count(plan.planned_finish_on, plan.finished_on) if plan.planned_finish_on else 0
        found[plan.project_id].append(Finished(plan.stage, plan.finished_on, late))
    return found


def between(dates: Sequence[KeyDate], first: date, last: date) -> list[KeyDate]:
    return [found for found in dates if first <= found.on <= last]
