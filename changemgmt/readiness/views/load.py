"""How much change every unit carries: the map, one unit, its capacity; times without change."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from changemgmt.readiness import drawing, services, wording
from changemgmt.readiness.forms.load import BlackoutForm, CapacityForm
from changemgmt.readiness.models import Blackout, Impact
from changemgmt.readiness.selectors import collisions
from changemgmt.readiness.selectors import load as selectors
from pmo import access
from pmo.access import policy
from pmo.orgs import selectors as orgs
from pmo.orgs.models import Unit
from pmo.records import DomainError
from pmo.web.pages import done, render
from projects.portfolio.choices import State
from projects.portfolio.models import Project


def heat(request: HttpRequest) -> HttpResponse:
    policy.require(request.user, "view", "change_load")
    today = timezone.localdate()
    found = selectors.heat(today)
    touched = request.GET.get("all") != "1"
    lines = [line for line in found.lines if not touched or line.is_touched]
    rows = Project.objects.visible_to(request.user).filter(state=State.ACTIVE)
    clashes = collisions.of_projects(rows.order_by().values("pk"), today, found)
    context = {
        "found": found,
        "lines": lines,
        "hidden": len(found.lines) - len(lines),
        "showing_all": not touched,
        "lead": wording.heat(found),
        "collisions": [(one, wording.collision(one)) for one in clashes],
        "blackouts": found.times.rows,
        "spans": found.spans,
        "unknown": found.times.unknown,
        "may_change": policy.may(request.user, "change", "change_load"),
        "today": today,
        "nav": "change-load",
    }
    return render(request, "changemgmt/readiness/load.html", context)


def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit, month by month, and what its load is made of in the month that is looked at."""
    policy.require(request.user, "view", "change_load")
    row: Unit = access.get_visible_or_404(orgs.visible(request.user).open(), request.user, pk=pk)
    found = selectors.heat(timezone.localdate())
    line = found.of_unit(row.pk)
    if line is None:
        raise Http404
    month = _month(request.GET.get("month", ""), found.months) or line.peak.month
    seen = set(Impact.objects.visible_to(request.user).values_list("group__project_id", flat=True).distinct())
    drawn, limit = drawing.bars([cell.carried for cell in line.cells], line.capacity)
    cell = line.cells[found.months.index(month)]
    below = [other for other in found.lines if other.unit.parent_id == row.pk]
    context = {
        "unit": row,
        "line": line,
        "lead": wording.unit(line),
        "month": month,
        "cell": cell,
        "parts": selectors.parts(found, line, month, seen),
        "bars": list(zip(line.cells, drawn, strict=True)),
        "limit": limit,
        "below": below,
        "months": found.months,
        "may_change": policy.may(request.user, "change", "change_load"),
        "nav": "change-load",
    }
    return render(request, "changemgmt/readiness/unit.html", context)


def _month(given: str, months: list[date]) -> date | None:
    return next((month for month in months if f"{month:%Y-%m}" == given), None)


def capacity(request: HttpRequest, pk: int) -> HttpResponse:
    policy.require(request.user, "change", "change_load")
    row: Unit = access.get_visible_or_404(orgs.visible(request.user).open(), request.user, pk=pk)
    known = selectors.capacity_of(row)
    back = reverse("readiness:unit_load", args=[row.pk])
    initial = {"points": known.points, "reason": known.reason} if known else {}
    form = CapacityForm(request.POST or None, row=known, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_capacity(
                by=request.user, unit=row, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), back)
    return _form(request, form, _("How much change %(unit)s carries") % {"unit": row.label}, back)


def new_blackout(request: HttpRequest) -> HttpResponse:
    policy.require(request.user, "add", "change_load")
    form = BlackoutForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_blackout(by=request.user, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), _blackouts_url())
    return _form(request, form, _("New blackout"), _blackouts_url())


def _blackout(request: HttpRequest, pk: int) -> Blackout:
    found: Blackout = access.get_visible_or_404(Blackout.objects.select_related("unit"), request.user, pk=pk)
    return found


def blackout(request: HttpRequest, pk: int) -> HttpResponse:
    found = _blackout(request, pk)
    policy.require(request.user, "change", "change_load")
    form = BlackoutForm(request.POST or None, user=request.user, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_blackout(
                by=request.user, blackout=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), _blackouts_url())
    return _form(request, form, found.label, _blackouts_url())


@require_POST
def remove_blackout(request: HttpRequest, pk: int) -> HttpResponse:
    found = _blackout(request, pk)
    services.remove_blackout(by=request.user, blackout=found, now=timezone.now())
    return done(request, pgettext("said afterwards", "Removed"), _blackouts_url())


def _blackouts_url() -> str:
    return f"{reverse('readiness:load')}#blackouts"


def _form(request: HttpRequest, form: Any, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "tab": "load", "nav": "change-load"}
    return render(request, "changemgmt/readiness/form.html", context, status=422 if form.errors else 200)
