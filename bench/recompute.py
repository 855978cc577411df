"""Recomputing KPIs end to end, database included: those touched, and every night all of them.

    .venv/bin/python bench/recompute.py [--kpis 5000] [--touched 1000] [--values 52] [--projects 1000] [--on both]

Starts its own PostgreSQL and makes its own SQLite file. "touched" is what a worker does after 1,000 KPIs were changed:
notes taken, values read, readings, log, reminders and the health of the projects written. "nightly" is the next day,
when every reading moves; "again" the same day once more, when nothing does. Best of the rounds; CPU is that of the
worker alone, so that a busy machine disturbs it least (with SQLite it is everything).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.harness import PrivatePostgres  # noqa: E402
from tests.harness.environment import embedded_environment, server_environment  # noqa: E402
from tests.harness.ports import free_port  # noqa: E402

LIMIT_SECONDS = 1.0
TODAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def company(projects: int, kpis: int, values: int) -> list[int]:
    """Projects with goals, KPIs of every kind and weekly values, written in bulk. Ids of the KPIs."""
    from metrics.kpis.models import Measurement
    from projects.goals.models import Goal, Kpi
    from tests import factories

    made_at = {"created_at": TODAY, "updated_at": TODAY}
    portfolio = factories.make_portfolio(TODAY)
    owner = factories.make_user(TODAY, "owner")
    made = [factories.make_project(TODAY, portfolio, f"P-{n}", manager=owner) for n in range(projects)]
    goals = Goal.objects.bulk_create(
        [Goal(project=p, number=1, title=f"目标 {p.pk}", owner=owner, **made_at) for p in made], batch_size=500
    )
    start = TODAY.date() - timedelta(days=7 * values)
    common = {"baseline_on": start, "due_on": start + timedelta(days=700), "cadence": "weekly", "unit": "天", **made_at}
    rows = []
    for n in range(kpis):
        kind: dict[str, Any] = {"baseline": Decimal(50), "target": Decimal(20)}
        if n % 10 == 9:
            kind = {"kind": "above", "lower": Decimal(40)}
        rows.append(Kpi(goal=goals[n % projects], owner=owner, name=f"指标 {n}", **common, **kind))
    found = Kpi.objects.bulk_create(rows, batch_size=500)
    batch = []
    for n, kpi in enumerate(found):
        for week in range(values):
            noise = (n * 7919 + week * 104729) % 100 / 20
            value = Decimal(str(round(50 - (n % 5) * 0.12 * week + noise, 2)))
            on = start + timedelta(days=7 * week + 3)
            batch.append(
                Measurement(kpi=kpi, measured_on=on, value=value, source="api", entered_by=owner, entered_at=TODAY)
            )
        if len(batch) > 20_000:
            Measurement.objects.bulk_create(batch, batch_size=1000)
            batch = []
    Measurement.objects.bulk_create(batch, batch_size=1000)
    return [k.pk for k in found]


def timed(act: Any) -> tuple[tuple[float, float], Any]:
    """((seconds by the clock, seconds of CPU), result)."""
    begun, worked = perf_counter(), process_time()
    result = act()
    return (perf_counter() - begun, process_time() - worked), result


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Runs in the child, with its database."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from metrics.kpis import services
    from metrics.kpis.models import KpiReadingRow

    call_command("migrate", verbosity=0)
    ids = company(arguments.projects, arguments.kpis, arguments.values)
    services.recompute_all(now=TODAY)  # fills tables and caches
    touched, night = [], []
    chosen = ids[:: max(1, len(ids) // arguments.touched)][: arguments.touched]
    for number in range(arguments.rounds):
        now = TODAY + timedelta(hours=number + 1)
        KpiReadingRow.objects.filter(kpi_id__in=chosen).update(watermark="")
        services.touch(chosen, now)
        seconds, stored = timed(lambda at=now: services.recompute_touched(now=at))
        assert stored == len(chosen), stored
        touched.append(seconds)
    KpiReadingRow.objects.filter(kpi_id__in=chosen).update(watermark="")
    services.touch(chosen, TODAY)
    with CaptureQueriesContext(connection) as asked:
        services.recompute_touched(now=TODAY + timedelta(hours=12))
    queries = len(asked)
    for number in range(arguments.rounds):
        now = TODAY + timedelta(days=number + 1)
        seconds, stored = timed(lambda at=now: services.recompute_all(now=at))
        assert stored == len(ids), stored
        night.append(seconds)
    again, stored = timed(lambda: services.recompute_all(now=now))
    assert stored == 0, stored
    return {
        "vendor": connection.vendor,
        "touched": min(touched),
        "queries": queries,
        "night": min(night),
        "again": again,
        "chosen": len(chosen),
        "kpis": len(ids),
    }


def child(env: dict[str, str]) -> dict[str, Any]:
    """The measurement in a process of its own, with its database; no broker answers, so no worker is called."""
    run = subprocess.run(
        [sys.executable, __file__, "--child", *sys.argv[1:]],
        env=env,
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    result: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return result


def report(found: dict[str, Any]) -> bool:
    over = found["touched"][0] > LIMIT_SECONDS * found["chosen"] / 1000
    limit = f"{found['queries']} queries; limit {LIMIT_SECONDS:.0f} s per 1,000"
    lines = [
        ("touched", found["chosen"], found["touched"], limit),
        ("nightly", found["kpis"], found["night"], ""),
        ("again", found["kpis"], found["again"], "nothing changed"),
    ]
    for name, kpis, (seconds, cpu), remark in lines:
        each = cpu / kpis * 1e6
        times = f"{seconds:>8.2f} s{cpu:>8.2f} s CPU{each:>7.0f} µs each"
        print(f"{found['vendor']:<12}{name:<9}{kpis:>8,} KPIs{times}  {remark}")
    return bool(over)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kpis", type=int, default=5000)
    parser.add_argument("--projects", type=int, default=1000)
    parser.add_argument("--values", type=int, default=52)
    parser.add_argument("--touched", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--on", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        print(json.dumps(measure(arguments)))
        return 0
    over = False
    with tempfile.TemporaryDirectory() as folder:
        if arguments.on != "postgres":
            over |= report(child(embedded_environment(var=Path(folder) / "embedded", role="worker")))
        if arguments.on != "sqlite":
            with PrivatePostgres() as postgres:
                given = {"database_url": postgres.url, "redis_url": f"redis://127.0.0.1:{free_port()}/0"}
                over |= report(child(server_environment(**given, var=Path(folder) / "server", role="worker")))
    return int(over)


if __name__ == "__main__":
    raise SystemExit(main())
