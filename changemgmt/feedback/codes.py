"""The code an anonymous author holds, and the code on a printed sheet."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass

import segno
from django.core import signing
from django.utils.html import format_html
from django.utils.safestring import SafeString

SALT = "changemgmt.feedback.sheet"
QUIET = 4
BYTES = 20
"""160 bits: 32 letters and digits without a rest."""


def new_receipt() -> str:
    """A code nobody can guess, in groups one can copy by hand."""
    return grouped(base64.b32encode(secrets.token_bytes(BYTES)).decode())


def grouped(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def hashed(code: str) -> str:
    """What is stored of a receipt, however its holder typed it."""
    plain = "".join(code.split()).replace("-", "").upper()
    return hashlib.sha256(f"feedback:{plain}".encode()).hexdigest()


@dataclass(frozen=True)
class Context:
    """What a sheet says beforehand: ids of project and unit, and what it is about."""

    project_id: int | None = None
    unit_id: int | None = None
    place: str = ""


def sealed(context: Context) -> str:
    """The context as a word of an address. Signed: whoever scans it is told the name of a project they do not see."""
    return signing.dumps([context.project_id, context.unit_id, context.place], salt=SALT, compress=True)


def opened(code: str) -> Context | None:
    try:
        project_id, unit_id, place = signing.loads(code, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Context(project_id, unit_id, str(place)[:60])


def drawn(address: str) -> SafeString:
    """The QR code of an address as SVG, as large as its box: one square per dark module, the quiet zone around."""
    code = segno.make(address, error="m", micro=False)
    rows = [list(row) for row in code.matrix_iter(border=QUIET)]
    squares = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return format_html(
        '<svg class="fb-qr" viewBox="0 0 {0} {0}" shape-rendering="crispEdges" role="img" aria-label="{1}">'
        '<rect width="{0}" height="{0}" fill="#fff"/><path d="{2}" fill="#000"/></svg>',
        len(rows), address, squares,
    )  # fmt: skip
