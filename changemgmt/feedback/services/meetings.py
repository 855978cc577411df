"""Notes of a talk, and the lines of them that become items."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changemgmt.feedback.choices import OTHER_TITLES, Kind, Level, Reason, Source
from changemgmt.feedback.models import Feedback, FeedbackMeeting
from changemgmt.feedback.selectors import items
from changemgmt.feedback.services.common import record
from changemgmt.feedback.services.giving import due
from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save

FIELDS = ("title", "held_on", "notes")
SHORT = 60


@transaction.atomic
def hold_meeting(
    *, by: Any, title: str, held_on: date, notes: str, now: datetime, project: Any = None, unit: Any = None
) -> FeedbackMeeting:
    """Keep the notes of a talk. Raises Forbidden or Invalid (nothing written, in the future)."""
    policy.require(by, "triage", "feedback", project_id=project.pk if project is not None else None)
    meeting = FeedbackMeeting(title=title, held_on=held_on, notes=notes, project=project, unit=unit, held_by=by)
    _check(meeting, now)
    create(meeting, now=now)
    _record(by, "feedback.meeting_held", meeting, now, after={"title": title})
    return meeting


@transaction.atomic
def change_meeting(
    *, by: Any, meeting: FeedbackMeeting, now: datetime, expected: int | None = None, **values: Any
) -> FeedbackMeeting:
    """Put the notes right. Once a line is an item the lines stay: it says which one it was.

    Raises Forbidden, Conflict, Invalid or StaleWrite.
    """
    _require(by, meeting)
    if meeting.items.exists() and values.get("notes", meeting.notes) != meeting.notes:
        raise Conflict(_("Lines of these notes are items already; they cannot be changed."), code="taken")
    before = audit.snapshot(meeting, FIELDS)
    for field, value in values.items():
        setattr(meeting, field, value)
    _check(meeting, now)
    save(meeting, now=now, expected=expected, fields=list(values))
    _record(by, "feedback.meeting_changed", meeting, now, before=before, after=audit.snapshot(meeting, FIELDS))
    return meeting


@transaction.atomic
def take_lines(*, by: Any, meeting: FeedbackMeeting, chosen: Mapping[int, str], now: datetime) -> list[Feedback]:
    """Make items of lines: `chosen` gives the kind by the number of the line. Each line once; each says where it stood.

    The clock runs from the day of the talk. Raises Forbidden or Invalid (nothing chosen, no such line).
    """
    _require(by, meeting)
    # Two who mark the same line at once make one item of it.
    FeedbackMeeting.objects.select_for_update().get(pk=meeting.pk)
    known = {line.number: line for line in items.lines(meeting)}
    if not chosen:
        raise Invalid(_("Mark at least one line."), code="required", field="lines")
    made = []
    for number, kind in sorted(chosen.items()):
        line = known.get(number)
        if line is None or kind not in Kind.values:
            raise Invalid(_("There is no such line."), code="invalid_choice", field="lines")
        if line.item is not None:
            continue
        made.append(_made(by, meeting, number, line.text, kind, now))
    return made


def _made(by: Any, meeting: FeedbackMeeting, number: int, text: str, kind: str, now: datetime) -> Feedback:
    short = text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"
    item = Feedback(
        kind=kind,
        reason=Reason.OTHER,
        title=short or OTHER_TITLES[kind][0],
        text=text[:4000],
        level=Level.NAMED,
        project=meeting.project,
        unit=meeting.unit,
        received_on=meeting.held_on,
        source=Source.MEETING,
        meeting=meeting,
        meeting_line=number,
        **due(meeting.held_on),
    )
    create(item, now=now)
    record(by, "feedback.taken", item, now, after={"title": item.title, "meeting": meeting.title})
    return item


def _check(meeting: FeedbackMeeting, now: datetime) -> None:
    if not meeting.notes.strip():
        raise Invalid(_("Write down what was said."), code="required", field="notes")
    if meeting.held_on > timezone.localdate(now):
        raise Invalid(_("A talk is noted once it was held."), code="future", field="held_on")


def _require(by: Any, meeting: FeedbackMeeting) -> None:
    policy.require(by, "triage", meeting)


def _record(by: Any, act: str, meeting: FeedbackMeeting, now: datetime, **facts: Any) -> None:
    audit.record(by=by, act=act, obj=meeting, project_id=meeting.project_id, now=now, **facts)
