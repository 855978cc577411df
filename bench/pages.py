"""CPU and queries per page on a scale company: application (gunicorn, one worker) and database (PostgreSQL) apart.

    .venv/bin/python bench/pages.py [--projects 1000 --kpis 5000 --measurements 260000] [--repeat 30]

Starts its own PostgreSQL, Redis and gunicorn on loopback, fills the database with `make_company`, asks each page as the
PMO lead and prints CPU milliseconds per request beside the limit. CPU is read from /proc, so what else the machine does
hardly matters.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.harness import PrivatePostgres, PrivateRedis  # noqa: E402
from tests.harness.environment import server_environment  # noqa: E402
from tests.harness.ports import free_port  # noqa: E402

TICK = os.sysconf("SC_CLK_TCK")
# path, limit in CPU milliseconds (application + database)
PAGES = [
    ("/projects/?page=2", 40.0),
    ("/projects/", 40.0),
    ("/portfolio/", 30.0),
    ("/", 40.0),
    ("/kpis/", 40.0),
    ("/pain-points/", 40.0),
    ("/requirements/", 40.0),
    ("/reviews/", 40.0),
    ("/actions/", 40.0),
    ("/schedule/", 40.0),
    ("/milestones/", 40.0),
    ("/risks/", 40.0),
    ("/risks/matrix/", 40.0),
    ("/money/", 40.0),
    ("/gates/", 40.0),
    ("/people/", 40.0),
    ("/projects/{key}/", 40.0),
    ("/projects/{key}/goals/", 40.0),
    ("/projects/{key}/risks/", 40.0),
    ("/projects/{key}/money/", 40.0),
    ("/api/v1/projects/?page_size=100", 40.0),
    ("/api/v1/projects/{key}/status/", 20.0),
    # Five hundred projects that are not on track, each with its reason: a list.
    ("/api/v1/portfolio/summary/", 40.0),
]


def cpu_of(pids: list[int]) -> float:
    """CPU seconds spent so far by these processes and the children they waited for."""
    total = 0.0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += sum(int(fields[i]) for i in (11, 12, 13, 14)) / TICK
    return total


def children_of(pid: int) -> list[int]:
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def manage(env: dict[str, str], *arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True, capture_output=True, text=True
    )
    return run.stdout.strip()


def ask(port: int, path: str, headers: dict[str, str]) -> tuple[int, int]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, len(body)


def session_of(env: dict[str, str], username: str) -> tuple[str, str, str]:
    """A cookie of a session, a token and the key of a project, made inside the application."""
    code = f"""
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from pmo.accounts.models import User
from projects.portfolio.models import Project
user = User.objects.get(username={username!r})
store = import_module(settings.SESSION_ENGINE).SessionStore()
store[SESSION_KEY] = str(user.pk)
store[BACKEND_SESSION_KEY] = "pmo.accounts.backends.PasswordBackend"
store[HASH_SESSION_KEY] = user.get_session_auth_hash()
store.create()
cookie = f"{{settings.SESSION_COOKIE_NAME}}={{store.session_key}}"
print(json.dumps([cookie, Project.objects.order_by("key").first().key]))
"""
    cookie, key = json.loads(manage(env, "shell", "-v", "0", "-c", code).splitlines()[-1])
    return cookie, manage(env, "api_token", username, "--days", "1").splitlines()[-1], key


def reference() -> str:
    """What this machine takes for fixed work, so that figures of different machines can be compared."""
    began = time.process_time()
    total = 0
    for number in range(1_000_000):
        total += number % 7
    loop = time.process_time() - began
    rows = [{"key": f"P-{n}", "name": "项目", "share": n / 7, "parts": [n, None, True]} for n in range(20_000)]
    began = time.process_time()
    json.dumps(rows)
    dumped = time.process_time() - began
    return f"reference: a million additions {loop * 1000:.0f} ms, 20,000 rows as JSON {dumped * 1000:.0f} ms"


def measure(arguments: argparse.Namespace) -> int:
    with PrivatePostgres() as postgres, PrivateRedis() as redis, tempfile.TemporaryDirectory() as folder:
        env = server_environment(database_url=postgres.url, redis_url=redis.url, var=Path(folder) / "var")
        # A made-up company is allowed here although the settings are those of production.
        env["LUODI_DEMO"] = "1"
        manage(env, "migrate", "-v", "0")
        began = time.monotonic()
        manage(
            env,
            "make_company",
            "--projects",
            str(arguments.projects),
            "--kpis",
            str(arguments.kpis),
            "--measurements",
            str(arguments.measurements),
        )
        print(f"make_company: {time.monotonic() - began:.0f} s")
        manage(env, "collectstatic", "--noinput", "-v", "0")
        port = free_port()
        server = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "pmo.wsgi:application",
                "-b",
                f"127.0.0.1:{port}",
                # One worker: what it compiles on its first requests is not part of what a page costs.
                "-w",
                "1",
                "--log-level",
                "error",
            ],
            cwd=ROOT,
            env=env,
        )
        try:
            return report(env, port, server.pid, postgres, arguments)
        finally:
            server.terminate()
            server.wait(15)


def report(
    env: dict[str, str], port: int, server: int, postgres: PrivatePostgres, arguments: argparse.Namespace
) -> int:
    cookie, token, key = session_of(env, arguments.user)
    for _ in range(100):
        try:
            ask(port, "/healthz", {})
            break
        except OSError:
            time.sleep(0.1)
    host = {"Host": "127.0.0.1"}
    over = 0
    print(reference())
    print(f"{'page':<44}{'status':>7}{'kB':>8}{'app ms':>9}{'db ms':>8}{'sum':>8}{'limit':>8}{'ratio':>8}")
    for path, limit in PAGES:
        headers = host | ({"Authorization": f"Bearer {token}"} if path.startswith("/api/") else {"Cookie": cookie})
        address = path.format(key=key)
        for _ in range(6):
            status, size = ask(port, address, headers)
        workers, backends = children_of(server), children_of(postgres.pid)
        app, db = cpu_of(workers), cpu_of(backends)
        for _ in range(arguments.repeat):
            ask(port, address, headers)
        app_ms = (cpu_of(workers) - app) * 1000 / arguments.repeat
        db_ms = (cpu_of(backends) - db) * 1000 / arguments.repeat
        total = app_ms + db_ms
        over += total > limit
        figures = f"{app_ms:>9.1f}{db_ms:>8.1f}{total:>8.1f}{limit:>8.0f}{total / limit:>8.2f}"
        print(f"{path:<44}{status:>7}{size / 1024:>8.1f}{figures}")
    return int(over > 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--projects", type=int, default=1000)
    parser.add_argument("--kpis", type=int, default=5000)
    parser.add_argument("--measurements", type=int, default=260_000)
    parser.add_argument("--repeat", type=int, default=30)
    parser.add_argument("--user", default="pmo")
    return measure(parser.parse_args())


if __name__ == "__main__":
    raise SystemExit(main())
