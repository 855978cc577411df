"""The cache: Redis where there is one, else the memory of the process. Nothing that must survive is kept in it."""

import os
from typing import Any

from pmo.embedded.state import read_state

from .env import EMBEDDED, TESTING, VAR, text

__all__ = ["CACHES", "SESSION_ENGINE"]


def redis_address() -> str:
    if url := text("REDIS_URL"):
        return url
    if EMBEDDED and (state := read_state(VAR)) and state.redis_socket:
        return f"unix://{state.redis_socket}?db=1"
    return ""


def cache() -> dict[str, Any]:
    address = redis_address()
    if not address:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}
    return {
        "BACKEND": "pmo.settings.backends.ForgivingRedisCache",
        "LOCATION": address,
        # Parallel test processes share one Redis and must not see each other's counters.
        "KEY_PREFIX": f"luodi-{os.environ.get('PYTEST_XDIST_WORKER', 'test')}" if TESTING else "luodi",
        "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 1.0},
    }


CACHES = {"default": cache()}
# Sessions are in the database: a lost cache must not log anybody out.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
