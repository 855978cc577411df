"""Usage events end to end: taken over HTTP (gunicorn, PostgreSQL, Redis), folded, counted, read.

    .venv/bin/python bench/usage.py [--events 1000000] [--people 20000] [--units 40] [--features 60] [--days 80]
                                    [--workers 2] [--clients 2] [--durable]

Starts its own servers on loopback. One event in ten is delivered twice, by another connection and later. The last
quarter arrives while a web worker is killed, twice; the rate is that of the others. Beside it stands what the same
machine does at best: bare COPY of such rows into a table without any key, by one connection. Exits with 1 when a count
is not exact. CPU is read from /proc: what else the machine does hardly changes it.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.harness import PrivatePostgres, PrivateRedis  # noqa: E402
from tests.harness.environment import server_environment  # noqa: E402
from tests.harness.ports import free_port, wait_for_port  # noqa: E402

TICK = os.sysconf("SC_CLK_TCK")
BATCH = 500
RATE, QUERY_MS, LAG_SECONDS = 35_000, 20.0, 60.0


def found(people: int, units: int, features: int) -> str:
    """A company in bulk, one system with everybody eligible; the token of its source."""
    from django.utils import timezone

    from metrics.usage import services
    from metrics.usage.models import Feature
    from pmo.accounts.models import User
    from tests import factories

    now = timezone.now()
    world = factories.make_world(now)
    rows = [factories.make_unit(now, parent=world.company) for _ in range(units)]
    User.objects.bulk_create(
        [
            User(
                username=f"u{n}", name=f"P{n}", employee_no=f"N{n:06d}", unit=rows[n % units], password="!",
                created_at=now, updated_at=now,
            )
            for n in range(people)
        ],
        batch_size=2_000,
    )  # fmt: skip
    system = services.add_system(by=world.pm, project=world.mine, code="bench", name="Bench", now=now)
    Feature.objects.bulk_create(
        [
            Feature(system=system, code=f"f{n}", name=f"F{n}", is_core=n < 3, created_at=now, updated_at=now)
            for n in range(features)
        ]
    )
    services.add_rule(
        by=world.pm, system=system, unit=world.company, from_on=(now - timedelta(days=400)).date(), now=now
    )
    return services.add_source(by=world.pm, system=system, name="bench", now=now).token


def bodies(events: int, people: int, features: int, days: int) -> list[bytes]:
    """Batches of 500: people act on some days with some features, in the order of nothing."""
    rng = random.Random(5)
    now = datetime.now(UTC).replace(microsecond=0)
    made = []
    for start in range(0, events, BATCH):
        batch = []
        for n in range(start, min(start + BATCH, events)):
            at = now - timedelta(seconds=rng.randrange(days * 86_400))
            person = min(int(rng.expovariate(3 / people)), people - 1)
            feature = min(int(rng.expovariate(6 / features)), features - 1)
            batch.append(
                {
                    "event_id": f"{n:032x}",
                    "person": f"N{person:06d}",
                    "feature": f"f{feature}",
                    "kind": "action",
                    "occurred_at": at.isoformat(),
                }
            )
        made.append(json.dumps(batch).encode())
    return made


class Feeder(threading.Thread):
    """One connection that delivers, and delivers again what was not answered."""

    def __init__(self, port: int, token: str, work: list[bytes]) -> None:
        super().__init__(daemon=True)
        self.port, self.token, self.work = port, token, work
        self.accepted = self.duplicates = self.again = 0

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        while self.work:
            body = self.work.pop()
            while True:
                try:
                    connection.request("POST", "/api/v1/usage/events/", body, headers)
                    answer = connection.getresponse()
                    said = answer.read()
                except (OSError, http.client.HTTPException):
                    connection.close()
                    self.again += 1
                    time.sleep(0.05)
                    continue
                if answer.status != 202:
                    raise SystemExit(f"{answer.status}: {said[:300]!r}")
                counts = json.loads(said)
                self.accepted += counts["accepted"]
                self.duplicates += counts["duplicates"]
                break


def deliver(port: int, token: str, work: list[bytes], clients: int, during: Callable[[], None]) -> tuple[float, int]:
    """Seconds, and how many deliveries were cut off."""
    share = [work[n::clients] for n in range(clients)]
    feeders = [Feeder(port, token, part) for part in share]
    begun = time.perf_counter()
    for feeder in feeders:
        feeder.start()
    during()
    for feeder in feeders:
        feeder.join()
    return time.perf_counter() - begun, sum(feeder.again for feeder in feeders)


def kill_twice(server: subprocess.Popen[bytes]) -> None:
    """Kill a worker of the web server, twice, while events arrive."""
    for _ in range(2):
        time.sleep(2)
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        if children:
            os.kill(int(children[0]), signal.SIGKILL)


def cpu_under(pid: int) -> float:
    """CPU seconds of a process and everything below it, those that ended included."""
    parents: dict[int, int] = {}
    spent: dict[int, float] = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        number = int(place.parent.name)
        parents[number] = int(fields[1])
        spent[number] = sum(int(fields[n]) for n in (11, 12, 13, 14)) / TICK
    total = 0.0
    for number, cpu in spent.items():
        above = number
        while above not in (pid, 0):
            above = parents.get(above, 0)
        total += cpu if above == pid else 0.0
    return total


def bare_copy(events: int) -> float:
    """Rows per second of COPY alone into a table without keys: what the machine could do at best."""
    from django.db import connection

    line = "1\t{}\tt\t7\t3\t2026-11-20T08:30:00+00:00\t24322\t20\t2026-11-20T08:30:00+00:00\n"
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bare (system_id int, subject bigint, known boolean, feature_id int, kind smallint,"
            " occurred_at timestamptz, month int, dom smallint, received_at timestamptz)"
        )
        begun = time.perf_counter()
        for start in range(0, events, BATCH):
            text = StringIO("".join(line.format(n * 7_919) for n in range(start, start + BATCH)))
            cursor.copy_expert("COPY bare FROM STDIN", text)
        seconds = time.perf_counter() - begun
        cursor.execute("DROP TABLE bare")
    return events / seconds


def reads() -> list[tuple[str, float]]:
    """Milliseconds of what pages ask, best of five."""
    from metrics.adoption import document
    from metrics.usage.models import UsageSystem
    from metrics.usage.selectors import counts, intake

    system = UsageSystem.objects.get(code="bench")
    day = counts.last_day(system)
    if day is None:
        raise SystemExit("nothing is counted")
    unit = counts.by_unit(system, day)[-1].key
    first = day - timedelta(days=180)
    asked: dict[str, Callable[[], Any]] = {
        "everybody on a day": lambda: counts.everybody(system, day),
        "units of a day": lambda: counts.by_unit(system, day),
        "a unit over 180 days": lambda: counts.series(system, first, day, "unit", unit),
        "all units, 26 weeks": lambda: counts.days_of(system, "unit", counts.ends(first, day, "week")),
        "features": lambda: counts.by_feature(system, day),
        "features of a unit": lambda: counts.by_feature(system, day, int(unit)),
        "what arrives": lambda: intake.of(system, day),
        "the adoption document": lambda: document.of_system(system, "", day - timedelta(days=27), day),
    }
    found = []
    for name, ask in asked.items():
        best = 1e9
        for _ in range(5):
            begun = time.perf_counter()
            ask()
            best = min(best, time.perf_counter() - begun)
        found.append((name, best * 1000))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("events", 1_000_000), ("people", 20_000), ("units", 40), ("features", 60), ("days", 80)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--clients", type=int, default=2)
    parser.add_argument("--durable", action="store_true", help="PostgreSQL with fsync")
    asked = parser.parse_args()
    with (
        PrivatePostgres(durable=asked.durable) as pg,
        PrivateRedis() as redis,
        tempfile.TemporaryDirectory() as var,
    ):
        env = server_environment(database_url=pg.url, redis_url=redis.url, var=Path(var))
        env |= {"LUODI_USAGE_RATE": "10000000", "LUODI_USAGE_BURST": "10000000"}
        os.environ.update(env)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        return run(asked, env, pg.pid)


def run(asked: argparse.Namespace, env: dict[str, str], database: int) -> int:
    from django.utils import timezone

    from metrics.usage import services
    from metrics.usage.models import UsageEvent, UsageMark

    token = found(asked.people, asked.units, asked.features)
    once = bodies(asked.events, asked.people, asked.features, asked.days)
    work = [*once, *once[::10]]
    random.Random(6).shuffle(work)
    sent = len(work) * BATCH
    copied = bare_copy(asked.events)
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "pmo.wsgi", "-b", f"127.0.0.1:{port}", "-w", str(asked.workers)]
    server = subprocess.Popen([*command, "--log-level", "error"], cwd=ROOT, env=env)
    try:
        wait_for_port(port, seconds=90)
        rest, first = work[: len(work) // 4], len(work) // 4 + 4 * asked.workers
        # Workers are warm when they have answered a few times.
        deliver(port, token, work[len(rest) : first], 2 * asked.workers, lambda: None)
        main_part = work[first:]
        before = cpu_under(server.pid), cpu_under(database)
        seconds, _cut = deliver(port, token, main_part, asked.clients, lambda: None)
        web, kept = (after - b for after, b in zip((cpu_under(server.pid), cpu_under(database)), before, strict=True))
        _seconds, cut = deliver(port, token, rest, asked.clients, lambda: kill_twice(server))
    finally:
        server.terminate()
        server.wait()
    stored = UsageEvent.objects.count()
    begun = time.perf_counter()
    services.resolve_all(now=timezone.now())
    resolved = time.perf_counter() - begun
    begun = time.perf_counter()
    services.roll_up(now=timezone.now())
    folded = time.perf_counter() - begun
    marked = sum(UsageMark.objects.values_list("events", flat=True))
    print(f"{sent:,} events delivered, {sent - asked.events:,} of them again, {cut} requests cut off by killed workers")
    print(f"stored {stored:,}, in the marks {marked:,}; right would be {asked.events:,}")
    rate = len(main_part) * BATCH / seconds
    print(f"over HTTP {rate:,.0f} events/s (limit {RATE:,}); bare COPY {copied:,.0f} rows/s; ratio {rate / copied:.2f}")
    per_event = [1e6 * spent / (len(main_part) * BATCH) for spent in (web, kept)]
    free = 2e6 / sum(per_event)
    print(
        f"CPU per event: web {per_event[0]:.1f} µs, database {per_event[1]:.1f} µs; two cores of their own would take"
        f" {free:,.0f} events/s"
    )
    print(f"eligibility of {asked.people:,} people {resolved:.1f} s")
    print(f"fold and count everything at once, {asked.days + 28} days: {folded:.1f} s")
    lag = _lag()
    print(f"a minute's worth (10,000 events of today) into the counts: {lag:.1f} s (limit {LAG_SECONDS:.0f} s)")
    for name, ms in reads():
        print(f"{name:<24} {ms:7.1f} ms (limit {QUERY_MS:.0f})")
    return 0 if stored == marked == asked.events else 1


def _lag() -> float:
    from django.utils import timezone

    from metrics.usage import services
    from metrics.usage.models import UsageSystem

    system = UsageSystem.objects.select_related("project").get(code="bench")
    now = timezone.now()
    entries = [
        {"event_id": f"late-{n}", "person": f"N{n % 5000:06d}", "feature": "f1", "occurred_at": now.isoformat()}
        for n in range(10_000)
    ]
    for start in range(0, len(entries), BATCH):
        services.take(system=system, entries=entries[start : start + BATCH], now=now)
    begun = time.perf_counter()
    services.roll_up(now=now)
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
