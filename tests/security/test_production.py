"""How a server runs: refused where it would be unsafe, and without a warning where it is not."""

from __future__ import annotations

import os
import shelve
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.architecture.source import ROOT

GOOD = {
    "LUODI_ENV": "production",
    "DATABASE_URL": "postgresql://luodi@127.0.0.1:1/luodi",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "luodi.example",
}
DROPPED = ("PYTEST_", "LUODI_", "DJANGO_", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS")


def _run(tmp_path: Path, *arguments: str, **changed: str | None) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(DROPPED)}
    given = {**GOOD, "LUODI_VAR": str(tmp_path), **changed}
    env |= {k: v for k, v in given.items() if v is not None}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120
    )


def test_the_deployment_check_has_nothing_to_say(tmp_path: Path) -> None:
    done = _run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2}, "SECRET_KEY"),
        ({"SECRET_KEY": "change-me-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2}, "SECRET_KEY"),
        ({"SECRET_KEY": "x" * 80}, "SECRET_KEY"),
        ({"SECRET_KEY": "for-tests-only-" * 5}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"DATABASE_URL": None}, "DATABASE_URL"),
    ],
    ids=str,
)
def test_an_unsafe_configuration_does_not_start(tmp_path: Path, changed: dict[str, str | None], words: str) -> None:
    done = _run(tmp_path, "manage.py", "check", **changed)
    assert done.returncode != 0
    assert words in done.stderr


def test_debug_is_refused_in_production(tmp_path: Path) -> None:
    done = _run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", LUODI_DEBUG="1")
    assert done.returncode != 0


SETTINGS = """
import django; django.setup()
from django.conf import settings as s
for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY",
             "SECURE_SSL_REDIRECT", "LANGUAGE_COOKIE_SECURE", "SECURE_HSTS_INCLUDE_SUBDOMAINS"):
    assert getattr(s, name) is True, name
assert s.SESSION_COOKIE_SAMESITE == s.CSRF_COOKIE_SAMESITE == "Lax"
assert s.SESSION_COOKIE_NAME.startswith("__Host-") and s.CSRF_COOKIE_NAME.startswith("__Host-")
assert s.SECURE_HSTS_SECONDS >= 31536000 and not s.DEBUG
from pmo.accounts.backends import demo_allowed
assert not demo_allowed()
assert s.PASSWORD_HASHERS[0].endswith("PBKDF2PasswordHasher") or "Argon2" in s.PASSWORD_HASHERS[0]
"""


def test_cookies_and_transport_in_production(tmp_path: Path) -> None:
    done = _run(tmp_path, "-c", SETTINGS, DJANGO_SETTINGS_MODULE="pmo.settings")
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_demo_company_is_refused_in_production(tmp_path: Path) -> None:
    done = _run(tmp_path, "manage.py", "demo_company")
    assert done.returncode != 0
    assert "refused" in done.stderr


def test_the_scheduler_of_the_composed_server_is_alive_while_it_writes(tmp_path: Path) -> None:
    """Whatever database library Python finds: some write `name`, others `name.db` or `name.dat`."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    *_python, code = services["beat"]["healthcheck"]["test"]
    written = f"{tmp_path}/beat-schedule"
    command = [sys.executable, "-c", code.replace("/tmp/beat-schedule", written)]  # noqa: S108 - the container's

    def healthy() -> bool:
        return subprocess.run(command, check=False).returncode == 0

    assert "/tmp/beat-schedule" in " ".join(services["beat"]["command"])  # noqa: S108
    assert not healthy()
    with shelve.open(written) as schedule:  # noqa: S301 - written here
        schedule["entries"] = {}
    assert healthy()
    for path in tmp_path.iterdir():
        os.utime(path, (0, 0))
    assert not healthy()
