"""Migration runs of a data set."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from pmo.web.pages import done
from projects.datamig import services
from projects.datamig.forms import RemoveForm, RunForm
from projects.datamig.models import MigrationRun
from projects.datamig.views.common import form_page, load, tried


def new(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk, "change")
    now = timezone.now()
    form = RunForm(request.POST or None, initial={"ran_on": timezone.localdate(now)})
    if request.method == "POST" and form.is_valid():
        values = {"by": request.user, "data_set": found, "now": now, **form.values()}
        if tried(form, lambda: services.record_run(**values)):
            return done(request, _("Run recorded"), found.url)
    about = f"{found.code} {found.label}"
    return form_page(request, form, _("Record a run"), found.url, project=found.project, data_set=found, about=about)


def remove(request: HttpRequest, pk: int, run_pk: int) -> HttpResponse:
    found = load(request, pk, "change")
    run: MigrationRun | None = found.runs.select_related("data_set__project").filter(pk=run_pk).first()
    if run is None:
        raise Http404
    form = RemoveForm(request.POST or None, row=run)
    if request.method == "POST" and form.is_valid():
        values = {"by": request.user, "run": run, "expected": form.expected, "now": timezone.now(), **form.values()}
        if tried(form, lambda: services.remove_run(**values)):
            return done(request, _("Run taken back"), found.url)
    title = _("Take back run %(n)s") % {"n": run.number}
    return form_page(request, form, title, found.url, project=found.project, data_set=found, act=title)
