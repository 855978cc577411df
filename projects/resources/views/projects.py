"""The people of one project: who is missing, what was promised, who is overloaded; people on tasks."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.records import DomainError
from pmo.web.pages import done, render, safe_next
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page
from projects.resources import services
from projects.resources.forms import AllocationForm, AssignForm
from projects.resources.models import Allocation
from projects.resources.selectors import load as loads
from projects.resources.selectors import resources as selectors
from projects.resources.views.capacity import WEEKS
from projects.schedule.models import Task
from projects.schedule.selectors import plans


def people(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "allocation")
    today = timezone.localdate()
    rows = selectors.of_project(request.user, project)
    listed = selectors.of_team(project)
    found = loads.load(listed, loads.axis_from(today, WEEKS), today)
    table = loads.table(found, [(p.label, p.get_role_display(), p.url, str(p.pk), [n]) for n, p in enumerate(listed)])
    plan = plans.plan_of(request.user, project)
    context = page(
        request,
        project,
        "people",
        allocations=rows,
        rows=table,
        mondays=found.axis.mondays(),
        missing=[role.label for role in selectors.missing_roles([project])[project.pk]],
        plan=plan,
        unassigned=selectors.unassigned(plan) if plan else 0,
        overloaded=sum(bool(row.over_weeks) for row in table),
        levelling=selectors.newest_levelling(plan) if plan else None,
        may_add=project.is_open and policy.may(request.user, "add", "allocation", project_id=project.pk),
        may_level=bool(plan) and project.is_open and policy.may(request.user, "change", "plan", project_id=project.pk),
    )
    return render(request, "projects/resources/people.html", context)


def new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "allocation")
    policy.require(request.user, "add", "allocation", project_id=project.pk)
    initial = {"start_on": timezone.localdate(), "finish_on": project.target_finish_on, "amount": 100}
    form = AllocationForm(request.POST or None, initial=initial)
    back = reverse("resources:people", args=[project.key])
    if request.method == "POST" and form.is_valid():
        try:
            services.add_allocation(by=request.user, project=project, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Promised"), back)
    return _form(request, form, project, _("New allocation"), back)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _allocation(request, pk)
    policy.require(request.user, "change", found)
    form = AllocationForm(request.POST or None, instance=found)
    back = reverse("resources:people", args=[found.project.key])
    if request.method == "POST" and form.is_valid():
        try:
            services.change_allocation(
                by=request.user, allocation=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), back)
    return _form(request, form, found.project, _("Edit allocation"), back)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = _allocation(request, pk)
    back = reverse("resources:people", args=[found.project.key])
    services.remove_allocation(by=request.user, allocation=found, now=timezone.now())
    return done(request, _("Allocation removed"), back)


def _allocation(request: HttpRequest, pk: int) -> Allocation:
    found: Allocation = access.get_visible_or_404(selectors.allocations(request.user), request.user, pk=pk)
    return found


def _form(request: HttpRequest, form: Any, project: Project, title: str, back: str) -> HttpResponse:
    context = {"form": form, "project": project, "title": title, "back": back}
    return render(request, "projects/resources/allocation_form.html", context, status=422 if form.errors else 200)


# --- people on tasks --------------------------------------------------------------------------------------------------


def _task(request: HttpRequest, pk: int) -> Task:
    found: Task = access.get_visible_or_404(plans.visible_tasks(request.user), request.user, pk=pk)
    return found


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    task = _task(request, pk)
    policy.require(request.user, "change", task.plan)
    form = AssignForm(request.POST, people=selectors.choosable(timezone.localdate()))
    error = next(iter(form.errors.values()))[0] if not form.is_valid() else ""
    if not error:
        try:
            services.assign(by=request.user, task=task, now=timezone.now(), **form.cleaned_data)
        except DomainError as refused:
            error = refused.message
    if error:
        context = {"form": form, "project": task.plan.project, "title": task.label, "back": task.url, "error": error}
        return render(request, "projects/resources/assign_form.html", context, status=422)
    return done(request, _("Assigned; the dates follow their calendar"), safe_next(request, task.url))


@require_POST
def unassign(request: HttpRequest, pk: int, assignment_pk: int) -> HttpResponse:
    task = _task(request, pk)
    policy.require(request.user, "change", task.plan)
    found = selectors.assignment_of(task, assignment_pk)
    if found is None:
        raise Http404
    services.unassign(by=request.user, assignment=found, now=timezone.now())
    return done(request, _("Not assigned any more"), task.url)
