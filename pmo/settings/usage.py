"""Usage events of the systems that are rolled out: the key of the pseudonyms, rates, how long things are kept."""

import hashlib
import hmac

from django.core.exceptions import ImproperlyConfigured

from .env import number, text
from .security import SECRET_KEY

__all__ = [
    "USAGE_BURST",
    "USAGE_DATABASE_URL",
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
# Where single events live when they outgrow the application's database: clickhouse://user:password@host:8123/database,
# with ?secure=true over TLS. Empty: the application's database.
USAGE_DATABASE_URL = text("USAGE_DATABASE_URL")
if USAGE_DATABASE_URL and not USAGE_DATABASE_URL.startswith(("clickhouse://", "chdb:///")):
    raise ImproperlyConfigured("USAGE_DATABASE_URL must be like clickhouse://user:password@host:8123/database")
