"""Bring a plan in from a file of another tool: look at it first, then take it over whole or not at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit, files, jobs
from pmo.access import policy
from pmo.files import formats
from pmo.jobs.models import Job
from pmo.records import Conflict
from pmo.records.models import create
from pmo.texts import Sentence
from projects.msproject import mpp, reading, reports, staffing, wording
from projects.msproject.choices import OPEN, ImportState
from projects.msproject.document import Document
from projects.msproject.errors import MspdiError
from projects.msproject.importing import Imported, to_plan
from projects.msproject.models import KIND, PlanImport
from projects.msproject.people import with_people
from projects.portfolio.models import Project
from projects.schedule import services as schedule
from projects.schedule.choices import EditKind
from projects.schedule.models import Plan

CHECK, TAKE = "msproject.check", "msproject.take"
MOST_BYTES = 50 * 1024 * 1024


@transaction.atomic
def upload(
    *, by: Any, project: Project, upload: Any, now: datetime, company_calendar: bool = False, at_once: bool = False
) -> PlanImport:
    """Keep the file and have it read; `at_once` also imports it when nothing speaks against it.

    Raises Forbidden, Conflict (project closed) and the errors of `files.store`.
    """
    policy.require(by, "import", "plan", project_id=project.pk)
    if not project.is_open:
        raise Conflict(_("The project is closed; its plan stays as it is."), code="project_closed")
    attachment = files.store(
        by=by, upload=upload, now=now, project_id=project.pk, accepted=formats.PLANS, max_bytes=MOST_BYTES
    )
    made = create(
        PlanImport(
            project=project,
            attachment=attachment,
            file_name=attachment.name,
            company_calendar=company_calendar,
            at_once=at_once,
            made_by=by,
        ),
        now=now,
    )
    files.attach(attachment=attachment, kind=KIND, object_id=made.pk, project_id=project.pk)
    _start(by, made, CHECK, now)
    audit.record(
        by=by, act="plan.file_uploaded", obj=made, project_id=project.pk, now=now, after={"file_name": made.file_name}
    )
    return made


@transaction.atomic
def confirm(*, by: Any, found: PlanImport, now: datetime, company_calendar: bool) -> PlanImport:
    """Take the file over as the project's plan. Raises Forbidden or Conflict."""
    policy.require(by, "import", "plan", project_id=found.project_id)
    row = PlanImport.objects.select_for_update().get(pk=found.pk)
    if row.state != ImportState.CHECKED:
        raise Conflict(_("This file is not waiting to be imported."), code="not_checked")
    row.state, row.company_calendar = ImportState.IMPORTING, company_calendar
    row.save(update_fields=["state", "company_calendar"])
    _start(by, row, TAKE, now)
    return row


@transaction.atomic
def discard(*, by: Any, found: PlanImport, now: datetime) -> None:
    """Forget a file that was not imported. Raises Forbidden or Conflict."""
    policy.require(by, "import", "plan", project_id=found.project_id)
    row = PlanImport.objects.select_for_update().get(pk=found.pk)
    if row.state not in OPEN:
        raise Conflict(_("This file is not waiting to be imported."), code="not_checked")
    row.state = ImportState.DISCARDED
    row.save(update_fields=["state"])


def _start(by: Any, found: PlanImport, kind: str, now: datetime) -> Job:
    job: Job = jobs.start(by=by, kind=kind, params={"import_id": found.pk}, now=now, unique_key=f"{kind}:{found.pk}")
    PlanImport.objects.filter(pk=found.pk).update(job_id=job.pk)
    found.job_id = job.pk
    return job


# --- the work ---------------------------------------------------------------------------------------------------------


def parse(found: PlanImport) -> tuple[Document, Imported]:
    """Read the stored file. Raises MspdiError."""
    with files.open_file(found.attachment) as stream:
        document = reading.read(_as_xml(stream, found.attachment.format))
    imported = to_plan(document, company_calendar=found.company_calendar)
    return document, with_people(imported, found.made_by)


def _as_xml(stream: BinaryIO, ending: str) -> BinaryIO:
    return stream if ending == "xml" else mpp.to_mspdi(stream, ending)


def checked(found: PlanImport) -> dict[str, Any]:
    """The report of a file. Raises Invalid for one that cannot become a plan."""
    try:
        document, imported = parse(found)
    except MspdiError as error:
        raise wording.to_invalid(error) from error
    plan = Plan.objects.filter(project=found.project).select_related("work_calendar").first()
    return reports.report(document, imported, plan or Plan(project=found.project, start=imported.plan.start))


def take(found: PlanImport, now: datetime) -> Plan:
    """Make the file the project's plan, in the name of whoever brought it. Raises DomainError."""
    try:
        _document, imported = parse(found)
    except MspdiError as error:
        raise wording.to_invalid(error) from error
    by = found.made_by
    people = staffing.team_of(imported, by=by, project=found.project, now=now)
    made = schedule.replace_plan(
        by=by,
        project=found.project,
        draft=imported.plan,
        kind=EditKind.IMPORT,
        now=now,
        summary=Sentence("schedule.edit.import", {"file": found.file_name}),
    )
    staffing.staff(imported, made, people, by=by, now=now)
    PlanImport.objects.filter(pk=found.pk).update(state=ImportState.IMPORTED, updated_at=now)
    return made.plan
