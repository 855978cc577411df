"""What the page of an article shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from metrics.engines.text_diff import Piece, diff
from metrics.knowledge import sight
from metrics.knowledge.choices import ARTICLE_FILE, Audience, QuestionState
from metrics.knowledge.models import Article, ArticleQuestion, ArticleVersion, ArticleVote, Text
from metrics.knowledge.rendering import Rendered, render
from metrics.knowledge.selectors.search import related
from metrics.reviews.models import Review
from pmo.access import policy
from pmo.access.roles import Role
from pmo.files.models import Attachment
from projects.portfolio.models import Project

READ_PER_MINUTE = {"zh": 400, "en": 220}


@dataclass(frozen=True)
class ArticlePage:
    text: Text
    body: Rendered
    minutes: int
    # The reader's language is missing, so the other one is shown.
    other_language: bool
    language: str
    draft: bool
    stale: bool
    may_change: bool
    may_publish: bool
    mine: ArticleVote | None
    notes: Sequence[ArticleVote]
    questions: Sequence[ArticleQuestion]
    related: Sequence[Article]
    files: Sequence[Attachment]
    readers: str
    project: Project | None
    source: Any


def load(user: Any) -> QuerySet[Article]:
    rows: QuerySet[Article] = Article.objects.visible_to(user)
    return rows.select_related(
        "current__published_by",
        "owner",
        "category__parent",
        "project",
        "system",
        "reviewed_by",
        "review",
        "pain_point",
        "asked_as",
    ).prefetch_related("tags")


def article_page(article: Article, user: Any, *, today: date, draft: bool = False) -> ArticlePage:
    """`draft`: the text in hand instead of what readers see, for those who may change it."""
    may_change = sight.may(user, "change", article)
    draft = may_change and (article.current is None or (draft and article.has_newer))
    text: Text = article if draft else article.shown
    kept = list(files_of(article))
    english = (get_language() or "").startswith("en")
    wanted, other = (text.body_en, text.body) if english else (text.body, text.body_en)
    body = wanted or other
    shown = ("en" if english else "zh") if wanted or not other else ("zh" if english else "en")
    pictures = {one.pk: one for one in kept if one.content_type.startswith("image/")}
    questions = article.questions.exclude(state=QuestionState.REMOVED).select_related(
        "asked_by", "answered_by", "faq__current"
    )
    mine, notes = _votes(article.current, user, told=may_change)
    return ArticlePage(
        text=text,
        body=render(body, pictures),
        minutes=max(round(_length(body, shown) / READ_PER_MINUTE[shown]), 1),
        other_language=bool(other and not wanted),
        language="zh-Hans" if shown == "zh" else "en",
        draft=draft,
        stale=bool(article.review_by and article.review_by < today and not draft),
        may_change=may_change,
        may_publish=sight.may(user, "publish", article),
        mine=mine,
        notes=notes,
        questions=[_with_faq(question, user) for question in questions],
        related=related(article, user) if article.is_read else (),
        files=[one for one in kept if f"/files/{one.pk}/" not in body or one.pk not in pictures],
        readers=_readers(article),
        project=article.project if article.project and policy.may(user, "view", article.project) else None,
        source=_visible(Review, article.review_id, user) if article.review_id else None,
    )


def files_of(article: Article) -> QuerySet[Attachment]:
    rows: QuerySet[Attachment] = Attachment.objects.of(ARTICLE_FILE, article.pk)
    return rows


def versions(article: Article) -> list[ArticleVersion]:
    return list(article.versions.select_related("published_by"))


@dataclass(frozen=True)
class FieldDiff:
    label: Any
    pieces: Sequence[Piece]

    @property
    def changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)


def compare(before: Text, after: Text) -> list[FieldDiff]:
    """Field by field, those that differ only."""
    made = []
    for field in ("title", "title_en", "summary", "summary_en", "body", "body_en"):
        label = Article._meta.get_field(field).verbose_name  # type: ignore[union-attr]
        made.append(FieldDiff(label, diff(getattr(before, field), getattr(after, field))))
    return [one for one in made if one.changed]


def _votes(version: ArticleVersion | None, user: Any, *, told: bool) -> tuple[ArticleVote | None, list[ArticleVote]]:
    """The reader's own vote; and, where they may be `told`, what readers wrote with theirs, in no order that tells who
    (one query)."""
    if version is None:
        return None, []
    wanted = Q(user=user.pk) | ~Q(note="") if told else Q(user=user.pk)
    rows = list(version.votes.filter(wanted).order_by("helpful", "note").only("note", "helpful", "user_id"))
    return next((row for row in rows if row.user_id == user.pk), None), [row for row in rows if told and row.note]


def _with_faq(question: ArticleQuestion, user: Any) -> ArticleQuestion:
    """An article made of the question is linked once readers see it."""
    if question.faq is not None and not (question.faq.is_read or sight.may(user, "change", question.faq)):
        question.faq = None
    return question


def _readers(article: Article) -> str:
    if article.audience == Audience.UNITS:
        return ", ".join(unit.label for unit in article.units.all())
    if article.audience == Audience.ROLES:
        return ", ".join(str(Role(row.role).label) for row in article.roles.all())
    return str(article.get_audience_display())


def _visible(model: Any, pk: int | None, user: Any) -> Any:
    return model.objects.visible_to(user).filter(pk=pk).first() if pk else None


def _length(text: str, language: str) -> int:
    return len(text) if language == "zh" else len(text.split())
