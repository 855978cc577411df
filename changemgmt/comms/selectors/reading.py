"""What readers see: the feed, and one announcement in their language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from changemgmt.comms.choices import QuestionState, State
from changemgmt.comms.models import Announcement, AnnouncementQuestion, Receipt
from pmo.access import policy
from pmo.texts import Sentence
from pmo.web import markdown

PER_MINUTE = {"zh": 400, "en": 220}
FEED = 100


def load(user: Any) -> QuerySet[Announcement]:
    rows: QuerySet[Announcement] = Announcement.objects.visible_to(user)
    return rows.select_related(
        "project__manager", "project__sponsor", "project__business_owner", "sender__unit", "author", "approved_by",
        "voided_by", "edited_by", "entry",
    )  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One announcement in somebody's feed."""

    announcement: Announcement
    read: bool
    minutes: int

    @property
    def to_confirm(self) -> bool:
        return self.announcement.confirm and not self.read


@dataclass(frozen=True)
class Feed:
    """What was addressed to somebody: unread first, what is to be confirmed before all."""

    unread: Sequence[Item]
    read: Sequence[Item]
    lead: Sentence


def received(user: Any) -> QuerySet[Receipt]:
    """Receipts of somebody for what is out, newest first."""
    rows = Receipt.objects.filter(user_id=user.pk, announcement__state=State.PUBLISHED)
    return rows.select_related("announcement__sender", "announcement__project").order_by(
        "-announcement__published_at", "-pk"
    )


def feed(user: Any) -> Feed:
    """At most FEED announcements (one query)."""
    items = [
        Item(receipt.announcement, receipt.read_at is not None, minutes(receipt.announcement))
        for receipt in received(user)[:FEED]
    ]
    unread = sorted((item for item in items if not item.read), key=lambda item: not item.announcement.confirm)
    return Feed(unread, [item for item in items if item.read], _lead(items, unread))


def _lead(items: Sequence[Item], unread: Sequence[Item]) -> Sentence:
    if not items:
        return Sentence("comms.feed.none")
    confirm = sum(item.to_confirm for item in unread)
    if confirm:
        return Sentence("comms.feed.confirm", {"confirm": confirm})
    if unread:
        return Sentence("comms.feed.unread", {"unread": len(unread), "count": len(items)})
    return Sentence("comms.feed.all")


def minutes(announcement: Announcement) -> int:
    """Time to read it in the reader's language, at least one minute."""
    _title, body, language = in_language(announcement, "")
    length = len(body) if language == "zh" else len(body.split())
    return max(round(length / PER_MINUTE[language]), 1)


def in_language(announcement: Announcement, wanted: str) -> tuple[str, str, str]:
    """Title, text and language ("zh" or "en"): the one asked for, else the reader's; the other where it is missing."""
    language = wanted if wanted in ("zh", "en") else "en" if (get_language() or "").startswith("en") else "zh"
    both = {
        "zh": (announcement.title, announcement.body),
        "en": (announcement.title_en, announcement.body_en),
    }
    if not both[language][0]:
        language = "zh" if language == "en" else "en"
    return *both[language], language


@dataclass(frozen=True)
class Page:
    """One announcement as a reader sees it. `receipt` is None for people it was not addressed to."""

    title: str
    body: SafeString
    language: str
    both: bool
    minutes: int
    receipt: Receipt | None
    questions: Sequence[AnnouncementQuestion]
    may_ask: bool
    may_answer: bool

    @property
    def to_confirm(self) -> bool:
        return self.receipt is not None and self.receipt.read_at is None


def page(announcement: Announcement, user: Any, *, language: str = "") -> Page:
    """Three queries."""
    title, body, shown = in_language(announcement, language)
    receipt = Receipt.objects.filter(announcement=announcement, user_id=user.pk).first()
    out = announcement.state == State.PUBLISHED
    return Page(
        title=title,
        body=markdown.render(body),
        language=shown,
        both=bool(announcement.title and announcement.title_en),
        minutes=minutes(announcement),
        receipt=receipt,
        questions=questions(announcement, user),
        may_ask=out and announcement.questions_open,
        may_answer=policy.may(user, "answer", announcement),
    )


def questions(announcement: Announcement, user: Any) -> list[AnnouncementQuestion]:
    """What stands on the page: answered ones and open ones, each with those that asked the same.

    Who asked without a name is not even loaded, except to the person themselves (`mine`).
    """
    rows = announcement.questions.filter(state__in=(QuestionState.OPEN, QuestionState.ANSWERED))
    same = AnnouncementQuestion.objects.filter(merged_into=OuterRef("pk"), asked_by=user)
    found: list[AnnouncementQuestion] = list(
        rows.select_related("asked_by", "answered_by")
        .prefetch_related("merged")
        .annotate(mine_too=Exists(same))
        .order_by("created_at", "pk")
    )
    for question in found:
        question.announcement = announcement
        question.mine = question.asked_by_id == user.pk  # type: ignore[attr-defined]
        question.shown_asker = None if question.hidden else question.asked_by  # type: ignore[attr-defined]
    return found
