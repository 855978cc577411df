"""What is agreed about the desk of a project, for whoever may open its pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from changemgmt.support.models import CannedAnswer, ServiceLevel, SupportCategory, SupportRelease, SupportTeam
from projects.scope.models import ScopeItem


def categories(*projects: int) -> QuerySet[SupportCategory]:
    rows: QuerySet[SupportCategory] = SupportCategory.objects.filter(project_id__in=projects)
    return rows.select_related("parent", "team", "module")


def in_use(*projects: int) -> QuerySet[SupportCategory]:
    return categories(*projects).filter(active=True)


def tops(project_id: int) -> QuerySet[SupportCategory]:
    return categories(project_id).filter(parent__isnull=True)


def teams(project_id: int) -> QuerySet[SupportTeam]:
    rows: QuerySet[SupportTeam] = SupportTeam.objects.filter(project_id=project_id)
    return rows.select_related("lead").prefetch_related("members")


def levels(project_id: int) -> list[ServiceLevel]:
    """Those of the whole project first."""
    rows = ServiceLevel.objects.filter(project_id=project_id).select_related("category__parent")
    return sorted(rows, key=lambda one: (one.category is not None, one.category_id or 0, one.priority))


def answers(project_id: int) -> QuerySet[CannedAnswer]:
    rows: QuerySet[CannedAnswer] = CannedAnswer.objects.filter(project_id=project_id)
    return rows.select_related("category")


def releases(project_id: int) -> QuerySet[SupportRelease]:
    rows: QuerySet[SupportRelease] = SupportRelease.objects.filter(project_id=project_id)
    return rows


def modules(project: Any) -> QuerySet[ScopeItem]:
    """Scope at the top of its tree."""
    rows: QuerySet[ScopeItem] = ScopeItem.objects.filter(project=project, parent__isnull=True)
    return rows
