"""Runs the whole application on one machine: web, worker, clock and Redis, until Ctrl-C. Called by bin/run."""

import argparse
import contextlib
import fcntl
import hashlib
import io
import os
import shutil
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from pmo.embedded.redis import EmbeddedRedis, find_redis
from pmo.embedded.state import Broker, RunState, filesystem_broker_options, read_state, write_state

ROOT = Path(__file__).resolve().parents[2]
FIRST_PORT = 8000
READY_SECONDS = 90
FIRST_PERSON = """Nobody can sign in yet. The first person, who then adds the others:
  .venv/bin/python manage.py create_user NAME --role system_admin --role pmo_lead"""


def say(text: str) -> None:
    print(f"· {text}", flush=True)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/run")
    parser.add_argument("--port", type=int)
    parser.add_argument("--reset-demo", action="store_true")
    parser.add_argument("--no-demo", action="store_true")
    return parser.parse_args()


def lock(var: Path) -> IO[str]:
    """One running instance per state folder; held until the process ends."""
    handle = (var / "run.lock").open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        state = read_state(var)
        raise SystemExit(f"Already running: {state.url if state else 'here'}") from None
    return handle


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose_port(wanted: int | None) -> int:
    if wanted is not None:
        if not is_free(wanted):
            raise SystemExit(f"Port {wanted} is taken; choose another with --port.")
        return wanted
    for port in range(FIRST_PORT, FIRST_PORT + 20):
        if is_free(port):
            return port
    raise SystemExit("No free port found; choose one with --port.")


def forget(var: Path) -> None:
    """Removes the data, keeping the secret and what was installed."""
    for path in var.glob("luodi.sqlite3*"):
        path.unlink()
    for name in ("media", "mail", "redis", "broker"):
        shutil.rmtree(var / name, ignore_errors=True)
    for path in (*var.glob("beat-schedule*"), var / "stamps" / "demo"):
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def message_broker(var: Path) -> Iterator[tuple[Broker, str]]:
    """Redis for the time of the block, or files where there is no Redis."""
    binary = find_redis()
    if binary is None:
        print(
            "No redis-server found: background work goes through files, which is slower and does not repeat work\n"
            "that was interrupted until the next sweep. (Debian, Ubuntu: apt-get install -y redis-server)",
            file=sys.stderr,
        )
        filesystem_broker_options(var)
        yield "filesystem", ""
        return
    redis = EmbeddedRedis(var, binary)
    redis.start()
    try:
        yield "redis", str(redis.socket)
    finally:
        redis.stop()


def collect_static(var: Path) -> None:
    """Runs collectstatic when a source file has changed since the last time."""
    from django.conf import settings
    from django.core.management import call_command

    total = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for _prefix, folder in settings.STATICFILES_DIRS:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                total.update(os.fsencode(path.relative_to(folder)) + path.read_bytes())
    stamp = var / "stamps" / "static"
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.exists() and stamp.exists() and stamp.read_text() == total.hexdigest():
        return
    say("collecting static files")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(total.hexdigest())


def nobody_may_sign_in() -> bool:
    """Whether there is no person yet, as after the first start without the demo company."""
    from django.contrib.auth import get_user_model

    return not get_user_model()._base_manager.filter(is_active=True).exists()


def prepare_data(var: Path, *, demo: bool) -> str:
    """Migrates, fills in the demo company once, and returns the text with its log-ins."""
    import django
    from django.core.management import call_command, get_commands
    from django.db import connections

    django.setup()
    say("bringing the database up to date")
    call_command("migrate", interactive=False, verbosity=0)
    collect_static(var)
    commands, done, logins = get_commands(), var / "stamps" / "demo", io.StringIO()
    if demo and not done.exists() and "demo_company" in commands:
        say("founding the demo company")
        call_command("demo_company")
        done.parent.mkdir(exist_ok=True)
        done.touch()
    if done.exists() and "demo_logins" in commands:
        call_command("demo_logins", stdout=logins)
    elif nobody_may_sign_in():
        logins.write(FIRST_PERSON)
    # The processes started next must not inherit an open database.
    connections.close_all()
    return logins.getvalue().strip()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - our own address
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def announce_when_ready(state: RunState, logins: str, started: float) -> None:
    """Waits for the web server and the worker, then prints where to go."""
    from pmo.celery import app

    deadline = time.monotonic() + READY_SECONDS
    web = worker = False
    while time.monotonic() < deadline and not (web and worker):
        time.sleep(0.2)
        web = web or answers(f"{state.url}healthz")
        if web and not worker:
            with contextlib.suppress(Exception):
                worker = bool(app.control.ping(timeout=0.5))
    lines = ["", f"  Luodi 落地 is ready: {state.url}   ({time.monotonic() - started:.0f} s)", ""]
    if not web:
        lines[1] = f"  The web server does not answer at {state.url}healthz; see the messages above."
    elif not worker:
        lines[1] += "\n  The worker does not answer yet: background work waits."
    lines += [f"  {line}" for line in logins.splitlines()]
    print("\n".join([*lines, "", "  Ctrl-C stops it; the data stay in var/.", ""]), flush=True)


def commands(var: Path, port: int) -> dict[str, tuple[str, str]]:
    """name: (role, command line). `exec` spares a shell between the supervisor and the process."""
    python = f"exec '{sys.executable}' -m"
    return {
        "web": (
            "web",
            f"{python} gunicorn pmo.wsgi --bind 127.0.0.1:{port} --worker-class gthread --workers 2 --threads 6"
            " --preload --timeout 60 --graceful-timeout 4 --keep-alive 5 --log-level warning --no-control-socket",
        ),
        "worker": (
            "worker",
            f"{python} celery -q -A pmo.celery worker --concurrency 2 --loglevel WARNING"
            " --without-gossip --without-mingle --without-heartbeat",
        ),
        "beat": ("beat", f"{python} celery -q -A pmo.celery beat --loglevel WARNING --pidfile="),
    }


def supervise(var: Path, state: RunState, logins: str, started: float) -> int:
    """Runs the processes until Ctrl-C, a termination signal or the end of one of them. Returns the exit status."""
    from honcho.manager import Manager

    manager = Manager()
    # Celery warns those who run as root; the messages are JSON on a private socket, so there is nothing to fear.
    quiet = "ignore:You're running the worker with superuser privileges"
    env = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": quiet}
    for name, (role, command) in commands(var, state.port).items():
        manager.add_process(name, command, env={**env, "LUODI_ROLE": role}, cwd=ROOT)
    threading.Thread(target=announce_when_ready, args=(state, logins, started), daemon=True).start()
    manager.loop()
    # Being asked to stop is not a failure.
    return 0 if manager.returncode in {130, 143} else int(manager.returncode or 1)


def main() -> int:
    started = time.monotonic()
    chosen = options()
    # This is the installation that needs no configuration: a server's settings in the shell must not leak in.
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    os.environ["LUODI_ENV"] = "development"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmo.settings")
    os.environ["LUODI_ROLE"] = "migrate"
    var = Path(os.environ.get("LUODI_VAR") or ROOT / "var").resolve()
    var.mkdir(parents=True, exist_ok=True)
    os.chdir(ROOT)

    held = lock(var)
    if chosen.reset_demo:
        forget(var)
    port = choose_port(chosen.port)
    os.environ["LUODI_BASE_URL"] = f"http://127.0.0.1:{port}"
    with message_broker(var) as (broker, redis_socket):
        state = RunState(pid=os.getpid(), port=port, broker=broker, redis_socket=redis_socket)
        # Before the settings are read: they take the broker from here.
        write_state(var, state)
        logins = prepare_data(var, demo=not chosen.no_demo)
        status = supervise(var, state, logins, started)
    held.close()
    say("stopped")
    return status


if __name__ == "__main__":
    sys.exit(main())
