"""What a risk does when it happens, in three points: kept for the simulation of finish and cost."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import assign, lock
from projects.risks.choices import EffectHow
from projects.risks.models import Risk, RiskEffect
from projects.risks.services.common import record, require_tasks

MOST_EFFECTS = 40


@transaction.atomic
def add_effect(*, by: Any, risk: Risk, now: datetime, **values: Any) -> RiskEffect:
    policy.require(by, "change", risk)
    lock(risk.project)
    if risk.effects.count() >= MOST_EFFECTS:
        raise Conflict(_("At most %(n)s effects."), code="too_many", params={"n": MOST_EFFECTS})
    effect = RiskEffect(risk=risk, **values)
    _check(effect)
    create(effect, now=now)
    _note(by, effect, "risk.effect_added", now)
    return effect


@transaction.atomic
def change_effect(
    *, by: Any, effect: RiskEffect, now: datetime, expected: int | None = None, **values: Any
) -> RiskEffect:
    policy.require(by, "change", effect.risk)
    lock(effect.risk.project)
    assign(effect, values)
    _check(effect)
    save(effect, now=now, expected=expected, fields=values)
    _note(by, effect, "risk.effect_changed", now)
    return effect


@transaction.atomic
def remove_effect(*, by: Any, effect: RiskEffect, now: datetime) -> None:
    policy.require(by, "change", effect.risk)
    lock(effect.risk.project)
    _note(by, effect, "risk.effect_removed", now)
    effect.delete()


def _check(effect: RiskEffect) -> None:
    for field in ("low", "likely", "high"):
        if getattr(effect, field) is None:
            raise Invalid(_("This is needed."), code="required", field=field)
    if not 0 <= effect.low <= effect.likely <= effect.high:
        raise Invalid(_("At best ≤ most likely ≤ at worst, none below zero."), code="order", field="likely")
    if effect.how == EffectHow.FACTOR and effect.low <= 0:
        raise Invalid(_("A factor is greater than zero: 1.2 is a fifth longer or dearer."), code="factor", field="low")
    if effect.line is not None:
        _check_line(effect)
    elif effect.how == EffectHow.DAYS and effect.task is None:
        raise Invalid(_("Which task does it lengthen?"), code="required", field="task")
    elif effect.how == EffectHow.FACTOR and effect.task is None:
        raise Invalid(
            _("Which task does it lengthen, or which line does it make dearer?"), code="required", field="task"
        )
    if effect.task is not None:
        require_tasks(effect.risk.project, [effect.task], "task")
        if effect.task.is_summary and effect.how != EffectHow.MONEY:
            raise Invalid(_("A summary lasts as long as its tasks: choose one of them."), code="summary", field="task")


def _check_line(effect: RiskEffect) -> None:
    line = effect.line
    if line is None:
        return
    if line.budget.project_id != effect.risk.project_id:
        raise Invalid(_("This belongs to another project."), code="foreign", field="line")
    if line.is_contingency:
        raise Invalid(_("Contingency pays for risks; it is not threatened by them."), code="contingency", field="line")
    if effect.how == EffectHow.DAYS:
        raise Invalid(_("Working days lengthen a task, not a line of the budget."), code="days", field="line")
    if effect.task is not None:
        raise Invalid(_("A task or a line of the budget: choose one of them."), code="both", field="line")


def _note(by: Any, effect: RiskEffect, act: str, now: datetime) -> None:
    points = " – ".join(f"{value.normalize():,f}" for value in (effect.low, effect.likely, effect.high))
    more = {
        "driver effect": f"{effect.get_how_display()}: {points}",
        "task": effect.task.name if effect.task else "",
        "budget line": effect.line.code if effect.line else "",
    }
    record(by, effect.risk, act, (), now, more={key: value for key, value in more.items() if value})
