"""Pages of KPIs: the list, one KPI with its forecast, its values, recording and correcting them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from metrics.kpis import forms, page, selectors, services
from metrics.kpis.lists import Kpis
from metrics.kpis.models import Measurement
from metrics.kpis.schedule import business_day
from metrics.kpis.services import EARLIEST
from metrics.kpis.value_list import Values, kpi_tabs
from pmo import access
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError
from pmo.web.pages import done, render, safe_next, wants_fragment
from projects.goals.models import Kpi

__all__ = ["Kpis", "Values", "correct", "history", "kpi", "record", "withdraw"]


def _visible(request: HttpRequest, pk: int) -> Kpi:
    found: Kpi = access.get_visible_or_404(selectors.visible(request.user), request.user, pk=pk)
    return found


def _may(request: HttpRequest, kpi: Kpi) -> dict[str, bool]:
    """What the reader may do on a KPI that can still change."""
    open_ = kpi.goal.project.is_open and kpi.retired_at is None
    return {
        "may_record": open_ and policy.may(request.user, "add", Measurement(kpi=kpi)),
        "may_correct": open_ and policy.may(request.user, "change", Measurement(kpi=kpi)),
        "may_define": open_ and policy.may(request.user, "change", kpi),
    }


def _as_of(request: HttpRequest, today: date) -> date | None:
    """The past day asked for; nonsense, today and the future count as not asked."""
    try:
        asked = date.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        return None
    return asked if EARLIEST <= asked < today else None


def kpi(request: HttpRequest, pk: int) -> HttpResponse:
    """Will we reach the target in time, and how do we know?"""
    found = _visible(request, pk)
    now = timezone.now()
    today = business_day(now)
    as_of = _as_of(request, today)
    context = {
        "page": page.build(found, request.user, now=now, on=as_of),
        "kpi": found,
        "project": found.goal.project,
        "tabs": kpi_tabs(found, "kpi"),
        "as_of": as_of,
        "today": today,
        "nav": "kpis",
        **_may(request, found),
    }
    return render(request, "metrics/kpis/kpi.html", context)


def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed what: the definition, its values, and how the status moved."""
    found = _visible(request, pk)
    context = {
        "kpi": found,
        "project": found.goal.project,
        "tabs": kpi_tabs(found, "history"),
        "entries": audit.history(found),
        "changes": selectors.status_changes(found),
        "nav": "kpis",
    }
    return render(request, "metrics/kpis/history.html", context)


def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a value; on a day that has one, correct it with a reason."""
    found = _visible(request, pk)
    policy.require(request.user, "add", Measurement(kpi=found))
    now = timezone.now()
    form = forms.RecordForm(request.POST or None, kpi=found, initial={"measured_on": business_day(now)})
    if request.method == "POST" and form.is_valid():
        try:
            _record(request, found, form)
        except DomainError as error:
            form.apply(error)
        else:
            to = safe_next(request, found.url)
            return done(request, _("Recorded; progress and forecast follow within seconds"), to)
    context = {"form": form, "kpi": found, "project": found.goal.project, **_frame(request, found)}
    return render(request, "metrics/kpis/record.html", context, partial="panel", status=422 if form.errors else 200)


def _record(request: HttpRequest, kpi: Kpi, form: forms.RecordForm) -> None:
    data = form.cleaned_data
    given: dict[str, Any] = {"value": data["value"], "note": data["note"], "sample_size": data["sample_size"]}
    now = timezone.now()
    if form.corrects is not None:
        services.correct(by=request.user, measurement=form.corrects, reason=data["reason"], now=now, **given)
    else:
        services.record(by=request.user, kpi=kpi, measured_on=data["measured_on"], now=now, **given)


def _frame(request: HttpRequest, kpi: Kpi) -> dict[str, Any]:
    """What the forms need besides themselves: the last value to compare with, and where to go afterwards."""
    reading = getattr(kpi, "reading", None)
    return {
        "in_panel": wants_fragment(request),
        "reading": reading,
        "next": safe_next(request, ""),
        "nav": "kpis",
    }


def _value(request: HttpRequest, pk: int) -> Measurement:
    rows = Measurement.objects.select_related("kpi__goal__project", "kpi__owner", "entered_by")
    found: Measurement = access.get_visible_or_404(rows, request.user, pk=pk)
    policy.require(request.user, "change", found)
    return found


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace one value by another, with the reason."""
    found = _value(request, pk)
    initial = {"value": forms.shown(found.value), "sample_size": found.sample_size, "note": found.note}
    form = forms.CorrectForm(request.POST or None, kpi=found.kpi, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.correct(by=request.user, measurement=found, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            form.apply(error)
            # What was typed stays, now against the value that counts.
            found = selectors.current_of(found) or found
        else:
            return done(request, _("Corrected; the old value stays, struck through"), found.kpi.url)
    return _correction(request, found, form, forms.WithdrawForm())


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a value back that should not exist."""
    found = _value(request, pk)
    form = forms.WithdrawForm(request.POST)
    if form.is_valid():
        try:
            services.withdraw(by=request.user, measurement=found, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Withdrawn; the value stays readable, struck through"), found.kpi.url)
    initial = {"value": forms.shown(found.value), "sample_size": found.sample_size, "note": found.note}
    return _correction(request, found, forms.CorrectForm(kpi=found.kpi, initial=initial), form)


def _correction(
    request: HttpRequest, found: Measurement, form: forms.CorrectForm, withdrawal: forms.WithdrawForm
) -> HttpResponse:
    context = {
        "value": found,
        "shown": page.current_value(found.kpi, found),
        "form": form,
        "withdrawal": withdrawal,
        "kpi": found.kpi,
        "project": found.kpi.goal.project,
        "values_url": reverse("kpis:values", args=[found.kpi_id]),
        **_frame(request, found.kpi),
    }
    failed = form.errors or withdrawal.errors
    return render(request, "metrics/kpis/correct.html", context, partial="panel", status=422 if failed else 200)
