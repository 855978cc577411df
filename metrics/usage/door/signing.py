"""Signed requests: HMAC-SHA256 over the moment and the raw body, with a secret that is derived and not stored."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

TIMESTAMP, SIGNATURE = "Luodi-Timestamp", "Luodi-Signature"
WINDOW_SECONDS = 300
PREFIX = "v1="


def secret_of(digest: str) -> str:
    """The signing secret of the source whose token has this digest. Shown once, together with the token."""
    keyed = hmac.digest(settings.USAGE_PSEUDONYM_KEY, b"signing:" + digest.encode(), "sha256")
    return "lus_" + keyed.hex()


def sign(secret: str, timestamp: int, body: bytes) -> str:
    return PREFIX + hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def fault(digest: str, timestamp: str, signature: str, body: bytes, *, now: float) -> str:
    """Why a signature does not hold: missing_signature, stale_signature, wrong_signature; "" when it does.

    What is sent again within the window is harmless: its events are known by their ids.
    """
    if not timestamp or not signature:
        return "missing_signature"
    if not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > 12:
        return "wrong_signature"
    if abs(int(timestamp) - now) > WINDOW_SECONDS:
        return "stale_signature"
    right = sign(secret_of(digest), int(timestamp), body)
    return "" if hmac.compare_digest(right.encode(), signature.encode("utf-8", "replace")) else "wrong_signature"
