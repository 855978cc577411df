"""Goals and their KPIs: pages, forms, acts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render
from pmo.web.versioned import VersionedForm
from projects.goals import services
from projects.goals.choices import GoalStatus, KpiKind
from projects.goals.forms.goals import DropForm, GoalForm, KpiForm, RetireForm, preview
from projects.goals.models import Goal, Kpi
from projects.goals.selectors import goals as selectors
from projects.goals.targets import normalise, parse_number, parse_target
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project
from projects.portfolio.stage_pages import page as stage_page


def _load(request: HttpRequest, pk: int) -> Goal:
    found: Goal = access.get_visible_or_404(selectors.visible(request.user), request.user, pk=pk)
    return found


def goal(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, _load(request, pk))


def new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key)
    policy.require(request.user, "add", "goal", project_id=project.pk)
    pain = request.GET.get("pain", "")
    initial = {"pain_points": [int(pain)]} if pain.isdecimal() and len(pain) < 18 else {}
    form = GoalForm(request.POST or None, user=request.user, project=project, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_goal(by=request.user, project=project, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            text = _("%(code)s added as a draft; a KPI makes it complete") % {"code": made.code}
            return done(request, text, made.url)
    context = {"form": form, "project": project, "title": _("New goal"), "back": _overview(project)}
    return render(request, "projects/goals/goal_form.html", context, status=422 if form.errors else 200)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    form = GoalForm(request.POST or None, user=request.user, project=found.project, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_goal(
                by=request.user, goal=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), found.url)
    title = _("Edit goal %(code)s") % {"code": found.code}
    context = {"form": form, "project": found.project, "goal": found, "title": title, "back": found.url}
    return render(request, "projects/goals/goal_form.html", context, status=422 if form.errors else 200)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, services.submit_goal, _("%(code)s submitted"))


@require_POST
def achieve(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, services.achieve_goal, _("%(code)s achieved"))


def _act(request: HttpRequest, pk: int, service: Any, text: str) -> HttpResponse:
    found = _load(request, pk)
    form = VersionedForm(request.POST)
    expected = form.expected if form.is_valid() else None
    try:
        service(by=request.user, goal=found, now=timezone.now(), expected=expected)
    except Forbidden:
        raise
    except DomainError as error:
        return _detail(request, _load(request, pk), error=error)
    return done(request, text % {"code": found.code}, found.url)


def drop(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    form = DropForm(request.POST or None, row=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.drop_goal(by=request.user, goal=found, now=timezone.now(), expected=form.expected, **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(code)s dropped; it stays readable") % {"code": found.code}, found.url)
    context = {
        "form": form,
        "project": found.project,
        "title": _("Drop goal %(code)s") % {"code": found.code},
        "about": found.label,
        "note": _("It leaves the next version of the goals. Its history and measurements stay."),
        "act": _("Drop the goal"),
        "back": found.url,
    }
    return render(request, "projects/goals/reason_form.html", context, status=422 if form.errors else 200)


# ---- KPIs -------------------------------------------------------------------------------------------------------


def _kpi(request: HttpRequest, pk: int) -> Kpi:
    found: Kpi = access.get_visible_or_404(selectors.kpis(request.user), request.user, pk=pk)
    policy.require(request.user, "change", found)
    return found


def new_kpi(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "add", "kpi", project_id=found.project_id)
    form = KpiForm(request.POST or None, user=request.user, project=found.project)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_kpi(by=request.user, goal=found, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(name)s added") % {"name": made.label}, found.url)
    context = {"form": form, "project": found.project, "goal": found, "title": _("New KPI"), "back": found.url}
    return render(request, "projects/goals/kpi_form.html", context, status=422 if form.errors else 200)


def edit_kpi(request: HttpRequest, pk: int) -> HttpResponse:
    kpi = _kpi(request, pk)
    others = _other_goals(request, kpi.goal.project, kpi.goal_id)
    form = KpiForm(request.POST or None, user=request.user, project=kpi.goal.project, kpi=kpi, goals=others)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_kpi(by=request.user, kpi=kpi, expected=form.expected, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), kpi.goal.url)
    context = {
        "form": form,
        "project": kpi.goal.project,
        "goal": kpi.goal,
        "kpi": kpi,
        "title": _("Edit KPI"),
        "back": kpi.goal.url,
        "warn": kpi.goal.status == GoalStatus.AGREED,
        "shown": preview(kpi),
    }
    return render(request, "projects/goals/kpi_form.html", context, status=422 if form.errors else 200)


def retire_kpi(request: HttpRequest, pk: int) -> HttpResponse:
    kpi = _kpi(request, pk)
    form = RetireForm(request.POST or None, row=kpi)
    if request.method == "POST" and form.is_valid():
        try:
            services.retire_kpi(by=request.user, kpi=kpi, now=timezone.now(), expected=form.expected, **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(name)s retired; its measurements stay") % {"name": kpi.label}, kpi.goal.url)
    context = {
        "form": form,
        "project": kpi.goal.project,
        "title": _("Retire KPI"),
        "about": kpi.label,
        "note": _("It is no longer measured and leaves the next version of the goals. Its measurements stay."),
        "act": _("Retire the KPI"),
        "back": kpi.goal.url,
    }
    return render(request, "projects/goals/reason_form.html", context, status=422 if form.errors else 200)


def target_preview(request: HttpRequest) -> HttpResponse:
    """What the target typed so far stands for: a line below its field."""
    text = request.GET.get("target", "")[:64]
    if not normalise(text):
        return render(request, "projects/goals/_target_preview.html", {})
    kpi = Kpi(kind=KpiKind.REACH, unit=request.GET.get("unit", "")[:24])
    context = {}
    try:
        kpi.baseline = _number(request.GET.get("baseline", ""))
        kpi.target, words = parse_target(text, kpi.baseline)
        services.check_kpi(kpi)
        context = {"text": preview(kpi), "words": words}
    except DomainError as error:
        context = {"error": error.message}
    return render(request, "projects/goals/_target_preview.html", context)


def _number(text: str) -> Decimal | None:
    return parse_number(text[:64], field="baseline") if normalise(text) else None


def _other_goals(request: HttpRequest, project: Project, own: int) -> QuerySet[Goal]:
    rows = Goal.objects.visible_to(request.user).filter(project=project)
    return (rows.exclude(status=GoalStatus.DROPPED) | rows.filter(pk=own)).order_by("number")


def _overview(project: Project) -> str:
    return reverse("goals:overview", args=[project.key])


def _detail(request: HttpRequest, found: Goal, error: DomainError | None = None) -> HttpResponse:
    may_change = found.project.is_open and found.is_open and policy.may(request.user, "change", found)
    may_add = policy.may(request.user, "add", "kpi", project_id=found.project_id)
    context = stage_page(
        request,
        found.project,
        "goals",
        goal=found,
        page=selectors.goal_page(found, request.user),
        may_change=may_change,
        may_add_kpi=found.project.is_open and found.is_open and may_add,
        may_change_kpi=found.project.is_open
        and found.is_open
        and policy.may(request.user, "change", "kpi", project_id=found.project_id),
        entries=audit.history(found),
        error=error.message if error else "",
    )
    return render(request, "projects/goals/goal.html", context, status=error.status if error else 200)
