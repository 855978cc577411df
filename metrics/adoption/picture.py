"""The chart of a group: weeks measured, the course aimed at, and where the fitted curve goes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from metrics.adoption import curve, forecasting
from metrics.adoption.choices import Outcome
from metrics.adoption.standing import Line
from pmo.web import formats

WEEK = timedelta(weeks=1)
MOST_AHEAD = 26
LEAST_AHEAD = 4


def of(line: Line | None) -> dict[str, Any] | None:
    """None with fewer than two weeks. Periods are the ends of weeks, counted back from the last day and on from it."""
    if line is None or len(line.trend) < 2:
        return None
    last = line.trend[-1][0]
    # A week in which the group was withheld leaves a gap.
    known = {day: share for day, share, _row in line.trend}
    first = line.trend[0][0]
    past = [first + n * WEEK for n in range((last - first).days // 7 + 1)]
    ahead = [last + n * WEEK for n in range(1, _ahead(line, last) + 1)]
    fitted = line.forecast.curve if line.forecast is not None and not line.stale else {}
    middle = forecasting.course(fitted, ahead) if fitted and ahead else []
    wanted = [curve.target_on(line.target, day) if line.target else None for day in [*past, *ahead]]
    return {
        "unit": "%",
        "digits": 0,
        "periods": [f"{day:%m-%d}" for day in [*past, *ahead]],
        "measured": [round(known[day], 1) if day in known else None for day in past],
        "expected": [None if share is None else float(share) for share in wanted] if line.target else [],
        "forecast": {"from": len(past), "p50": middle} if middle else None,
        "target": {
            "value": float(line.target.target_share),
            "label": _("Target %(share)s") % {"share": formats.pct(float(line.target.target_share), 0)},
        }
        if line.target
        else None,
    }


def _ahead(line: Line, last: date) -> int:
    """Weeks to draw after the last one: until target and forecast are there, half a year at most."""
    if line.target is None:
        return 0
    ends = [line.target.due_on]
    if line.forecast is not None and line.forecast.outcome == Outcome.COMING and line.forecast.reaches_on:
        ends.append(line.forecast.reaches_on)
    return min(MOST_AHEAD, max(LEAST_AHEAD, max(-(-(end - last).days // 7) for end in ends)))
