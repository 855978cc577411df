"""Files of events: kept until they are read, read as a job, gone afterwards, with a list of what was refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext_noop as N_

from metrics.usage.choices import UploadStatus
from metrics.usage.door import files as reading
from metrics.usage.door.reading import Known, chunks
from metrics.usage.models import UsageSystem, UsageUpload
from metrics.usage.services import ingest
from pmo import audit, files, jobs, texts
from pmo.access import policy
from pmo.notify.wake import wake
from pmo.records import DomainError
from pmo.records.models import create
from pmo.texts import Sentence
from pmo.web import formats
from projects.portfolio.acts import require_open

READ = "usage.read_file"
UPLOAD_FILE = "usage_upload"
CHUNK = 5_000
# More refused lines than this nobody reads.
MOST_REFUSED = 10_000


@transaction.atomic
def upload_events(*, by: Any, system: UsageSystem, upload: Any, now: datetime) -> UsageUpload:
    """Keep the file and have it read. Raises Forbidden, Conflict (closed) and the errors of `files.store`."""
    policy.require(by, "import", system)
    require_open(system.project)
    try:
        attachment = files.store(
            by=by,
            upload=upload,
            now=now,
            project_id=system.project_id,
            accepted=files.USAGE_EVENTS,
            max_bytes=files.MAX_LOG_BYTES,
        )
    except DomainError as error:
        error.field = "file"
        raise
    made = create(UsageUpload(system=system, attachment=attachment, file_name=attachment.name, uploaded_by=by), now=now)
    files.attach(attachment=attachment, kind=UPLOAD_FILE, object_id=made.pk, project_id=system.project_id)
    job = jobs.start(by=by, kind=READ, params={"upload_id": made.pk}, now=now, unique_key=f"usage-upload:{made.pk}")
    UsageUpload.objects.filter(pk=made.pk).update(job_id=job.pk)
    made.job_id = job.pk
    audit.record(
        by=by, act="usage.file_uploaded", obj=system, project_id=system.project_id, now=now,
        after={"file_name": made.file_name},
    )  # fmt: skip
    return made


@jobs.handler(READ, label=N_("Usage events from a file"), cancellable=False)
def read_file(run: jobs.JobRun) -> jobs.JobResult:
    """Params: upload_id. Each portion is stored together with how far the file is read: a killed worker loses none and
    doubles none."""
    found = UsageUpload.objects.select_related("system__project", "attachment", "uploaded_by")
    upload = found.filter(pk=run.params["upload_id"], job_id=run.job.pk).first()
    if upload is None or upload.attachment is None:
        return jobs.JobResult()
    refused: list[tuple[int, str, str]] = []
    try:
        _read(run, upload, refused)
    except DomainError as error:
        said = {"code": error.code, "text": error.message}
        UsageUpload.objects.filter(pk=upload.pk).update(status=UploadStatus.FAILED, error=said)
        raise
    return run.commit(lambda: _finish(run, upload, refused))


def _read(run: jobs.JobRun, upload: UsageUpload, refused: list[tuple[int, str, str]]) -> None:
    attachment, system = upload.attachment, upload.system
    if attachment is None:
        return
    UsageUpload.objects.filter(pk=upload.pk).update(status=UploadStatus.READING)
    done, seen = upload.rows or 0, 0
    known = ingest.known(system, run.now)
    with files.open_file(attachment) as stream:
        for portion in chunks(reading.lines(stream, upload.file_name, ZoneInfo(system.time_zone)), CHUNK):
            seen += len(portion)
            if seen <= done:
                continue
            _store(upload, portion, known, run.now, refused)
            share = min(1.0, portion[-1][2] / max(1, attachment.size))
            run.progress(95 * share, Sentence("usage.reading", {"rows": formats.grouped(seen)}))


@transaction.atomic
def _store(
    upload: UsageUpload, portion: list[reading.Line], known: Known, now: datetime, refused: list[tuple[int, str, str]]
) -> None:
    taken = ingest.take(system=upload.system, entries=[entry for _line, entry, _read in portion], now=now, reader=known)
    for index, why, _example in taken.batch.refused:
        if len(refused) < MOST_REFUSED:
            refused.append((portion[index][0], why.value, str(why.label)))
    upload.rows = (upload.rows or 0) + len(portion)
    upload.accepted = (upload.accepted or 0) + taken.accepted
    upload.duplicates = (upload.duplicates or 0) + taken.duplicates
    upload.refused = (upload.refused or 0) + len(taken.batch.refused)
    upload.unknown = (upload.unknown or 0) + taken.unknown
    upload.save(update_fields=["rows", "accepted", "duplicates", "refused", "unknown"])


def _finish(run: jobs.JobRun, upload: UsageUpload, refused: list[tuple[int, str, str]]) -> jobs.JobResult:
    now, by, system = run.now, upload.uploaded_by, upload.system
    if refused:
        table = SimpleUploadedFile("refused.csv", "".join(_csv(refused)).encode("utf-8-sig"))
        kept = files.store(
            by=by, upload=table, now=now, project_id=system.project_id, kind=UPLOAD_FILE, object_id=upload.pk,
            accepted=files.TABLES,
        )  # fmt: skip
        upload.refusals = kept
    # It names people, and everything in it is stored under pseudonyms or told as refused.
    attachment, upload.attachment = upload.attachment, None
    upload.status, upload.rows = UploadStatus.DONE, upload.rows or 0
    upload.save(update_fields=["refusals", "attachment", "status", "rows"])
    if attachment is not None:
        files.delete(by=by, attachment=attachment, now=now)
    counts = {name: getattr(upload, name) or 0 for name in ("rows", "accepted", "duplicates", "refused", "unknown")}
    audit.record(
        by=by, act="usage.file_read", obj=system, project_id=system.project_id, now=now,
        after={"file_name": upload.file_name, **counts},
    )  # fmt: skip
    wake("metrics.usage_rollup")
    said = {"accepted": texts.num(counts["accepted"]), "refused": texts.num(counts["refused"])}
    return jobs.JobResult(url=upload.url, data=counts, text=Sentence("usage.file_read", said))


def _csv(refused: list[tuple[int, str, str]]) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["line", "code", "detail"])
    writer.writerows(refused)
    yield out.getvalue()
