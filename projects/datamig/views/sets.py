"""One data set: its status and why, rules, the newest file, runs; and what is done to it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.jobs import selectors as jobs
from pmo.records import DomainError
from pmo.web.pages import done, render
from projects.datamig import selectors, services
from projects.datamig.forms import DataSetForm, FileForm
from projects.datamig.models import DataSet
from projects.datamig.reading import profile_page
from projects.datamig.views.common import form_page, load, tried
from projects.portfolio.stage_pages import load_project, page


def data_set(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, load(request, pk))


def show(request: HttpRequest, found: DataSet, *, error: str = "") -> HttpResponse:
    profiles, runs = selectors.history(found)
    newest = profiles[0] if profiles else None
    running = selectors.is_running(newest)
    job = jobs.mine(request.user).filter(pk=newest.job_id or 0).first() if running and newest else None  # type: ignore[arg-type]
    verbs = ("change", "import", "delete")
    context = page(
        request,
        found.project,
        "data",
        data_set=found,
        profile=profile_page(found, profiles),
        running=running,
        job=jobs.card(job) if job is not None else None,
        runs=[(run, selectors.differences(run), selectors.reconciles(run)) for run in runs],
        may={verb: found.project.is_open and policy.may(request.user, verb, found) for verb in verbs},
        file_form=FileForm(),
        entries=audit.history(found),
        error=error,
    )
    return render(request, "projects/datamig/data_set.html", context, status=409 if error else 200)


def new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "data_set")
    policy.require(request.user, "add", "data_set", project_id=project.pk)
    form = DataSetForm(request.POST or None, user=request.user, project=project)
    made: list[DataSet] = []
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        add = services.add_data_set
        if tried(form, lambda: made.append(add(by=request.user, project=project, now=now, **form.values()))):
            return done(request, _("%(code)s added: write its rules") % {"code": made[0].code}, made[0].url)
    back = reverse("datamig:data_sets", args=[project.key])
    return form_page(request, form, _("New data set"), back, project=project)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk, "change")
    form = DataSetForm(request.POST or None, user=request.user, project=found.project, instance=found)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        values = {"by": request.user, "data_set": found, "expected": form.expected, "now": now, **form.values()}
        if tried(form, lambda: services.change_data_set(**values)):
            return done(request, _("Saved"), found.url)
    title = _("Edit %(code)s") % {"code": found.code}
    return form_page(request, form, title, found.url, project=found.project, data_set=found)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    try:
        services.delete_data_set(by=request.user, data_set=found, now=timezone.now())
    except DomainError as error:
        if error.status == 403:
            raise
        return show(request, load(request, pk), error=error.message)
    back = reverse("datamig:data_sets", args=[found.project.key])
    return done(request, _("%(code)s deleted") % {"code": found.code}, back)


def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """The form stands on the page of the data set too; here alone for whoever comes by a link."""
    found = load(request, pk, "import")
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        now = timezone.now()
        if tried(form, lambda: services.upload(by=request.user, data_set=found, upload=file, now=now)):
            return done(request, _("The file is being read"), found.url)
    title = _("Look at an extract")
    return form_page(request, form, title, found.url, project=found.project, data_set=found, upload=True)


@require_POST
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    try:
        services.read_again(by=request.user, data_set=found, now=timezone.now())
    except DomainError as error:
        if error.status == 403:
            raise
        return show(request, load(request, pk), error=error.message)
    return done(request, _("The file is being read"), found.url)
