"""Setting targets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from metrics.adoption.models import AdoptionTarget
from metrics.usage.models import UsageSystem
from pmo import audit
from pmo.access import policy
from pmo.notify.wake import wake
from pmo.records import Invalid
from pmo.records.models import create, save
from projects.portfolio import dimensions
from projects.portfolio.acts import assign, facts, filled, require_open

FIELDS = ("unit", "start_on", "start_share", "due_on", "target_share")
REFRESH_TASK = "metrics.adoption_refresh"


@transaction.atomic
def set_target(*, by: Any, system: UsageSystem, now: datetime, **values: Any) -> AdoptionTarget:
    """Raises Forbidden, Conflict (project closed) or Invalid (a second target, days or shares in the wrong order)."""
    policy.require(by, "change", system)
    require_open(system.project)
    target = AdoptionTarget(system=system, **values)
    _check(target)
    create(target, now=now)
    _told(by, target, "adoption.target_set", now, after=filled(facts(target, FIELDS)))
    return target


@transaction.atomic
def change_target(
    *, by: Any, target: AdoptionTarget, now: datetime, expected: int | None = None, **values: Any
) -> AdoptionTarget:
    """Raises as `set_target`, and StaleWrite."""
    policy.require(by, "change", target)
    require_open(target.system.project)
    before = facts(target, FIELDS)
    assign(target, values)
    _check(target)
    save(target, now=now, expected=expected, fields=list(values))
    _told(by, target, "adoption.target_changed", now, before=before, after=facts(target, FIELDS))
    return target


@transaction.atomic
def remove_target(*, by: Any, target: AdoptionTarget, now: datetime) -> None:
    """The unit then has the target of the units above it."""
    policy.require(by, "change", target)
    require_open(target.system.project)
    _told(by, target, "adoption.target_removed", now, before=filled(facts(target, FIELDS)))
    target.delete()


def _check(target: AdoptionTarget) -> None:
    same = AdoptionTarget.objects.filter(system=target.system, unit=target.unit).exclude(pk=target.pk)
    if same.exists():
        text = _("This unit has a target already; change that one.")
        if target.unit_id is None:
            text = _("The system has a target already; change that one.")
        raise Invalid(text, code="taken", field="unit")
    if target.due_on <= target.start_on:
        raise Invalid(_("The day it is due must lie after the start."), code="order", field="due_on")
    if not 0 <= target.start_share < target.target_share <= 100:
        text = _("The share aimed at must be above the share at the start, up to 100 %.")
        raise Invalid(text, code="shares", field="target_share")


def _told(by: Any, target: AdoptionTarget, act: str, now: datetime, **more: Any) -> None:
    system = target.system
    audit.record(by=by, act=act, obj=system, project_id=system.project_id, now=now, **more)
    dimensions.changed([system.project_id], now)
    wake(REFRESH_TASK, system.pk)
