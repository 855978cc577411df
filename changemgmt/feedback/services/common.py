"""What the acts share: locking, the talk, telling people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from changemgmt.feedback.choices import ALIVE, NoteKind
from changemgmt.feedback.models import Feedback, FeedbackNote
from pmo import audit, notify
from pmo.accounts.models import User
from pmo.notify.choices import Kind as MessageKind
from pmo.notify.services import Promise
from pmo.records import Conflict, Invalid
from pmo.texts import Sentence, words
from projects.portfolio import dimensions

HOME = "/feedback/"


def locked(item: Feedback) -> Feedback:
    """The row as it is, held until the act is done: two who act at once act one after the other."""
    return Feedback.objects.select_for_update(of=("self",)).select_related("unit", "project").get(pk=item.pk)


def require_state(item: Feedback, *states: str) -> None:
    if item.state not in states:
        raise Conflict(
            _("This cannot be done now: the feedback is “%(state)s”."),
            code="state",
            params={"state": item.get_state_display()},
        )


def require_alive(item: Feedback) -> None:
    require_state(item, *ALIVE)


def require_words(text: str, field: str) -> str:
    if not text.strip():
        raise Invalid(_("Write at least one sentence."), code="required", field=field)
    return text.strip()


def write(
    item: Feedback, kind: NoteKind, text: str, on: date, by: Any = None, *, admitted: bool = True
) -> FeedbackNote:
    last = item.notes.aggregate(last=Max("number"))["last"] or 0
    return FeedbackNote.objects.create(
        feedback=item, number=last + 1, kind=kind, text=text, by=by, on=on, admitted=admitted
    )


def record(by: Any, act: str, item: Feedback, now: datetime, **facts: Any) -> None:
    """One line of the history, and of the project's health; acts in confidence are written without their author."""
    who = None if by is not None and item.author_id == by.pk and item.shown_author is None else by
    audit.record(by=who, act=act, obj=item, project_id=item.project_id, now=now, **facts)
    if item.project_id is not None:
        dimensions.changed([item.project_id], now)


def title(item: Feedback) -> dict[str, str]:
    return words(item.title, item.title_en)


def tell(
    rule: str, item: Feedback, to: Any, text: Sentence, now: datetime, *, period: str = "once", url: str = ""
) -> None:
    """Promise one message, in the transaction of its cause; nobody is told of what they did themselves."""
    if to is not None:
        notify.promise(
            rule=rule,
            subject=item,
            period=period,
            to=to,
            text=text,
            url=url or item.url,
            at=now,
            kind=MessageKind.INFO,
        )


def tell_watchers(rule: str, item: Feedback, text: Sentence, now: datetime, *, without: Iterable[Any] = ()) -> None:
    """Whoever watches or voted, on the board: more than that they do not see of it."""
    left_out = {one.pk for one in without if one is not None}
    ids = set(item.watches.values_list("user_id", flat=True)) | set(item.votes.values_list("user_id", flat=True))
    people = User.objects.filter(pk__in=ids - left_out, is_active=True)
    notify.promise_many(
        Promise(
            rule=rule,
            subject=item,
            period="once",
            to=person,
            text=text,
            url=f"{HOME}board/#f{item.pk}",
            at=now,
            kind=MessageKind.INFO,
        )
        for person in people
    )
