"""Ask for help: on the phone, by form, by mail; say more; be content or not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changemgmt.engines.service_levels import priority as matrix
from changemgmt.support.audience import served
from changemgmt.support.choices import FILE, IMPACTS, OPEN, OVER, URGENCIES, NoteKind, PauseKind, Source, State, Step
from changemgmt.support.models import (
    MAX_TEXT,
    SolvedByArticle,
    SupportCategory,
    SupportNote,
    SupportPause,
    SupportPicture,
    SupportRequest,
    SupportSetting,
)
from changemgmt.support.services.common import (
    go_on,
    locked,
    record,
    require_open,
    require_requester,
    require_state,
    require_words,
    set_due,
    setting_of,
    targets,
    tell,
    write,
)
from pmo import calendars, files
from pmo.access import policy
from pmo.files.pictures import Picture
from pmo.records import Invalid
from pmo.records.models import create, save
from pmo.texts import name

KIND = "support_request"
MOST_PICTURES = 6
# By which somebody is told that it arrived: whoever sent a form sees it.
CONFIRMED = (Source.MAIL, Source.PHONE)


def computed_priority(impact: str, urgency: str, category: SupportCategory | None = None) -> int:
    """By the matrix of impact and urgency; at least what its category asks for."""
    found = matrix(IMPACTS.index(impact), URGENCIES.index(urgency))
    least = category.default_priority if category is not None else None
    return min(found, least) if least is not None else found


def short(text: str) -> str:
    """The first line, as a title."""
    line = " ".join(text.strip().split("\n", 1)[0].split())
    return line if len(line) <= 80 else f"{line[:79]}…"


@transaction.atomic
def ask(
    *,
    by: Any,
    project: Any,
    text: str,
    now: datetime,
    title: str = "",
    requester: Any = None,
    category: SupportCategory | None = None,
    unit: Any = None,
    place: str = "",
    page: str = "",
    impact: str = "one",
    urgency: str = "normal",
    source: str = Source.FORM,
    pictures: Iterable[Picture] = (),
    vouched: bool = False,
    known_error: Any = None,
) -> SupportRequest:
    """Open a request. `requester`: for whom the desk writes it down; `vouched`: a sheet names the project.

    The clock starts now; numbers are drawn one after the other. Raises Forbidden, Invalid or Conflict (no desk).
    """
    policy.require(by, "add", KIND)
    person = requester or by
    if person.pk != by.pk:
        policy.require(by, "work", KIND, project_id=project.pk)
    elif not vouched and not served(by).filter(pk=project.pk).exists():
        raise Invalid(_("Choose one of the systems on the list."), code="invalid_choice", field="project")
    said = require_words(text)
    _check(project, category, impact, urgency)
    row = SupportRequest(
        project=project,
        title=(title.strip() or short(said))[:200],
        text=said[:MAX_TEXT],
        requester=person,
        entered_by=by if person.pk != by.pk else None,
        unit=unit or person.unit,
        place=place.strip()[:60],
        page=page[:200],
        source=source,
        category=category,
        team=category.team if category is not None else None,
        impact=impact,
        urgency=urgency,
        known_error=known_error,
        opened_at=now,
    )
    _promise(row, now)
    keep_pictures(row, pictures)
    record(by, "support_request.asked", row, now, after={"title": row.title, "priority": row.get_priority_display()})
    if source in CONFIRMED:
        tell("support.received", row, person, now)
    return row


def _promise(row: SupportRequest, now: datetime) -> None:
    """Its number, its priority, and when it is due."""
    setting_of(row.project_id)
    # Held until the number is taken.
    SupportSetting.objects.select_for_update().get(project_id=row.project_id)
    last = SupportRequest.objects.filter(project_id=row.project_id).aggregate(last=Max("number"))["last"] or 0
    row.number, row.priority = last + 1, computed_priority(row.impact, row.urgency, row.category)
    row.answer_minutes, row.resolve_minutes = targets(row.project_id, row.category, row.priority)
    create(row, now=now)
    set_due(row)
    save(row, now=now, fields=["answer_due_at", "resolve_due_at", "risk_at"])


def _check(project: Any, category: SupportCategory | None, impact: str, urgency: str) -> None:
    if category is not None and (category.project_id != project.pk or not category.active):
        raise Invalid(_("Choose a category of this project."), code="invalid_choice", field="category")
    for field, value, known in (("impact", impact, IMPACTS), ("urgency", urgency, URGENCIES)):
        if value not in known:
            raise Invalid(_("Choose one of the answers."), code="invalid_choice", field=field)


def keep_pictures(row: SupportRequest, pictures: Iterable[Picture]) -> int:
    shots = list(pictures)
    if shots and row.pictures.count() + len(shots) > MOST_PICTURES:
        raise Invalid(_("At most %(n)d photos."), code="too_many", field="photo", params={"n": MOST_PICTURES})
    for shot in shots:
        SupportPicture.objects.create(request=row, content=shot.content, width=shot.width, height=shot.height)
    return len(shots)


@transaction.atomic
def add(
    *, by: Any, row: SupportRequest, text: str, now: datetime, pictures: Iterable[Picture] = (), by_mail: bool = False
) -> SupportNote:
    """Say more, or answer what was asked: the clock goes on. Resolved, it is open again.

    Raises Forbidden, Conflict (closed, merged) or Invalid.
    """
    require_requester(by, row)
    found = locked(row)
    require_state(found, *OPEN, State.RESOLVED)
    shots = list(pictures)
    said = text.strip() if shots else require_words(text)
    made = write(found, NoteKind.QUESTION, said[:MAX_TEXT], by, now, by_mail=by_mail)
    keep_pictures(found, shots)
    if found.state == State.RESOLVED:
        _reopen(found, by, now, short(said))
    else:
        before = {"state": found.state}
        if found.state == State.WAIT_USER:
            go_on(found, now)
            found.state = State.WORKING if found.assignee_id or found.team_id else State.NEW
            set_due(found)
        save(found, now=now, fields=["state", "answer_due_at", "resolve_due_at", "risk_at"])
        record(by, "support_request.added", found, now, before=before, after={"state": found.state, "words": said})
    if found.assignee_id is not None and found.assignee_id != by.pk:
        tell("support.added", found, found.assignee, now, period=str(made.pk), who=name(by))
    return made


@transaction.atomic
def attach(*, by: Any, row: SupportRequest, upload: Any, now: datetime) -> Any:
    """A document beside the words, by whoever asked or works on it. Raises Forbidden, Conflict or what files refuse."""
    if row.requester_id != by.pk:
        policy.require(by, "work", row)
    require_state(row, *OPEN, State.RESOLVED)
    return files.store(by=by, upload=upload, now=now, project_id=row.project_id, kind=FILE, object_id=row.pk)


@transaction.atomic
def confirm(*, by: Any, row: SupportRequest, now: datetime, expected: int | None = None) -> SupportRequest:
    """It helped: closed. Raises Forbidden, Conflict or StaleWrite."""
    require_requester(by, row)
    found = locked(row)
    require_state(found, State.RESOLVED)
    return _close(found, by, now, expected)


def close_quiet(*, today: date, now: datetime) -> int:
    """Close what was resolved long enough ago and nobody objected to; returns how many."""
    closed = 0
    waiting = SupportRequest.objects.filter(state=State.RESOLVED).select_related("project__support_setting")
    for row in waiting.order_by("pk"):
        resolved: datetime = row.resolved_at or now
        if (
            calendars.workdays_between(timezone.localdate(resolved), today)
            > SupportSetting.of(row.project).close_workdays
        ):
            with transaction.atomic():
                found = locked(row)
                if found.state == State.RESOLVED:
                    _close(found, None, now, None)
                    closed += 1
    return closed


def _close(row: SupportRequest, by: Any, now: datetime, expected: int | None) -> SupportRequest:
    row.state, row.closed_at = State.CLOSED, now
    save(row, now=now, expected=expected, fields=["state", "closed_at"])
    record(by, "support_request.closed", row, now, before={"state": State.RESOLVED}, after={"state": row.state})
    return row


@transaction.atomic
def reopen(*, by: Any, row: SupportRequest, reason: str, now: datetime, expected: int | None = None) -> SupportRequest:
    """It did not help after all; the time it was resolved does not count. Raises Forbidden, Conflict or Invalid."""
    if row.requester_id == by.pk:
        require_requester(by, row)
    else:
        policy.require(by, "work", row)
    found = locked(row)
    require_state(found, *OVER)
    said = require_words(reason, "reason")
    kind = NoteKind.QUESTION if found.requester_id == by.pk else NoteKind.INTERNAL
    write(found, kind, said, by, now)
    _reopen(found, by, now, said, expected)
    if found.assignee_id is not None and found.assignee_id != by.pk:
        tell("support.reopened", found, found.assignee, now, period=str(found.reopened), who=name(by))
    return found


def _reopen(row: SupportRequest, by: Any, now: datetime, reason: str, expected: int | None = None) -> None:
    before = {"state": row.state, "reopened": row.reopened}
    SupportPause.objects.create(request=row, kind=PauseKind.RESOLVED, since_at=row.resolved_at or now, until_at=now)
    row.state = State.WORKING if row.assignee_id or row.team_id else State.NEW
    row.resolved_at = row.closed_at = row.resolve_met = row.rating = None
    row.step = Step.NONE
    row.reopened += 1
    set_due(row)
    save(row, now=now, expected=expected, fields=[
        "state", "resolved_at", "closed_at", "resolve_met", "rating", "step", "reopened", "answer_due_at",
        "resolve_due_at", "risk_at",
    ])  # fmt: skip
    record(by, "support_request.reopened", row, now, before=before,
           after={"state": row.state, "reopened": row.reopened}, reason=reason)  # fmt: skip


@transaction.atomic
def rate(*, by: Any, row: SupportRequest, rating: int, now: datetime) -> SupportRequest:
    """One tap, from 1 to 5, after it was resolved. Raises Forbidden, Conflict or Invalid."""
    require_requester(by, row)
    found = locked(row)
    require_state(found, *OVER)
    if not 1 <= rating <= 5:
        raise Invalid(_("Choose from one to five."), code="invalid_choice", field="rating")
    before = {"rating": found.rating}
    found.rating = rating
    save(found, now=now, fields=["rating"])
    record(by, "support_request.rated", found, now, before=before, after={"rating": rating})
    return found


@transaction.atomic
def take_back(*, by: Any, row: SupportRequest, now: datetime) -> SupportRequest:
    """The requester needs no help any more: closed as resolved, kept out of nobody's figures."""
    require_requester(by, row)
    found = locked(row)
    require_open(found)
    before = {"state": found.state}
    go_on(found, now)
    found.state, found.resolved_at, found.closed_at = State.CLOSED, now, now
    set_due(found)
    save(found, now=now, fields=["state", "resolved_at", "closed_at", "answer_due_at", "resolve_due_at", "risk_at"])
    record(by, "support_request.taken_back", found, now, before=before, after={"state": found.state})
    return found


def solved_by_article(*, by: Any, article: str, title: str, project: Any, on: date) -> None:
    """What was suggested helped, and no request was sent: counted without who it was."""
    policy.require(by, "add", KIND)
    SolvedByArticle.objects.create(project=project, article=article[:40], title=title[:200], on=on)
