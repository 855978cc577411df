"""Targets of systems and of their units; kept activity and funnels."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

from metrics.adoption import curve
from metrics.adoption.models import AdoptionActivity, AdoptionTarget, Funnel, FunnelStep
from metrics.usage.models import UsageSystem
from pmo.orgs.models import Unit


def targets(system: UsageSystem) -> dict[str, AdoptionTarget]:
    """By the id of the unit as text, "" for the system's own (one query)."""
    return targets_of([system.pk]).get(system.pk, {})


def targets_of(system_ids: Iterable[int]) -> dict[int, dict[str, AdoptionTarget]]:
    """The same of several systems (one query)."""
    found: dict[int, dict[str, AdoptionTarget]] = {}
    for row in AdoptionTarget.objects.filter(system__in=list(system_ids)).select_related("unit"):
        found.setdefault(row.system_id, {})[row.key] = row
    return found


def wholes(system_ids: Iterable[int]) -> dict[int, AdoptionTarget]:
    """The targets of everybody, by system (one query)."""
    rows = AdoptionTarget.objects.filter(system__in=list(system_ids), unit__isnull=True)
    return {row.system_id: row for row in rows}


def chain_of(unit: Unit | None) -> list[str]:
    """Keys of a unit and of those above it, nearest first."""
    if unit is None:
        return []
    return [str(unit.pk), *(str(pk) for pk in reversed(unit.ancestor_ids))]


def target_today(found: dict[str, AdoptionTarget], unit: Unit | None, day: date) -> Decimal | None:
    """Percent aimed at on `day` in a unit, its own or inherited; None where there is no target or not yet."""
    target = curve.nearest(found, chain_of(unit))
    return curve.target_on(target, day) if target else None


def visible(user: Any) -> QuerySet[AdoptionTarget]:
    """Targets whose system somebody may see set up."""
    rows: QuerySet[AdoptionTarget] = AdoptionTarget.objects.visible_to(user)
    return rows.select_related("system__project", "unit")


def funnels(user: Any) -> QuerySet[Funnel]:
    rows: QuerySet[Funnel] = Funnel.objects.visible_to(user).select_related("system__project")
    return rows


def activity(system: UsageSystem) -> AdoptionActivity | None:
    """As it was computed last (one query)."""
    return AdoptionActivity.objects.filter(system=system).first()


def funnels_of(system: UsageSystem) -> list[Funnel]:
    """Of a system whose figures somebody may read, with steps and results (two queries)."""
    rows = Funnel.objects.filter(system=system).select_related("result")
    return list(rows.prefetch_related(Prefetch("steps", FunnelStep.objects.select_related("feature"))))
