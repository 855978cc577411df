"""How much change every unit carries, month by month, from all running projects; where it is too much.

The points are those of the whole company, whoever reads: a capacity that leaves some projects out would be wrong. Names
of projects and groups are given only as far as the reader may see them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from changemgmt.engines import readiness as engine
from changemgmt.engines.readiness import Load
from changemgmt.readiness.models import Impact, Stakeholder, UnitCapacity
from changemgmt.readiness.selectors import blackouts, members
from changemgmt.readiness.selectors.blackouts import Span, Times
from pmo.orgs.models import Unit
from projects.portfolio.choices import State
from projects.portfolio.models import Project

SHOWN = 12
# Months before the first shown one, so that what is carried over is right from the start.
RUN_UP = 6


@dataclass(frozen=True)
class Cell:
    """A unit in a month, in points per person."""

    month: date
    carried: float
    fresh: float
    over: bool
    capacity: float
    spans: tuple[Span, ...] = ()

    @property
    def recovery(self) -> float:
        """What is left of the months before."""
        return self.carried - self.fresh

    @property
    def band(self) -> int:
        """Shade: 0 nothing, 1 to 3 by thirds of the capacity, 4 above it."""
        if self.over:
            return 4
        return 0 if self.carried <= 0 else min(3, 1 + int(3 * self.carried / self.capacity))


@dataclass(frozen=True)
class Line:
    """A unit of the map. `own` is its capacity row; without one the capacity is that of a unit above, or the usual."""

    unit: Unit
    depth: int
    people: int
    capacity: float
    own: UnitCapacity | None
    cells: tuple[Cell, ...]

    @property
    def over(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.over]

    @property
    def peak(self) -> Cell:
        return max(self.cells, key=lambda cell: cell.carried)

    @property
    def is_touched(self) -> bool:
        return any(cell.carried > 0 for cell in self.cells)


@dataclass
class Heat:
    """The map: months shown, units with parents before children, and what the cells are made of."""

    months: list[date] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    times: Times = field(default_factory=lambda: Times((), (), ()))
    groups: list[Stakeholder] = field(default_factory=list)
    points: np.ndarray[Any, Any] = field(default_factory=lambda: np.zeros((0, 0)))
    hits: np.ndarray[Any, Any] = field(default_factory=lambda: np.zeros((0, 0)))
    places: dict[int, int] = field(default_factory=dict)
    skipped: int = RUN_UP

    def of_unit(self, unit_id: int) -> Line | None:
        place = self.places.get(unit_id)
        return None if place is None else self.lines[place]

    @property
    def spans(self) -> Sequence[Span]:
        return self.times.spans

    @property
    def overloaded(self) -> list[Line]:
        return [line for line in self.lines if line.over]


@dataclass(frozen=True)
class Part:
    """A group's part in the load of a unit in one month: points per person of the unit, and how many people are hit."""

    group: Stakeholder | None
    project: Project | None
    points: float
    people: int


def heat(today: date, *, months: int = SHOWN, known: members.Directory | None = None) -> Heat:
    """The next months, beginning with this one (nine queries, eleven where roles narrow a group)."""
    shown = _months(today.replace(day=1), months)
    every = _months(_back(shown[0], RUN_UP), RUN_UP + months)
    groups, points = _points(every)
    everywhere = list(Unit.objects.select_related("head").order_by("path"))
    units = [unit for unit in everywhere if unit.closed_on is None]
    places = {unit.pk: number for number, unit in enumerate(units)}
    inside = members.of(groups, known or members.directory({unit.pk: unit.path for unit in everywhere}))
    own, hits = _counted(inside, groups, places)
    parent = np.array([places.get(unit.parent_id or 0, -1) for unit in units], dtype=np.int64)
    rows = {row.unit_id: row for row in UnitCapacity.objects.all()}
    capacity = _capacities(units, parent, rows)
    found = engine.load(parent, own, hits, points, capacity)
    times = blackouts.times(shown[0], blackouts.after_month(shown[-1]) - timedelta(days=1))
    made = Heat(shown, [], times, groups, points, hits, places)
    made.lines = _lines(units, shown, found, capacity, rows, times.spans)
    return made


def _points(months: Sequence[date]) -> tuple[list[Stakeholder], np.ndarray[Any, Any]]:
    """Groups of running projects that feel anything in these months, and their points per month."""
    end = blackouts.after_month(months[-1]) - timedelta(days=1)
    rows = Impact.objects.filter(
        level__gt=0, starts_on__lte=end, ends_on__gte=months[0], group__project__state=State.ACTIVE
    )
    by_group: dict[int, list[Impact]] = {}
    for impact in rows:
        by_group.setdefault(impact.group_id, []).append(impact)
    groups = list(
        Stakeholder.objects.filter(pk__in=by_group)
        .select_related("project")
        .prefetch_related("units")
        .order_by("project__key", "number")
    )
    points = np.zeros((len(groups), len(months)))
    for row, group in enumerate(groups):
        for column, month in enumerate(months):
            last = blackouts.after_month(month) - timedelta(days=1)
            felt = [i.level for i in by_group[group.pk] if i.starts_on <= last and i.ends_on >= month]  # type: ignore[operator]
            points[row, column] = engine.POINTS[max(felt, default=0)]
    return groups, points


def _counted(
    inside: members.Members, groups: Sequence[Stakeholder], places: Mapping[int, int]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """People directly in each unit, and of each group directly in each unit."""
    own = np.zeros(len(places), dtype=np.int64)
    hits = np.zeros((len(groups), len(places)), dtype=np.int64)
    for unit_id in inside.unit_of.values():
        if unit_id is not None and unit_id in places:
            own[places[unit_id]] += 1
    for row, group in enumerate(groups):
        for person in inside.people[group.pk]:
            unit_id = inside.unit_of[person]
            if unit_id is not None and unit_id in places:
                hits[row, places[unit_id]] += 1
    return own, hits


def _capacities(
    units: Sequence[Unit], parent: np.ndarray[Any, Any], rows: Mapping[int, UnitCapacity]
) -> np.ndarray[Any, Any]:
    """Of every unit: its own, else that of the nearest unit above, else the usual."""
    found = np.full(len(units), engine.CAPACITY)
    for place, unit in enumerate(units):  # parents come first
        row = rows.get(unit.pk)
        if row is not None:
            found[place] = float(row.points)
        elif parent[place] >= 0:
            found[place] = found[parent[place]]
    return found


def _lines(
    units: Sequence[Unit],
    months: Sequence[date],
    found: Load,
    capacity: np.ndarray[Any, Any],
    rows: Mapping[int, UnitCapacity],
    spans: Sequence[Span],
) -> list[Line]:
    lines = []
    for place, unit in enumerate(units):
        cells = []
        for column, month in enumerate(months):
            at = RUN_UP + column
            last = blackouts.after_month(month) - timedelta(days=1)
            here = tuple(span for span in spans if span.touches(month, last) and span.concerns(unit.path))
            cells.append(
                Cell(
                    month,
                    float(found.carried[place, at]),
                    float(found.fresh[place, at]),
                    bool(found.over[place, at]),
                    float(capacity[place]),
                    here,
                )
            )
        depth = unit.path.count("/") - 2
        own = rows.get(unit.pk)
        lines.append(Line(unit, depth, int(found.people[place]), float(capacity[place]), own, tuple(cells)))
    return lines


def parts(found: Heat, line: Line, month: date, seen: set[int]) -> list[Part]:
    """What the load of a unit in a month is made of, the heaviest first; groups of projects the reader may not see are
    one part without a name. `seen`: ids of the projects whose impacts the reader may see."""
    column = found.skipped + found.months.index(month)
    inside = [found.places[other.unit.pk] for other in found.lines if other.unit.path.startswith(line.unit.path)]
    named, hidden, hidden_people = [], 0.0, 0
    for row, group in enumerate(found.groups):
        people = int(found.hits[row, inside].sum())
        value = found.points[row, column] * people / line.people if line.people else 0.0
        if value <= 0:
            continue
        if group.project_id in seen:
            named.append(Part(group, group.project, float(value), people))
        else:
            hidden, hidden_people = hidden + float(value), max(hidden_people, people)
    named.sort(key=lambda part: -part.points)
    if hidden > 0:
        named.append(Part(None, None, hidden, hidden_people))
    return named


def capacity_of(unit: Unit) -> UnitCapacity | None:
    return UnitCapacity.objects.filter(unit=unit).first()


def usual() -> Decimal:
    return Decimal(str(engine.CAPACITY))


def _months(first: date, count: int) -> list[date]:
    found = [first]
    while len(found) < count:
        found.append(blackouts.after_month(found[-1]))
    return found


def _back(first: date, count: int) -> date:
    for _ in range(count):
        first = (first - timedelta(days=1)).replace(day=1)
    return first
