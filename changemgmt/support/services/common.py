"""What the acts share: locking, the clock of a request, the conversation, telling people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from changemgmt.engines.service_levels import AT_RISK
from changemgmt.support import clock
from changemgmt.support.choices import DEFAULT_LEVELS, NoteKind, PauseKind, State
from changemgmt.support.models import ServiceLevel, SupportNote, SupportPause, SupportRequest, SupportSetting
from pmo import audit, notify
from pmo.notify.choices import Kind as MessageKind
from pmo.records import Conflict, Forbidden, Invalid
from pmo.texts import Sentence, words

DUE_FIELDS = ("answer_due_at", "resolve_due_at", "risk_at")
REMINDERS = ("support.assigned", "support.at_risk", "support.late", "support.lead_late", "support.manager_late")


def locked(row: SupportRequest) -> SupportRequest:
    """The row as it is, held until the act is done: two who act at once act one after the other."""
    rows = SupportRequest.objects.select_for_update(of=("self",))
    found: SupportRequest = rows.select_related("project", "requester").get(pk=row.pk)
    return found


def setting_of(project_id: int) -> SupportSetting:
    """The desk of a project. Raises Conflict where there is none."""
    found: SupportSetting | None = SupportSetting.objects.filter(project_id=project_id).first()
    if found is None:
        raise Conflict(_("This project has no support desk yet."), code="no_desk")
    return found


def targets(project_id: int, category: Any, priority: int) -> tuple[int, int]:
    """Minutes to the first answer and to the resolution: of the category, of its parent, of the project."""
    chain = [category.pk, category.parent_id] if category is not None else []
    rows = {row.category_id: row for row in ServiceLevel.objects.filter(project_id=project_id, priority=priority)}
    for pk in (*chain, None):
        if pk in rows:
            return rows[pk].answer_minutes, rows[pk].resolve_minutes
    return DEFAULT_LEVELS[priority]


def set_due(row: SupportRequest) -> None:
    """Compute when the answer and the resolution are due, and from when on the next of them is at risk."""
    pauses = list(row.pauses.all())
    if not row.is_open:
        row.answer_due_at = row.answer_due_at if row.answered_at is None else None
        row.resolve_due_at = row.risk_at = None
        return
    running = clock.clock_of(setting_of(row.project_id))

    def at(target: float) -> datetime | None:
        return clock.due_at(running, row.opened_at, target, pauses)

    row.resolve_due_at = at(row.resolve_minutes)
    row.answer_due_at = None if row.answered_at is not None else at(row.answer_minutes)
    row.risk_at = at(AT_RISK * (row.resolve_minutes if row.answered_at is not None else row.answer_minutes))


def note_answered(row: SupportRequest, now: datetime) -> None:
    """The first answer stops its clock."""
    if row.answered_at is not None:
        return
    running = clock.clock_of(setting_of(row.project_id))
    row.answered_at = now
    row.answer_met = clock.used(running, row.opened_at, now, row.pauses.all()) <= row.answer_minutes


def note_resolved(row: SupportRequest, now: datetime) -> None:
    running = clock.clock_of(setting_of(row.project_id))
    row.resolved_at = now
    row.resolve_met = clock.used(running, row.opened_at, now, row.pauses.all()) <= row.resolve_minutes


def pause(row: SupportRequest, kind: PauseKind, now: datetime) -> None:
    if not row.pauses.filter(until_at__isnull=True).exists():
        SupportPause.objects.create(request=row, kind=kind, since_at=now)


def go_on(row: SupportRequest, now: datetime) -> None:
    row.pauses.filter(until_at__isnull=True).update(until_at=now)


def require_state(row: SupportRequest, *states: str) -> None:
    if row.state not in states:
        raise Conflict(
            _("This cannot be done now: the request is “%(state)s”."),
            code="state",
            params={"state": row.get_state_display()},
        )


def require_open(row: SupportRequest) -> None:
    if not row.is_open:
        require_state(row, State.NEW)


def require_words(text: str, field: str = "text") -> str:
    if not text.strip():
        raise Invalid(_("Write at least one sentence."), code="required", field=field)
    return text.strip()


def is_requester(user: Any, row: SupportRequest) -> bool:
    return row.requester_id == user.pk and not getattr(user, "read_only", False)


def require_requester(user: Any, row: SupportRequest) -> None:
    if not is_requester(user, row):
        raise Forbidden(_("Only whoever asked can do this."))


def write(
    row: SupportRequest, kind: NoteKind, text: str, by: Any, now: datetime, *, by_mail: bool = False
) -> SupportNote:
    return SupportNote.objects.create(request=row, kind=kind, text=text, by=by, at=now, by_mail=by_mail)


def record(by: Any, act: str, row: SupportRequest, now: datetime, **facts: Any) -> None:
    audit.record(by=by, act=act, obj=row, project_id=row.project_id, now=now, **facts)


def title(row: SupportRequest) -> dict[str, str]:
    return words(row.title)


def named(row: SupportRequest) -> dict[str, Any]:
    """Title and the mark by which an answer to the mail is recognised."""
    return {"title": title(row), "mark": words(row.mark)}


def tell(
    rule: str,
    row: SupportRequest,
    to: Any,
    now: datetime,
    *,
    period: str = "once",
    kind: str = MessageKind.INFO,
    **params: Any,
) -> bool:
    """Promise one message in the transaction of its cause; people who left are told nothing."""
    if to is None or not to.is_active:
        return False
    return notify.promise(
        rule=rule,
        subject=row,
        period=period,
        to=to,
        text=Sentence(rule, {**named(row), **params}),
        url=row.url,
        at=now,
        kind=kind,
    )


def withdraw_reminders(row: SupportRequest) -> None:
    """What asked for work has it."""
    for rule in REMINDERS:
        notify.withdraw(rule=rule, subject=row)
