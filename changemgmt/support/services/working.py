"""What the desk does with a request: give it to somebody, answer, wait, resolve."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from changemgmt.support.audience import working
from changemgmt.support.choices import OPEN, NoteKind, PauseKind, State, Step
from changemgmt.support.models import (
    MAX_TEXT,
    CannedAnswer,
    SupportCategory,
    SupportNote,
    SupportRequest,
    SupportTeam,
)
from changemgmt.support.services.asking import computed_priority
from changemgmt.support.services.common import (
    go_on,
    locked,
    note_answered,
    note_resolved,
    pause,
    record,
    require_open,
    require_state,
    require_words,
    set_due,
    targets,
    tell,
    withdraw_reminders,
    write,
)
from pmo import notify
from pmo.access import policy
from pmo.records import Invalid
from pmo.records.models import save
from pmo.texts import name
from projects.portfolio import dimensions

MOST_AT_ONCE = 200
CLOCK = ("answer_due_at", "resolve_due_at", "risk_at")


@transaction.atomic
def assign(
    *,
    by: Any,
    row: SupportRequest,
    now: datetime,
    assignee: Any = None,
    team: SupportTeam | None = None,
    expected: int | None = None,
) -> SupportRequest:
    """Give it to a person or to a team; who gets it is told.

    Raises Forbidden, Conflict (over), Invalid (who does not work at this desk) or StaleWrite.
    """
    policy.require(by, "work", row)
    found = locked(row)
    require_open(found)
    if assignee is None and team is None:
        raise Invalid(_("Choose a person or a team."), code="required", field="assignee")
    if assignee is not None and not working(found.project).filter(pk=assignee.pk).exists():
        raise Invalid(_("Choose somebody who works at this desk."), code="invalid_choice", field="assignee")
    if team is not None and team.project_id != found.project_id:
        raise Invalid(_("Choose a team of this project."), code="invalid_choice", field="team")
    before = {"assignee": _named(found.assignee), "team": str(found.team or ""), "state": found.state}
    changed = assignee is not None and assignee.pk != found.assignee_id
    found.assignee, found.team = assignee, team or found.team
    if found.state in (State.NEW, State.ASSIGNED):
        found.state = State.ASSIGNED
    save(found, now=now, expected=expected, fields=["assignee", "team", "state"])
    after = {"assignee": _named(found.assignee), "team": str(found.team or ""), "state": found.state}
    record(by, "support_request.assigned", found, now, before=before, after=after)
    if changed and assignee.pk != by.pk:
        tell("support.assigned", found, assignee, now, period=str(found.version), who=name(by))
    return found


def _named(person: Any) -> str:
    return person.label if person is not None else ""


@transaction.atomic
def take(*, by: Any, row: SupportRequest, now: datetime, expected: int | None = None) -> SupportRequest:
    """Take it oneself and begin. Raises Forbidden, Conflict or StaleWrite."""
    policy.require(by, "work", row)
    found = locked(row)
    require_state(found, State.NEW, State.ASSIGNED, State.WORKING)
    before = {"assignee": _named(found.assignee), "state": found.state}
    found.assignee, found.state = by, State.WORKING
    save(found, now=now, expected=expected, fields=["assignee", "state"])
    record(by, "support_request.taken", found, now, before=before,
           after={"assignee": by.label, "state": found.state})  # fmt: skip
    notify.withdraw(rule="support.assigned", subject=found)
    return found


def assign_many(*, by: Any, rows: Iterable[SupportRequest], assignee: Any, now: datetime) -> int:
    """Give several to one person, each as an act of its own; returns how many. What is over is left alone."""
    listed = [row for row in list(rows)[:MOST_AT_ONCE] if row.is_open]
    with transaction.atomic():
        for row in sorted(listed, key=lambda one: one.pk):
            assign(by=by, row=row, assignee=assignee, now=now)
    return len(listed)


@transaction.atomic
def answer(
    *,
    by: Any,
    row: SupportRequest,
    text: str,
    now: datetime,
    wait: bool = False,
    canned: CannedAnswer | None = None,
    expected: int | None = None,
) -> SupportNote:
    """Answer whoever asked; the first answer stops its clock. `wait`: it is their turn, the clock stands still.

    Raises Forbidden, Conflict (over), Invalid or StaleWrite.
    """
    policy.require(by, "work", row)
    found = locked(row)
    require_open(found)
    said = require_words(text)
    made = write(found, NoteKind.ANSWER, said[:MAX_TEXT], by, now)
    before = {"state": found.state}
    if found.answered_at is None:
        # What was late was the answer; should the resolution be, the lead hears of it anew.
        found.step = Step.NONE
    note_answered(found, now)
    found.assignee = found.assignee or by
    if wait:
        pause(found, PauseKind.REQUESTER, now)
        found.state = State.WAIT_USER
    elif found.state in (State.NEW, State.ASSIGNED):
        found.state = State.WORKING
    set_due(found)
    save(found, now=now, expected=expected, fields=["assignee", "state", "step", "answered_at", "answer_met", *CLOCK])
    if canned is not None and canned.project_id == found.project_id:
        CannedAnswer.objects.filter(pk=canned.pk).update(used=F("used") + 1)
    record(by, "support_request.answered", found, now, before=before, after={"state": found.state, "answer": said})
    withdraw_reminders(found)
    rule = "support.asked_back" if wait else "support.answered"
    tell(rule, found, found.requester, now, period=str(made.pk), who=name(by))
    return made


def filled(canned: CannedAnswer, row: SupportRequest, language: str) -> str:
    """The words of a canned answer in the language of whoever asked, with what is known of the request."""
    words = canned.text_en if language.startswith("en") and canned.text_en else canned.text
    for mark, value in (("{name}", row.requester.label), ("{code}", row.code), ("{title}", row.title)):
        words = words.replace(mark, value)
    return words


@transaction.atomic
def note(*, by: Any, row: SupportRequest, text: str, now: datetime) -> SupportNote:
    """A word among the desk; whoever asked never reads it. Raises Forbidden or Invalid."""
    policy.require(by, "work", row)
    found = locked(row)
    require_state(found, *OPEN, State.RESOLVED, State.CLOSED)
    made = write(found, NoteKind.INTERNAL, require_words(text)[:MAX_TEXT], by, now)
    record(by, "support_request.noted", found, now)
    return made


@transaction.atomic
def wait_supplier(
    *, by: Any, row: SupportRequest, reason: str, now: datetime, expected: int | None = None
) -> SupportRequest:
    """Somebody outside must act. The clock goes on: whoever asked waits all the same."""
    policy.require(by, "work", row)
    found = locked(row)
    require_state(found, State.NEW, State.ASSIGNED, State.WORKING)
    said = require_words(reason, "reason")
    before = {"state": found.state}
    write(found, NoteKind.INTERNAL, said, by, now)
    found.state, found.assignee = State.WAIT_SUPPLIER, found.assignee or by
    save(found, now=now, expected=expected, fields=["state", "assignee"])
    record(by, "support_request.waits", found, now, before=before, after={"state": found.state}, reason=said)
    return found


@transaction.atomic
def go_ahead(*, by: Any, row: SupportRequest, now: datetime, expected: int | None = None) -> SupportRequest:
    """It is the desk's turn again. Raises Forbidden, Conflict or StaleWrite."""
    policy.require(by, "work", row)
    found = locked(row)
    require_state(found, State.WAIT_USER, State.WAIT_SUPPLIER)
    before = {"state": found.state}
    go_on(found, now)
    found.state, found.assignee = State.WORKING, found.assignee or by
    set_due(found)
    save(found, now=now, expected=expected, fields=["state", "assignee", *CLOCK])
    record(by, "support_request.goes_on", found, now, before=before, after={"state": found.state})
    return found


@transaction.atomic
def resolve(
    *, by: Any, row: SupportRequest, solution: str, now: datetime, expected: int | None = None
) -> SupportRequest:
    """It is solved: whoever asked is told how, and may say that it is not. Parts of an incident are solved with it.

    Raises Forbidden, Conflict (over), Invalid or StaleWrite.
    """
    policy.require(by, "work", row)
    found = locked(row)
    require_open(found)
    said = require_words(solution, "solution")[:MAX_TEXT]
    _resolve(found, by, said, now, expected)
    for child in found.children.filter(state__in=OPEN).order_by("pk"):
        _resolve(locked(child), by, said, now, None)
    dimensions.changed([found.project_id], now)
    return found


def _resolve(row: SupportRequest, by: Any, said: str, now: datetime, expected: int | None) -> None:
    before = {"state": row.state}
    made = write(row, NoteKind.ANSWER, said, by, now)
    go_on(row, now)
    note_answered(row, now)
    note_resolved(row, now)
    row.state, row.assignee = State.RESOLVED, row.assignee or by
    set_due(row)
    save(row, now=now, expected=expected, fields=[
        "state", "assignee", "answered_at", "answer_met", "resolved_at", "resolve_met", *CLOCK,
    ])  # fmt: skip
    record(by, "support_request.resolved", row, now, before=before, after={"state": row.state, "answer": said})
    withdraw_reminders(row)
    tell("support.resolved", row, row.requester, now, period=str(made.pk), who=name(by))
    _tell_doubles(row, by, said, now)


def _tell_doubles(row: SupportRequest, by: Any, said: str, now: datetime) -> None:
    """Whoever asked the same cannot read the other's request: they get the answer under their own."""
    for double in row.merged.select_related("project", "requester").order_by("pk"):
        made = write(double, NoteKind.ANSWER, said, by, now)
        record(by, "support_request.answered", double, now, after={"answer": said})
        if double.requester_id != row.requester_id:
            tell("support.resolved", double, double.requester, now, period=str(made.pk), who=name(by))


@transaction.atomic
def sort(
    *,
    by: Any,
    row: SupportRequest,
    category: SupportCategory | None,
    impact: str,
    urgency: str,
    now: datetime,
    title: str = "",
    priority: int | None = None,
    priority_reason: str = "",
    is_incident: bool = False,
    expected: int | None = None,
) -> SupportRequest:
    """What it is about and how much it presses. `priority` differs from the computed one only with a reason.

    What was promised changes with it, counted from when it came in. Raises Forbidden, Conflict, Invalid or StaleWrite.
    """
    policy.require(by, "work", row)
    found = locked(row)
    require_open(found)
    if category is not None and category.project_id != found.project_id:
        raise Invalid(_("Choose a category of this project."), code="invalid_choice", field="category")
    computed = computed_priority(impact, urgency, category)
    wanted = priority or computed
    reason = priority_reason.strip()
    if wanted != computed and not reason:
        raise Invalid(
            _("Impact and urgency give P%(n)d. Say why it shall be another one."),
            code="required", field="priority_reason", params={"n": computed},
        )  # fmt: skip
    if is_incident and found.parent_id is not None:
        raise Invalid(_("A part of an incident is no incident."), code="has_parent", field="is_incident")
    if not is_incident and found.children.exists():
        raise Invalid(_("Other requests are parts of it."), code="has_children", field="is_incident")
    before = _sorted_facts(found)
    found.category, found.impact, found.urgency = category, impact, urgency
    found.title = title.strip() or found.title
    found.priority, found.priority_reason = wanted, reason if wanted != computed else ""
    found.is_incident = is_incident
    if found.team_id is None and category is not None:
        found.team = category.team
    found.answer_minutes, found.resolve_minutes = targets(found.project_id, category, wanted)
    set_due(found)
    save(found, now=now, expected=expected, fields=[
        "category", "impact", "urgency", "title", "priority", "priority_reason", "is_incident", "team",
        "answer_minutes", "resolve_minutes", *CLOCK,
    ])  # fmt: skip
    record(by, "support_request.sorted", found, now, before=before, after=_sorted_facts(found), reason=reason)
    return found


def _sorted_facts(row: SupportRequest) -> dict[str, Any]:
    return {
        "category": str(row.category or ""),
        "title": row.title,
        "priority": row.get_priority_display(),
        "is_incident": row.is_incident,
    }
