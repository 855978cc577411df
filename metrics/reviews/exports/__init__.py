"""The frozen pack as PPTX, PDF and Excel: one document, three writers. All in the reader's language and rights."""

from __future__ import annotations

from collections.abc import Callable

from metrics.reviews.exports import pdf, pptx, xlsx
from metrics.reviews.exports.document import Document

KINDS = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WRITERS: dict[str, Callable[[Document], bytes]] = {"pptx": pptx.write, "pdf": pdf.write, "xlsx": xlsx.write}


def write(kind: str, document: Document) -> bytes:
    """The file. Raises Conflict for a PDF on a machine without the libraries that set type."""
    return _WRITERS[kind](document)


def offered() -> list[str]:
    """The kinds this machine can write."""
    return [kind for kind in KINDS if kind != "pdf" or pdf.available()]


__all__ = ["KINDS", "Document", "offered", "write"]
