"""The clock all workers share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection
from django.utils import timezone

Clock = Callable[[], datetime]


def database_clock() -> datetime:
    """The database server's time: leases of workers on machines with different clocks stay comparable.

    On SQLite all workers share a machine, and so its clock.
    """
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def standing(now: datetime) -> Clock:
    """A clock that does not move, for callers who decide what time it is."""
    return lambda: now
