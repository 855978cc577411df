"""Questions under an article and their answers, both in public."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from metrics.knowledge import sight
from metrics.knowledge.choices import QuestionState
from metrics.knowledge.models import Article, ArticleQuestion
from pmo import audit, notify
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, name, words


@transaction.atomic
def ask(*, by: Any, article: Article, text: str, now: datetime) -> ArticleQuestion:
    """Ask under an article one reads; its owner is told. Raises Forbidden, Conflict or Invalid."""
    if not Article.objects.visible_to(by).filter(pk=article.pk).exists() or getattr(by, "read_only", False):
        raise Forbidden(_("Your role does not allow this."))
    if not article.is_read:
        raise Conflict(_("Questions are asked under what is published."), code="unpublished")
    if not text.strip():
        raise Invalid(_("Write your question."), code="required", field="text")
    made = create(ArticleQuestion(article=article, text=text.strip(), asked_by=by), now=now)
    audit.record(
        by=by, act="article.asked", obj=article, after={"question": made.text}, project_id=article.project_id, now=now
    )
    if article.owner_id != by.pk:
        params = {"who": name(by), "title": _title(article)}
        _tell("article.question", made, article.owner, params, now)
    return made


@transaction.atomic
def answer(
    *, by: Any, question: ArticleQuestion, text: str, now: datetime, expected: int | None = None
) -> ArticleQuestion:
    """Answer it, or answer it better; whoever asked is told once. Raises Forbidden, Conflict, Invalid or StaleWrite."""
    article = question.article
    sight.require(by, "change", article)
    if question.state == QuestionState.REMOVED:
        raise Conflict(_("The question was removed."), code="removed")
    if not text.strip():
        raise Invalid(_("Write the answer."), code="required", field="answer")
    before = {"answer": question.answer}
    question.answer, question.state = text.strip(), QuestionState.ANSWERED
    question.answered_by, question.answered_at = by, now
    save(question, now=now, expected=expected, fields=["answer", "state", "answered_by", "answered_at"])
    audit.record(
        by=by,
        act="article.answered",
        obj=article,
        before=before,
        after={"question": question.text, "answer": question.answer},
        project_id=article.project_id,
        now=now,
    )
    if question.asked_by_id != by.pk:
        _tell("article.answered", question, question.asked_by, {"title": _title(article)}, now)
    return question


@transaction.atomic
def remove_question(*, by: Any, question: ArticleQuestion, now: datetime) -> None:
    """Take it off the page: off topic, or asked by mistake. Whoever asked may too, until it is answered.

    Raises Forbidden or Conflict.
    """
    article = question.article
    own = question.asked_by_id == by.pk and question.state == QuestionState.OPEN
    if not own or getattr(by, "read_only", False):
        sight.require(by, "change", article)
    if question.state == QuestionState.REMOVED:
        raise Conflict(_("The question was removed."), code="removed")
    question.state = QuestionState.REMOVED
    save(question, now=now, fields=["state"])
    notify.withdraw(rule="article.question", subject=question)
    audit.record(
        by=by,
        act="article.question_removed",
        obj=article,
        before={"question": question.text},
        project_id=article.project_id,
        now=now,
    )


def _title(article: Article) -> dict[str, str]:
    return words(article.shown.title, article.shown.title_en)


def _tell(rule: str, question: ArticleQuestion, to: Any, params: dict[str, Any], now: datetime) -> None:
    notify.promise(
        rule=rule,
        subject=question,
        period="once",
        to=to,
        text=Sentence(rule, params),
        url=f"{question.article.url}#q{question.pk}",
        at=now,
    )
