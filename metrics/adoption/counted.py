"""Counted groups of a system on some days, and which of them may be shown on each: three queries, whatever the days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Min

from metrics.usage import suppression
from metrics.usage.choices import Dimension
from metrics.usage.models import UsageCount, UsageRole, UsageSystem
from metrics.usage.selectors import counts
from metrics.usage.selectors.counts import Group
from pmo.orgs.models import Unit

PARTS = (Dimension.ROLE, Dimension.WAVE, Dimension.SITE)
WHOLES = (Dimension.ALL, Dimension.UNIT)


def part_key(dimension: str, key: str) -> str:
    """What the forecast of a role, wave or site is kept under; units have their bare ids, everybody has ""."""
    return f"{Dimension(dimension).value}:{key}"


@dataclass
class Counted:
    """`rows`: by dimension, key and day; `units`: parents before their parts."""

    days: Sequence[date]
    rows: Mapping[str, Mapping[str, Mapping[date, UsageCount]]]
    units: Sequence[Unit]
    roles: Mapping[str, str]

    def everybody(self, day: date) -> UsageCount | None:
        """The whole, where it may be shown."""
        row = self._of(Dimension.ALL).get("", {}).get(day)
        return row if row is not None and row.eligible >= suppression.FEWEST else None

    def groups(self, day: date) -> list[Group]:
        """The tree of units with eligible people on a day."""
        rows = self._on(Dimension.UNIT, day)
        top = min((unit.depth for unit in self.units if str(unit.pk) in rows), default=0)
        return [
            Group(str(u.pk), u.label, u.depth - top, rows[str(u.pk)], str(u.pk) in self.away(Dimension.UNIT, day))
            for u in self.units
            if str(u.pk) in rows
        ]

    def parts(self, dimension: str, day: date) -> list[Group]:
        """Roles, waves or sites of a day, in their order."""
        away = self.away(dimension, day)
        # The number of a wave may be the id of a role.
        names = self.roles if dimension == Dimension.ROLE else {}
        order = {key: place for place, key in enumerate(names)}
        found = [Group(key, names.get(key, key), 0, row, key in away) for key, row in self._on(dimension, day).items()]
        return sorted(found, key=lambda group: (order.get(group.key, len(order)), group.key.zfill(9)))

    def apart(self, dimension: str, day: date) -> list[Group]:
        """Those parts where there is more than one to tell apart; roles always."""
        found = self.parts(dimension, day)
        return found if len(found) > 1 or dimension == Dimension.ROLE else []

    def course(self, dimension: str, key: str) -> list[tuple[date, UsageCount]]:
        """A group on the days on which it may be shown."""
        rows = self._of(dimension).get(key, {})
        if dimension == Dimension.ALL:
            return [(day, row) for day in self.days if (row := self.everybody(day)) is not None]
        return [(day, rows[day]) for day in self.days if day in rows and key not in self.away(dimension, day)]

    def away(self, dimension: str, day: date) -> set[str]:
        """Keys to withhold on a day."""
        if (dimension, day) not in self._away:
            sizes = {key: row.eligible for key, row in self._on(dimension, day).items()}
            if dimension == Dimension.UNIT:
                found = suppression.hidden(sizes, self._parents)
            else:
                whole = self._of(Dimension.ALL).get("", {}).get(day)
                found = suppression.hidden_parts(whole.eligible if whole else 0, list(sizes.items()))
            self._away[dimension, day] = found
        return self._away[dimension, day]

    @cached_property
    def _away(self) -> dict[tuple[str, date], set[str]]:
        return {}

    @cached_property
    def _parents(self) -> dict[str, str]:
        return {str(unit.pk): str(unit.parent_id) for unit in self.units if unit.parent_id}

    def _of(self, dimension: str) -> Mapping[str, Mapping[date, UsageCount]]:
        return self.rows.get(dimension, {})

    def _on(self, dimension: str, day: date) -> dict[str, UsageCount]:
        return {key: rows[day] for key, rows in self._of(dimension).items() if day in rows}


def read(system: UsageSystem, days: Iterable[date], *, parts: bool = True) -> Counted:
    """Three queries; two without roles, waves and sites."""
    asked = list(days)
    rows: dict[str, dict[str, dict[date, UsageCount]]] = {}
    counted = UsageCount.objects.filter(system=system, day__in=asked)
    for row in counted if parts else counted.filter(dimension__in=WHOLES):
        rows.setdefault(row.dimension, {}).setdefault(row.key, {})[row.day] = row
    units = Unit.objects.filter(pk__in=[int(key) for key in rows.get(Dimension.UNIT, {})]).order_by("path")
    roles = UsageRole.objects.filter(system=system).order_by("pk") if parts else ()
    return Counted(asked, rows, counts.in_order(units), {str(role.pk): role.label for role in roles})


def first_day(system: UsageSystem) -> date | None:
    """The first counted day."""
    rows = UsageCount.objects.filter(system=system, dimension=Dimension.ALL)
    found: date | None = rows.aggregate(day=Min("day"))["day"]
    return found
