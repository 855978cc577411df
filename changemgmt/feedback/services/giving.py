"""What people give, add and take back. The anonymous way leaves nothing behind that leads to anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.feedback import sight
from changemgmt.feedback.audience import concerned
from changemgmt.feedback.choices import (
    ALIVE,
    ANSWER_WORKDAYS,
    DECIDE_WORKDAYS,
    FEWEST,
    FILE,
    OTHER_TITLES,
    REASONS,
    TITLES,
    Level,
    NoteKind,
    Reason,
    Source,
    State,
)
from changemgmt.feedback.codes import hashed, new_receipt
from changemgmt.feedback.models import Feedback, FeedbackNote, FeedbackPicture
from changemgmt.feedback.selectors import items
from changemgmt.feedback.services.common import locked, record, require_state, require_words, tell, title, write
from pmo import calendars, files
from pmo.access import policy
from pmo.files.pictures import Picture
from pmo.orgs import selectors as orgs
from pmo.orgs.models import Unit
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence

KIND = "feedback"
MOST_PICTURES = 5
MOST_NOTES = 40


@dataclass(frozen=True)
class Given:
    """The item, and for an anonymous one the code its author must keep: it is told once, here."""

    item: Feedback
    receipt: str = ""


@transaction.atomic
def give(
    *,
    by: Any,
    kind: str,
    reason: str,
    today: date,
    now: datetime,
    level: str = Level.NAMED,
    text: str = "",
    place: str = "",
    project: Any = None,
    unit: Unit | None = None,
    source: str = Source.FORM,
    vouched: bool = False,
    pictures: Iterable[Picture] = (),
) -> Given:
    """Say how it goes. `vouched`: a sheet printed for the project says so, so its sight is not asked for.

    Of an anonymous item nothing names or times its author: no history, no message, no hour, a random id; it is read by
    others from the next morning on. Raises Forbidden or Invalid (no words, unknown project, too few people).
    """
    policy.require(by, "add", KIND)
    _check(by, kind, reason, text, project, vouched)
    anonymous = level == Level.ANONYMOUS
    place_of = unit or by.unit
    receipt = new_receipt() if anonymous else ""
    name, name_en = TITLES.get(reason) or OTHER_TITLES[kind]
    item = Feedback(
        kind=kind,
        reason=reason,
        title=name,
        title_en=name_en,
        text=text.strip(),
        place=place.strip()[:60],
        level=level,
        project=project,
        unit=covering(place_of) if anonymous else place_of,
        author=None if anonymous else by,
        receipt_hash=hashed(receipt) if anonymous else "",
        received_on=today,
        admitted=not anonymous,
        source=source,
        **due(today),
    )
    create(item, now=_day(today) if anonymous else now)
    _keep(item, pictures)
    if not anonymous:
        record(by, "feedback.given", item, now, after={"title": item.title, "way_given": str(item.get_level_display())})
    return Given(item, receipt)


def _check(by: Any, kind: str, reason: str, text: str, project: Any, vouched: bool) -> None:
    if kind not in REASONS or (reason != Reason.OTHER and reason not in REASONS[kind]):
        raise Invalid(_("Choose what it is about."), code="invalid_choice", field="reason")
    if reason == Reason.OTHER:
        require_words(text, "text")
    if project is not None and not vouched and not concerned(by).filter(pk=project.pk).exists():
        raise Invalid(_("Choose one of the projects on the list."), code="invalid_choice", field="project")


def covering(unit: Unit | None) -> Unit:
    """The unit, or the nearest above it with at least five people. Raises Invalid when there is none."""
    if unit is not None:
        chain = [*Unit.objects.filter(pk__in=unit.ancestor_ids).order_by("path"), unit]
        people = orgs.eligible_counts(chain)
        for one in reversed(chain):
            if people[one.pk] >= FEWEST:
                return one
    raise Invalid(
        _("Fewer than %(n)d people are around you: nobody could be anonymous among them. Give it in confidence."),
        code="too_few",
        field="level",
        params={"n": FEWEST},
    )


def due(today: date) -> dict[str, date]:
    """Days of the first answer and the decision, on the company's calendar."""
    return {
        "answer_due": calendars.add_workdays(today, ANSWER_WORKDAYS),
        "decide_due": calendars.add_workdays(today, DECIDE_WORKDAYS),
    }


def _day(today: date) -> datetime:
    """The beginning of the day, in every zone the same: an hour would say who was at their desk then."""
    return datetime.combine(today, time.min, tzinfo=UTC)


@transaction.atomic
def add_words(*, by: Any, item: Feedback, text: str, today: date, now: datetime) -> FeedbackNote:
    """The author adds a sentence; whoever answers it is told. Raises Forbidden, Conflict (over) or Invalid."""
    sight.require_author(by, item)
    found = locked(item)
    note = _add(found, text, today)
    record(by, "feedback.added", found, now, after={"words": note.text} if found.level == Level.NAMED else {})
    tell("feedback.added", found, found.owner, Sentence("feedback.added", {"title": title(found)}), now,
         period=str(note.number))  # fmt: skip
    return note


@transaction.atomic
def attach(*, by: Any, item: Feedback, pictures: Iterable[Picture], now: datetime) -> None:
    """The author adds photos. Raises Forbidden, Conflict (over) or Invalid (too many)."""
    sight.require_author(by, item)
    found = locked(item)
    require_state(found, *ALIVE)
    kept = _keep(found, pictures)
    record(by, "feedback.photo_added", found, now, after={"photos": kept})


@transaction.atomic
def add_file(*, by: Any, item: Feedback, upload: Any, now: datetime) -> Any:
    """A document beside what was given with one's name: a file has an uploader, so the other two ways have none.

    Raises Forbidden, Conflict, TooLarge, WrongType or UnsafeFile.
    """
    sight.require_author(by, item)
    if item.level != Level.NAMED:
        raise Conflict(_("A file would say whose it is. Add a photo, or give it with your name."), code="named_only")
    require_state(item, *ALIVE)
    return files.store(by=by, upload=upload, now=now, project_id=item.project_id, kind=FILE, object_id=item.pk)


@transaction.atomic
def reply_by_receipt(
    *, receipt: str, today: date, text: str = "", pictures: Iterable[Picture] = (), undo: bool = False
) -> Feedback:
    """What whoever holds the code adds or takes back. Nothing is written of them, and no hour.

    Raises Invalid (unknown code, no words) or Conflict (over).
    """
    known = items.by_receipt(receipt)
    if known is None:
        raise Invalid(_("No feedback has this code. Look at it letter by letter."), code="unknown", field="code")
    found = locked(known)
    if undo:
        require_state(found, State.NEW)
        if found.admitted:
            raise Conflict(_("It has been read; add a sentence instead."), code="read")
        found.state = State.WITHDRAWN
        save(found, now=_day(today), fields=["state"])
        return found
    shots = list(pictures)
    if text.strip() or not shots:
        _add(found, text, today, admitted=False)
    require_state(found, *ALIVE)
    _keep(found, shots)
    return found


@transaction.atomic
def withdraw(*, by: Any, item: Feedback, now: datetime) -> Feedback:
    """The author takes it back while nobody has taken it up. Raises Forbidden or Conflict."""
    sight.require_author(by, item)
    found = locked(item)
    require_state(found, State.NEW)
    before = {"state": found.state}
    found.state = State.WITHDRAWN
    save(found, now=now, fields=["state"])
    record(by, "feedback.withdrawn", found, now, before=before, after={"state": found.state})
    return found


def _add(item: Feedback, text: str, today: date, *, admitted: bool = True) -> FeedbackNote:
    require_state(item, *ALIVE)
    said = require_words(text, "text")
    if item.notes.count() >= MOST_NOTES:
        raise Conflict(_("There is no room for more; give a new one."), code="full")
    return write(item, NoteKind.AUTHOR, said[:4000], today, admitted=admitted)


def _keep(item: Feedback, pictures: Iterable[Picture]) -> int:
    shots = list(pictures)
    if shots and item.pictures.count() + len(shots) > MOST_PICTURES:
        raise Invalid(_("At most %(n)d photos."), code="too_many", field="photo", params={"n": MOST_PICTURES})
    for shot in shots:
        FeedbackPicture.objects.create(feedback=item, content=shot.content, width=shot.width, height=shot.height)
    return len(shots)
