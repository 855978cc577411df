"""Tables in and out. Other rooms: `from pmo import exchange`."""

from __future__ import annotations

from pmo.exchange.errors import BadFile, CellError
from pmo.exchange.importers import Checked, ImportContext, Importer, ImportOutcome, import_url, register
from pmo.exchange.reading import ReadTable, read
from pmo.exchange.specs import Column, Ref, Sheet, TableSpec
from pmo.exchange.writing import SheetColumn, as_download, write_csv, write_xlsx

__all__ = [
    "BadFile",
    "CellError",
    "Checked",
    "Column",
    "ImportContext",
    "ImportOutcome",
    "Importer",
    "ReadTable",
    "Ref",
    "Sheet",
    "SheetColumn",
    "TableSpec",
    "as_download",
    "import_url",
    "read",
    "register",
    "write_csv",
    "write_xlsx",
]
