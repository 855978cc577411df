"""The scope as it is agreed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Conflict
from pmo.records.models import create
from projects.engines import creep
from projects.portfolio.acts import lock, next_number
from projects.portfolio.models import Project
from projects.scope.choices import ItemState, Priority
from projects.scope.models import ScopeBaseline, ScopeBaselineItem, ScopeItem

TENTH = Decimal("0.1")


@transaction.atomic
def take_baseline(*, by: Any, project: Project, now: datetime, note: str = "") -> ScopeBaseline:
    """Freeze what is in scope. It becomes the one that growth is counted against; earlier ones stay readable.

    Raises Forbidden, or Conflict when there is nothing in scope.
    """
    policy.require(by, "change", "scope_item", project_id=project.pk)
    lock(project)
    rows = list(ScopeItem.objects.filter(project=project, state=ItemState.IN).exclude(priority=Priority.WONT))
    weighed = leaves(rows)
    if not weighed:
        raise Conflict(_("There is nothing in scope yet."), code="empty")
    efforts = [None if row.effort_days is None else float(row.effort_days) for row in weighed]
    ScopeBaseline.objects.filter(project=project, is_current=True).update(is_current=False)
    baseline = ScopeBaseline(
        project=project,
        number=next_number(ScopeBaseline, project),
        note=note,
        taken_at=now,
        taken_by=by,
        effort=Decimal(creep.total_effort(efforts)).quantize(TENTH),
        mean_effort=Decimal(creep.mean_effort(efforts)).quantize(TENTH),
    )
    create(baseline, now=now)
    ScopeBaselineItem.objects.bulk_create(
        ScopeBaselineItem(
            baseline=baseline,
            item=row,
            title=row.title,
            priority=row.priority,
            wave=row.wave,
            effort_days=row.effort_days,
        )
        for row in rows
    )
    after = {"number": baseline.number, "items": len(rows), "effort": str(baseline.effort)}
    audit.record(
        by=by, act="scope.baseline_taken", obj=baseline, after=after, project_id=project.pk, now=now, reason=note
    )
    return baseline


def leaves(rows: list[ScopeItem]) -> list[ScopeItem]:
    """What is weighed: every item without parts, and those with parts that have an estimate of their own."""
    parents = {row.parent_id for row in rows}
    return [row for row in rows if row.pk not in parents or row.effort_days is not None]
