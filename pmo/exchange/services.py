"""Check a file, then commit it whole or not at all; take a commit back."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit, files, texts
from pmo.exchange import selectors, staging
from pmo.exchange.choices import BatchState
from pmo.exchange.errors import CellError
from pmo.exchange.importers import Checked, ImportContext, Importer
from pmo.exchange.models import ImportBatch
from pmo.exchange.reading import ReadTable, read
from pmo.exchange.specs import TableSpec
from pmo.records import Conflict

KEEP_UNCOMMITTED = timedelta(days=30)
PREVIEW_ROWS = 50

Row = dict[str, Any]


class ImportRefused(Conflict):
    """The data changed since the check, and the rows no longer fit. The batch shows the new report."""

    code = "import_refused"


def check_file(
    *, by: Any, importer: Importer, context: ImportContext, upload: UploadedFile[Any], now: datetime
) -> ImportBatch:
    """Read and check `upload` without importing anything; the answer is the batch with its report.

    The same file for the same target is the same batch: one already imported is returned as it is, one merely checked
    is checked anew. Raises BadFile and what `files.store` raises; Conflict when somebody else imported this very file.
    """
    sha256 = _hash(upload)
    same = {"kind": importer.kind, "context_key": context.key, "sha256": sha256}
    done = ImportBatch.objects.filter(**same, state=BatchState.COMMITTED).select_related("by").first()
    if done is not None:
        if done.by_id == by.pk:
            return done
        raise _imported_by(done)
    spec = importer.spec_for(context)
    table = read(upload, spec)
    found = importer.checked(table.rows, context)
    with transaction.atomic():
        batch = ImportBatch.objects.filter(**same, by=by, state=BatchState.CHECKED).first()
        if batch is None:
            batch = _new_batch(by, importer, context, upload, sha256, now)
        _stage(batch, spec, table, found, now)
    return batch


def _imported_by(done: ImportBatch) -> Conflict:
    return Conflict(
        _("%(person)s has already imported this file on %(day)s."),
        code="already_imported",
        field="file",
        params={"person": done.by.label, "day": texts.day(done.committed_at.date())["v"] if done.committed_at else ""},
    )


def _hash(upload: UploadedFile[Any]) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _new_batch(
    by: Any, importer: Importer, context: ImportContext, upload: UploadedFile[Any], sha256: str, now: datetime
) -> ImportBatch:
    stored = files.store(by=by, upload=upload, now=now, project_id=context.project_id, accepted=files.TABLES)
    batch = ImportBatch.objects.create(
        kind=importer.kind,
        context=dict(context.params),
        context_key=context.key,
        project_id=context.project_id,
        file=stored,
        file_name=stored.name,
        sha256=sha256,
        by=by,
        created_at=now,
        checked_at=now,
    )
    files.attach(attachment=stored, kind="import", object_id=batch.pk, project_id=context.project_id)
    return batch


def _stage(batch: ImportBatch, spec: TableSpec, table: ReadTable, found: Checked, now: datetime) -> None:
    errors = [*table.errors, *(error.at(table.sheet, table.letters) for error in found.errors)]
    errors.sort(key=lambda error: error.row)
    actions = list(found.actions) or [""] * len(table.rows)
    before = list(found.before) or [None] * len(table.rows)
    batch.sheet = table.sheet[:60]
    batch.rows = staging.encode(spec, table.rows)
    batch.preview = [
        [action, staging.encode_values(spec, old)]
        for action, old in zip(actions[:PREVIEW_ROWS], before[:PREVIEW_ROWS], strict=False)
    ]
    batch.errors = [error.to_json() for error in errors]
    batch.ignored = table.ignored[:50]
    batch.counts = {
        "rows": table.count,
        "good": len(table.rows),
        "errors": len(errors),
        **Counter(filter(None, actions)),
    }
    batch.checked_at = now
    batch.save()


def commit(*, by: Any, batch: ImportBatch, importer: Importer, context: ImportContext, now: datetime) -> ImportBatch:
    """Import all rows of `batch` in one transaction. Committing twice gives the first result.

    Raises Conflict when there is nothing to commit, ImportRefused when the rows no longer fit, and what the room
    raises.
    """
    try:
        with transaction.atomic():
            return _commit(by, batch, importer, context, now)
    except _NoLongerFits as refused:
        with transaction.atomic():
            ImportBatch.objects.filter(pk=batch.pk, state=BatchState.CHECKED).update(
                errors=[error.to_json() for error in refused.errors],
                counts={**batch.counts, "errors": len(refused.errors)},
                checked_at=now,
            )
        raise ImportRefused(
            _("The data has changed since the check. Nothing was imported; see what no longer fits.")
        ) from None


class _NoLongerFits(Exception):
    def __init__(self, errors: list[CellError]) -> None:
        super().__init__(len(errors))
        self.errors = errors


def _commit(by: Any, batch: ImportBatch, importer: Importer, context: ImportContext, now: datetime) -> ImportBatch:
    if not _claim(batch, now):
        fresh = ImportBatch.objects.select_related("by").get(pk=batch.pk)
        if fresh.state == BatchState.COMMITTED:
            return fresh
        raise Conflict(_("This import was discarded or undone. Upload the file again."), code="not_open")
    batch.refresh_from_db()
    if batch.errors or not batch.rows:
        raise Conflict(_("There are rows to correct first. Nothing was imported."), code="has_errors")
    rows = staging.decode(importer.spec_for(context), batch.rows, batch.sheet)
    found = importer.checked(rows, context)
    if found.errors:
        raise _NoLongerFits([error.at(batch.sheet, {}) for error in found.errors])
    outcome = importer.commit(rows, by, context, now)
    batch.outcome = asdict(outcome)
    batch.save(update_fields=["outcome"])
    counts = {"created": outcome.created, "updated": outcome.updated, "unchanged": outcome.unchanged}
    audit.record(
        by=by,
        act="import.committed",
        obj=batch,
        now=now,
        project_id=batch.project_id,
        after={"kind": batch.kind, "file": batch.file_name, **counts},
    )
    return batch


def _claim(batch: ImportBatch, now: datetime) -> bool:
    """Move the batch to COMMITTED if it is still open; the losers of a race find it closed."""
    try:
        with transaction.atomic():
            open_batch = ImportBatch.objects.filter(pk=batch.pk, state=BatchState.CHECKED)
            return bool(open_batch.update(state=BatchState.COMMITTED, committed_at=now))
    except IntegrityError:
        done = (
            ImportBatch.objects.filter(kind=batch.kind, context_key=batch.context_key, sha256=batch.sha256)
            .filter(state=BatchState.COMMITTED)
            .select_related("by")
            .get()
        )
        raise _imported_by(done) from None


@transaction.atomic
def undo(*, by: Any, batch: ImportBatch, importer: Importer, context: ImportContext, now: datetime) -> ImportBatch:
    """Take a commit back. Raises Conflict when it is too late or impossible, and what the room raises."""
    if importer.undo is None or not selectors.can_undo(batch, importer, now):
        raise Conflict(_("This import can no longer be undone."), code="cannot_undo")
    done = ImportBatch.objects.filter(pk=batch.pk, state=BatchState.COMMITTED).update(
        state=BatchState.UNDONE, undone_at=now, undone_by=by
    )
    if not done:
        raise Conflict(_("This import can no longer be undone."), code="cannot_undo")
    importer.undo(batch.outcome.get("undo"), by, context, now)
    audit.record(
        by=by,
        act="import.undone",
        obj=batch,
        now=now,
        project_id=batch.project_id,
        before={"state": BatchState.COMMITTED.value},
        after={"state": BatchState.UNDONE.value},
    )
    batch.refresh_from_db()
    return batch


@transaction.atomic
def discard(*, by: Any, batch: ImportBatch, now: datetime) -> None:
    """Throw a checked file away. A second time changes nothing; Conflict when it was imported meanwhile."""
    gone = ImportBatch.objects.filter(pk=batch.pk, state=BatchState.CHECKED).update(
        state=BatchState.DISCARDED, rows=[], preview=[], errors=[]
    )
    if gone:
        audit.record(
            by=by,
            act="import.discarded",
            obj=batch,
            now=now,
            project_id=batch.project_id,
            before={"state": BatchState.CHECKED.value},
            after={"state": BatchState.DISCARDED.value},
        )
    elif not ImportBatch.objects.filter(pk=batch.pk, state=BatchState.DISCARDED).exists():
        raise Conflict(_("This import is already done."), code="not_open")


def purge(*, now: datetime) -> int:
    """Forget staged rows nobody committed for 30 days, and the working data of commits past undoing."""
    stale = ImportBatch.objects.filter(state=BatchState.CHECKED, checked_at__lt=now - KEEP_UNCOMMITTED)
    count = stale.update(state=BatchState.DISCARDED, rows=[], preview=[], errors=[])
    past = ImportBatch.objects.filter(state=BatchState.COMMITTED, committed_at__lt=now - selectors.UNDO_WITHIN).exclude(
        rows=[]
    )
    return count + past.update(rows=[], preview=[])
