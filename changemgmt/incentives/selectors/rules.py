"""Rules: as those who keep them read them, and as everybody may know them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from changemgmt.incentives.models import PointRule
from pmo.access.scopes import of
from projects.portfolio.choices import State


def visible(user: Any) -> QuerySet[PointRule]:
    rows: QuerySet[PointRule] = PointRule.objects.visible_to(user)
    return rows.select_related("project__portfolio")


def in_force(today: date) -> QuerySet[PointRule]:
    begun = PointRule.objects.filter(active=True, from_on__lte=today)
    return begun.filter(Q(until_on__isnull=True) | Q(until_on__gte=today))


def for_person(user: Any, today: date) -> list[PointRule]:
    """What earns somebody points today: rules of the company, and of open projects that concern their unit."""
    ids = [int(part) for part in of(user).unit_path.split("/") if part]
    mine = Q(project__units__in=ids, project__state=State.ACTIVE)
    rows = in_force(today).filter(Q(project__isnull=True) | mine).distinct()
    return list(rows.order_by("cause", "-points", "pk"))


def of_project(project_id: int) -> QuerySet[PointRule]:
    return PointRule.objects.filter(project_id=project_id).order_by("-active", "cause", "pk")
