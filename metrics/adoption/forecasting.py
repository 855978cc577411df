"""From the weeks of a group to the day it reaches its target. Plain figures in and out, no rows and no clock.

Weeks end on Sundays and are full ones. The rate of a week is the share of people active in the 28 days up to its end,
so the first three weeks of a system are left out: their windows reach back to where nothing was counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import numpy as np

from metrics.adoption.choices import Outcome
from metrics.engines import adoption_curve as engine
from metrics.engines.usage_counts import LONGEST

# What would come later than a year after the last week is no answer.
HORIZON = 365
# Two years of weeks; what is older tells nothing about the pace of today.
MOST_WEEKS = 104
WEEK = timedelta(weeks=1)

Point = tuple[date, float]


@dataclass(frozen=True)
class Foretold:
    """`points`: weeks that went in. `curve` as `AdoptionForecast.curve` keeps it."""

    outcome: str
    reason: str = ""
    points: int = 0
    until: date | None = None
    reaches_on: date | None = None
    low_on: date | None = None
    high_on: date | None = None
    curve: dict[str, Any] = field(default_factory=dict)


def week_ends(first_counted: date, before: date) -> list[date]:
    """Sundays before a day whose 28 days lie in the counted time, oldest first."""
    last = before - timedelta(days=before.isoweekday())
    start = first_counted + timedelta(days=LONGEST - 1)
    count = min(MOST_WEEKS, (last - start).days // 7 + 1 if last >= start else 0)
    return [last - n * WEEK for n in range(count - 1, -1, -1)]


def foretell(points: Sequence[Point], launch: date, target_share: Decimal, seed: int) -> Foretold:
    """`points`: (last day of a week, share as a fraction), oldest first; `launch`: the first counted day."""
    if len(points) < engine.MIN_POINTS:
        return Foretold(Outcome.UNKNOWN, engine.TOO_FEW, len(points), points[-1][0] if points else None)
    until = points[-1][0]
    times = np.array([(day - launch).days for day, _share in points], dtype=np.float64)
    shares = np.array([share for _day, share in points], dtype=np.float64)
    found = engine.forecast(
        times,
        shares,
        float(target_share) / 100,
        np.random.default_rng(seed),
        ceiling=1.0,
        horizon=float(times[-1] + HORIZON),
    )
    if isinstance(found, engine.Never):
        return Foretold(Outcome.NEVER, found.reason, len(points), until, curve=_kept(found.fit, launch))
    on = _day(launch, found.at)
    if found.already:
        return Foretold(Outcome.REACHED, "", len(points), until, reaches_on=on)
    return Foretold(
        Outcome.COMING, "", len(points), until, on, _day(launch, found.low),
        None if found.high is None else _day(launch, found.high), _kept(found.fit, launch),
    )  # fmt: skip


def _day(launch: date, at: float) -> date:
    """The day on which a time lies; whatever is not over is not reached."""
    return launch + timedelta(days=int(np.ceil(at - 1e-9)))


def _kept(fit: engine.Fit | None, launch: date) -> dict[str, Any]:
    if fit is None:
        return {}
    return {
        "model": fit.model,
        "ceiling": fit.ceiling,
        "rate": fit.rate,
        "middle": fit.middle,
        "from": launch.isoformat(),
    }


def course(curve: dict[str, Any], days: Sequence[date]) -> list[float]:
    """Percent on `days` by a kept curve."""
    fit = engine.Fit(curve["model"], curve["ceiling"], curve["rate"], curve["middle"], 0.0, 1, 0.0, capped=False)
    launch = date.fromisoformat(curve["from"])
    shares = fit.at([(day - launch).days for day in days])
    return [round(100 * float(share), 1) for share in np.atleast_1d(shares)]


def watermark(*parts: Any) -> str:
    """A digest of an input: equal as long as nothing in it changed."""
    return sha256(repr(parts).encode()).hexdigest()
