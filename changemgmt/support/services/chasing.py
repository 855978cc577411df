"""Nothing is left lying: at risk, late, then the lead, then the project's manager; each told once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from changemgmt.support import clock
from changemgmt.support.audience import leads
from changemgmt.support.choices import MANAGER_MINUTES, RUNNING, Step
from changemgmt.support.models import SupportRequest
from changemgmt.support.services.common import locked, record, setting_of, tell
from pmo.notify.choices import Kind as MessageKind
from pmo.records.models import save
from pmo.texts import day, words
from projects.portfolio import dimensions


def chase(*, now: datetime) -> int:
    """Tell what is at risk or late, and take it further up. Returns how many messages were new.

    One transaction per request: whoever kills this in the middle loses nothing, and doing it twice tells nothing twice.
    """
    late = Q(answer_due_at__lt=now) | Q(resolve_due_at__lt=now)
    rows = SupportRequest.objects.filter(Q(risk_at__lte=now) | late, state__in=RUNNING)
    made = 0
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        made += _chase(pk, now)
    return made


@transaction.atomic
def _chase(pk: int, now: datetime) -> int:
    row = locked(SupportRequest(pk=pk))
    if row.state not in RUNNING:
        return 0
    wanted = row.answered_at is None
    due = row.answer_due_at if wanted else row.resolve_due_at
    if due is None:
        return 0
    # A promise that changed (another priority, opened again) is another occasion.
    period = f"{'answer' if wanted else 'resolve'}:{row.reopened}:{row.priority}"
    if now < due:
        return _remind(row, "support.at_risk", period, due, now)
    made = _remind(row, "support.late", period, due, now)
    running = clock.clock_of(setting_of(row.project_id))
    beyond = clock.used(running, due, now, row.pauses.all())
    if row.step == Step.NONE:
        made += _escalate(row, Step.LEAD, period, due, now)
    if row.step == Step.LEAD and beyond >= MANAGER_MINUTES:
        made += _escalate(row, Step.MANAGER, period, due, now)
    return made


def _remind(row: SupportRequest, rule: str, period: str, due: datetime, now: datetime) -> int:
    """Whoever works on it; the desk's lead where nobody does."""
    people = [row.assignee] if row.assignee is not None else leads(row.project, row.team)
    return sum(
        tell(rule, row, person, now, period=period, kind=MessageKind.REMINDER, **_when(row, due)) for person in people
    )


def _escalate(row: SupportRequest, step: Step, period: str, due: datetime, now: datetime) -> int:
    people = leads(row.project, row.team) if step is Step.LEAD else [row.project.manager]
    before = {"step": row.step}
    row.step = step
    save(row, now=now, fields=["step"])
    record(None, "support_request.escalated", row, now, before=before, after={"step": step})
    dimensions.changed([row.project_id], now)
    rule = "support.lead_late" if step is Step.LEAD else "support.manager_late"
    return sum(
        tell(rule, row, person, now, period=period, kind=MessageKind.ALERT, **_when(row, due)) for person in people
    )


def _when(row: SupportRequest, due: datetime) -> dict[str, object]:
    local = due.astimezone(clock.zone())
    return {"on": day(local.date()), "time": words(local.strftime("%H:%M")), "code": words(row.code)}
