"""Three points of many tasks at once, of one task, and what they would come to."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from pmo import exchange
from pmo.access import get_visible_or_404, policy
from pmo.records import DomainError
from pmo.web.pages import done, render
from projects.engines.cpm import PlanError
from projects.engines.montecarlo import InputError
from projects.portfolio.stage_pages import load_project, page
from projects.schedule.models import Plan, Task
from projects.schedule.selectors import plans
from projects.simulation import excel as sheets
from projects.simulation import sentences, services, work
from projects.simulation.choices import Shape
from projects.simulation.forms import EstimateTable, read_points
from projects.simulation.models import TaskEstimate
from projects.simulation.selectors import estimates as selectors


def _plan(request: HttpRequest, key: str) -> Plan:
    """The plan of a project whose simulation the reader may see; 404 when there is none."""
    found = plans.plan_of(request.user, load_project(request, key, "simulation"))
    if found is None:
        raise Http404
    return found


def table(request: HttpRequest, key: str) -> HttpResponse:
    plan = _plan(request, key)
    if request.method != "POST":
        return _table(request, plan)
    policy.require(request.user, "change", "simulation", project_id=plan.project_id)
    _own, lines = selectors.lines_of(plan)
    sent = EstimateTable(request.POST, lines, plan)
    if "preview" in request.POST:
        return _table(request, plan, sent, tried=_tried(plan, sent))
    if sent.errors:
        return _table(request, plan, sent, status=422)
    try:
        changed = services.save_estimates(
            by=request.user, project=plan.project, wanted=sent.wanted, versions=sent.versions, now=timezone.now()
        )
    except DomainError as error:
        return _table(request, plan, sent, error=error.message, status=error.status)
    text = ngettext("%(n)s estimate saved", "%(n)s estimates saved", changed) % {"n": changed}
    return done(request, text, reverse("simulation:estimates", args=[key]))


def _table(
    request: HttpRequest,
    plan: Plan,
    sent: EstimateTable | None = None,
    *,
    tried: dict[str, Any] | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    project = plan.project
    own, lines = selectors.lines_of(plan)
    may = project.is_open and policy.may(request.user, "change", "simulation", project_id=project.pk)
    context = page(
        request,
        project,
        "simulation",
        plan=plan,
        settings=own,
        rows=[_row(line, sent) for line in lines],
        own=sum(1 for line in lines if line.estimate),
        shapes=Shape.choices,
        may=may,
        may_export=policy.may(request.user, "export", "simulation", project_id=project.pk),
        import_url=_import_url(request, plan),
        tried=tried,
        error=error,
        errors=bool(sent and sent.errors),
    )
    return render(request, "projects/simulation/estimates.html", context, status=status)


def _import_url(request: HttpRequest, plan: Plan) -> str:
    may = plan.project.is_open and policy.may(request.user, "import", "simulation", project_id=plan.project_id)
    return exchange.import_url(sheets.KIND, project=plan.project.key) if may else ""


def _row(line: selectors.Line, sent: EstimateTable | None) -> dict[str, Any]:
    """A line with what stands in its fields: what was typed, else what is stored."""
    pk, estimate = line.task.pk, line.estimate
    stored = dict(zip(("low", "likely", "high"), line.points or (), strict=False)) if estimate else {}
    band = dict(zip(("low", "likely", "high"), line.points or (), strict=False)) if not estimate else {}
    fields = []
    for name, label in (("low", _("Shortest")), ("likely", _("Likely")), ("high", _("Longest"))):
        typed = sent.typed(pk, name) if sent else None
        value = stored.get(name)
        fields.append(
            {
                "name": f"{name}-{pk}",
                "label": label,
                "value": typed if typed is not None else "" if value is None else f"{value:f}",
                "band": "" if band.get(name) is None else f"{band[name]:f}",
            }
        )
    typed_shape = sent.typed(pk, "shape") if sent else None
    typed_group = sent.typed(pk, "group") if sent else None
    return {
        "line": line,
        "fields": fields,
        "shape": typed_shape or (estimate.shape if estimate else ""),
        "group": typed_group if typed_group is not None else (estimate.group if estimate else ""),
        "error": sent.errors.get(pk, "") if sent else "",
    }


@require_POST
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """P50 and P80 with what stands in the table, before anything is saved."""
    plan = _plan(request, key)
    policy.require(request.user, "change", "simulation", project_id=plan.project_id)
    _own, lines = selectors.lines_of(plan)
    tried = _tried(plan, EstimateTable(request.POST, lines, plan))
    return render(request, "projects/simulation/_preview.html", {"tried": tried, "project": plan.project})


def _tried(plan: Plan, sent: EstimateTable) -> dict[str, Any]:
    if sent.errors:
        return {"error": _("Some rows cannot be read yet.")}
    try:
        found: dict[str, Any] = dict(work.preview(plan, sent.tried, seed=secrets.randbelow(2**31)))
    except (PlanError, InputError) as error:
        return {"error": sentences.refusal(error)}
    found["percent"] = sentences.chance(found["probability"])
    return found


def excel(request: HttpRequest, key: str) -> HttpResponse:
    plan = _plan(request, key)
    policy.require(request.user, "export", "simulation", project_id=plan.project_id)
    sheet = exchange.Sheet(sheets.SPEC.sheet, sheets.SPEC.columns, sheets.rows_of(plan))
    data = exchange.write_xlsx([sheet])
    return exchange.as_download(data, f"{plan.project.key} {_('Estimates')}.xlsx")


# --- one task ---------------------------------------------------------------------------------------------------------


def _task(request: HttpRequest, pk: int) -> Task:
    found: Task = get_visible_or_404(plans.visible_tasks(request.user), request.user, pk=pk)
    if not policy.may(request.user, "view", "simulation", project_id=found.plan.project_id):
        raise Http404
    policy.require(request.user, "change", "simulation", project_id=found.plan.project_id)
    return found


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    task = _task(request, pk)
    points, error = read_points(request.POST, "", task, task.plan)
    version = request.POST.get("version", "")
    if points is None:
        return _refused(request, task, error or _("Give all three points, or none."))
    try:
        services.set_estimate(
            by=request.user,
            task=task,
            points=points,
            expected=int(version) if version.isdigit() and version != "0" else None,
            now=timezone.now(),
        )
    except DomainError as refused:
        return _refused(request, task, refused.message, refused.status)
    return done(request, _("Estimate saved"), task.url)


def _refused(request: HttpRequest, task: Task, error: str, status: int = 422) -> HttpResponse:
    context = {
        "task": task,
        "project": task.plan.project,
        "error": error,
        "typed": request.POST,
        "shapes": Shape.choices,
    }
    return render(request, "projects/simulation/estimate.html", context, status=status)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    task = _task(request, pk)
    rows = TaskEstimate.objects.visible_to(request.user).select_related("task__plan__project")
    found = rows.filter(task=task).first()
    if found is not None:
        services.remove_estimate(by=request.user, estimate=found, now=timezone.now())
    return done(request, _("The task takes the project's band again"), task.url)
