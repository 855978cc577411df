"""Pages of actions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from metrics.reviews import forms, selectors, services
from metrics.reviews.choices import ActionStatus
from metrics.reviews.models import Action
from pmo import access
from pmo.access import policy
from pmo.accounts.models import User
from pmo.audit import selectors as audit
from pmo.records import DomainError, Forbidden
from pmo.web import formats, marks
from pmo.web.lists import Choice, Column, DateRange, Empty, Flag, ListPage, Ref, SavedTab
from pmo.web.pages import done, render
from projects.portfolio.models import Project


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).order_by("key")


def _people(request: HttpRequest) -> QuerySet[User]:
    return User.objects.visible_to(request.user).filter(is_active=True).order_by("name")


def _due(row: Action, value: date) -> str:
    if row.status == "open" and value < timezone.localdate():
        return marks.status("off", word=formats.overdue(value))
    return formats.iso(value)


class Actions(ListPage):
    kind = "action"
    key = "actions"
    title = gettext_lazy("Actions")
    columns = [
        Column("title", gettext_lazy("Action"), value=lambda r: r.label, sort="title", header=True),
        Column("owner", gettext_lazy("Owner"), value=lambda r: r.owner.label, sort="owner__name", nowrap=True),
        Column(
            "due_on",
            gettext_lazy("Due"),
            cell=_due,
            value=lambda r: r.due_on,
            sort="due_on",
            kind="date",
        ),
        Column("status", gettext_lazy("Status"), value=lambda r: r.get_status_display(), sort="status", nowrap=True),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project.label if r.project else ""),
        Column("review", gettext_lazy("Review"), value=lambda r: r.review.quarter if r.review else "", nowrap=True),
        Column("result", gettext_lazy("What came of it"), optional=True),
    ]
    filters = [
        Choice("status", gettext_lazy("Status"), choices=ActionStatus.choices),
        Ref("owner", gettext_lazy("Owner"), rows_for=_people),
        Ref("project", gettext_lazy("Project"), rows_for=_projects),
        Flag("mine", gettext_lazy("Mine"), apply=lambda rows, on, request: rows.filter(owner=request.user)),
        Flag(
            "late",
            gettext_lazy("Overdue"),
            apply=lambda rows, on, request: rows.filter(status="open", due_on__lt=timezone.localdate()),
        ),
        DateRange("due", gettext_lazy("Due"), lookup="due_on"),
    ]
    views = [
        SavedTab("open", pgettext_lazy("action", "Open"), {"status": "open"}),
        SavedTab("mine", gettext_lazy("Mine"), {"mine": "1", "status": "open"}),
        SavedTab("late", gettext_lazy("Overdue"), {"late": "1"}),
        SavedTab("all", gettext_lazy("All"), {}),
    ]
    search = ["title", "title_en"]
    default_sort = "due_on"
    empty = Empty(
        gettext_lazy("No action yet"), gettext_lazy("Actions come out of reviews; each has one owner and one day.")
    )
    nav = "reviews"

    def queryset(self) -> QuerySet[Action]:
        return selectors.actions(self.request.user)

    def context(self) -> dict[str, Any]:
        if not policy.may(self.request.user, "add", "action"):
            return {}
        return {"add_url": reverse("reviews:new_action"), "add_label": _("Give an action")}


def _load(request: HttpRequest, pk: int) -> Action:
    action: Action = access.get_visible_or_404(
        Action.objects.select_related("owner", "project", "review"), request.user, pk=pk
    )
    return action


def action_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One action: finish it, or see what came of it."""
    action = _load(request, pk)
    may_change = policy.may(request.user, "change", action) and action.status == ActionStatus.OPEN
    form = forms.FinishForm(request.POST or None) if may_change else None
    if request.method == "POST":
        policy.require(request.user, "change", action)
        if form is not None and form.is_valid():
            try:
                services.finish_action(by=request.user, action=action, now=timezone.now(), **form.cleaned_data)
            except DomainError as error:
                form.apply(error)
            else:
                return done(request, _("Finished"), action.url)
    context = {
        "action": action,
        "form": form,
        "may_change": may_change,
        "entries": audit.history(action),
        "today": timezone.localdate(),
        "nav": "reviews",
    }
    return render(
        request, "metrics/reviews/action.html", context, status=422 if form is not None and form.errors else 200
    )


def new_action(request: HttpRequest) -> HttpResponse:
    form = forms.ActionForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            action = services.add_action(by=request.user, now=timezone.now(), **form.cleaned_data)
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Action given; its owner is told"), action.url)
    context = {"form": form, "title": _("Give an action"), "back": reverse("reviews:actions"), "nav": "reviews"}
    return render(request, "metrics/reviews/form.html", context, status=422 if form.errors else 200)


def edit_action(request: HttpRequest, pk: int) -> HttpResponse:
    action = _load(request, pk)
    policy.require(request.user, "change", action)
    form = forms.ChangeActionForm(request.POST or None, user=request.user, instance=action)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_action(
                by=request.user, action=action, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), action.url)
    context = {"form": form, "title": _("Change the action"), "back": action.url, "nav": "reviews"}
    return render(request, "metrics/reviews/form.html", context, status=422 if form.errors else 200)
