"""Usage events of the systems that are rolled out: the key of the pseudonyms, rates, how long things are kept."""

import hashlib
import hmac

from .env import number, text
from .security import SECRET_KEY

__all__ = [
    "USAGE_BURST",
    "USAGE_PSEUDONYM_KEY",
    "USAGE_RATE",
    "USAGE_RAW_DAYS",
    "USAGE_ROLLUP_MONTHS",
]


def pseudonym_key() -> bytes:
    """Never in the database: whoever has a copy of the tables alone cannot tell whose events they are."""
    own = text("LUODI_USAGE_KEY")
    secret = own.encode() if own else hmac.digest(SECRET_KEY.encode(), b"usage pseudonyms", "sha256")
    return hashlib.sha256(secret).digest()


USAGE_PSEUDONYM_KEY = pseudonym_key()
# Events per second one source may send on average, and how many at once before that average counts.
USAGE_RATE = number("LUODI_USAGE_RATE", 2_000)
USAGE_BURST = number("LUODI_USAGE_BURST", 20_000)
USAGE_RAW_DAYS = number("LUODI_USAGE_RAW_DAYS", 90)
USAGE_ROLLUP_MONTHS = number("LUODI_USAGE_ROLLUP_MONTHS", 24)
