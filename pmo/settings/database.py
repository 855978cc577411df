"""PostgreSQL when DATABASE_URL names one, else SQLite in the state folder."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from .env import PRODUCTION, ROLE, TESTING, VAR, number, text

__all__ = ["DATABASES"]

# Seconds a statement may run. A page that needs longer is broken; a computation may; a migration must not be cut.
STATEMENT_LIMITS = {"web": 10, "worker": 300, "beat": 300, "migrate": 0}

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA cache_size=-32000;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA mmap_size=134217728;"
    "PRAGMA journal_size_limit=67108864;"
)


def postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql", "pgsql"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgresql://")
    statement = number("LUODI_STATEMENT_TIMEOUT", STATEMENT_LIMITS.get(ROLE, 10))
    limits = {"statement_timeout": f"{statement}s", "idle_in_transaction_session_timeout": "30s"}
    if ROLE == "migrate":
        # Waiting for a lock stops everybody behind us: give up early, the job is tried again.
        limits["lock_timeout"] = "2s"
    options: dict[str, Any] = {
        "connect_timeout": 5,
        "application_name": f"luodi-{ROLE}",
        "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
    }
    options |= dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0 if TESTING else number("LUODI_CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
        "OPTIONS": options,
    }


def sqlite() -> dict[str, Any]:
    VAR.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "luodi.sqlite3",
        "OPTIONS": {
            # A transaction that starts by reading and then writes would fail with "database is locked".
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS + f"PRAGMA synchronous={'OFF' if TESTING else 'NORMAL'};",
        },
        # A file, not memory: the browser tests' server runs in a thread with its own connection.
        "TEST": {"NAME": VAR / "test.sqlite3"},
    }


_url = text("DATABASE_URL")
if PRODUCTION and not _url:
    raise ImproperlyConfigured("DATABASE_URL is needed in production.")

DATABASES: dict[str, dict[str, Any]] = {"default": postgres(_url) if _url else sqlite()}
