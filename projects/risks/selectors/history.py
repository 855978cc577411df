"""The exposure over time, read from the points of the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import QuerySet

from projects.engines import risk as engine
from projects.risks.choices import LIVE, RiskKind
from projects.risks.models import Risk, RiskMark

WEEKS = 52
LIVE_STATES = frozenset(LIVE)


@dataclass(frozen=True)
class Point:
    """How things stood at the end of a day: expected money, what the responses leave of it, score, live threats."""

    on: date
    money: float
    residual: float
    score: float
    live: int


def burn_down(rows: QuerySet[Risk], today: date, weeks: int = WEEKS) -> list[Point]:
    """A point a week until today, from the first one with a threat on (one query).

    Threats only. A risk counts with its last mark at or before the day while that mark says it is live.
    """
    marks = list(
        RiskMark.objects.filter(risk__in=rows.filter(kind=RiskKind.THREAT).order_by().values("pk"))
        .order_by("marked_at", "pk")
        .values_list("risk_id", "marked_on", "status", "money", "residual_money", "score")
    )
    if not marks:
        return []
    days = _days(marks[0][1], today, weeks)
    number = {pk: n for n, pk in enumerate(dict.fromkeys(mark[0] for mark in marks))}
    risk = np.array([number[mark[0]] for mark in marks])
    at = np.array([mark[1].toordinal() for mark in marks])
    living = np.array([mark[2] in LIVE_STATES for mark in marks], dtype=float)
    asked = np.array([day.toordinal() for day in days])

    def series(values: Sequence[object]) -> list[float]:
        numbers = np.array([float(value or 0) for value in values])  # type: ignore[arg-type]
        return [round(float(value), 4) for value in engine.carried(numbers * living, at, risk, asked)]

    left = [mark[3] if mark[4] is None else mark[4] for mark in marks]
    columns = (
        series([mark[3] for mark in marks]),
        series(left),
        series([mark[5] for mark in marks]),
        series([1] * len(marks)),
    )
    return [Point(day, m, r, s, int(n)) for day, m, r, s, n in zip(days, *columns, strict=True)]


def _days(first: date, today: date, weeks: int) -> list[date]:
    start = max(first, today - timedelta(weeks=weeks))
    count = (today - start).days // 7
    return [today - timedelta(weeks=count - step) for step in range(count + 1)]


def track(risk: Risk) -> list[RiskMark]:
    """The points of one risk, newest first."""
    return list(risk.marks.select_related("marked_by").order_by("-marked_at", "-pk"))
