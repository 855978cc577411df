"""Settings and calendars of a plan."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo.access import policy
from pmo.calendars.models import WorkCalendar
from pmo.records import DomainError
from pmo.web.pages import done, render
from projects.portfolio.stage_pages import page
from projects.schedule import services
from projects.schedule.forms import CalendarForm, SettingsForm, exceptions_text, hours_text
from projects.schedule.models import Plan, PlanCalendar
from projects.schedule.views.common import load_plan


def settings(request: HttpRequest, key: str) -> HttpResponse:
    plan = load_plan(request, key)
    policy.require(request.user, "change", plan)
    form = SettingsForm(request.POST or None, plan=plan, calendars=WorkCalendar.objects.visible_to(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_settings(
                by=request.user,
                plan=plan,
                now=timezone.now(),
                expected=form.cleaned_data["version"],
                **form.values(),
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved; the plan is computed anew"), plan.url)
    context = page(request, plan.project, "settings", plan=plan, form=form, calendars=_calendars(plan))
    return render(request, "projects/schedule/settings.html", context, status=422 if form.errors else 200)


def _calendars(plan: Plan) -> list[dict[str, object]]:
    return [
        {
            "calendar": calendar,
            "week": [hours_text(day) for day in calendar.week],
            "days": len(calendar.exceptions),
            "sample": exceptions_text(calendar.exceptions).splitlines()[:3],
        }
        for calendar in PlanCalendar.objects.filter(plan=plan)
    ]


def calendar_new(request: HttpRequest, key: str) -> HttpResponse:
    return _calendar(request, key, None)


def calendar(request: HttpRequest, key: str, uid: int) -> HttpResponse:
    return _calendar(request, key, uid)


def _calendar(request: HttpRequest, key: str, uid: int | None) -> HttpResponse:
    plan = load_plan(request, key)
    policy.require(request.user, "change", plan)
    found = _find(plan, uid) if uid is not None else None
    form = CalendarForm(request.POST or None, calendar=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_calendar(by=request.user, plan=plan, calendar=found, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Calendar saved"), reverse("schedule:settings", args=[key]))
    context = page(request, plan.project, "settings", plan=plan, form=form, calendar=found)
    return render(request, "projects/schedule/calendar_form.html", context, status=422 if form.errors else 200)


@require_POST
def calendar_delete(request: HttpRequest, key: str, uid: int) -> HttpResponse:
    plan = load_plan(request, key)
    policy.require(request.user, "change", plan)
    services.delete_calendar(by=request.user, plan=plan, calendar=_find(plan, uid), now=timezone.now())
    return done(request, _("Calendar deleted"), reverse("schedule:settings", args=[key]))


def _find(plan: Plan, uid: int) -> PlanCalendar:
    found = PlanCalendar.objects.filter(plan=plan, uid=uid).first()
    if found is None:
        raise Http404
    return found
