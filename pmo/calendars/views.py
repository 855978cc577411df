"""Pages about working calendars."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import calendars as room
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.calendars import reading, selectors, services
from pmo.calendars.forms import CalendarForm, ConfirmForm, DayForm, MarkForm, NewCalendarForm, UploadForm
from pmo.calendars.models import WorkCalendar
from pmo.records.errors import DomainError
from pmo.web.pages import done, render, visible_or_404


def calendars(request: HttpRequest) -> HttpResponse:
    room.default()
    this_year = timezone.localdate().year
    context = {
        "lines": selectors.overview(request.user, this_year),
        "this_year": this_year,
        "may_add": policy.may(request.user, "add", "calendar"),
        "nav": "calendars",
    }
    return render(request, "pmo/calendars/list.html", context)


def calendar(request: HttpRequest, code: str) -> HttpResponse:
    found = _visible(request, code)
    return redirect("calendars:year", found.code, timezone.localdate().year)


def year(request: HttpRequest, code: str, year: int) -> HttpResponse:
    return _year_page(request, _visible(request, code), _known(year))


def calendar_new(request: HttpRequest) -> HttpResponse:
    form = NewCalendarForm(_sent(request), reader=request.user)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            made = services.create_calendar(
                by=request.user,
                name=clean["name"],
                name_en=clean["name_en"],
                code=clean["code"],
                time_zone=clean["time_zone"],
                copy_of=clean["copy_of"],
                now=timezone.now(),
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(name)s added") % {"name": made.label}, made.url)
    return _form(request, form, None, _("New calendar"))


def calendar_edit(request: HttpRequest, code: str) -> HttpResponse:
    found = _visible(request, code)
    policy.require(request.user, "change", found)
    form = CalendarForm(_sent(request), instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_calendar(
                by=request.user, calendar=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(name)s saved") % {"name": found.label}, found.url)
    return _form(request, form, found, _("Edit"))


@require_POST
def make_default(request: HttpRequest, code: str) -> HttpResponse:
    found = _visible(request, code)
    services.make_default(by=request.user, calendar=found, now=timezone.now())
    return done(request, _("%(name)s is the company's calendar now") % {"name": found.label}, found.url)


def day(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """Make one day worked or off."""
    found, chosen = _visible(request, code), _day(day)
    policy.require(request.user, "change", found)
    current = selectors.current_year(found, chosen.year)
    exception = selectors.exception_on(found, chosen)
    initial = DayForm.initial_for(
        working=exception.working if exception else chosen.weekday() < 5,
        label=exception.label if exception else "",
        label_en=exception.label_en if exception else "",
        expected=current.number if current else 0,
    )
    form = DayForm(_sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            services.edit_day(
                by=request.user,
                calendar=found,
                day=chosen,
                working=form.working,
                label=clean["label"],
                label_en=clean["label_en"],
                reason=clean["reason"],
                expected=clean["expected"],
                now=timezone.now(),
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Calendar changed"), reverse("calendars:year", args=[found.code, chosen.year]))
    words = selectors.day_words(chosen, exception)
    context = {"form": form, "calendar": found, "day": chosen, "words": words, "nav": "calendars"}
    return render(request, "pmo/calendars/day.html", context, partial="panel", status=422 if form.errors else 200)


@require_POST
def mark(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Say that the notice of a year is out, or not yet."""
    found = _visible(request, code)
    form = MarkForm(request.POST)
    if form.is_valid():
        clean = form.cleaned_data
        try:
            services.mark_year(
                by=request.user,
                calendar=found,
                year=_known(year),
                provisional=clean["provisional"],
                reason=clean["reason"],
                now=timezone.now(),
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Calendar changed"), reverse("calendars:year", args=[found.code, year]))
    return _year_page(request, found, _known(year), mark_form=form)


def import_year(request: HttpRequest, code: str) -> HttpResponse:
    """Upload a year, look at what would change, then take it over."""
    found = _visible(request, code)
    if request.method == "POST" and "content" in request.POST:
        return _confirm_import(request, found)
    form = UploadForm(_sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.year_data()
        except DomainError as error:
            form.apply(error)
        else:
            return _preview(request, found, data)
    context = {"form": form, "calendar": found, "nav": "calendars"}
    return render(request, "pmo/calendars/import.html", context, status=422 if form.errors else 200)


def _confirm_import(request: HttpRequest, found: WorkCalendar) -> HttpResponse:
    form = ConfirmForm(request.POST)
    try:
        data = reading.parse(request.POST["content"])
        if form.is_valid():
            clean = form.cleaned_data
            services.import_year(
                by=request.user,
                calendar=found,
                # The note shows the notices, so the person may have corrected them.
                data=replace(data, provisional=clean["provisional"], notices=""),
                note=clean["note"],
                expected=clean["expected"],
                now=timezone.now(),
            )
            to = reverse("calendars:year", args=[found.code, data.year])
            return done(request, _("%(year)d imported") % {"year": data.year}, to)
    except reading.BadCalendar as error:
        upload = UploadForm()
        upload.full_clean()
        context = {"form": upload, "calendar": found, "error": error.message, "nav": "calendars"}
        return render(request, "pmo/calendars/import.html", context, status=422)
    except DomainError as error:
        form.apply(error)
    return _preview(request, found, data, form)


def _preview(
    request: HttpRequest, found: WorkCalendar, data: reading.YearData, form: ConfirmForm | None = None
) -> HttpResponse:
    current = selectors.current_year(found, data.year)
    initial = {
        "content": data.to_json(),
        "expected": current.number if current else 0,
        "provisional": data.provisional,
        "note": data.notices.replace("\n", " ")[:500],
    }
    context = {
        "form": form or ConfirmForm(initial=initial),
        "calendar": found,
        "data": data,
        "current": current,
        "changes": selectors.difference(selectors.days_of(current), data.days),
        "nav": "calendars",
    }
    return render(request, "pmo/calendars/import_check.html", context, status=422 if form and form.errors else 200)


def _year_page(
    request: HttpRequest, found: WorkCalendar, year: int, *, mark_form: MarkForm | None = None
) -> HttpResponse:
    asked = request.GET.get("version", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 10 else None
    page = selectors.year_page(found, year, number)
    may_change = policy.may(request.user, "change", found)
    context: dict[str, Any] = {
        "page": page,
        "calendar": found,
        "may_change": may_change,
        "may_import": policy.may(request.user, "import", "calendar"),
        "mark_form": mark_form or MarkForm(initial={"provisional": not page.provisional}),
        "history": audit.history(found, limit=30) if may_change else None,
        "today": timezone.localdate(),
        "nav": "calendars",
    }
    return render(request, "pmo/calendars/year.html", context, status=422 if mark_form and mark_form.errors else 200)


def _sent(request: HttpRequest) -> Any:
    """What was posted, an empty post included; None when the form is only asked for."""
    return request.POST if request.method == "POST" else None


def _visible(request: HttpRequest, code: str) -> WorkCalendar:
    return visible_or_404(WorkCalendar.objects.all(), request.user, code=code)


def _known(year: int) -> int:
    if not reading.FIRST_YEAR <= year <= reading.LAST_YEAR:
        raise Http404
    return year


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    _known(found.year)
    return found


def _form(request: HttpRequest, form: Any, found: WorkCalendar | None, title: str) -> HttpResponse:
    context = {"form": form, "calendar": found, "title": title, "nav": "calendars"}
    return render(request, "pmo/calendars/calendar_form.html", context, status=422 if form.errors else 200)
