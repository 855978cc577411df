"""What everybody does: read what was addressed to them, confirm it, ask. And the answers of the sender's team."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changemgmt.comms import forms, services
from changemgmt.comms.models import Announcement, AnnouncementQuestion
from changemgmt.comms.selectors import reading
from changemgmt.comms.views.common import act, load, show
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render


def feed(request: HttpRequest) -> HttpResponse:
    context = {
        "feed": reading.feed(request.user),
        "may_write": policy.may(request.user, "add", "announcement"),
        "may_list": policy.may(request.user, "export", "announcement"),
        "nav": "announcements",
    }
    return render(request, "changemgmt/comms/feed.html", context)


def announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; for whoever it was addressed to, opening it is noted."""
    found = load(request, pk)
    if request.method == "GET":
        services.opened(by=request.user, announcement=found, now=timezone.now())
    return show(request, found)


@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    return act(
        request,
        lambda: services.confirm(by=request.user, announcement=found, now=timezone.now()),
        _("Noted: you have read it"),
        found.url,
    )


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    form = forms.AskForm(request.POST)
    if form.is_valid():
        try:
            made = services.ask(by=request.user, announcement=found, now=timezone.now(), **form.cleaned_data)
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Asked; you are told when it is answered"), made.url)
    return show(request, found, status=422, ask_form=form)


def load_question(request: HttpRequest, pk: int) -> AnnouncementQuestion:
    """A question under an announcement the reader sees."""
    rows = AnnouncementQuestion.objects.filter(
        announcement__in=Announcement.objects.visible_to(request.user).values("pk")
    )
    question = get_object_or_404(rows.select_related("asked_by"), pk=pk)
    question.announcement = load(request, question.announcement_id)
    return question


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    question = load_question(request, pk)
    policy.require(request.user, "answer", question.announcement)
    form = forms.AnswerForm(request.POST)
    if form.is_valid():
        values = form.values()
        try:
            services.answer(
                by=request.user,
                question=question,
                text=values["answer"],
                text_en=values["answer_en"],
                expected=form.expected,
                now=timezone.now(),
            )
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Answered; whoever asked is told"), question.url)
    return show(request, question.announcement, status=422, answer_form=form, answering=question.pk)


@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    question = load_question(request, pk)
    policy.require(request.user, "answer", question.announcement)
    form = forms.MergeForm(request.POST, question=question)
    if not form.is_valid():
        return show(request, question.announcement, status=422, merge_error=pk)
    into: Any = form.cleaned_data["into"]
    return act(
        request,
        lambda: services.merge(by=request.user, question=question, into=into, now=timezone.now()),
        _("Joined: both get one answer"),
        into.url,
    )


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    question = load_question(request, pk)
    return act(
        request,
        lambda: services.remove(by=request.user, question=question, now=timezone.now()),
        _("Question removed"),
        f"{question.announcement.url}#questions",
    )
