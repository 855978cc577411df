"""What gates and money have to do with each other: a go releases the tranches that wait for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from pmo.web.formats import grouped
from projects.budget.choices import TrancheState
from projects.budget.models import Tranche
from projects.budget.services.common import locked
from projects.budget.services.tranches import give
from projects.gates.funding import FundingLine
from projects.gates.models import Gate


def _of(gate: Gate) -> QuerySet[Tranche]:
    return Tranche.objects.filter(gate=gate).select_related("phase", "budget__project").order_by("number")


def release_at(gate: Gate, by: Any, now: datetime) -> None:
    """Release everything that waits for this gate; what cannot be released undoes the go.

    Runs inside the transaction of the decision: whoever may decide the gate releases by deciding.
    """
    waiting = list(_of(gate).filter(state__in=(TrancheState.PLANNED, TrancheState.REQUESTED)))
    if not waiting:
        return
    budget = locked(waiting[0].budget)
    for tranche in _of(gate).filter(pk__in=[row.pk for row in waiting]):
        give(by=by, budget=budget, tranche=tranche, now=now, reason=f"{gate.code} {gate.name}")


def lines(gate: Gate) -> Sequence[FundingLine]:
    """The tranches of a gate, for those who see money."""
    return [
        FundingLine(
            label=f"{row.code} {row.phase.label}",
            amount_text=f"{grouped(row.amount)} {row.budget.currency}",
            url=f"{reverse('budget:tranches', args=[row.budget.project.key])}#t{row.pk}",
            state=str(row.get_state_display()) if row.released_at else _("waits for this gate"),
        )
        for row in _of(gate)
    ]
