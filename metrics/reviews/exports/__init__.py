"""The frozen pack as PPTX, PDF and Excel: one document, three writers. All in the reader's language and rights."""

from __future__ import annotations

from collections.abc import Callable

from metrics.reviews.exports import pdf, pptx, xlsx
from metrics.reviews.exports.document import Document, Told, nobody
from metrics.reviews.models import Review

KINDS = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Made while the reader waits; setting type takes seconds and is work of its own.
AT_ONCE = ("pptx", "xlsx")
_QUICK: dict[str, Callable[[Document], bytes]] = {"pptx": pptx.write, "xlsx": xlsx.write}


def write(kind: str, document: Document, told: Told = nobody) -> bytes:
    """The file. Raises Conflict for a PDF on a machine without the libraries that set type."""
    return _QUICK[kind](document) if kind in _QUICK else pdf.write(document, told)


def name_of(review: Review, kind: str) -> str:
    """What the file is called, in the active language."""
    return f"{review.subject_label} {review.quarter}.{kind}"


def offered() -> list[str]:
    """The kinds this machine can write."""
    return [kind for kind in KINDS if kind != "pdf" or pdf.available()]


__all__ = ["AT_ONCE", "KINDS", "Document", "Told", "name_of", "offered", "write"]
