"""Contests, the units taking part, and what the page of a set-up shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, QuerySet

from metrics.contest.models import Contest, ContestUnit, WallLink
from metrics.usage.choices import Dimension
from metrics.usage.models import UsageCount, UsageSystem
from pmo import calendars
from pmo.engines.workdays import WorkdayTable
from pmo.orgs.choices import UnitKind
from pmo.orgs.models import Unit
from projects.portfolio.models import Project


def of_project(project: Project) -> list[Contest]:
    """The contests of a project, by system, for those who may read its use (one query)."""
    rows = Contest.objects.filter(system__project=project).select_related("system__project__portfolio__calendar")
    return list(rows.order_by("system__code"))


def visible(user: Any) -> QuerySet[Contest]:
    """For those who set contests up."""
    rows: QuerySet[Contest] = Contest.objects.visible_to(user)
    return rows.select_related("system__project__portfolio__calendar")


def places(user: Any) -> QuerySet[ContestUnit]:
    """The units a person may read the log of: by role, or as their own."""
    rows: QuerySet[ContestUnit] = ContestUnit.objects.visible_to(user)
    return rows.select_related("unit__head", "contest__system__project__portfolio__calendar")


def taking_part(contest: Contest) -> list[ContestUnit]:
    rows = ContestUnit.objects.filter(contest=contest, active=True).select_related("unit")
    return list(rows.order_by("unit__code"))


def walls(contest: Contest, now: datetime) -> list[tuple[WallLink, str]]:
    """Links with their state, the usable ones first."""
    rows = WallLink.objects.filter(contest=contest).select_related("created_by")
    return sorted(((row, row.state(now)) for row in rows), key=lambda pair: pair[1] != "active")


def wall_links(user: Any) -> QuerySet[WallLink]:
    rows: QuerySet[WallLink] = WallLink.objects.visible_to(user)
    return rows.select_related("contest__system__project")


def table_of(contest: Contest) -> WorkdayTable:
    return calendars.table(contest.system.project.portfolio.calendar)


def today_in(contest: Contest, now: datetime) -> date:
    """The day it is where the system is used."""
    return now.astimezone(ZoneInfo(contest.system.time_zone)).date()


def units_offered(system: UsageSystem, *more: int) -> QuerySet[Unit]:
    """Units in which people should use the system, and `more`."""
    day = UsageCount.objects.filter(system=system, dimension=Dimension.ALL).aggregate(day=Max("day"))["day"]
    keys = UsageCount.objects.filter(system=system, dimension=Dimension.UNIT, day=day).values_list("key", flat=True)
    rule_units = [unit.pk for unit in Unit.objects.filter(pk__in=system.rules.values("unit_id"))]
    rows: QuerySet[Unit] = Unit.objects.filter(pk__in={*map(int, keys), *rule_units, *more})
    return rows.order_by("path")


def suggested(units: Iterable[Unit]) -> list[Unit]:
    """The level a contest usually runs on: workshops; where there are none, the lowest units."""
    found = list(units)
    workshops = [unit for unit in found if unit.kind == UnitKind.WORKSHOP]
    if workshops:
        level = {unit.depth for unit in workshops}
        return [unit for unit in found if unit.depth in level]
    parents = {unit.parent_id for unit in found}
    return [unit for unit in found if unit.pk not in parents]
