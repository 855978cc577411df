"""Articles out of what happened elsewhere, in one click: a review, a solved pain point, an answered question."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from changemgmt.feedback import sight as feedback
from changemgmt.feedback.models import Feedback
from metrics.knowledge import sight
from metrics.knowledge.choices import ArticleKind, Audience, QuestionState
from metrics.knowledge.models import Article, ArticleQuestion
from metrics.knowledge.services.articles import create_article
from metrics.reviews.choices import ReviewStatus
from metrics.reviews.models import Review
from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Forbidden
from pmo.records.models import save
from projects.goals.models import PainPoint


@transaction.atomic
def from_review(*, by: Any, review: Review, now: datetime) -> Article:
    """A draft of the lesson of a review that was held: its notes, decisions and what came of its actions.

    Raises Forbidden or Conflict (not held yet).
    """
    policy.require(by, "add", "article")
    if not Review.objects.visible_to(by).filter(pk=review.pk).exists():
        raise Forbidden(_("Your role does not allow this."))
    if review.status not in (ReviewStatus.HELD, ReviewStatus.CLOSED):
        raise Conflict(_("A review teaches something once it was held."), code="not_held")
    subject = review.project or review.portfolio
    with override("zh-hans"):
        title = gettext("Lesson of %(subject)s, %(quarter)s") % {"subject": subject.name, "quarter": review.quarter}
        body = _of_review(review, english=False)
    with override("en"):
        what = {"subject": subject.name_en or subject.name, "quarter": review.quarter}
        title_en = gettext("Lesson of %(subject)s, %(quarter)s") % what
        body_en = _of_review(review, english=True)
    return create_article(
        by=by,
        kind=ArticleKind.LESSON,
        title=title,
        title_en=title_en,
        body=body,
        body_en=body_en,
        project=review.project,
        audience=Audience.PROJECT if review.project_id else Audience.ALL,
        review=review,
        now=now,
    )


@transaction.atomic
def from_pain_point(*, by: Any, pain: PainPoint, now: datetime) -> Article:
    """A draft of how a pain point was solved. Raises Forbidden."""
    policy.require(by, "add", "article")
    if not PainPoint.objects.visible_to(by).filter(pk=pain.pk).exists():
        raise Forbidden(_("Your role does not allow this."))
    return create_article(
        by=by,
        kind=ArticleKind.BEST_PRACTICE,
        title=pain.title,
        title_en=pain.title_en,
        body=pain.description,
        project=pain.project,
        audience=Audience.PROJECT,
        pain_point=pain,
        now=now,
    )


@transaction.atomic
def from_feedback(*, by: Any, item: Feedback, now: datetime) -> Article:
    """A draft of what was decided about feedback and what was done: never the words or the name of its author.

    Raises Forbidden (who does not handle it) or Conflict (nothing decided yet).
    """
    policy.require(by, "add", "article")
    feedback.require(by, "answer", item)
    if item.decided_on is None:
        raise Conflict(_("Feedback teaches something once it was decided."), code="undecided")
    with override("zh-hans"):
        body = _of_feedback(item.decision_note, item.outcome)
    with override("en"):
        body_en = _of_feedback(item.decision_note_en, item.outcome_en)
    return create_article(
        by=by,
        kind=ArticleKind.BEST_PRACTICE,
        title=item.title,
        title_en=item.title_en,
        body=body,
        body_en=body_en,
        project=item.project,
        audience=Audience.PROJECT if item.project_id else Audience.ALL,
        feedback=item,
        now=now,
    )


def _of_feedback(decided: str, outcome: str) -> str:
    """Markdown in the active language; empty where nothing is said in it."""
    parts = [(gettext("What was decided"), decided), (gettext("What was done"), outcome)]
    return "\n\n".join(f"## {title}\n\n{text.strip()}" for title, text in parts if text.strip())


@transaction.atomic
def from_question(*, by: Any, question: ArticleQuestion, now: datetime) -> Article:
    """A draft FAQ of an answered question, for the same readers; the question leads to it.

    Raises Forbidden or Conflict (not answered, or there is one already).
    """
    article = question.article
    sight.require(by, "change", article)
    if question.state != QuestionState.ANSWERED:
        raise Conflict(_("Answer the question first."), code="unanswered")
    if question.faq_id is not None:
        raise Conflict(_("There is an article of this question already."), code="made")
    chinese = any(ord(char) > 0x2E80 for char in question.text)
    suffix = "" if chinese else "_en"
    title = question.text if len(question.text) <= 200 else f"{question.text[:199]}…"
    values: dict[str, Any] = {f"title{suffix}": title, f"body{suffix}": question.answer}
    made = create_article(
        by=by,
        kind=ArticleKind.FAQ,
        category=article.category,
        project=article.project,
        system=article.system,
        audience=article.audience,
        tags=[tag.name for tag in article.tags.all()],
        units=list(article.units.all()),
        roles=[row.role for row in article.roles.all()],
        now=now,
        **values,
    )
    question.faq = made
    save(question, now=now, fields=["faq"])
    audit.record(
        by=by,
        act="article.faq_made",
        obj=article,
        after={"question": question.text},
        project_id=article.project_id,
        now=now,
    )
    return made


def _of_review(review: Review, *, english: bool) -> str:
    """Markdown in the active language: decisions, actions with their results, notes."""
    parts: list[str] = []
    decisions = [(d.text_en or d.text) if english else d.text for d in review.decisions.all()]
    if decisions:
        parts += [f"## {gettext('What was decided')}", "\n".join(f"- {text}" for text in decisions)]
    lines = []
    for action in review.actions.all():
        title = (action.title_en or action.title) if english else action.title
        lines.append(f"- {title}" + (f"{gettext(': ')}{action.result}" if action.result else ""))
    if lines:
        parts += [f"## {gettext('What was done')}", "\n".join(lines)]
    if review.notes.strip():
        parts += [f"## {gettext('What was said')}", review.notes.strip()]
    # Outside of the f-string: a comma in one hides the message from whoever collects them.
    again = gettext("What we would do again, and what not")
    parts += [f"## {again}", ""]
    return "\n\n".join(parts).strip() + "\n"
