"""What a conditional go asked for, done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Conflict
from pmo.records.models import save
from projects.gates.models import GateCondition
from projects.portfolio.acts import lock, require_reason


@transaction.atomic
def close_condition(
    *, by: Any, condition: GateCondition, note: str, now: datetime, expected: int | None = None
) -> GateCondition:
    """By its owner, the project manager or the PMO, saying what was done."""
    policy.require(by, "report", condition)
    lock(condition.gate.project)
    require_reason(note, "note")
    if condition.decision_id is None or GateCondition.objects.filter(pk=condition.pk, done_at__isnull=False).exists():
        raise Conflict(_("This condition is not open."), code="not_open")
    condition.done_at, condition.done_by, condition.done_note = now, by, note
    save(condition, now=now, expected=expected, fields=["done_at", "done_by", "done_note"])
    audit.record(
        by=by,
        act="gate.condition_met",
        obj=condition.gate,
        after={"condition": condition.text},
        reason=note,
        project_id=condition.gate.project_id,
        now=now,
    )
    return condition
