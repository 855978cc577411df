"""The two stores of usage events side by side, without HTTP: taking, folding, asking, forgetting; and their size.

    .venv/bin/python bench/usage_stores.py [--events 1000000] [--people 20000] [--features 60] [--days 80]

PostgreSQL is a server on loopback; ClickHouse's engine runs inside this process (chdb), as a server would run beside
it. One row of figures each and their ratio: above 1 the application's database is slower (or larger). Exits with 1 when
the two give different counts.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.harness import PrivatePostgres, PrivateRedis  # noqa: E402
from tests.harness.environment import server_environment  # noqa: E402

BATCH = 5_000
SYSTEM = 1


def batches(asked: argparse.Namespace, now: datetime) -> Any:
    from metrics.usage.store import Events, month_of

    rng = random.Random(3)
    moments = [now - timedelta(days=asked.days * n / 4000) for n in range(4000)]
    for start in range(0, asked.events, BATCH):
        made = Events()
        for number in range(start, min(start + BATCH, asked.events)):
            at = moments[rng.randrange(4000)]
            made.keys.append(f"{(number * 0x9E3779B97F4A7C15F39CC0605CEDC835) % 2**128:032x}")
            made.subject.append(rng.randrange(asked.people) - asked.people // 2)
            made.known.append(True)
            made.feature.append(rng.randrange(asked.features) + 1)
            made.kind.append(rng.randrange(4))
            made.occurred_at.append(at)
            made.month.append(month_of(at.date()))
            made.dom.append(at.day)
        yield made


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    found = act()
    return time.perf_counter() - begun, found


def measure(
    store: Any, asked: argparse.Namespace, now: datetime, size: Callable[[], float]
) -> tuple[dict[str, float], Any]:
    from metrics.usage.models import UsageFeatureDay
    from metrics.usage.store import Receipt, month_of

    spent: list[float] = []
    for batch in batches(asked, now):
        seconds, done = timed(lambda batch=batch: store.append(SYSTEM, batch, Receipt(), now=now))
        if done.accepted != len(batch):
            raise SystemExit(f"{done.accepted} of {len(batch)} taken")
        spent.append(seconds)
        last = batch
    tenth = max(len(spent) // 10, 1)
    again, _done = timed(lambda: store.append(SYSTEM, last, Receipt(), now=now))

    def fold() -> None:
        while not store.advance(now=now, limit=200_000, horizon=store.horizon()).done:
            pass

    found = {
        "events/s, first tenth": BATCH * tenth / sum(spent[:tenth]),
        "events/s, last tenth": BATCH * tenth / sum(spent[-tenth:]),
        "5,000 again, ms": 1000 * again,
        "fold all, s": timed(fold)[0],
    }
    month = month_of(now.date()) - 1
    # The second time: what the database keeps in memory is there.
    store.marks(SYSTEM, month)
    seconds, marks = timed(lambda: store.marks(SYSTEM, month))
    found["marks of a month, ms"] = 1000 * seconds
    found["one person out, ms"] = 1000 * timed(lambda: list(store.export([7])))[0]
    found["one person gone, ms"] = 1000 * timed(lambda: store.erase([7]))[0]
    found["MB on disk"] = size() / 1e6
    order = sorted(
        zip(marks.subject.tolist(), marks.feature.tolist(), marks.kind.tolist(), marks.days.tolist(), strict=True)
    )
    sums = sorted(UsageFeatureDay.objects.values_list("month", "dom", "feature_id", "kind", "events"))
    UsageFeatureDay.objects.all().delete()
    return found, (order, sums)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("events", 1_000_000), ("people", 20_000), ("features", 60), ("days", 80)):
        parser.add_argument(f"--{name}", type=int, default=value)
    asked = parser.parse_args()
    with PrivatePostgres() as pg, PrivateRedis() as redis, tempfile.TemporaryDirectory() as var:
        os.environ.update(server_environment(database_url=pg.url, redis_url=redis.url, var=Path(var)))
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from metrics.usage.store import clickhouse, clickhouse_client, relational

        call_command("migrate", verbosity=0)
        now = datetime.now(UTC).replace(hour=12)

        def of_postgres() -> float:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE c.relkind = 'r'"
                    " AND c.relname ~ '^metrics_usage(event|key|mark)'"
                )
                return float(cursor.fetchone()[0])

        client = clickhouse_client.connect(f"chdb://{var}/clickhouse")

        def of_clickhouse() -> float:
            asked_for = "SELECT toFloat64(sum(bytes_on_disk)) FROM system.parts WHERE active AND table LIKE 'usage%'"
            return float(client.read(asked_for, "TabSeparated"))

        one, first = measure(relational.RelationalStore(), asked, now, of_postgres)
        other, second = measure(clickhouse.ClickHouseStore(client), asked, now, of_clickhouse)
    print(f"{asked.events:,} events, {asked.people:,} people, {asked.days} days")
    print(f"{'':<24} {'PostgreSQL':>12} {'ClickHouse':>12} {'ratio':>7}")
    for name, value in one.items():
        faster = name.startswith("events/s")
        ratio = other[name] / value if faster else value / other[name]
        print(f"{name:<24} {value:>12,.1f} {other[name]:>12,.1f} {ratio:>7.2f}")
    print("the same counts" if first == second else "DIFFERENT COUNTS")
    return 0 if first == second else 1


if __name__ == "__main__":
    sys.exit(main())
