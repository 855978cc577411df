"""The hours a project's allocations promise it, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from projects.engines.capacity import Hours
from projects.portfolio.models import Project
from projects.resources.models import Allocation, Resource
from projects.resources.selectors import load


@dataclass(frozen=True)
class Booked:
    """`hours` by person (in the order of `people`) and day from `first` on."""

    people: list[Resource]
    first: date
    hours: Hours

    def day(self, place: int) -> date:
        return self.first + timedelta(days=place)


def of_project(project: Project) -> Booked | None:
    """What is promised to a project, less absences and days off (three queries); None without allocations."""
    rows = list(Allocation.objects.filter(project=project).select_related("resource__user"))
    if not rows:
        return None
    people = list({row.resource_id: row.resource for row in rows}.values())
    first, last = min(row.start_on for row in rows), max(row.finish_on for row in rows)
    axis = load.axis_from(first, (last - first).days // 7 + 2)
    index = {person.pk: place for place, person in enumerate(people)}
    room = load.less_absences(load.base_hours(people, axis), axis, index)
    told = [(row.resource_id, row.start_on, row.finish_on, row.amount, row.unit) for row in rows]
    return Booked(people, axis.first, load.promised(people, axis, room, index, told))
