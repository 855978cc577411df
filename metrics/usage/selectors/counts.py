"""Counted people: eligible, active, by unit, role, wave, site and feature. Reads of kept counts, a fixed number each.

What is built on use starts here. Every count is of one day, with the windows that end on it; small groups are
withheld by `metrics.usage.suppression`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Max, OuterRef, Q, Subquery, Sum

from metrics.usage import suppression
from metrics.usage.choices import USES, Dimension
from metrics.usage.models import Feature, FeatureCount, UsageCount, UsageFeatureDay, UsageRole, UsageSystem
from metrics.usage.store import month_of
from pmo.engines.stats import Interval, NotAvailable, wilson_interval
from pmo.orgs.models import Unit

WINDOWS = (1, 7, 28)


@dataclass(frozen=True)
class Group:
    """People of one unit, role, wave or site on a day. A withheld group has no figures."""

    key: str
    label: str
    depth: int
    count: UsageCount
    withheld: bool

    def active(self, days: int = 28) -> int:
        """With a core action in the 1, 7 or 28 days up to the day."""
        return int(getattr(self.count, f"active_{days}"))

    def rate(self, days: int = 28) -> Interval | NotAvailable:
        """Active of eligible as a fraction, with its 95 % interval."""
        return wilson_interval(self.active(days), self.count.eligible)

    @property
    def logins_a_week(self) -> float:
        """Days with a log-in per eligible person and week, over four weeks."""
        return self.count.login_days_28 / 4 / max(self.count.eligible, 1)


@dataclass(frozen=True)
class FeatureUse:
    """People who used a feature in the 28 days up to a day, and how often anybody did. `course`: the people of days."""

    feature: Feature
    eligible: int
    people_1: int
    people_7: int
    people_28: int
    events_28: int
    course: Mapping[date, int] = field(default_factory=dict)

    @property
    def rate(self) -> Interval | NotAvailable:
        """Feature click rate: who used it of those for whom it was there."""
        return wilson_interval(self.people_28, self.eligible)


def last_day(system: UsageSystem) -> date | None:
    """The newest counted day; none is asked for where it was read with the system."""
    if "counted_on" in system.__dict__:
        return system.__dict__["counted_on"]
    rows = UsageCount.objects.filter(system=system, dimension=Dimension.ALL)
    newest: date | None = rows.aggregate(day=Max("day"))["day"]
    return newest


def everybody(system: UsageSystem, day: date) -> UsageCount | None:
    return UsageCount.objects.filter(system=system, dimension=Dimension.ALL, day=day).first()


def by_unit(system: UsageSystem, day: date) -> list[Group]:
    """The tree of units with eligible people, parents before their parts (two queries)."""
    rows = {row.key: row for row in UsageCount.objects.filter(system=system, dimension=Dimension.UNIT, day=day)}
    units = list(Unit.objects.filter(pk__in=[int(key) for key in rows]).order_by("path"))
    parents = {str(unit.pk): str(unit.parent_id) for unit in units if unit.parent_id}
    away = suppression.hidden({key: row.eligible for key, row in rows.items()}, parents)
    top = min((unit.depth for unit in units), default=0)
    return [
        Group(str(unit.pk), unit.label, unit.depth - top, rows[str(unit.pk)], str(unit.pk) in away)
        for unit in in_order(units)
    ]


def in_order(units: Iterable[Unit]) -> list[Unit]:
    """Parents before their children, siblings by code."""
    below: dict[int | None, list[Unit]] = {}
    known = {unit.pk: unit for unit in units}
    for unit in known.values():
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    found: list[Unit] = []

    def walk(parent: int | None) -> None:
        for unit in sorted(below.get(parent, ()), key=lambda unit: unit.code):
            found.append(unit)
            walk(unit.pk)

    walk(None)
    return found


def by_part(system: UsageSystem, dimension: str, day: date) -> list[Group]:
    """Roles, waves or sites of a system (three queries)."""
    rows = list(UsageCount.objects.filter(system=system, dimension=dimension, day=day))
    whole = everybody(system, day)
    sizes = [(row.key, row.eligible) for row in rows]
    away = suppression.hidden_parts(whole.eligible if whole else 0, sizes)
    names = _names(system, dimension)
    order = {key: place for place, key in enumerate(names)}
    groups = [Group(row.key, names.get(row.key, row.key), 0, row, row.key in away) for row in rows]
    return sorted(groups, key=lambda group: (order.get(group.key, len(order)), group.key.zfill(9)))


def _names(system: UsageSystem, dimension: str) -> dict[str, str]:
    if dimension != Dimension.ROLE:
        return {}
    return {str(role.pk): role.label for role in UsageRole.objects.filter(system=system).order_by("pk")}


def series(
    system: UsageSystem, first: date, last: date, dimension: str = Dimension.ALL, key: str = ""
) -> list[UsageCount]:
    """One group day by day (one query). Whether the group may be shown is for the caller to ask."""
    rows = UsageCount.objects.filter(system=system, dimension=dimension, key=key, day__gte=first, day__lte=last)
    return list(rows.order_by("day"))


def days_of(system: UsageSystem, dimension: str, days: Iterable[date]) -> dict[str, list[UsageCount]]:
    """Every group of a dimension on some days, by key, in order of the days (one query)."""
    found: dict[str, list[UsageCount]] = {}
    rows = UsageCount.objects.filter(system=system, dimension=dimension, day__in=list(days))
    for row in rows.order_by("day"):
        found.setdefault(row.key, []).append(row)
    return found


def ends(first: date, last: date, period: str) -> list[date]:
    """The last days of the days, weeks or months from `first` to `last`; of the unfinished one its newest day."""
    found = []
    day = first
    while day <= last:
        following = day + timedelta(days=1)
        if (
            period == "day"
            or (period == "week" and day.isoweekday() == 7)
            or (period == "month" and following.day == 1)
            or following > last
        ):
            found.append(day)
        day = following
    return found


def by_feature(
    system: UsageSystem, day: date, unit_id: int = 0, eligible: int | None = None, days: Iterable[date] = ()
) -> list[FeatureUse]:
    """Features in order of their people (three queries, four without `eligible`). `unit_id` 0: everybody.

    `days`: earlier days of which the people of the 28 days up to them are read as well.
    """
    if eligible is None:
        whole = everybody(system, day)
        eligible = whole.eligible if whole else 0
    rows: dict[int, FeatureCount] = {}
    courses: dict[int, dict[date, int]] = {}
    for one in FeatureCount.objects.filter(system=system, unit_id=unit_id, day__in={day, *days}):
        courses.setdefault(one.feature_id, {})[one.day] = one.people_28
        if one.day == day:
            rows[one.feature_id] = one
    events = feature_events(system, day - timedelta(days=27), day) if unit_id == 0 else {}
    found = []
    for feature in Feature.objects.filter(system=system):
        row = rows.get(feature.pk)
        if row is None and feature.retired_on:
            continue
        people = (row.people_1, row.people_7, row.people_28) if row else (0, 0, 0)
        course = courses.get(feature.pk, {})
        found.append(FeatureUse(feature, eligible, *people, events.get(feature.pk, 0), course))
    return sorted(found, key=lambda use: (-use.people_28, use.feature.code))


def feature_events(system: UsageSystem, first: date, last: date) -> dict[int, int]:
    """How often each feature was used from day to day, by anybody (one query)."""
    begin, end = month_of(first), month_of(last)
    inside = Q(month=begin, dom__gte=first.day) & Q(month=end, dom__lte=last.day)
    if begin != end:
        inside = (
            Q(month=begin, dom__gte=first.day) | Q(month__gt=begin, month__lt=end) | Q(month=end, dom__lte=last.day)
        )
    rows = UsageFeatureDay.objects.filter(inside, system_id=system.pk, kind__in=list(USES))
    return {pk: int(n) for pk, n in rows.values_list("feature_id").annotate(n=Sum("events")).order_by()}


@dataclass(frozen=True)
class Adopted:
    """People of a project over its systems: active in the 28 days until the day, and eligible on it."""

    key: str
    active: int
    eligible: int
    on: date

    @property
    def percent(self) -> float:
        return 100 * self.active / self.eligible


@dataclass(frozen=True)
class Counted:
    """A system on its last counted day: people active in the 28 days until then, and eligible on it."""

    system_id: int
    system_name: str
    system_name_en: str
    project_id: int
    project_key: str
    active: int
    eligible: int
    on: date


def of_systems(project_ids: Iterable[int], as_of: date) -> list[Counted]:
    """Every system of these projects on its last counted day up to `as_of` (one query)."""
    rows = UsageCount.objects.filter(dimension=Dimension.ALL, day__lte=as_of)
    newest = rows.filter(system=OuterRef("system")).order_by("-day").values("day")[:1]
    wanted = rows.filter(system__project__in=project_ids, day=Subquery(newest)).order_by("system__code")
    fields = ("system_id", "system__name", "system__name_en", "system__project_id", "system__project__key")
    return [Counted(*row) for row in wanted.values_list(*fields, "active_28", "eligible", "day")]


def of_projects(project_ids: Iterable[int], as_of: date) -> dict[int, Adopted]:
    """Each project on the last counted day of its systems up to `as_of`.

    Projects with fewer than five eligible people are left out (one query).
    """
    found: dict[int, Adopted] = {}
    for row in of_systems(list(project_ids), as_of):
        known = found.get(row.project_id, Adopted(row.project_key, 0, 0, row.on))
        found[row.project_id] = Adopted(
            row.project_key, known.active + row.active, known.eligible + row.eligible, min(known.on, row.on)
        )
    return {pk: one for pk, one in found.items() if one.eligible >= suppression.FEWEST}
