"""Is the process alive, and is it ready to serve. Asked by supervisors; says nothing about content."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

Age = Callable[[datetime], timedelta | None]

STUCK_AFTER = timedelta(minutes=5)
"""Work older than this waits for a worker that does not come."""


@dataclass(frozen=True)
class Check:
    ok: bool
    required: bool
    """Without it pages cannot be served; otherwise they can, and work waits."""
    facts: dict[str, Any]


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return _answer({"status": "alive"}, 200)


def readyz(request: HttpRequest) -> HttpResponse:
    """200 "ready", 200 "degraded" (pages work, background work waits), 503 "unready"."""
    now = timezone.now()
    checks = {"database": _timed(_database), "migrations": _migrations(), "broker": _timed(_broker)}
    if checks["database"].ok and checks["migrations"].ok:
        checks["work"] = _work(now)
    if any(check.required and not check.ok for check in checks.values()):
        status = "unready"
    else:
        status = "ready" if all(check.ok for check in checks.values()) else "degraded"
    body = {
        "status": status,
        "checks": {name: {"ok": check.ok, **check.facts} for name, check in checks.items()},
    }
    return _answer(body, 503 if status == "unready" else 200)


def _answer(body: dict[str, Any], status: int) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    if status == 503:
        headers["Retry-After"] = "5"
    return JsonResponse(body, status=status, headers=headers)


def _timed(check: Callable[[], Check]) -> Check:
    begun = time.perf_counter()
    found = check()
    milliseconds = round((time.perf_counter() - begun) * 1000, 1)
    return Check(found.ok, found.required, {**found.facts, "ms": milliseconds})


def _database() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            ok = cursor.fetchone() == (1,)
    except DatabaseError:
        ok = False
    return Check(ok, True, {})


def _migrations() -> Check:
    """Whether every migration this code brings is applied. Once it is, it stays so for this process."""
    try:
        pending = _pending()
    except DatabaseError:
        return Check(False, True, {})
    return Check(not pending, True, {"pending": pending})


_all_applied = False


def _pending() -> int:
    global _all_applied
    if _all_applied:
        return 0
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    count = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    _all_applied = count == 0
    return count


def _broker() -> Check:
    """Pages live without it; background work waits in the database until it is back."""
    try:
        link = _connection_pool().acquire(block=False)
    except Exception:
        return Check(False, False, {})
    try:
        link.ensure_connection(max_retries=1, timeout=0.5, interval_start=0, interval_step=0)
        return Check(True, False, {})
    except Exception:
        return Check(False, False, {})
    finally:
        link.release()


@lru_cache(maxsize=1)
def _connection_pool() -> Any:
    from pmo.celery import app

    return app.pool


def _work(now: datetime) -> Check:
    """The age of the oldest work that is due and not done."""
    from pmo.jobs import selectors as jobs
    from pmo.notify import selectors as notify

    ages = [age for age in (jobs.oldest_unfinished(now), notify.oldest_undelivered(now)) if age is not None]
    age = max(ages, default=None)
    seconds = round(age.total_seconds()) if age is not None else 0
    return Check(age is None or age < STUCK_AFTER, False, {"oldest_seconds": seconds})
