"""Read an article, judge it, ask about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from metrics.knowledge import forms, services, sight
from metrics.knowledge.choices import ArticleState
from metrics.knowledge.models import Article, ArticleQuestion
from metrics.knowledge.selectors import reading
from metrics.knowledge.views.common import act, load_article
from pmo.audit import selectors as audit
from pmo.records import DomainError, Forbidden
from pmo.web import formats
from pmo.web.pages import done, render

LOOK_AGAIN = timedelta(days=182)


def article(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, load_article(request, pk))


def show(request: HttpRequest, found: Article, status: int = 200, **bound: Any) -> HttpResponse:
    """The page, with whatever form was refused filled in."""
    today = timezone.localdate()
    page = reading.article_page(found, request.user, today=today, draft=request.GET.get("draft") == "1")
    context: dict[str, Any] = {
        "article": found,
        "page": page,
        "facts": _facts(found, page),
        "ask_form": bound.get("ask_form") or forms.AskForm(),
        "answer_form": bound.get("answer_form") or forms.AnswerForm(),
        "answering": bound.get("answering"),
        "today": today,
        "nav": "knowledge",
    }
    if page.may_change:
        context |= {
            "confirm_form": bound.get("confirm_form") or forms.ConfirmForm(row=found, proposed=today + LOOK_AGAIN),
            "file_form": bound.get("file_form") or forms.FileForm(),
            "entries": audit.history(found, 30),
        }
    if page.may_publish:
        context |= {
            "publish_form": bound.get("publish_form") or forms.PublishForm(row=found),
            "reason_form": bound.get("reason_form") or forms.ReasonForm(auto_id="id_reason_%s"),
            "publishable": found.state in (ArticleState.DRAFT, ArticleState.REVIEW),
        }
    return render(request, "metrics/knowledge/article.html", context, status=status)


def _facts(found: Article, page: reading.ArticlePage) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [(_("Kind"), found.get_kind_display())]
    if found.category is not None:
        facts.append((_("Category"), found.category.label))
    facts.append((_("Owner"), found.owner.label))
    if page.draft or found.state == ArticleState.ARCHIVED:
        facts.append((_("State"), found.get_state_display()))
    elif found.reviewed_on is not None and found.reviewed_by is not None:
        words = _("%(on)s by %(who)s") % {"on": formats.day(found.reviewed_on), "who": found.reviewed_by.label}
        facts.append((_("Last reviewed"), words))
    facts.append((_("To read"), _("%(n)s min") % {"n": page.minutes}))
    if page.may_change or found.audience != "all":
        facts.append((_("Readers"), page.readers))
    return facts


@require_POST
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_article(request, pk)
    form = forms.VoteForm(request.POST)
    if not form.is_valid():
        return show(request, found, status=422)
    return act(
        request,
        lambda: services.vote(by=request.user, article=found, now=timezone.now(), **form.cleaned_data),
        _("Thank you; you can change your mind at any time"),
        f"{found.url}#helpful",
    )


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_article(request, pk)
    form = forms.AskForm(request.POST)
    if form.is_valid():
        try:
            services.ask(by=request.user, article=found, text=form.cleaned_data["text"], now=timezone.now())
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Asked; the owner is told"), f"{found.url}#questions")
    return show(request, found, status=422, ask_form=form)


def load_question(request: HttpRequest, pk: int) -> ArticleQuestion:
    """A question under an article the reader sees."""
    rows = ArticleQuestion.objects.filter(article__in=Article.objects.visible_to(request.user).values("pk"))
    question = get_object_or_404(rows.select_related("asked_by"), pk=pk)
    question.article = load_article(request, question.article_id)
    return question


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    question = load_question(request, pk)
    sight.require(request.user, "change", question.article)
    form = forms.AnswerForm(request.POST)
    if form.is_valid():
        try:
            services.answer(
                by=request.user,
                question=question,
                text=form.cleaned_data["answer"],
                expected=form.expected,
                now=timezone.now(),
            )
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Answered; whoever asked is told"), f"{question.article.url}#q{pk}")
    return show(request, question.article, status=422, answer_form=form, answering=question.pk)


@require_POST
def make_faq(request: HttpRequest, pk: int) -> HttpResponse:
    question = load_question(request, pk)
    try:
        made = services.from_question(by=request.user, question=question, now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(question.article.url)
    return done(request, _("A draft is made of it; look at it, then publish"), made.url)


@require_POST
def remove_question(request: HttpRequest, pk: int) -> HttpResponse:
    question = load_question(request, pk)
    return act(
        request,
        lambda: services.remove_question(by=request.user, question=question, now=timezone.now()),
        _("Question removed"),
        f"{question.article.url}#questions",
    )
