"""Reading the environment, and the few facts every settings module needs."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The variable, or the content of the file named by NAME_FILE (as container secrets are mounted)."""
    if name in os.environ:
        return os.environ[name].strip()
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return default


def flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in _TRUE:
        return True
    if value.strip().lower() in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0.")


def number(name: str, default: int) -> int:
    try:
        return int(os.environ.get(name) or default)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number.") from None


def names(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A comma-separated list."""
    value = os.environ.get(name)
    return list(default) if value is None else [part.strip() for part in value.split(",") if part.strip()]


def _remove(folder: Path, owner: int) -> None:
    # Forked children end too, and must leave the folder to the process that made it.
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def state_folder() -> Path:
    """Where everything that changes is kept; tests get a folder of their own that goes away with the process."""
    if configured := os.environ.get("LUODI_VAR"):
        return Path(configured).resolve()
    if TESTING:
        folder = Path(tempfile.mkdtemp(prefix="luodi-test-"))
        atexit.register(_remove, folder, os.getpid())
        return folder
    return BASE_DIR / "var"


BASE_DIR = Path(__file__).resolve().parents[2]

ENVIRONMENT = os.environ.get("LUODI_ENV", "")
# pytest announces itself; processes that tests start say LUODI_ENV themselves.
TESTING = ENVIRONMENT == "test" or (not ENVIRONMENT and "PYTEST_VERSION" in os.environ)
# A database server means real users, unless said otherwise.
PRODUCTION = ENVIRONMENT == "production" or (not ENVIRONMENT and not TESTING and "DATABASE_URL" in os.environ)
EMBEDDED = not PRODUCTION and not TESTING

VAR = state_folder()
# web, worker, beat or migrate: decides time limits of statements.
ROLE = os.environ.get("LUODI_ROLE", "web")
