"""Closed requests of the desk that was used before, brought over at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from changemgmt.support import clock
from changemgmt.support.choices import Source, State
from changemgmt.support.models import ServiceLevel, SupportRequest, SupportSetting
from changemgmt.support.models.requests import new_token
from changemgmt.support.services.asking import computed_priority
from changemgmt.support.services.common import setting_of
from pmo import audit
from pmo.access import policy
from pmo.records import Invalid

KIND = "support"


@dataclass(frozen=True)
class Past:
    """One request that is over. Whether it was in time is computed, not brought."""

    requester: Any
    title: str
    opened_at: datetime
    answered_at: datetime
    resolved_at: datetime
    text: str = ""
    category: Any = None
    assignee: Any = None
    impact: str = "one"
    urgency: str = "normal"
    source: str = Source.FORM
    rating: int | None = None


@transaction.atomic
def bring_over(*, by: Any, project: Any, past: Sequence[Past], now: datetime) -> list[SupportRequest]:
    """Keep what was asked and solved before, numbered in the order it came; nobody is told of it.

    Raises Forbidden, Conflict (no desk) or Invalid (not in order of time).
    """
    policy.require(by, "change", KIND, project_id=project.pk)
    running = clock.clock_of(setting_of(project.pk))
    SupportSetting.objects.select_for_update().get(project_id=project.pk)
    first = (SupportRequest.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0) + 1
    levels = {row.priority: row for row in ServiceLevel.objects.filter(project=project, category__isnull=True)}
    rows = []
    for number, one in enumerate(sorted(past, key=lambda each: each.opened_at), first):
        if not one.opened_at <= one.answered_at <= one.resolved_at <= now:
            raise Invalid(_("First asked, then answered, then resolved."), code="order")
        priority = computed_priority(one.impact, one.urgency, one.category)
        level = levels[priority]
        rows.append(
            SupportRequest(
                project=project, number=number, token=new_token(), title=one.title[:200], text=one.text,
                requester=one.requester, unit_id=one.requester.unit_id, source=one.source, category=one.category,
                impact=one.impact, urgency=one.urgency, priority=priority, state=State.CLOSED, assignee=one.assignee,
                opened_at=one.opened_at, answer_minutes=level.answer_minutes, resolve_minutes=level.resolve_minutes,
                answered_at=one.answered_at, resolved_at=one.resolved_at, closed_at=one.resolved_at,
                answer_met=clock.used(running, one.opened_at, one.answered_at, ()) <= level.answer_minutes,
                resolve_met=clock.used(running, one.opened_at, one.resolved_at, ()) <= level.resolve_minutes,
                rating=one.rating, created_at=one.opened_at, updated_at=one.resolved_at,
            )
        )  # fmt: skip
    made = SupportRequest.objects.bulk_create(rows, batch_size=500)
    audit.record(by=by, act="support.brought_over", obj=project, project_id=project.pk, now=now,
                 after={"requests": len(made)})  # fmt: skip
    return made
