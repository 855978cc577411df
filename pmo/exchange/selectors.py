"""What the import pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as N_

from pmo.exchange import staging
from pmo.exchange.choices import BatchState
from pmo.exchange.errors import CellError
from pmo.exchange.importers import ImportContext, Importer
from pmo.exchange.models import ImportBatch
from pmo.exchange.specs import Column, TableSpec
from pmo.exchange.writing import NO, YES
from pmo.web.formats import grouped

UNDO_WITHIN = timedelta(days=30)
ERRORS_PER_PAGE = 200

_ACTIONS = {"create": N_("To be added"), "update": N_("To be changed"), "unchanged": N_("No change")}


@dataclass(frozen=True)
class ErrorRow:
    sheet: str
    row: int
    column: str
    letter: str
    value: str
    text: str


@dataclass(frozen=True)
class PreviewCell:
    value: str
    before: str = ""
    changed: bool = False
    number: bool = False


@dataclass(frozen=True)
class PreviewRow:
    row: int
    action: str
    cells: Sequence[PreviewCell]

    @property
    def word(self) -> str:
        return gettext(_ACTIONS[self.action]) if self.action in _ACTIONS else ""


@dataclass(frozen=True)
class Report:
    """One batch as its page shows it."""

    batch: ImportBatch
    columns: Sequence[Column]
    preview: Sequence[PreviewRow]
    errors: Sequence[ErrorRow]
    bad_rows: int
    sentence: str
    can_commit: bool
    can_undo: bool
    undo_until: datetime | None


def recent(user: Any, kind: str, context: ImportContext, limit: int = 10) -> list[ImportBatch]:
    """The person's latest imports of this kind into this target."""
    rows = ImportBatch.objects.visible_to(user).filter(kind=kind, context_key=context.key)
    return list(rows.exclude(state=BatchState.DISCARDED).defer("rows", "errors", "preview")[:limit])


def can_undo(batch: ImportBatch, importer: Importer, now: datetime) -> bool:
    if importer.undo is None or batch.state != BatchState.COMMITTED or batch.committed_at is None:
        return False
    return now - batch.committed_at <= UNDO_WITHIN


def report(batch: ImportBatch, importer: Importer, context: ImportContext, now: datetime) -> Report:
    spec = importer.spec_for(context)
    errors = error_rows(batch, spec)
    bad_rows = len({error.row for error in errors})
    return Report(
        batch=batch,
        columns=spec.columns,
        preview=_preview(batch, spec),
        errors=errors,
        bad_rows=bad_rows,
        sentence=sentence(batch, bad_rows),
        can_commit=batch.state == BatchState.CHECKED and not errors and bool(batch.rows),
        can_undo=can_undo(batch, importer, now),
        undo_until=batch.committed_at + UNDO_WITHIN if batch.committed_at else None,
    )


def sentence(batch: ImportBatch, bad_rows: int) -> str:
    """What the page says first."""
    counts = batch.counts
    if batch.state == BatchState.UNDONE:
        return gettext("This import was undone; its rows are as they were before.")
    if batch.state == BatchState.DISCARDED:
        return gettext("This file was discarded; nothing was imported.")
    if batch.state == BatchState.COMMITTED:
        return _counted(
            batch.outcome, ngettext("%(count)s row imported", "%(count)s rows imported", counts["rows"]), counts["rows"]
        )
    if bad_rows:
        text = ngettext(
            "%(bad)s of %(count)s row needs correcting; nothing has been imported",
            "%(bad)s of %(count)s rows need correcting; nothing has been imported",
            counts["rows"],
        )
        return text % {"bad": grouped(bad_rows), "count": grouped(counts["rows"])}
    if not counts["rows"]:
        return gettext("The file holds no rows below its column names.")
    return _counted(
        counts, ngettext("%(count)s row is ready to import", "%(count)s rows are ready to import", counts["rows"]),
        counts["rows"],
    )  # fmt: skip


def _counted(counts: dict[str, Any], text: str, rows: int) -> str:
    """`text`, and how many rows are new, changed and unchanged if that is known."""
    new, changed = counts.get("create", counts.get("created", 0)), counts.get("update", counts.get("updated", 0))
    shown = text % {"count": grouped(rows)}
    if not new and not changed and not counts.get("unchanged"):
        return shown
    detail = gettext("%(new)s new, %(changed)s changed, %(same)s unchanged") % {
        "new": grouped(new),
        "changed": grouped(changed),
        "same": grouped(counts.get("unchanged", 0)),
    }
    return gettext("%(sentence)s: %(detail)s") % {"sentence": shown, "detail": detail}


def error_rows(batch: ImportBatch, spec: TableSpec) -> list[ErrorRow]:
    """Every bad cell in the reader's language."""
    labels = {column.name: str(column.label) for column in spec.columns}
    return [
        ErrorRow(error.sheet, error.row, labels.get(error.column, error.column), error.letter, error.value, error.text)
        for error in map(CellError.from_json, batch.errors)
    ]


def _preview(batch: ImportBatch, spec: TableSpec) -> list[PreviewRow]:
    rows = staging.decode(spec, batch.rows[: len(batch.preview)], batch.sheet)
    found = []
    for row, (action, stored) in zip(rows, batch.preview, strict=True):
        before = staging.decode_values(spec, stored)
        found.append(PreviewRow(row["_row"], action, [_cell(column, row, before) for column in spec.columns]))
    return found


def _cell(column: Column, row: dict[str, Any], before: dict[str, Any]) -> PreviewCell:
    number = column.kind in ("integer", "decimal", "percent")
    value = shown(column, row[column.name])
    if column.name not in before:
        return PreviewCell(value, number=number)
    old = shown(column, before[column.name])
    return PreviewCell(value, old, old != value, number)


def shown(column: Column, value: Any) -> str:
    """A typed value as the report prints it."""
    if value is None:
        return ""
    if column.kind == "choice":
        return column.choice_label(value)
    if isinstance(value, bool):
        return gettext(YES) if value else gettext(NO)
    if isinstance(value, Decimal):
        text = format(value.normalize(), "f")
        return f"{text}%" if column.kind == "percent" else text
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(getattr(value, "text", value))
