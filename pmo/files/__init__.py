"""Uploads and downloads. Other rooms: `from pmo import files`."""

from __future__ import annotations

from pmo.files.errors import StorageFull, TooLarge, UnsafeFile, WrongType
from pmo.files.formats import ALL, DOCUMENTS, EVENT_LOGS, TABLES, USAGE_EVENTS
from pmo.files.guards import may_read, register_guard, register_owner
from pmo.files.selectors import of, open_file, path_of, url_of
from pmo.files.services import MAX_BYTES, MAX_LOG_BYTES, attach, delete, store

__all__ = [
    "ALL",
    "DOCUMENTS",
    "EVENT_LOGS",
    "MAX_BYTES",
    "MAX_LOG_BYTES",
    "TABLES",
    "USAGE_EVENTS",
    "StorageFull",
    "TooLarge",
    "UnsafeFile",
    "WrongType",
    "attach",
    "delete",
    "may_read",
    "of",
    "open_file",
    "path_of",
    "register_guard",
    "register_owner",
    "store",
    "url_of",
]
