"""What the simulation of a project came to, earlier ones, and how one is begun."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo.access import policy
from pmo.jobs import selectors as jobs
from pmo.records import DomainError
from pmo.web.pages import done, render
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page
from projects.schedule import planning
from projects.schedule.models import Plan
from projects.schedule.selectors import plans
from projects.simulation import modelling, readable, sentences, services, sources
from projects.simulation.forms import RunForm, SettingsForm
from projects.simulation.models import SimulationRun
from projects.simulation.selectors import runs as selectors


def result(request: HttpRequest, key: str) -> HttpResponse:
    return _page(request, load_project(request, key, "simulation"))


def run(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """An earlier run, as it came out."""
    project = load_project(request, key, "simulation")
    rows = selectors.visible(request.user).filter(project=project, number=number, state="done")
    found = rows.first()
    if found is None:
        raise Http404
    found.project = project
    return _page(request, project, found)


def _page(
    request: HttpRequest,
    project: Project,
    shown: SimulationRun | None = None,
    *,
    form: RunForm | None = None,
    error: str = "",
) -> HttpResponse:
    plan = plans.plan_of(request.user, project)
    runs = selectors.of_project(request.user, project)
    inputs = modelling.inputs_of(plan) if plan is not None and plan.task_count else None
    tasks = _tasks(request, plan)
    is_open = any(task.active and task.percent < 100 for task in tasks.values())
    # Once everything is done, only earlier runs are worth a look.
    found = shown or (runs.newest if is_open else None)
    may = {
        verb: project.is_open and policy.may(request.user, verb, "simulation", project_id=project.pk)
        for verb in ("add", "change")
    }
    context = page(
        request,
        project,
        "simulation",
        run=found,
        earlier=shown is not None,
        runs=runs,
        rows=readable.rows(runs.done, planning.company_table(plan) if plan is not None else None),
        view=readable.read(found, request.user, tasks) if found else None,
        lead=sentences.lead(found.result["finish"]) if found else None,
        stale=bool(found and inputs and shown is None and found.fingerprint != inputs.fingerprint),
        job=_job(request, runs.last),
        may=may,
        has_plan=inputs is not None,
        has_drivers=sources.has_drivers(),
        has_costs=sources.has_costs(),
        inputs=inputs,
        is_open=is_open,
        form=form or (RunForm() if may["add"] and is_open else None),
        error=error,
    )
    status = 409 if error else 422 if form is not None and form.errors else 200
    return render(request, "projects/simulation/result.html", context, status=status)


def _tasks(request: HttpRequest, plan: Plan | None) -> dict[int, Any]:
    if plan is None:
        return {}
    rows = plans.visible_tasks(request.user).filter(plan=plan, is_summary=False)
    return {task.pk: task for task in rows}


def _job(request: HttpRequest, last: SimulationRun | None) -> Any:
    if last is None or last.state != "running":
        return None
    job = jobs.mine(request.user).filter(pk=last.job_id or 0).first()  # type: ignore[arg-type]
    return jobs.card(job) if job is not None else None


@require_POST
def start(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "simulation")
    policy.require(request.user, "add", "simulation", project_id=project.pk)
    form = RunForm(request.POST)
    if not form.is_valid():
        return _page(request, project, form=form)
    try:
        services.start_run(by=request.user, project=project, now=timezone.now(), **form.cleaned_data)
    except DomainError as error:
        return _page(request, project, error=error.message)
    return done(request, _("The simulation has begun"), reverse("simulation:result", args=[key]))


def settings(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "simulation")
    policy.require(request.user, "change", "simulation", project_id=project.pk)
    form = SettingsForm(request.POST or None, instance=modelling.settings_of(project))
    back = reverse("simulation:result", args=[key])
    if request.method == "POST" and form.is_valid():
        try:
            services.change_settings(
                by=request.user, project=project, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), back)
    context = page(request, project, "simulation", form=form, back=back)
    return render(request, "projects/simulation/settings.html", context, status=422 if form.errors else 200)
