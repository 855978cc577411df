"""The environment for processes that tests start: as on a server, but on loopback and without TLS."""

import os
import secrets
from pathlib import Path

# Would make a child believe it is the test process itself.
INHERITED = ("PYTEST_", "LUODI_", "DJANGO_", "DATABASE_URL", "REDIS_URL", "SECRET_KEY")


def server_environment(*, database_url: str, redis_url: str, var: Path, role: str = "web") -> dict[str, str]:
    """Production settings for one process. `var` is its state folder; give all processes of a test the same."""
    secret = var / "test-secret"
    if not secret.exists():
        var.mkdir(parents=True, exist_ok=True)
        secret.write_text(secrets.token_urlsafe(64), encoding="ascii")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(INHERITED)}
    return clean | {
        "DJANGO_SETTINGS_MODULE": "pmo.settings",
        "LUODI_ENV": "production",
        "LUODI_ROLE": role,
        "LUODI_VAR": str(var),
        "LUODI_SSL_REDIRECT": "0",
        "LUODI_SECURE_COOKIES": "0",
        "LUODI_HSTS_SECONDS": "0",
        "SECRET_KEY": secret.read_text(encoding="ascii"),
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
    }


def embedded_environment(*, var: Path, role: str = "web") -> dict[str, str]:
    """The installation without configuration (SQLite), with its state in `var`."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(INHERITED)}
    return clean | {
        "DJANGO_SETTINGS_MODULE": "pmo.settings",
        "LUODI_ENV": "development",
        "LUODI_ROLE": role,
        "LUODI_VAR": str(var),
    }
