"""How fast people are answered: median wait, and the share answered within the target.

Waits are whole working days from the day something came in to the day of its first answer, or to today while
there is none. What is not answered yet is censored, not left out: leaving it out would flatter whoever answers only
the easy ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pmo.engines.stats import Interval, NotAvailable, finite, wilson_interval

NOTHING_RECEIVED = "nothing_received"
HALF_UNANSWERED = "half_unanswered"


@dataclass(frozen=True)
class Response:
    """`median_days` in working days; `within` the share in time of `judged`: answered, or waiting beyond the target."""

    received: int
    answered: int
    overdue: int
    judged: int
    median_days: float | NotAvailable
    within: Interval | NotAvailable

    @property
    def waiting(self) -> int:
        return self.received - self.answered

    @property
    def median(self) -> float | None:
        return None if isinstance(self.median_days, NotAvailable) else self.median_days

    @property
    def percent(self) -> tuple[float, float, float] | None:
        """Share in time in percent with its interval: value, low, high."""
        if isinstance(self.within, NotAvailable):
            return None
        return 100 * self.within.value, 100 * self.within.low, 100 * self.within.high


def response(waits: npt.ArrayLike, answered: npt.ArrayLike, target: int) -> Response:
    """waits: working days [n], ≥ 0; answered: bool [n]; target: working days.

    An item that waits but still has time is not judged. ValueError for negative waits or unequal lengths.
    """
    days, done = finite(waits, "waits").ravel(), np.asarray(answered, dtype=bool).ravel()
    if days.size != done.size:
        raise ValueError("waits and answered must have the same length")
    if np.any(days < 0):
        raise ValueError("waits must not be negative")
    in_time = int((done & (days <= target)).sum())
    overdue = int((~done & (days > target)).sum())
    judged = int(done.sum()) + overdue
    return Response(
        received=int(days.size),
        answered=int(done.sum()),
        overdue=overdue,
        judged=judged,
        median_days=median_wait(days, done),
        within=wilson_interval(in_time, judged),
    )


def median_wait(waits: npt.ArrayLike, answered: npt.ArrayLike) -> float | NotAvailable:
    """Median time to an event under right censoring (Kaplan & Meier 1958): the wait at which half are answered.

    Where exactly half are answered between two waits it is their middle, so without censoring it is the usual median;
    where nothing was answered later, the next wait is that of the first who still waits. Not available while more than
    half still wait.
    """
    days, done = finite(waits, "waits").ravel(), np.asarray(answered, dtype=bool).ravel()
    if days.size == 0:
        return NotAvailable(NOTHING_RECEIVED)
    events = np.unique(days[done])
    # Sizes stay whole numbers until the division, so that exactly one half is recognised as such.
    at_risk = np.array([(days >= day).sum() for day in events], dtype=np.float64)
    answered_then = np.array([(done & (days == day)).sum() for day in events], dtype=np.float64)
    still = np.cumprod((at_risk - answered_then) / at_risk) if events.size else np.array([])
    reached = np.flatnonzero(still <= 0.5 + 1e-12)
    if reached.size == 0:
        return NotAvailable(HALF_UNANSWERED)
    first = int(reached[0])
    if abs(still[first] - 0.5) > 1e-12:
        return float(events[first])
    later = events[first + 1 :] if first + 1 < events.size else days[days > events[first]]
    return float((events[first] + later.min()) / 2) if later.size else float(events[first])
