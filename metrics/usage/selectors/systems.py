"""Systems and how they are set up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from metrics.usage.choices import Dimension
from metrics.usage.models import (
    EligibilityRule,
    Feature,
    UsageCount,
    UsageRole,
    UsageSource,
    UsageSystem,
    UsageUpload,
)
from projects.portfolio.models import Project

UPLOADS_SHOWN = 5


def visible(user: Any) -> QuerySet[UsageSystem]:
    rows: QuerySet[UsageSystem] = UsageSystem.objects.visible_to(user).select_related("project__portfolio")
    return rows


def for_list(user: Any) -> QuerySet[UsageSystem]:
    """With how many features there are and when events came last."""
    return visible(user).annotate(
        feature_count=Count("features", filter=Q(features__retired_on__isnull=True), distinct=True),
        last_received=Max("intake__received_at"),
    )


def of_project(user: Any, project: Project) -> list[UsageSystem]:
    return list(visible(user).filter(project=project).order_by("code"))


@dataclass(frozen=True)
class Setup:
    """Everything a system is set up with."""

    features: list[Feature]
    roles: list[UsageRole]
    rules: list[EligibilityRule]
    sources: list[tuple[UsageSource, str]]
    uploads: list[UsageUpload]


def setup(user: Any, system: UsageSystem, now: datetime) -> Setup:
    """Six queries."""
    rules = EligibilityRule.objects.visible_to(user).filter(system=system).select_related("unit", "role")
    sources = UsageSource.objects.visible_to(user).filter(system=system).select_related("created_by")
    uploads = UsageUpload.objects.visible_to(user).filter(system=system).select_related("uploaded_by")
    ordered = sorted(((source, source.state(now)) for source in sources), key=lambda pair: pair[1] != "active")
    return Setup(
        features=list(
            Feature.objects.visible_to(user).filter(system=system).order_by("retired_on", "-is_core", "code")
        ),
        roles=list(UsageRole.objects.visible_to(user).filter(system=system)),
        rules=list(rules.prefetch_related("people")),
        sources=ordered,
        uploads=list(uploads[:UPLOADS_SHOWN]),
    )


def features(user: Any) -> QuerySet[Feature]:
    rows: QuerySet[Feature] = Feature.objects.visible_to(user).select_related("system__project")
    return rows


def rules(user: Any) -> QuerySet[EligibilityRule]:
    rows: QuerySet[EligibilityRule] = EligibilityRule.objects.visible_to(user).select_related("system__project", "unit")
    return rows


def roles(user: Any) -> QuerySet[UsageRole]:
    rows: QuerySet[UsageRole] = UsageRole.objects.visible_to(user).select_related("system__project")
    return rows


def sources(user: Any) -> QuerySet[UsageSource]:
    rows: QuerySet[UsageSource] = UsageSource.objects.visible_to(user).select_related("system__project")
    return rows


def uploads(user: Any) -> QuerySet[UsageUpload]:
    rows: QuerySet[UsageUpload] = UsageUpload.objects.visible_to(user).select_related(
        "system__project", "uploaded_by", "refusals"
    )
    return rows


def measured(project: Project) -> list[UsageSystem]:
    """The systems of a project whose counts somebody may read, who may not see how they are set up; each with the
    newest counted day (`counted_on`), in the same query."""
    counted = UsageCount.objects.filter(system=OuterRef("pk"), dimension=Dimension.ALL).order_by("-day")
    found = UsageSystem.objects.filter(project=project).annotate(counted_on=Subquery(counted.values("day")[:1]))
    rows: list[UsageSystem] = list(found.order_by("code"))
    for row in rows:
        # It is at hand: nobody has to ask for it again.
        row.project = project
    return rows
