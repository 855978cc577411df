"""Forecasts that are kept with a frozen pack, and what became of those of earlier packs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from metrics.engines import calibration as engine
from metrics.health.quarters import last_day, quarter_of
from metrics.kpis.models import KpiReadingRow
from metrics.kpis.selectors import values
from metrics.reviews.models import Review
from pmo import calendars
from projects.goals.choices import CADENCE_DAYS
from projects.goals.models import Kpi
from projects.schedule.models import Task
from projects.schedule.selectors.plans import Milestone

Json = dict[str, Any]


def kept(rows: Sequence[KpiReadingRow], milestones: Sequence[Milestone], today: date) -> Json:
    """What can be judged later: values at the end of the quarter with their 80 % bands, probabilities, dates."""
    on = last_day(quarter_of(today))
    found: Json = {"values": [], "chances": [], "dates": []}
    for row in rows:
        fan = row.result.get("fan")
        if fan and row.current_on is not None and on > today:
            days = [date.fromisoformat(day).toordinal() for day in fan["days"]]
            band = [engine.at(days, fan[name], on.toordinal()) for name in ("low80", "middle", "high80")]
            if None not in band:
                low, middle, high = band
                found["values"].append(
                    {"kpi": row.kpi_id, "on": on.isoformat(), "low": low, "middle": middle, "high": high}
                )
        if row.probability is not None and row.kpi.due_on is not None and row.kpi.due_on > today:
            found["chances"].append(
                {"kpi": row.kpi_id, "due": row.kpi.due_on.isoformat(), "chance": round(row.probability / 100, 6)}
            )
    for one in milestones:
        if not one.is_done and one.task.finish_on is not None and one.task.finish_on > today:
            found["dates"].append({"task": one.task.pk, "on": one.task.finish_on.isoformat()})
    return found


@dataclass(frozen=True)
class Value:
    kpi: Kpi
    quarter: str
    low: float
    high: float
    actual: Decimal
    inside: bool


@dataclass(frozen=True)
class Chance:
    kpi: Kpi
    quarter: str
    chance: float
    came: bool


@dataclass(frozen=True)
class Promise:
    """A date named in an earlier review; `late`: working days past it (until today while it is not reached)."""

    task: Task
    quarter: str
    on: date
    late: int


@dataclass
class Judged:
    values: list[Value] = field(default_factory=list)
    chances: list[Chance] = field(default_factory=list)
    dates: list[Promise] = field(default_factory=list)
    # Forecasts kept by earlier packs whose day has not come.
    waiting: int = 0


def judged(earlier: Sequence[Review], today: date) -> Judged:
    """Every forecast of the earlier packs whose day has come (three queries)."""
    packs = [(review.quarter, review.pack) for review in earlier if review.pack.get("forecasts")]
    found = Judged()
    kpis = _kpis(packs)
    measured = _measured(packs, kpis, today)
    for quarter, pack in packs:
        taken = datetime.fromisoformat(pack["taken_at"]).date()
        for row in pack["forecasts"]["values"]:
            on, kpi = date.fromisoformat(row["on"]), kpis.get(row["kpi"])
            if on > today or kpi is None:
                found.waiting += on > today
                continue
            fresh = on - timedelta(days=CADENCE_DAYS[kpi.cadence])
            actual = _last(measured.get(kpi.pk, []), max(taken, fresh), on)
            if actual is not None:
                hit = row["low"] <= float(actual) <= row["high"]
                found.values.append(Value(kpi, quarter, row["low"], row["high"], actual, hit))
        for row in pack["forecasts"]["chances"]:
            due, kpi = date.fromisoformat(row["due"]), kpis.get(row["kpi"])
            if due > today or kpi is None or kpi.target is None:
                found.waiting += due > today
                continue
            actual = _last(measured.get(kpi.pk, []), taken, due)
            if actual is not None:
                found.chances.append(Chance(kpi, quarter, row["chance"], _reached(kpi, actual)))
    _dates(packs, found, today)
    return found


def _kpis(packs: Sequence[tuple[str, Json]]) -> dict[int, Kpi]:
    ids = {row["kpi"] for _quarter, pack in packs for name in ("values", "chances") for row in pack["forecasts"][name]}
    rows = Kpi.objects.filter(pk__in=ids).select_related("goal__project") if ids else ()
    return {kpi.pk: kpi for kpi in rows}


def _measured(packs: Sequence[tuple[str, Json]], kpis: dict[int, Kpi], today: date) -> dict[int, Any]:
    """What was measured since the first pack, by KPI (one query)."""
    if not kpis:
        return {}
    first = min(datetime.fromisoformat(pack["taken_at"]).date() for _quarter, pack in packs)
    spans = [(pk, first, today) for pk in kpis]
    return {pk: rows for (pk, _first, _last), rows in values.measured(spans).items()}


def _last(rows: Sequence[Any], after: date, until: date) -> Decimal | None:
    """The newest value in (after, until]."""
    inside = [row for row in rows if after < row.on <= until]
    return inside[-1].value if inside else None


def _reached(kpi: Kpi, actual: Decimal) -> bool:
    target = kpi.target or Decimal(0)
    falls = kpi.baseline is not None and target < kpi.baseline
    return actual <= target if falls else actual >= target


def _dates(packs: Sequence[tuple[str, Json]], found: Judged, today: date) -> None:
    named = [
        (quarter, row["task"], date.fromisoformat(row["on"]))
        for quarter, pack in packs
        for row in pack["forecasts"]["dates"]
    ]
    found.waiting += sum(on > today for _quarter, _pk, on in named)
    due = [row for row in named if row[2] <= today]
    tasks = Task.objects.select_related("plan__project").in_bulk({pk for _quarter, pk, _on in due}) if due else {}
    table = calendars.table() if due else None
    for quarter, pk, on in due:
        task = tasks.get(pk)
        if task is None or table is None:
            continue
        end = task.finish_on if task.percent == 100 and task.finish_on is not None else today
        found.dates.append(Promise(task, quarter, on, max(table.count(on, end), 0)))
