"""Notes of talks, and what is taken from them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from changemgmt.feedback import forms, services
from changemgmt.feedback.choices import Kind
from changemgmt.feedback.models import FeedbackMeeting
from changemgmt.feedback.selectors import items
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.lists import Column, Empty, ListPage
from pmo.web.pages import done, render


class Meetings(ListPage):
    kind = "feedback"
    key = "feedback-meetings"
    title = gettext_lazy("Talks")
    columns = [
        Column("title", gettext_lazy("Talk"), sort="title", header=True),
        Column("held_on", gettext_lazy("Held on"), sort="held_on", kind="date"),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project and r.project.label),
        Column("unit", gettext_lazy("Unit"), value=lambda r: r.unit and r.unit.label),
        Column("held_by", gettext_lazy("Noted by"), value=lambda r: r.held_by.label, nowrap=True),
        Column("made", gettext_lazy("Items"), sort="made", kind="integer"),
    ]
    search = ["title", "notes"]
    default_sort = "-held_on"
    empty = Empty(
        gettext_lazy("No talk is noted yet"),
        gettext_lazy("Write down what was said, mark the lines that need an answer: each becomes an item."),
    )
    nav = "feedback"

    def queryset(self) -> QuerySet[FeedbackMeeting]:
        return items.meetings(self.request.user)

    def context(self) -> dict[str, Any]:
        return {
            "crumbs_template": "changemgmt/feedback/_list_crumbs.html",
            "add_url": reverse("feedback:meeting_new"),
            "add_label": _("Note a talk"),
        }


def _load(request: HttpRequest, pk: int) -> FeedbackMeeting:
    found = items.meetings(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def new(request: HttpRequest) -> HttpResponse:
    policy.require(request.user, "triage", "feedback")
    initial = {"held_on": timezone.localdate()}
    form = forms.MeetingForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.hold_meeting(by=request.user, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Kept; now mark the lines that need an answer"), made.url)
    return _form(request, form, _("Note a talk"), reverse("feedback:meetings"))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "triage", found)
    form = forms.MeetingForm(request.POST or None, user=request.user, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_meeting(
                by=request.user, meeting=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), found.url)
    return _form(request, form, _("Edit the notes"), found.url)


def _form(request: HttpRequest, form: Any, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "nav": "feedback"}
    return render(request, "changemgmt/feedback/meeting_form.html", context, status=422 if form.errors else 200)


def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    context = {
        "meeting": found,
        "lines": items.lines(found),
        "kinds": Kind.choices,
        "may_take": policy.may(request.user, "triage", found),
        "nav": "feedback",
    }
    return render(request, "changemgmt/feedback/meeting.html", context)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Lines marked with a kind become items."""
    found = _load(request, pk)
    policy.require(request.user, "triage", found)
    chosen = {
        line.number: request.POST[f"line-{line.number}"]
        for line in items.lines(found)
        if request.POST.get(f"line-{line.number}")
    }
    try:
        made = services.take_lines(by=request.user, meeting=found, chosen=chosen, now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(found.url)
    return done(request, _("Items made of the marked lines: %(n)d") % {"n": len(made)}, found.url)
