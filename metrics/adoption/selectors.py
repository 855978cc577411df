"""Targets of systems and of their units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from metrics.adoption import curve
from metrics.adoption.models import AdoptionTarget
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


def chain_of(unit: Unit | None) -> list[str]:
    """Keys of a unit and of those above it, nearest first."""
    if unit is None:
        return []
    return [str(unit.pk), *(str(pk) for pk in reversed(unit.ancestor_ids))]


def target_today(found: dict[str, AdoptionTarget], unit: Unit | None, day: date) -> Decimal | None:
    """Percent aimed at on `day` in a unit, its own or inherited; None where there is no target or not yet."""
    target = curve.nearest(found, chain_of(unit))
    return curve.target_on(target, day) if target else None
