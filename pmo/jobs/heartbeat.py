"""Shows that a worker lives: renews its lease and carries progress, on a database connection of its own.

The handler may be deep in one long computation or transaction; progress written on its connection would be invisible
until the end, and its lease would run out.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from django.db import DatabaseError, connection

from pmo.notify.clock import Clock

from .choices import State
from .models import Job

LEASE = timedelta(seconds=30)
BEAT_SECONDS = 1.5

log = structlog.get_logger(__name__)


@dataclass
class Pulse:
    """What the two threads tell each other."""

    progress: int = 0
    text: dict[str, Any] | None = None
    cancelled: bool = False
    lost: bool = False


@dataclass
class Heartbeat:
    """Context manager around a handler. `own_thread=False` beats only when asked to, on the caller's connection."""

    job: Job
    clock: Clock
    own_thread: bool
    pulse: Pulse = field(default_factory=Pulse)
    # Held during the commit: a beat would wait for the row that the commit has locked.
    quiet: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Heartbeat:
        if self.own_thread:
            self._thread = threading.Thread(target=self._run, daemon=True, name=f"heartbeat job {self.job.pk}")
            self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def beat(self) -> None:
        """Renew the lease, write progress, and learn whether the work is still wanted."""
        now = self.clock()
        ours = Job.objects.filter(pk=self.job.pk, lease_token=self.job.lease_token, state=State.RUNNING)
        alive = ours.update(
            lease_until=now + LEASE, heartbeat_at=now, progress=self.pulse.progress, progress_text=self.pulse.text
        )
        if not alive:
            self.pulse.lost = True
            return
        asked = ours.values_list("cancel_asked_at", flat=True).first()
        self.pulse.cancelled = asked is not None

    def _run(self) -> None:
        try:
            while not self._stop.wait(BEAT_SECONDS):
                if not self.quiet.acquire(blocking=False):
                    continue
                try:
                    self.beat()
                except DatabaseError as error:
                    # A busy or restarting database: the lease outlasts several missed beats.
                    log.warning("missed heartbeat", job=self.job.pk, error=repr(error)[:200])
                    connection.close()
                finally:
                    self.quiet.release()
        finally:
            connection.close()
