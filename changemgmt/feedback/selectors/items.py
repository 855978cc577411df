"""Items as those who handle them read them, and as their author does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from changemgmt.feedback import sight
from changemgmt.feedback.choices import ALIVE, FILE, WAITING, Level, NoteKind, State
from changemgmt.feedback.codes import hashed
from changemgmt.feedback.models import (
    Feedback,
    FeedbackMeeting,
    FeedbackNote,
    FeedbackPicture,
)
from changemgmt.feedback.selectors import board
from pmo.files.models import Attachment
from projects.portfolio.models import Project

JOINED = ("project", "unit", "owner", "author", "meeting", "merged_into", "decided_by")
LINKS = ("requirement", "change_request", "task", "risk", "issue")


def visible(user: Any) -> QuerySet[Feedback]:
    rows: QuerySet[Feedback] = Feedback.objects.visible_to(user)
    return rows.select_related(*JOINED)


def handled(user: Any) -> QuerySet[Feedback]:
    """What `user` handles for others: answers, or puts in order."""
    answer = Feedback.objects.for_verb(user, "answer").order_by().values("pk")
    triage = Feedback.objects.for_verb(user, "triage").order_by().values("pk")
    return visible(user).filter(Q(pk__in=answer) | Q(pk__in=triage)).exclude(author_id=user.pk)


def mine(user: Any) -> QuerySet[Feedback]:
    """What somebody gave with their name or in confidence, newest first."""
    rows: QuerySet[Feedback] = Feedback.objects.visible_to(user)
    return rows.filter(author_id=user.pk).exclude(state=State.WITHDRAWN).select_related("project", "merged_into")


def unanswered(rows: QuerySet[Feedback], today: date) -> QuerySet[Feedback]:
    """Without a first answer beyond the target, longest first."""
    return rows.filter(state__in=WAITING, answer_due__lt=today).order_by("answer_due", "pk")


def by_receipt(code: str) -> Feedback | None:
    """The anonymous item whose author holds `code`, whatever became of it."""
    found: Feedback | None = (
        Feedback.objects.filter(receipt_hash=hashed(code), level=Level.ANONYMOUS)
        .select_related("unit", "project", "merged_into")
        .first()
    )
    return found


@dataclass(frozen=True)
class AuthorPage:
    """What an author reads of their own: the talk without what is said among those who handle it."""

    item: Feedback
    leading: Feedback
    notes: Sequence[FeedbackNote]
    pictures: Sequence[FeedbackPicture]
    can_add: bool
    can_undo: bool


def author_page(item: Feedback) -> AuthorPage:
    """`leading` is where it goes on: itself, or what it was merged into."""
    leading = item.merged_into if item.merged_into is not None else item
    notes = [note for note in item.notes.select_related("by") if note.kind != NoteKind.INTERNAL]
    return AuthorPage(
        item=item,
        leading=leading,
        notes=notes,
        pictures=list(item.pictures.defer("content")),
        can_add=item.state in ALIVE,
        can_undo=item.state == State.NEW and not (item.is_anonymous and item.admitted),
    )


@dataclass(frozen=True)
class Linked:
    label: str
    url: str
    kind: str


@dataclass(frozen=True)
class ItemPage:
    item: Feedback
    notes: Sequence[FeedbackNote]
    pictures: Sequence[FeedbackPicture]
    files: Sequence[Attachment]
    merged: Sequence[Feedback]
    links: Sequence[Linked]
    supporters: int
    watchers: int
    same: Sequence[Feedback]
    may_triage: bool
    may_answer: bool


def item_page(item: Feedback, user: Any) -> ItemPage:
    """Everything those who handle it need; what the author of an anonymous one adds is read the next morning."""
    may_triage = sight.may(user, "triage", item)
    votes = item.votes.count()
    return ItemPage(
        item=item,
        notes=list(item.notes.filter(admitted=True).select_related("by")),
        pictures=list(item.pictures.defer("content")),
        files=files(item),
        merged=list(visible(user).filter(merged_into=item)),
        links=links(item, user),
        supporters=votes + 1,
        watchers=item.watches.count(),
        same=list(alike(item, user)[:5]) if may_triage and item.state in ALIVE else (),
        may_triage=may_triage,
        may_answer=sight.may(user, "answer", item),
    )


def alike(item: Feedback, user: Any) -> QuerySet[Feedback]:
    """Others it may be merged with: said about the same, on the same project."""
    rows: QuerySet[Feedback] = Feedback.objects.for_verb(user, "triage")
    rows = rows.filter(project=item.project, state__in=ALIVE).exclude(pk=item.pk)
    return rows.filter(kind=item.kind, reason=item.reason).order_by("received_on", "pk")


def mergeable(item: Feedback, user: Any) -> QuerySet[Feedback]:
    """What it can be merged into, the likely ones first."""
    rows: QuerySet[Feedback] = Feedback.objects.for_verb(user, "triage")
    return (
        rows.filter(project=item.project, state__in=ALIVE)
        .exclude(pk=item.pk)
        .select_related("unit")
        .order_by("title", "received_on", "pk")
    )


def links(item: Feedback, user: Any) -> list[Linked]:
    """What came of it, as far as the reader may see it."""
    found = []
    for name in LINKS:
        pk = getattr(item, f"{name}_id")
        if pk is None:
            continue
        field: Any = Feedback._meta.get_field(name)
        row = field.related_model.objects.visible_to(user).filter(pk=pk).first()
        if row is not None:
            found.append(Linked(row.label, row.url, str(field.verbose_name)))
    return found


def meetings(user: Any) -> QuerySet[FeedbackMeeting]:
    rows: QuerySet[FeedbackMeeting] = FeedbackMeeting.objects.visible_to(user)
    return rows.select_related("project", "unit", "held_by").annotate(made=Count("items"))


@dataclass(frozen=True)
class Line:
    """One line of the notes, and the item it became."""

    number: int
    text: str
    item: Feedback | None


def lines(meeting: FeedbackMeeting) -> list[Line]:
    made = {item.meeting_line: item for item in meeting.items.all()}
    texts = [text.strip(" \t-*•·、") for text in meeting.notes.splitlines()]
    return [Line(number, text, made.get(number)) for number, text in enumerate(texts, 1) if text]


def files(item: Feedback) -> list[Attachment]:
    return list(Attachment.objects.of(FILE, item.pk))


def reached(user: Any, pk: int) -> Feedback | None:
    """What somebody may vote for or watch: what stands on the board for them, or what they see."""
    found = board.rows(user).filter(pk=pk).first() or visible(user).filter(pk=pk).first()
    return found


def picture(user: Any, pk: int, picture_pk: int) -> FeedbackPicture | None:
    """A photo of an item the reader sees."""
    if not Feedback.objects.visible_to(user).filter(pk=pk).exists():
        return None
    return FeedbackPicture.objects.filter(feedback_id=pk, pk=picture_pk).first()


def open_of(project: Project) -> QuerySet[Feedback]:
    """Items of a project that nobody has answered."""
    return Feedback.objects.filter(project=project, state__in=WAITING, admitted=True)
