"""Bring event logs in, have them analysed, and take them back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from metrics.kpis import services as kpis
from metrics.kpis.choices import Source
from metrics.kpis.models import Measurement
from metrics.processes import faults, selectors
from metrics.processes.choices import ANALYSE, IN_FLIGHT, LOG_FILE, WITHOUT_RESULT, LogStatus
from metrics.processes.csv_reader import CsvMapping, csv_preview
from metrics.processes.log_source import LogError
from metrics.processes.models import EventLog, Process, ProcessAnalysis
from metrics.processes.services import feed
from metrics.processes.services.processes import create_process, require_open
from pmo import audit, files, jobs
from pmo.access import policy
from pmo.jobs.models import Job
from pmo.records import Conflict, DomainError, Invalid
from pmo.records.models import create, save
from projects.portfolio.models import Project

COLUMNS = tuple(field.name for field in fields(CsvMapping))
NEEDED = ("case", "activity", "timestamp")


@dataclass(frozen=True)
class Upload:
    """What became of an upload. `known`: the file had been uploaded before, `log` is that log."""

    log: EventLog
    job: Job | None
    known: bool = False


@transaction.atomic
def begin_process(
    *,
    by: Any,
    project: Project,
    upload: Any,
    now: datetime,
    mapping: Mapping[str, str] | None = None,
    ask_columns: bool = False,
    **values: Any,
) -> Upload:
    """A new process with its first log, or neither. Raises as `create_process` and `upload_log`."""
    process = create_process(by=by, project=project, now=now, **values)
    return upload_log(by=by, process=process, upload=upload, mapping=mapping, ask_columns=ask_columns, now=now)


def upload_log(
    *,
    by: Any,
    process: Process,
    upload: Any,
    now: datetime,
    mapping: Mapping[str, str] | None = None,
    ask_columns: bool = False,
) -> Upload:
    """Keep the file as the next log of the process and start its analysis, all of it or nothing.

    The same file again is the same log: nothing is kept twice, and what was read well is not read again. `mapping`
    names the columns of a table; without it they are guessed, or (ask_columns) the log waits until a person says.
    Raises Forbidden, Conflict (project closed), Invalid (columns), and the errors of `files.store`.
    """
    policy.require(by, "import", process)
    require_open(process.project)
    digest = _digest(upload)
    known = process.logs.filter(sha256=digest).first()
    if known is not None:
        return _known(by, known, mapping, ask_columns, now)
    columns = _columns(upload, str(upload.name), mapping, ask_columns)
    with transaction.atomic():
        # One upload after the other: two at once must not take the same number, nor keep the same file twice.
        Process.objects.select_for_update().get(pk=process.pk)
        known = process.logs.filter(sha256=digest).first()
        if known is not None:
            return _known(by, known, mapping, ask_columns, now)
        log = _keep(by, process, upload, digest, columns, now)
        job = None if log.status == LogStatus.MAPPING else _start(by, log, now)
    return Upload(log, job)


@transaction.atomic
def analyse_again(
    *, by: Any, log: EventLog, now: datetime, mapping: Mapping[str, str] | None = None, expected: int | None = None
) -> Job:
    """Read a log that waits for its columns, failed, was cancelled or withdrawn; or a table with other columns.

    Raises Forbidden, Conflict (being analysed already), Invalid (columns) or StaleWrite.
    """
    policy.require(by, "import", log)
    require_open(log.process.project)
    locked = _locked(log)
    if locked.state in IN_FLIGHT:
        raise Conflict(_("This log is being analysed already."), code="in_flight")
    if locked.is_table:
        with files.open_file(locked.attachment) as stream:
            columns = _columns(stream, locked.file_name, mapping or locked.mapping or None, False)
    else:
        columns = {}
    before = {"status": locked.state, "mapping": locked.mapping}
    locked.mapping, locked.error, locked.reason, locked.status = columns or {}, {}, "", LogStatus.WAITING
    save(locked, now=now, expected=expected, fields=["mapping", "error", "reason", "status"])
    job = _start(by, locked, now)
    after = {"log": locked.number, "status": locked.status, "mapping": columns}
    _record(by, locked, "process.log_restarted", now, before=before, after=after)
    return job


@transaction.atomic
def withdraw_log(*, by: Any, log: EventLog, reason: str, now: datetime, expected: int | None = None) -> EventLog:
    """Take a wrong log back: it stays readable, the months it brought to KPIs are withdrawn, the log before counts.

    Raises Forbidden, Conflict (it brought nothing), Invalid (no reason) or StaleWrite.
    """
    policy.require(by, "delete", log)
    require_open(log.process.project)
    locked = _locked(log)
    if locked.status != LogStatus.READY:
        raise Conflict(_("Only an analysed log can be withdrawn."), code="not_ready")
    if not reason.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="reason")
    locked.status, locked.reason = LogStatus.WITHDRAWN, reason.strip()[:250]
    save(locked, now=now, expected=expected, fields=["status", "reason"])
    brought = Measurement.objects.filter(
        source=Source.PROCESS_LOG, source_ref=str(locked.pk), replaced_by__isnull=True, withdrawn=False
    ).select_related("kpi__goal__project")
    for measurement in brought:
        kpis.withdraw(by=by, measurement=measurement, reason=locked.reason, now=now)
    after = {"status": LogStatus.WITHDRAWN, "log": locked.number}
    _record(by, locked, "process.log_withdrawn", now, after=after, reason=locked.reason)
    before_it = selectors.latest_ready(locked.process)
    if before_it is not None:
        result = ProcessAnalysis.objects.get(pk=before_it.pk).result
        feed.feed_kpis(by=by, log=before_it, result=result, now=now)
    return locked


@transaction.atomic
def discard_log(*, by: Any, log: EventLog, now: datetime, expected: int | None = None) -> None:
    """Remove a log that never brought a figure, with its file. Raises Forbidden, Conflict or StaleWrite."""
    policy.require(by, "delete", log)
    locked = _locked(log)
    if locked.state not in WITHOUT_RESULT:
        raise Conflict(_("This log has figures; withdraw it instead, so that they stay readable."), code="has_result")
    save(locked, now=now, expected=expected, fields=[])
    before = {"log": locked.number, "file_name": locked.file_name}
    _record(by, locked, "process.log_discarded", now, before=before)
    attachment = locked.attachment
    locked.delete()
    files.delete(by=by, attachment=attachment, now=now)


def _digest(upload: Any) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _known(by: Any, log: EventLog, mapping: Mapping[str, str] | None, ask_columns: bool, now: datetime) -> Upload:
    """The same file again: read it anew only if it was not read well, or is to be read by other columns."""
    selectors.with_states([log])
    if log.state not in IN_FLIGHT and _worth_reading(log, mapping, ask_columns):
        job = analyse_again(by=by, log=log, mapping=mapping, now=now)
        log.refresh_from_db()
        return Upload(log, job, known=True)
    return Upload(log, Job.objects.filter(pk=log.job_id or 0).first(), known=True)


def _worth_reading(log: EventLog, mapping: Mapping[str, str] | None, ask_columns: bool) -> bool:
    if mapping and log.is_table:
        return _named(mapping) != log.mapping or log.state != LogStatus.READY
    if log.is_table and ask_columns:
        return False
    # Broken off without a fault in the file: it may well succeed now.
    broke_off = log.state == LogStatus.FAILED and not log.error
    return broke_off or log.state in (LogStatus.MAPPING, LogStatus.CANCELLED, LogStatus.WITHDRAWN)


def _columns(stream: Any, name: str, mapping: Mapping[str, str] | None, ask: bool) -> dict[str, str] | None:
    """The columns of a table: as said, else guessed; None: a person has to say. {} for what is no table."""
    if not name.lower().endswith(".csv"):
        return {}
    try:
        preview = csv_preview(stream)
        if not any(preview.headers):
            raise LogError("empty")
    except LogError as error:
        raise faults.as_invalid(error) from error
    finally:
        stream.seek(0)
    if mapping is None and ask:
        return None
    chosen = _named(mapping if mapping is not None else preview.guess)
    for field in NEEDED:
        if not chosen.get(field):
            raise faults.as_invalid(LogError("missing_column", column="", field=field), field)
    for field, header in chosen.items():
        if preview.headers.count(header) != 1:
            code = "duplicate_column" if header in preview.headers else "missing_column"
            raise faults.as_invalid(LogError(code, column=header, field=field), field)
    needed = [chosen[field] for field in NEEDED]
    if len(set(needed)) < len(needed):
        raise Invalid(_("Case, step and time are three different columns."), code="same_column", field="case")
    return chosen


def _named(mapping: Mapping[str, str]) -> dict[str, str]:
    return {name: str(mapping[name]).strip() for name in COLUMNS if str(mapping.get(name) or "").strip()}


def _keep(
    by: Any, process: Process, upload: Any, digest: str, columns: dict[str, str] | None, now: datetime
) -> EventLog:
    try:
        attachment = files.store(
            by=by,
            upload=upload,
            now=now,
            project_id=process.project_id,
            accepted=files.EVENT_LOGS,
            max_bytes=files.MAX_LOG_BYTES,
        )
    except DomainError as error:
        error.field = "file"
        raise
    number = (process.logs.aggregate(top=Max("number"))["top"] or 0) + 1
    log = create(
        EventLog(
            process=process,
            number=number,
            attachment=attachment,
            file_name=attachment.name,
            sha256=digest,
            mapping=columns or {},
            status=LogStatus.MAPPING if columns is None else LogStatus.WAITING,
            uploaded_by=by,
        ),
        now=now,
    )
    files.attach(attachment=attachment, kind=LOG_FILE, object_id=log.pk, project_id=process.project_id)
    _record(by, log, "process.log_uploaded", now, after={"log": number, "file_name": log.file_name})
    return log


def _start(by: Any, log: EventLog, now: datetime) -> Job:
    job: Job = jobs.start(
        by=by, kind=ANALYSE, params={"log_id": log.pk}, now=now, unique_key=f"log:{log.pk}:{by.pk if by else 0}"
    )
    EventLog.objects.filter(pk=log.pk).update(job_id=job.pk)
    log.job_id = job.pk
    return job


def _locked(log: EventLog) -> EventLog:
    row = (
        EventLog.objects.select_for_update(of=("self",)).select_related("process__project", "attachment").get(pk=log.pk)
    )
    return selectors.with_states([row])[0]


def _record(by: Any, log: EventLog, act: str, now: datetime, **facts: Any) -> None:
    """On the process, so that its history tells the whole story."""
    audit.record(by=by, act=act, obj=log.process, project_id=log.process.project_id, now=now, **facts)
