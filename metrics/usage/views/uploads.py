"""Files of events: brought, watched while they are read, what was refused as a table."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from metrics.usage import services
from metrics.usage.forms import UploadForm
from metrics.usage.models import UsageUpload
from metrics.usage.selectors import systems as selectors
from metrics.usage.views.common import NAV, load, load_part
from pmo import files
from pmo.access import policy
from pmo.jobs import selectors as jobs
from pmo.jobs.models import Job
from pmo.records import DomainError
from pmo.web.pages import render


def new(request: HttpRequest, pk: int) -> HttpResponse:
    system = load(request, pk, "import")
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.upload_events(
                by=request.user, system=system, upload=form.cleaned_data["file"], now=timezone.now()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return redirect(made.url)
    context = {
        "form": form,
        "system": system,
        "project": system.project,
        "title": _("Upload events"),
        "back": system.url,
        "nav": NAV,
    }
    return render(request, "metrics/usage/upload_form.html", context, status=422 if form.errors else 200)


def upload(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_part(request, selectors.uploads(request.user), pk, "view")
    context = {
        "upload": found,
        "system": found.system,
        "project": found.system.project,
        "job": _job(request, found),
        "may_import": found.system.project.is_open and _may_import(request, found),
        "nav": NAV,
    }
    return render(request, "metrics/usage/upload.html", context)


def _may_import(request: HttpRequest, found: UsageUpload) -> bool:
    return policy.may(request.user, "import", found.system)


def _job(request: HttpRequest, found: UsageUpload) -> Any:
    """The progress, for the person who started it; nobody else sees the job."""
    job = Job.objects.visible_to(request.user).filter(pk=found.job_id or 0).first()
    return jobs.card(job) if job is not None and not job.finished else None


def refusals(request: HttpRequest, pk: int) -> HttpResponse:
    """Lines that were refused, with the reason; no line names a person."""
    found = load_part(request, selectors.uploads(request.user), pk, "import")
    if found.refusals is None:
        raise Http404
    name = f"{found.file_name.rpartition('.')[0]} {_('refused')}.csv"
    with files.open_file(found.refusals) as stream:
        response = HttpResponse(stream.read(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
