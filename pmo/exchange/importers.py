"""The registry of imports. A room says what its table looks like, what is wrong with rows, and how they are written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from pmo.exchange.errors import CellError
from pmo.exchange.specs import TableSpec, Text

Row = dict[str, Any]


@dataclass(frozen=True)
class ImportContext:
    """For whom and into what. `params` is the query string that leads back here; `obj` the visible target object."""

    user: Any
    params: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    """Name of the target ("FIN-01 报销"), shown under the heading."""
    back_url: str = ""
    project_id: int | None = None
    obj: Any = None

    @property
    def key(self) -> str:
        canonical = json.dumps(dict(self.params), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True)
class Checked:
    """What a room found in the rows that could be read.

    actions   "create", "update" or "unchanged" for each row, in order; empty when the room does not tell
    before    for each row the present values of what changes, or None
    """

    errors: Sequence[CellError] = ()
    actions: Sequence[str] = ()
    before: Sequence[Mapping[str, Any] | None] = ()


@dataclass(frozen=True)
class ImportOutcome:
    """What a commit did. `undo` is JSON that the importer's `undo` understands."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    url: str = ""
    undo: Any = None


@dataclass(frozen=True)
class Importer:
    """One kind of import.

    context   loads the target the person may see and checks the right on it (404 or Forbidden); called on every page
    check     finds what is wrong with the rows, in a fixed number of queries; called again inside the commit
    commit    writes all rows; runs in one transaction, and any exception undoes everything
    undo      takes a commit back within 30 days; raises a DomainError when later changes stand in the way
    template_rows   rows to prefill the template with, so that a table can be taken out, edited and brought back
    """

    kind: str
    title: Text
    spec: TableSpec | Callable[[ImportContext], TableSpec]
    context: Callable[[Any, Mapping[str, str]], ImportContext]
    check: Callable[[list[Row], ImportContext], Checked | list[CellError]]
    commit: Callable[[list[Row], Any, ImportContext, datetime], ImportOutcome]
    undo: Callable[[Any, Any, ImportContext, datetime], None] | None = None
    template_rows: Callable[[ImportContext], Sequence[Mapping[str, Any]]] | Sequence[Mapping[str, Any]] = ()
    about: Text = ""

    def spec_for(self, context: ImportContext) -> TableSpec:
        return self.spec(context) if callable(self.spec) else self.spec

    def rows_for(self, context: ImportContext) -> Sequence[Mapping[str, Any]]:
        return self.template_rows(context) if callable(self.template_rows) else self.template_rows

    def checked(self, rows: list[Row], context: ImportContext) -> Checked:
        found = self.check(rows, context)
        return found if isinstance(found, Checked) else Checked(errors=found)


_importers: dict[str, Importer] = {}


def register(importer: Importer) -> None:
    if importer.kind in _importers and _importers[importer.kind] is not importer:
        raise ValueError(f"import kind {importer.kind!r} is registered twice")
    _importers[importer.kind] = importer


def get(kind: str) -> Importer | None:
    return _importers.get(kind)


def import_url(kind: str, **params: Any) -> str:
    """Where the import of `kind` begins; `params` name its target."""
    return _url("exchange:upload", kind, params)


def template_url(kind: str, **params: Any) -> str:
    """The workbook to fill in."""
    return _url("exchange:template", kind, params)


def _url(route: str, kind: str, params: Mapping[str, Any]) -> str:
    query = urlencode({name: str(value) for name, value in params.items()})
    return reverse(route, args=[kind]) + (f"?{query}" if query else "")
