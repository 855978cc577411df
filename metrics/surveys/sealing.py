"""Seal and open anonymous ballots: what lies in the database cannot be read with the database alone.

Encrypt-then-MAC with HMAC-SHA256: as a pseudo-random function in counter mode (NIST SP 800-108, the construction of
SP 800-38A CTR) and as authenticator, under two keys derived from the server's secret. Every ballot has its own random
nonce, and is padded so that its length does not tell a long answer from a short one. Keys of before a change of the
secret are tried as well (SECRET_KEY_FALLBACKS).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable

from django.conf import settings

NONCE, TAG, BLOCK = 16, 32, 32
PADDED = 1024
"""Lengths are multiples of this many bytes."""


class Unreadable(ValueError):
    """Not sealed with a key this server knows, or changed since."""


def seal(plain: bytes, *, context: str) -> bytes:
    """Sealed bytes; `context` must be the same when they are opened (the round)."""
    nonce = secrets.token_bytes(NONCE)
    size = len(plain).to_bytes(4, "big")
    padded = size + plain + bytes(-(len(plain) + 4) % PADDED)
    hiding, proving = _keys(settings.SECRET_KEY, context)
    body = nonce + _mixed(padded, hiding, nonce)
    return body + hmac.digest(proving, body, hashlib.sha256)


def unseal(sealed: bytes, *, context: str) -> bytes:
    """What was sealed. Raises Unreadable."""
    body, tag = sealed[:-TAG], sealed[-TAG:]
    for secret in _secrets():
        hiding, proving = _keys(secret, context)
        if hmac.compare_digest(hmac.digest(proving, body, hashlib.sha256), tag):
            padded = _mixed(body[NONCE:], hiding, body[:NONCE])
            return padded[4 : 4 + int.from_bytes(padded[:4], "big")]
    raise Unreadable("sealed with a key this server does not have")


def _secrets() -> Iterable[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _keys(secret: str, context: str) -> tuple[bytes, bytes]:
    return tuple(  # type: ignore[return-value]
        hmac.digest(secret.encode(), f"luodi.surveys.{use}:{context}".encode(), hashlib.sha256)
        for use in ("hide", "prove")
    )


def _mixed(data: bytes, key: bytes, nonce: bytes) -> bytes:
    """`data` xor the key stream: hides and shows again."""
    stream = b"".join(
        hmac.digest(key, nonce + number.to_bytes(8, "big"), hashlib.sha256) for number in range(-(-len(data) // BLOCK))
    )
    return bytes(a ^ b for a, b in zip(data, stream, strict=False))
