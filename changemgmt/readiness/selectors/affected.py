"""Groups a project reaches, what changes for them, how large that is; everybody's place in the grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Count, Q, QuerySet

from changemgmt.engines import readiness as engine
from changemgmt.engines.readiness import Size
from changemgmt.readiness.choices import ActionStatus, Aspect, StakeholderKind
from changemgmt.readiness.models import Impact, Stakeholder, StakeholderAction
from changemgmt.readiness.selectors import members
from pmo.engines.stats import NotAvailable
from projects.portfolio.models import Project

DAYS_A_MONTH = 30.4375
ASPECTS: tuple[str, ...] = tuple(Aspect.values)


@dataclass
class GroupLine:
    """A group with its headcount and its impacts in the order of the aspects (None: nobody has said)."""

    group: Stakeholder
    people: int
    impacts: list[Impact | None]

    @property
    def heaviest(self) -> int:
        return max((impact.level for impact in self.impacts if impact is not None), default=0)

    @property
    def cells(self) -> list[tuple[str, Impact | None]]:
        """Each aspect with what is said of it."""
        return list(zip(ASPECTS, self.impacts, strict=True))

    @property
    def said(self) -> list[Impact]:
        return [impact for impact in self.impacts if impact is not None]


@dataclass
class Affected:
    """What the page of affected groups shows. `people` counts each person once."""

    lines: list[GroupLine] = field(default_factory=list)
    people: int = 0
    company: int = 0
    units: int = 0
    months: float = 0.0
    size: Size | NotAvailable = field(default_factory=lambda: NotAvailable("no_impacts"))


def visible(user: Any) -> QuerySet[Stakeholder]:
    """With how many actions are open."""
    rows = Stakeholder.objects.visible_to(user).select_related("project__portfolio", "person")
    return rows.annotate(open_actions=Count("actions", filter=Q(actions__status=ActionStatus.OPEN), distinct=True))


def visible_impacts(user: Any) -> QuerySet[Impact]:
    return Impact.objects.visible_to(user).select_related("group__project__portfolio")


def visible_actions(user: Any) -> QuerySet[StakeholderAction]:
    return StakeholderAction.objects.visible_to(user).select_related("stakeholder__project__portfolio", "owner__unit")


def groups_of(projects: Iterable[int]) -> list[Stakeholder]:
    rows = Stakeholder.objects.filter(project__in=list(projects), kind=StakeholderKind.GROUP)
    return list(rows.select_related("project").prefetch_related("units", "impacts").order_by("project_id", "number"))


def affected(project: Project, known: members.Directory | None = None) -> Affected:
    """The groups of one project (a fixed number of queries)."""
    return affected_of([project.pk], known)[project.pk]


def affected_of(project_ids: Sequence[int], known: members.Directory | None = None) -> dict[int, Affected]:
    """The groups of several projects, in a fixed number of queries."""
    known = known or members.directory()
    groups = groups_of(project_ids)
    inside = members.of(groups, known)
    company = len(known.unit_of)
    found: dict[int, Affected] = {}
    for pk in project_ids:
        own = [group for group in groups if group.project_id == pk]
        found[pk] = _affected(own, inside, company)
    return found


def _affected(groups: Sequence[Stakeholder], inside: members.Members, company: int) -> Affected:
    lines = []
    for group in groups:
        by_aspect = {impact.aspect: impact for impact in group.impacts.all()}
        lines.append(GroupLine(group, inside.count(group.pk), [by_aspect.get(aspect) for aspect in ASPECTS]))
    # Groups nothing changes for do not make a change any larger.
    hit = [line for line in lines if line.heaviest]
    reached = members.Members({line.group.pk: inside.people[line.group.pk] for line in hit}, inside.unit_of)
    found = Affected(lines, len(reached.everybody()), company, len(reached.units()), _months(hit))
    levels = [[impact.level if impact else 0 for impact in line.impacts] for line in hit]
    found.size = engine.size(
        np.array(levels, dtype=np.int64).reshape(len(hit), len(ASPECTS)),
        np.array([line.people for line in hit], dtype=np.int64),
        affected=found.people,
        company=company,
        units=found.units,
        months=found.months,
    )
    return found


def _months(lines: Sequence[GroupLine]) -> float:
    """From the first change that is felt to the last."""
    felt = [impact for line in lines for impact in line.said if impact.level and impact.starts_on and impact.ends_on]
    if not felt:
        return 0.0
    first = min(impact.starts_on for impact in felt if impact.starts_on)
    last = max(impact.ends_on for impact in felt if impact.ends_on)
    return ((last - first).days + 1) / DAYS_A_MONTH


def headcount(stakeholder: Stakeholder) -> int:
    return members.of([stakeholder]).count(stakeholder.pk)


def grid(user: Any, project: Project) -> list[Stakeholder]:
    """Everybody of the project, the widest gap of the most powerful first (one query)."""
    rows = visible(user).filter(project=project)
    return sorted(rows, key=lambda row: (-row.gap, -row.power, row.number))


def due_actions(user: Any, today: date) -> QuerySet[StakeholderAction]:
    """Open actions of a person that are due in a week or were due earlier."""
    rows = StakeholderAction.objects.visible_to(user).filter(owner_id=user.pk, status=ActionStatus.OPEN)
    week = date.fromordinal(today.toordinal() + 7)
    return rows.filter(due_on__lte=week).select_related("stakeholder__project").order_by("due_on")
