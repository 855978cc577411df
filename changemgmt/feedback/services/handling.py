"""Put in order, answer, talk, merge."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.feedback import sight
from changemgmt.feedback.choices import WAITING, NoteKind, State
from changemgmt.feedback.models import Feedback, FeedbackNote, FeedbackVote, FeedbackWatch
from changemgmt.feedback.services.common import (
    HOME,
    locked,
    record,
    require_alive,
    require_words,
    tell,
    title,
    write,
)
from pmo import notify
from pmo.records import Conflict, Invalid
from pmo.records.models import save
from pmo.texts import Sentence, day, name

TRIAGED = ("title", "title_en", "owner", "on_board", "state")


@transaction.atomic
def triage(
    *,
    by: Any,
    item: Feedback,
    title: str,
    owner: Any,
    now: datetime,
    title_en: str = "",
    on_board: bool = False,
    expected: int | None = None,
) -> Feedback:
    """Give it a name, an owner, and a place on the board. The owner is told by when to answer.

    Raises Forbidden, Conflict (over), Invalid (who cannot answer it) or StaleWrite.
    """
    sight.require(by, "triage", item)
    found = locked(item)
    require_alive(found)
    if not title.strip():
        raise Invalid(_("Say in a few words what it is about."), code="required", field="title")
    if owner is None or not sight.answerers(found).filter(pk=owner.pk).exists():
        raise Invalid(_("Choose somebody who may answer it."), code="invalid_choice", field="owner")
    before = {name: _plain(found, name) for name in TRIAGED}
    changed_owner = found.owner_id != owner.pk
    found.title, found.title_en, found.owner = title.strip(), title_en.strip(), owner
    found.on_board = on_board
    if found.state == State.NEW:
        found.state = State.OPEN
    save(found, now=now, expected=expected, fields=TRIAGED)
    record(by, "feedback.triaged", found, now, before=before, after={name: _plain(found, name) for name in TRIAGED})
    if changed_owner and owner.pk != by.pk:
        params = {"who": name(by), "on": day(found.answer_due), "title": _title(found)}
        tell("feedback.assigned", found, owner, Sentence("feedback.assigned", params), now, period=str(found.version))
    return found


def _plain(item: Feedback, field: str) -> Any:
    value = getattr(item, field)
    return value.label if field == "owner" and value is not None else value


_title = title


@transaction.atomic
def answer(*, by: Any, item: Feedback, text: str, today: date, now: datetime) -> FeedbackNote:
    """Answer the author, who is told. The first answer stops the clock. Raises Forbidden, Conflict or Invalid."""
    sight.require(by, "answer", item)
    found = locked(item)
    require_alive(found)
    said = require_words(text, "text")
    made = write(found, NoteKind.ANSWER, said, today, by)
    before = {"state": found.state}
    if found.state in WAITING:
        found.state = State.ANSWERED
        found.owner = found.owner or by
    found.answered_on = found.answered_on or today
    save(found, now=now, fields=["state", "owner", "answered_on"])
    record(by, "feedback.answered", found, now, before=before, after={"state": found.state, "answer": said})
    withdraw_reminders(found)
    text_told = Sentence("feedback.answered", {"who": name(by), "title": _title(found)})
    tell("feedback.answered", found, found.author, text_told, now, period=str(made.number))
    return made


@transaction.atomic
def note(*, by: Any, item: Feedback, text: str, today: date, now: datetime) -> FeedbackNote:
    """A word among those who handle it; its author never reads it. Raises Forbidden, Conflict or Invalid."""
    sight.require(by, "answer", item)
    found = locked(item)
    require_alive(found)
    made = write(found, NoteKind.INTERNAL, require_words(text, "text"), today, by)
    record(by, "feedback.noted", found, now, after={"note": made.text})
    return made


@transaction.atomic
def merge(
    *, by: Any, item: Feedback, into: Feedback, today: date, now: datetime, expected: int | None = None
) -> Feedback:
    """Say that both are the same: votes and watchers move, its author is one of them, both histories say so.

    Raises Forbidden, Conflict (over, itself, merged) or StaleWrite.
    """
    sight.require(by, "triage", item)
    sight.require(by, "triage", into)
    if item.pk == into.pk:
        raise Conflict(_("It cannot be merged into itself."), code="itself")
    # In the order of their ids, so that two who merge crosswise do not wait for each other.
    rows = {one.pk: one for one in (locked(one) for one in sorted((item, into), key=lambda one: one.pk))}
    found, target = rows[item.pk], rows[into.pk]
    require_alive(found)
    require_alive(target)
    if found.merged.exists():
        raise Conflict(_("Others are merged into it; merge the other way round."), code="has_merged")
    voters = set(found.votes.values_list("user_id", flat=True)) | ({found.author_id} if found.author_id else set())
    voters.discard(target.author_id)
    watchers = set(found.watches.values_list("user_id", flat=True)) | ({found.author_id} if found.author_id else set())
    _move(FeedbackVote, found, target, voters)
    _move(FeedbackWatch, found, target, watchers - {target.author_id})
    before = {"state": found.state}
    found.state, found.merged_into = State.MERGED, target
    found.on_board = False
    save(found, now=now, expected=expected, fields=["state", "merged_into", "on_board"])
    withdraw_reminders(found)
    record(by, "feedback.merged", found, now, before=before, after={"state": found.state, "into": target.title})
    record(by, "feedback.taken_in", target, now, after={"merged": found.title})
    tell("feedback.merged", found, found.author, Sentence("feedback.merged", {"title": _title(target)}), now,
         url=f"{HOME}{found.pk}/")  # fmt: skip
    return found


def _move(model: Any, source: Feedback, target: Feedback, users: set[int]) -> None:
    model.objects.bulk_create([model(feedback=target, user_id=pk) for pk in sorted(users)],
                              ignore_conflicts=True)  # fmt: skip
    model.objects.filter(feedback=source).delete()


def withdraw_reminders(item: Feedback) -> None:
    """What asked for an answer has it."""
    for rule in ("feedback.answer_due", "feedback.assigned", "feedback.unit_late", "feedback.management_late"):
        notify.withdraw(rule=rule, subject=item)
