"""What pages of usage ask of half a year: 10 M events, 20,000 people, 40 units, 60 features, 180 days (PostgreSQL).

    .venv/bin/python bench/usage_reads.py [--events 10000000] [--people 20000] [--units 40] [--features 60] [--days 180]

The door takes nothing older than 90 days, so the events are drawn here and written as what folding leaves of them
(marks of people, sums of features); from there on everything is the product's own: days counted, questions asked.
`bench/usage.py` measures the way from the door to the marks. Exits with 1 when a count is not that of the events drawn,
or a question takes longer than its limit.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.usage import QUERY_MS, found, reads  # noqa: E402
from tests.harness import PrivatePostgres, PrivateRedis  # noqa: E402
from tests.harness.environment import server_environment  # noqa: E402

ROWS = 200_000


def draw(asked: argparse.Namespace, first: date) -> tuple[Any, Any, Any, Any]:
    """Month, day of the month, place of the person and of the feature of every event."""
    rng = np.random.default_rng(5)
    days = [first + timedelta(days=n) for n in range(asked.days)]
    day = rng.integers(0, asked.days, asked.events)
    person = np.minimum(rng.exponential(asked.people / 3, asked.events).astype(np.int64), asked.people - 1)
    feature = np.minimum(rng.exponential(asked.features / 6, asked.events).astype(np.int64), asked.features - 1)
    month = np.array([one.year * 12 + one.month - 1 for one in days])[day]
    return month, np.array([one.day for one in days])[day], person, feature


def write(asked: argparse.Namespace, first: date) -> int:
    """Marks and sums of the events drawn; how many people did a core action in the last 28 days."""
    from metrics.usage.choices import EventKind
    from metrics.usage.models import Eligible, Feature, UsageSystem

    system = UsageSystem.objects.get(code="bench")
    subjects = np.array(list(Eligible.objects.filter(system_id=system.pk).values_list("subject", flat=True)))
    features = list(Feature.objects.filter(system=system).order_by("pk").values_list("pk", "is_core"))
    ids = np.array([pk for pk, _core in features])
    month, dom, person, feature = draw(asked, first)
    kind = int(EventKind.ACTION)
    key = (month * asked.people + person) * asked.features + feature
    order = np.argsort(key, kind="stable")
    begins = np.flatnonzero(np.r_[True, np.diff(key[order]) > 0])
    bits = np.bitwise_or.reduceat(np.left_shift(1, dom[order] - 1), begins)
    often = np.diff(np.r_[begins, order.size])
    head = order[begins]
    marks = (month[head], subjects[person[head]], ids[feature[head]], bits, often)
    line = f"{system.pk}\t%d\t%d\t%d\t{kind}\tt\t%d\t%d\n"
    _copy("metrics_usagemark", "system_id, month, subject, feature_id, kind, known, days, events", line, marks)
    daily, counts = np.unique((month * 32 + dom) * asked.features + feature, return_counts=True)
    days = (daily // asked.features // 32, daily // asked.features % 32, ids[daily % asked.features], counts)
    line = f"{system.pk}\t%d\t%d\t%d\t{kind}\t%d\n"
    _copy("metrics_usagefeatureday", "system_id, month, dom, feature_id, kind, events", line, days)
    print(f"{asked.events:,} events leave {head.size:,} marks")
    last = first + timedelta(days=asked.days - 1)
    since = last - timedelta(days=27)
    recent = (month * 32 + dom) >= (since.year * 12 + since.month - 1) * 32 + since.day
    core = np.array([is_core for _pk, is_core in features])[feature]
    return int(np.unique(person[recent & core]).size)


def _copy(table: str, columns: str, line: str, arrays: tuple[Any, ...]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for start in range(0, len(arrays[0]), ROWS):
            rows = zip(*(one[start : start + ROWS].tolist() for one in arrays), strict=True)
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", StringIO("".join(line % row for row in rows)))


def run(asked: argparse.Namespace) -> int:
    from django.utils import timezone

    from metrics.usage import services
    from metrics.usage.models import UsageSystem
    from metrics.usage.selectors import counts
    from metrics.usage.services import rollups

    found(asked.people, asked.units, asked.features)
    now = timezone.now()
    services.resolve_all(now=now)
    system = UsageSystem.objects.select_related("project").get(code="bench")
    today = rollups.today_of(system, now)
    first = today - timedelta(days=asked.days - 1)
    active = write(asked, first)
    begun = time.perf_counter()
    rollups.dirty(system.pk, [first + timedelta(days=n) for n in range(asked.days)])
    while rollups.count_again(system, now=now):
        pass
    print(f"{asked.days} days counted at once: {time.perf_counter() - begun:.1f} s")
    row = counts.everybody(system, today)
    told = row.active_28 if row is not None else 0
    print(f"active people of the last 28 days {told:,}; right would be {active:,}")
    slow = 0
    for name, ms in reads():
        # The document is a whole answer: all of the above and more.
        limited = name != "the adoption document"
        slow += limited and ms > QUERY_MS
        print(f"{name:<24} {ms:7.1f} ms" + (f" (limit {QUERY_MS:.0f})" if limited else ""))
    return 0 if told == active and not slow else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("events", 10_000_000), ("people", 20_000), ("units", 40), ("features", 60), ("days", 180)):
        parser.add_argument(f"--{name}", type=int, default=value)
    asked = parser.parse_args()
    with PrivatePostgres() as pg, PrivateRedis() as redis, tempfile.TemporaryDirectory() as var:
        os.environ.update(server_environment(database_url=pg.url, redis_url=redis.url, var=Path(var)))
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        return run(asked)


if __name__ == "__main__":
    sys.exit(main())
