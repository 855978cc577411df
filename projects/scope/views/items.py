"""One item of the scope: what it is, what it serves, what became of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError
from pmo.web import panels
from pmo.web.pages import done, render
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page
from projects.scope import services
from projects.scope.forms.items import BackForm, ItemForm, OutForm
from projects.scope.models import ScopeItem
from projects.scope.selectors import items as selectors


def _load(request: HttpRequest, pk: int) -> ScopeItem:
    found: ScopeItem = access.get_visible_or_404(selectors.visible(request.user), request.user, pk=pk)
    return found


def _tree_url(project: Project) -> str:
    return reverse("scope:tree", args=[project.key])


def item(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, _load(request, pk))


def _detail(request: HttpRequest, found: ScopeItem, *, error: str = "") -> HttpResponse:
    open_ = found.project.is_open
    context = page(
        request,
        found.project,
        "tree",
        item=found,
        links=selectors.links_of(found),
        parts=list(found.children.order_by("number")),
        moves=list(found.moves.select_related("change", "moved_by")),
        may_change=open_ and policy.may(request.user, "change", found),
        may_delete=open_ and policy.may(request.user, "delete", found) and not found.baseline_rows.exists(),
        entries=audit.history(found),
        panels=panels.of("scope_item", found, request.user),
        error=error,
    )
    return render(request, "projects/scope/item.html", context, status=409 if error else 200)


def new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "scope_item")
    policy.require(request.user, "add", "scope_item", project_id=project.pk)
    agreed = selectors.baseline_of(project) is not None
    parent = request.GET.get("parent", "")
    initial = {"parent": int(parent)} if parent.isdecimal() and len(parent) < 18 else {}
    form = ItemForm(request.POST or None, user=request.user, project=project, agreed=agreed, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_item(by=request.user, project=project, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(code)s is in scope") % {"code": made.code}, _tree_url(project))
    return _form(request, form, project, _("New scope item"), _tree_url(project))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    agreed = selectors.baseline_of(found.project) is not None
    form = ItemForm(request.POST or None, user=request.user, project=found.project, agreed=agreed, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_item(
                by=request.user, item=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), found.url)
    title = _("Edit %(code)s") % {"code": found.code}
    return _form(request, form, found.project, title, found.url, item=found)


def _form(request: HttpRequest, form: Any, project: Project, title: str, back: str, **more: Any) -> HttpResponse:
    context = {"form": form, "project": project, "title": title, "back": back, **more}
    return render(request, "projects/scope/item_form.html", context, status=422 if form.errors else 200)


def out(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of scope, with the reason: the item stays readable on the list of what will not come."""
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    form = OutForm(request.POST or None, row=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.take_out(by=request.user, item=found, expected=form.expected, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(code)s is out of scope") % {"code": found.code}, _tree_url(found.project))
    note = _("It will not be delivered, with everything below it. People see it on the list of what is out of scope.")
    return _reason(request, found, form, _("Take out of scope"), note)


def back(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    form = BackForm(request.POST or None, row=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.bring_back(
                by=request.user, item=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(code)s is in scope again") % {"code": found.code}, found.url)
    return _reason(request, found, form, _("Bring back into scope"), _("It counts as growth since the baseline."))


def _reason(request: HttpRequest, found: ScopeItem, form: Any, title: str, note: str) -> HttpResponse:
    context = {
        "form": form,
        "project": found.project,
        "title": title,
        "about": f"{found.code} {found.label}",
        "note": note,
        "act": title,
        "back": found.url,
    }
    return render(request, "projects/scope/reason_form.html", context, status=422 if form.errors else 200)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    try:
        services.delete_item(by=request.user, item=found, now=timezone.now())
    except DomainError as error:
        if error.status == 403:
            raise
        return _detail(request, _load(request, pk), error=error.message)
    return done(request, _("%(code)s deleted") % {"code": found.code}, _tree_url(found.project))
