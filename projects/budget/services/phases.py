"""Phases of a budget: named, renamed and put in order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.budget.models import Budget, BudgetPhase
from projects.budget.services.common import locked, next_number, record, touch
from projects.portfolio.acts import facts

NAMES = ("name", "name_en")
UP, DOWN = "up", "down"


@transaction.atomic
def add_phase(*, by: Any, budget: Budget, name: str, now: datetime, name_en: str = "") -> BudgetPhase:
    policy.require(by, "change", budget)
    budget = locked(budget)
    _check(name)
    phase = BudgetPhase(
        budget=budget, number=next_number(BudgetPhase, budget=budget), name=name.strip(), name_en=name_en.strip()
    )
    create(phase, now=now)
    touch(budget, now)
    record(by, phase, "budget.phase_added", budget, now, fields=("name",))
    return phase


@transaction.atomic
def rename_phase(
    *, by: Any, phase: BudgetPhase, name: str, now: datetime, name_en: str = "", expected: int | None = None
) -> BudgetPhase:
    """Other words; lines, tranches and what was approved stay with it."""
    policy.require(by, "change", phase)
    budget = locked(phase.budget)
    _check(name)
    before = facts(phase, NAMES)
    phase.name, phase.name_en = name.strip(), name_en.strip()
    save(phase, now=now, expected=expected, fields=NAMES)
    touch(budget, now)
    record(by, phase, "budget.phase_renamed", budget, now, fields=NAMES, before=before)
    return phase


@transaction.atomic
def move_phase(*, by: Any, phase: BudgetPhase, way: str, now: datetime) -> BudgetPhase:
    """One place up or down. Raises Conflict at the end of the row."""
    policy.require(by, "change", phase)
    if way not in (UP, DOWN):
        raise Invalid(_("Up or down."), code="way")
    budget = locked(phase.budget)
    phases = list(BudgetPhase.objects.filter(budget=budget).order_by("number"))
    order = [row.pk for row in phases]
    at = order.index(phase.pk)
    to = at + (1 if way == DOWN else -1)
    if not 0 <= to < len(order):
        raise Conflict(_("There is no further to go."), code="at_the_end")
    moved, other = phases[at], phases[to]
    numbers = moved.number, other.number
    # No two have the same number, not even for a moment.
    moved.number = phases[-1].number + 1
    save(moved, now=now, fields=("number",))
    other.number, moved.number = numbers
    save(other, now=now, fields=("number",))
    save(moved, now=now, fields=("number",))
    touch(budget, now)
    record(by, moved, "budget.phase_moved", budget, now, fields=("number",), before={"number": numbers[0]})
    return moved


def _check(name: str) -> None:
    if not name.strip():
        raise Invalid(_("Give the phase a name."), code="required", field="name")
