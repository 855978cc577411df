"""Plans from and for Microsoft Project."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.jobs import selectors as jobs
from pmo.records import DomainError
from pmo.web.pages import done, render
from projects.engines.worktime import to_date
from projects.msproject import behind, services, wording
from projects.msproject.choices import ImportState
from projects.msproject.files import as_file
from projects.msproject.forms import ConfirmForm, UploadForm
from projects.msproject.models import PlanImport
from projects.portfolio import selectors as portfolio
from projects.portfolio.models import Project
from projects.schedule.models import Plan
from projects.schedule.selectors import plans


def _project(request: HttpRequest, key: str) -> Project:
    found: Project = access.get_visible_or_404(portfolio.visible(request.user), request.user, key=key)
    return found


def bring(request: HttpRequest, key: str) -> HttpResponse:
    """Upload a file; what is in it is shown before anything changes."""
    project = _project(request, key)
    policy.require(request.user, "import", "plan", project_id=project.pk)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            made = services.upload(
                by=request.user, project=project, upload=form.cleaned_data["file"], now=timezone.now()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return redirect(made.url)
    plan = plans.plan_of(request.user, project)
    context = {"form": form, "project": project, "plan": plan, "nav": "projects"}
    return render(request, "projects/msproject/bring.html", context, status=422 if form.errors else 200)


def _load(request: HttpRequest, pk: int) -> PlanImport:
    rows = PlanImport.objects.select_related("project__portfolio", "made_by")
    found: PlanImport = access.get_visible_or_404(rows, request.user, pk=pk)
    policy.require(request.user, "import", "plan", project_id=found.project_id)
    return found


def report(request: HttpRequest, pk: int) -> HttpResponse:
    return _report(request, _load(request, pk))


def _job(request: HttpRequest, found: PlanImport) -> Any:
    """The work under way, or what became of it when it was lost; only its owner sees it."""
    if found.state not in (ImportState.READING, ImportState.IMPORTING):
        return None
    job = jobs.mine(found.made_by).filter(pk=found.job_id or 0).first() if found.made_by == request.user else None
    return jobs.card(job) if job is not None else None


def _report(request: HttpRequest, found: PlanImport, refused: DomainError | None = None) -> HttpResponse:
    facts: dict[str, Any] = found.report
    job = _job(request, found)
    context = {
        "found": found,
        "project": found.project,
        "facts": facts,
        "finish": to_date(facts["finish"] - 1) if facts else None,
        "left": wording.left_lines(facts.get("left_out", [])) if facts else [],
        "form": ConfirmForm(),
        "plan": plans.of_project(found.project_id),
        "job": job,
        "error": refused.message if refused else "",
        "nav": "projects",
    }
    return render(request, "projects/msproject/report.html", context, status=refused.status if refused else 200)


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    form = ConfirmForm(request.POST)
    form.is_valid()
    try:
        services.confirm(
            by=request.user,
            found=found,
            now=timezone.now(),
            company_calendar=form.cleaned_data.get("company_calendar", False),
        )
    except DomainError as error:
        return _report(request, found, error)
    return redirect(found.url)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    try:
        services.discard(by=request.user, found=found, now=timezone.now())
    except DomainError as error:
        return _report(request, found, error)
    return done(request, _("The file was put aside"), reverse("schedule:plan", args=[found.project.key]))


def leave(request: HttpRequest, key: str) -> HttpResponse:
    """What the file cannot take along, before it is taken; the file itself when it takes everything."""
    plan = _plan_to_export(request, key)
    left = behind.left_behind(plan)
    if not left:
        return as_file(plan)
    context = {
        "project": plan.project,
        "left": wording.left_lines(wording.left_json(left)),
        "nav": "projects",
    }
    return render(request, "projects/msproject/leave.html", context)


def export(request: HttpRequest, key: str) -> HttpResponse:
    """The plan as Microsoft Project XML."""
    return as_file(_plan_to_export(request, key))


def _plan_to_export(request: HttpRequest, key: str) -> Plan:
    project = _project(request, key)
    policy.require(request.user, "export", "plan", project_id=project.pk)
    plan = plans.plan_of(request.user, project)
    if plan is None:
        raise Http404
    return plan
