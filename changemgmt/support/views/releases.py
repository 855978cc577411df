"""Releases and known errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changemgmt.support import services
from changemgmt.support.forms.setup import ErrorForm, ReleaseForm
from changemgmt.support.models import KnownError, SupportRelease
from changemgmt.support.selectors import requests
from changemgmt.support.views.common import act, load_row
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render
from projects.portfolio.stage_pages import load_project


def filled_in(
    request: HttpRequest, project: Any, title: str, form: Any, do: Callable[[Any], Any], back: str
) -> HttpResponse:
    """A form on a page of its own: checked, the service called, on to what was made."""
    policy.require(request.user, "change", "support", project_id=project.pk)
    if request.method == "POST" and form.is_valid():
        try:
            made = do(form)
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), getattr(made, "url", "") or back)
    context = {"form": form, "title": title, "submit": _("Save"), "project": project, "back": back, "nav": "projects"}
    return render(request, "changemgmt/support/form.html", context, status=422 if form.errors else 200)


def _back(project: Any, name: str) -> str:
    from django.urls import reverse

    return reverse(f"support:{name}", args=[project.key])


def release_new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "support")
    form = ReleaseForm(request.POST or None, project=project)
    return filled_in(
        request, project, _("New release"), form,
        lambda found: services.plan_release(by=request.user, project=project, now=timezone.now(), **found.values()),
        _back(project, "releases"),
    )  # fmt: skip


def release_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = load_row(request, SupportRelease, pk)
    form = ReleaseForm(request.POST or None, instance=row, project=row.project)
    return filled_in(
        request, row.project, row.name, form,
        lambda found: services.change_release(by=request.user, release=row, expected=found.expected,
                                              now=timezone.now(), **found.values()),
        row.url,
    )  # fmt: skip


def release(request: HttpRequest, pk: int) -> HttpResponse:
    row = load_row(request, SupportRelease, pk)
    user = request.user
    context = {
        "row": row,
        "project": row.project,
        "errors": list(row.errors.order_by("number")),
        "items": list(row.scope_items.visible_to(user)) if hasattr(row.scope_items, "visible_to") else [],
        "linked": list(requests.worked(user).filter(release=row).order_by("number")[:50]),
        "may_change": policy.may(user, "change", row),
        "entries": audit.history(row),
        "today": timezone.localdate(),
        "nav": "projects",
    }
    return render(request, "changemgmt/support/release.html", context)


@require_POST
def release_out(request: HttpRequest, pk: int) -> HttpResponse:
    row = load_row(request, SupportRelease, pk)
    return act(
        request,
        lambda: services.release(by=request.user, release=row, today=timezone.localdate(), now=timezone.now()),
        _("It is out; whoever waited for it is told"), row.url,
    )  # fmt: skip


def error_new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "support")
    form = ErrorForm(request.POST or None, project=project)
    return filled_in(
        request, project, _("New known error"), form,
        lambda found: services.note_error(by=request.user, project=project, now=timezone.now(), **found.values()),
        _back(project, "errors"),
    )  # fmt: skip


def error_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = load_row(request, KnownError, pk)
    form = ErrorForm(request.POST or None, instance=row, project=row.project)
    return filled_in(
        request, row.project, row.label, form,
        lambda found: services.change_error(by=request.user, error=row, expected=found.expected, now=timezone.now(),
                                            **found.values()),
        row.url,
    )  # fmt: skip


def error(request: HttpRequest, pk: int) -> HttpResponse:
    row = load_row(request, KnownError, pk)
    user = request.user
    linked = requests.worked(user).filter(known_error=row)
    context = {
        "row": row,
        "project": row.project,
        "linked": list(linked.order_by("-opened_at")[:30]),
        "count": row.requests.count(),
        "may_change": policy.may(user, "change", row),
        "entries": audit.history(row),
        "nav": "projects",
    }
    return render(request, "changemgmt/support/error.html", context)
