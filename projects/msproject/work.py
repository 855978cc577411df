"""Reading and importing as jobs: a large file takes longer than a request may."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from pmo import jobs, texts
from pmo.records import DomainError
from pmo.texts import Sentence
from projects.msproject import services
from projects.msproject.choices import ImportState
from projects.msproject.models import PlanImport

texts.register("msproject.read", N_("%(file)s was read; look at it before it is imported"))
texts.register("msproject.taken", N_("%(file)s is the plan of %(project)s now"))


@jobs.handler(services.CHECK, label=N_("Reading a plan"))
def check(run: jobs.JobRun) -> jobs.JobResult:
    """Params: import_id."""
    found = _ours(run)
    if found is None:
        return jobs.JobResult()
    try:
        report = services.checked(found)
        if found.at_once:
            return run.commit(lambda: _take(run, found, report))
    except DomainError as error:
        _refuse(found, error)
        raise
    return run.commit(lambda: _keep(found, report))


@jobs.handler(services.TAKE, label=N_("Importing a plan"))
def take(run: jobs.JobRun) -> jobs.JobResult:
    """Params: import_id."""
    found = _ours(run)
    if found is None:
        return jobs.JobResult()
    try:
        return run.commit(lambda: _take(run, found, found.report))
    except DomainError as error:
        _refuse(found, error)
        raise


def _ours(run: jobs.JobRun) -> PlanImport | None:
    rows = PlanImport.objects.select_related("project__portfolio", "attachment", "made_by")
    found = rows.filter(pk=run.params["import_id"]).first()
    return found if found and found.state in (ImportState.READING, ImportState.IMPORTING) else None


def _keep(found: PlanImport, report: dict[str, object]) -> jobs.JobResult:
    PlanImport.objects.filter(pk=found.pk).update(state=ImportState.CHECKED, report=report, error={})
    return jobs.JobResult(url=found.url, text=Sentence("msproject.read", {"file": found.file_name}), data=report)


def _take(run: jobs.JobRun, found: PlanImport, report: dict[str, object]) -> jobs.JobResult:
    PlanImport.objects.filter(pk=found.pk).update(report=report)
    plan = services.take(found, run.now)
    params = {"file": found.file_name, "project": texts.name(found.project)}
    return jobs.JobResult(
        url=plan.url,
        api_url=reverse("api:schedule", args=[found.project.key]),
        data=report,
        text=Sentence("msproject.taken", params),
    )


def _refuse(found: PlanImport, error: DomainError) -> None:
    said = {"detail": error.message, "code": error.code}
    PlanImport.objects.filter(pk=found.pk).update(state=ImportState.REFUSED, error=said)
