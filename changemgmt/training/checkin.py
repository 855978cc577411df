"""The code a trainer shows and a participant scans: signed, bound to one session, good for a minute and a half.

Nothing is stored: whoever has not been in the room in this minute cannot know it, and a photograph is soon worthless.
"""

from __future__ import annotations

from datetime import datetime

import segno
from django.utils.crypto import constant_time_compare, salted_hmac

from changemgmt.training.choices import CODE_SECONDS, CODES_ACCEPTED

_SALT = "changemgmt.training.checkin"
_LENGTH = 24


def code_for(session_id: int, now: datetime) -> str:
    return _code(session_id, _slot(now))


def seconds_left(now: datetime) -> int:
    """Until the next code is shown."""
    return CODE_SECONDS - int(now.timestamp()) % CODE_SECONDS


def drawn(url: str, border: int = 2) -> tuple[str, int]:
    """The address as a QR code: the path of an SVG drawing with dark modules of one unit, and its width in units."""
    rows = [list(row) for row in segno.make(url, error="m", micro=False).matrix_iter(border=border)]
    parts = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark]
    return "".join(parts), len(rows)


def session_of(code: str, now: datetime) -> int | None:
    """The session a code was made for; None when it is forged, torn or too old."""
    parts = code.split(".")
    if len(parts) != 3 or not (parts[0] + parts[1]).isascii() or not all(part.isdigit() for part in parts[:2]):
        return None
    if len(parts[0]) > 18 or len(parts[1]) > 18:
        return None
    session_id, slot = int(parts[0]), int(parts[1])
    if not constant_time_compare(code, _code(session_id, slot)):
        return None
    age = _slot(now) - slot
    return session_id if 0 <= age < CODES_ACCEPTED else None


def _slot(now: datetime) -> int:
    return int(now.timestamp()) // CODE_SECONDS


def _code(session_id: int, slot: int) -> str:
    said = f"{session_id}.{slot}"
    mac = salted_hmac(_SALT, said, algorithm="sha256").hexdigest()[:_LENGTH]
    return f"{said}.{mac}"
