"""Pages about the unit tree."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo.access import policy
from pmo.orgs import selectors, services
from pmo.orgs.forms import MoveForm, UnitForm, VersionForm
from pmo.orgs.models import Unit
from pmo.records.errors import DomainError, Forbidden
from pmo.web.pages import done, render, visible_or_404


def tree(request: HttpRequest) -> HttpResponse:
    closed = request.GET.get("closed") == "1"
    nodes = selectors.tree(request.user, closed=closed)
    context = {
        "nodes": nodes,
        "closed": closed,
        "people": sum(node.own for node in nodes),
        "may_add": policy.may(request.user, "add", "unit"),
        "may_import": policy.may(request.user, "import", "unit"),
        "nav": "units",
    }
    return render(request, "pmo/orgs/tree.html", context)


def unit(request: HttpRequest, pk: int) -> HttpResponse:
    return _unit_page(request, _visible(request, pk))


def unit_new(request: HttpRequest) -> HttpResponse:
    parent = request.GET.get("parent", "")
    initial = {"parent": int(parent)} if parent.isdecimal() and len(parent) < 18 else {}
    form = UnitForm(_sent(request), reader=_reader(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_unit(
                by=request.user, data=form.data_of_unit(), parent=form.cleaned_data["parent"], now=timezone.now()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(name)s added") % {"name": made.label}, made.url)
    return _form(request, form, None, _("New unit"))


def unit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    policy.require(request.user, "change", found)
    form = UnitForm(_sent(request), instance=found, reader=_reader(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_unit(
                by=request.user, unit=found, data=form.data_of_unit(), expected=form.expected, now=timezone.now()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(name)s saved") % {"name": found.label}, found.url)
    return _form(request, form, found, _("Edit"))


def unit_move(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    policy.require(request.user, "change", found)
    form = MoveForm(_sent(request), reader=_reader(request), unit=found)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            services.move_unit(
                by=request.user, unit=found, parent=clean["parent"], expected=clean["version"], now=timezone.now()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Unit %(name)s moved") % {"name": found.label}, found.url)
    return _form(request, form, found, _("Move unit"))


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    now = timezone.now()
    try:
        services.close_unit(
            by=request.user, unit=found, expected=_version(request), today=timezone.localdate(now), now=now
        )
    except Forbidden:
        raise
    except DomainError as error:
        return _unit_page(request, _visible(request, pk), error)
    return done(request, _("Unit %(name)s closed") % {"name": found.label}, found.url)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    found = _visible(request, pk)
    try:
        services.reopen_unit(by=request.user, unit=found, expected=_version(request), now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        return _unit_page(request, _visible(request, pk), error)
    return done(request, _("Unit %(name)s is open again") % {"name": found.label}, found.url)


def _sent(request: HttpRequest) -> Any:
    """What was posted, an empty post included; None when the form is only asked for."""
    return request.POST if request.method == "POST" else None


def _visible(request: HttpRequest, pk: int) -> Unit:
    return visible_or_404(Unit.objects.select_related("head", "parent"), request.user, pk=pk)


def _reader(request: HttpRequest) -> Any:
    return request.user


def _unit_page(request: HttpRequest, found: Unit, error: DomainError | None = None) -> HttpResponse:
    page = selectors.unit_page(found, request.user)
    context = {"page": page, "unit": found, "error": error.message if error else "", "nav": "units"}
    return render(request, "pmo/orgs/unit.html", context, status=error.status if error else 200)


def _form(request: HttpRequest, form: Any, found: Unit | None, title: str) -> HttpResponse:
    context = {"form": form, "unit": found, "title": title, "nav": "units"}
    return render(request, "pmo/orgs/unit_form.html", context, status=422 if form.errors else 200)


def _version(request: HttpRequest) -> int | None:
    form = VersionForm(request.POST)
    return form.cleaned_data["version"] if form.is_valid() else None
