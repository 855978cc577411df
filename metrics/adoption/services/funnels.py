"""Funnels: which features, in which order, make up a process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from metrics.adoption.choices import STEPS
from metrics.adoption.models import Funnel, FunnelResult, FunnelStep
from metrics.adoption.services.targets import REFRESH_TASK
from metrics.usage.models import Feature, UsageSystem
from pmo import audit
from pmo.access import policy
from pmo.notify.wake import wake
from pmo.records import Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import assign, facts, filled, require_open

FIELDS = ("name", "name_en", "window_days")


@transaction.atomic
def add_funnel(*, by: Any, system: UsageSystem, steps: Sequence[Feature], now: datetime, **values: Any) -> Funnel:
    """Raises Forbidden, Conflict (project closed) or Invalid (name taken; fewer than two steps, one twice, foreign)."""
    policy.require(by, "change", system)
    require_open(system.project)
    funnel = Funnel(system=system, **values)
    _check(funnel, steps)
    create(funnel, now=now)
    _put(funnel, steps)
    _told(by, funnel, "adoption.funnel_added", now, after={**filled(facts(funnel, FIELDS)), **_named(steps)})
    return funnel


@transaction.atomic
def change_funnel(
    *, by: Any, funnel: Funnel, steps: Sequence[Feature], now: datetime, expected: int | None = None, **values: Any
) -> Funnel:
    """Raises as `add_funnel`, and StaleWrite."""
    policy.require(by, "change", funnel)
    require_open(funnel.system.project)
    before = {**facts(funnel, FIELDS), **_named(of(funnel))}
    assign(funnel, values)
    _check(funnel, steps)
    save(funnel, now=now, expected=expected, fields=list(values))
    FunnelStep.objects.filter(funnel=funnel).delete()
    FunnelResult.objects.filter(funnel=funnel).delete()
    _put(funnel, steps)
    _told(by, funnel, "adoption.funnel_changed", now, before=before, after={**facts(funnel, FIELDS), **_named(steps)})
    return funnel


@transaction.atomic
def delete_funnel(*, by: Any, funnel: Funnel, now: datetime) -> None:
    policy.require(by, "change", funnel)
    require_open(funnel.system.project)
    before = {**filled(facts(funnel, FIELDS)), **_named(of(funnel))}
    _told(by, funnel, "adoption.funnel_deleted", now, before=before)
    funnel.delete()


def of(funnel: Funnel) -> list[Feature]:
    """Its features in order."""
    return [step.feature for step in FunnelStep.objects.filter(funnel=funnel).select_related("feature")]


def _check(funnel: Funnel, steps: Sequence[Feature]) -> None:
    if Funnel.objects.filter(system_id=funnel.system_id, name=funnel.name).exclude(pk=funnel.pk).exists():
        raise Invalid(_("The system has a funnel with this name."), code="taken", field="name")
    least, most = STEPS
    if not least <= len(steps) <= most:
        params = {"least": least, "most": most}
        raise Invalid(_("A funnel has %(least)d to %(most)d steps."), code="steps", field="step_1", params=params)
    if len({step.pk for step in steps}) < len(steps):
        raise Invalid(_("Every feature can be one step only."), code="twice", field="step_2")
    if any(step.system_id != funnel.system_id for step in steps):
        raise Invalid(_("This feature belongs to another system."), code="foreign", field="step_1")


def _put(funnel: Funnel, steps: Sequence[Feature]) -> None:
    rows = [FunnelStep(funnel=funnel, position=number, feature=feature) for number, feature in enumerate(steps, 1)]
    FunnelStep.objects.bulk_create(rows)


def _named(steps: Sequence[Feature]) -> dict[str, Any]:
    return {"steps": [step.code for step in steps]}


def _told(by: Any, funnel: Funnel, act: str, now: datetime, **more: Any) -> None:
    audit.record(by=by, act=act, obj=funnel.system, project_id=funnel.system.project_id, now=now, **more)
    wake(REFRESH_TASK, funnel.system_id)
