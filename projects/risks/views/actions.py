"""What somebody promised to do: on a page of its own, so that whoever does it finds it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError
from pmo.web.pages import done, render
from projects.risks import services
from projects.risks.forms.issues import ActionForm, DoneForm, DropForm
from projects.risks.models import Issue, ResponseAction, Risk
from projects.risks.selectors import issues as selectors
from projects.risks.selectors import threads
from projects.risks.views import issues as issue_pages
from projects.risks.views import risks as risk_pages


def _load(request: HttpRequest, pk: int) -> ResponseAction:
    rows = selectors.visible_actions(request.user).select_related(
        "risk__owner", "issue__owner", "risk__project", "issue__project"
    )
    found: ResponseAction = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


def action(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, _load(request, pk))


def _detail(
    request: HttpRequest,
    found: ResponseAction,
    *,
    done_form: DoneForm | None = None,
    drop_form: DropForm | None = None,
) -> HttpResponse:
    user = request.user
    may_change = found.is_open and found.project.is_open and policy.may(user, "change", found)
    context = {
        "action": found,
        "project": found.project,
        "about": found.about if policy.may(user, "view", found.about) else None,
        "sees_project": policy.may(user, "view", found.project),
        "may_change": may_change,
        "done_form": (done_form or DoneForm(row=found)) if may_change else None,
        "drop_form": (drop_form or DropForm(row=found)) if may_change else None,
        "late": found.is_open and found.due_on < timezone.localdate(),
        "thread": threads.thread_of(found, user),
        "entries": audit.history(found),
        "nav": "projects",
    }
    refused = done_form is not None or drop_form is not None
    return render(request, "projects/risks/action.html", context, status=422 if refused else 200)


def new_for_risk(request: HttpRequest, pk: int) -> HttpResponse:
    return _new(request, risk_pages.load(request, pk))


def new_for_issue(request: HttpRequest, pk: int) -> HttpResponse:
    return _new(request, issue_pages.load(request, pk))


def _new(request: HttpRequest, about: Risk | Issue) -> HttpResponse:
    policy.require(request.user, "add", "response_action", project_id=about.project_id)
    form = ActionForm(request.POST or None, user=request.user, project=about.project)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_action(by=request.user, about=about, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(code)s promised") % {"code": made.code}, f"{about.url}#h-actions")
    title = _("New action about %(code)s") % {"code": about.code}
    return _form(request, form, about, title, about.url)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    form = ActionForm(request.POST or None, user=request.user, project=found.project, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_action(
                by=request.user, action=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), found.url)
    return _form(request, form, found.about, _("Edit %(code)s") % {"code": found.code}, found.url)


def _form(request: HttpRequest, form: Any, about: Risk | Issue, title: str, back: str) -> HttpResponse:
    return risk_pages.show_form(request, form, about.project, title, back)


@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    form = DoneForm(request.POST, row=found)
    if form.is_valid():
        try:
            services.finish_action(
                by=request.user, action=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(code)s is done") % {"code": found.code}, found.url)
    return _detail(request, _load(request, pk), done_form=form)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    form = DropForm(request.POST, row=found)
    if form.is_valid():
        try:
            services.drop_action(
                by=request.user, action=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(code)s is dropped") % {"code": found.code}, found.url)
    return _detail(request, _load(request, pk), drop_form=form)
