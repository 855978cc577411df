"""Calls a worker after commit, best effort: the row is the truth, a lost call only costs the sweeper's interval.

Calls leave from a thread of their own, so a request never waits for the broker, however it fails: refusing, hanging,
or merely slow to connect the first time.
"""

from __future__ import annotations

import atexit
import os
import queue
import threading
import time
from dataclasses import dataclass

import structlog
from celery import current_app
from django.db import connection, transaction

# After a refusal the broker is left alone for this time; the sweeper finds the rows meanwhile.
PAUSE_SECONDS = 10.0
# A call nobody answered in this time is worthless: the sweeper has called again.
EXPIRES_SECONDS = 120
# More calls than this waiting means that the broker hangs.
WAITING = 1000
# What a process that ends may spend on calls it has not made yet.
FAREWELL_SECONDS = 0.3

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Call:
    """One call for a worker; equal calls of one transaction are made once."""

    task: str
    args: tuple[int, ...] = ()

    def __call__(self) -> None:
        if current_app.conf.task_always_eager:
            current_app.tasks[self.task].delay(*self.args)
        else:
            caller.put(self)


class Caller:
    """The thread that makes calls; started when the first one is made, in each process anew."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._calls: queue.Queue[Call] = queue.Queue(WAITING)
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._away_until = 0.0

    @property
    def broker_away(self) -> bool:
        return time.monotonic() < self._away_until

    def put(self, call: Call) -> None:
        if self.broker_away:
            return
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True, name="wake")
                self._thread.start()
        try:
            self._calls.put_nowait(call)
        except queue.Full:
            self._leave_alone("hangs", call)

    def flush(self, seconds: float) -> bool:
        """Wait until every call is made or given up; False when that takes longer than `seconds`."""
        deadline = time.monotonic() + seconds
        while self._calls.unfinished_tasks and time.monotonic() < deadline:
            time.sleep(0.005)
        return not self._calls.unfinished_tasks

    def _run(self) -> None:
        while True:
            call = self._calls.get()
            try:
                # What was put before the broker went away is given up with it.
                if not self.broker_away:
                    current_app.send_task(call.task, args=call.args, retry=False, expires=EXPIRES_SECONDS)
            except Exception as error:  # whatever the client raises: the sweeper will find the row
                self._leave_alone(repr(error)[:200], call)
            finally:
                self._calls.task_done()

    def _leave_alone(self, why: str, call: Call) -> None:
        self._away_until = time.monotonic() + PAUSE_SECONDS
        log.warning("broker not reached", task=call.task, error=why)


caller = Caller()
# A forked child has the parent's calls but not its thread.
os.register_at_fork(after_in_child=caller.reset)
atexit.register(caller.flush, FAREWELL_SECONDS)


def wake(task: str, *args: int) -> None:
    """Call a worker for `task` when the current transaction commits (now, outside of one)."""
    call = Call(task, args)
    if call not in [entry[1] for entry in connection.run_on_commit]:
        transaction.on_commit(call, robust=True)
