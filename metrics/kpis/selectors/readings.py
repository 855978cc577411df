"""Where KPIs stand: stored readings, and the same computed for any past day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from metrics.kpis import readouts
from metrics.kpis.models import DirtyKpi, KpiReadingRow, KpiStatusChange
from metrics.kpis.readouts import Readout
from metrics.kpis.schedule import business_day
from pmo.texts import Sentence
from projects.goals.choices import SignOffStatus
from projects.goals.models import Kpi, SignOff
from projects.goals.readings import KpiReading


def visible(user: Any) -> QuerySet[Kpi]:
    """KPIs the person may see, with goal, project, owner and stored reading."""
    return Kpi.objects.visible_to(user).select_related("goal__project__portfolio", "owner__unit", "reading")


def readings(kpi_ids: Sequence[int]) -> dict[int, KpiReading]:
    """Stored readings in the shape goal pages ask for (one query)."""
    return {row.kpi_id: as_reading(row) for row in KpiReadingRow.objects.filter(kpi_id__in=kpi_ids).defer("result")}


def as_reading(row: KpiReadingRow) -> KpiReading:
    return KpiReading(
        kpi_id=row.kpi_id,
        status=row.status,
        sentence=Sentence.from_json(row.sentence),
        current=row.current,
        current_on=row.current_on,
        progress=row.progress,
        expected=row.expected,
        expected_value=row.expected_value,
        pace=row.pace,
        reaches_on=row.reaches_on,
        probability=row.probability,
        low_on=row.low_on,
        high_on=row.high_on,
        count=row.count,
        computed_at=row.computed_at,
        since_on=row.status_since,
    )


def as_of(kpis: Sequence[Kpi], on: date) -> dict[int, Readout]:
    """Readings on any past day, computed now from what was measured up to then (with today's definitions)."""
    limits = {k.pk: k.goal.project.portfolio.thresholds for k in kpis}
    return {r.kpi_id: r for r in readouts.compute(kpis, on, limits)}


@dataclass(frozen=True)
class Standing:
    """Where one KPI stands on a day. `since_on` is None for past days."""

    readout: Readout
    on: date
    computed_at: datetime
    since_on: date | None
    past: bool


def standing(kpi: Kpi, *, now: datetime, on: date | None = None) -> Standing:
    """The stored reading while it is still true, else the same computed now: a page never shows an outdated figure."""
    today = business_day(now)
    day = min(on, today) if on else today
    row: KpiReadingRow | None = getattr(kpi, "reading", None)
    if day == today and row is not None and row.as_of == today and not DirtyKpi.objects.filter(kpi=kpi).exists():
        return Standing(_readout(row), today, row.computed_at, row.status_since, False)
    found = as_of([kpi], day)[kpi.pk]
    same = row is not None and day == today and row.status == found.status
    return Standing(found, day, now, row.status_since if row is not None and same else None, day < today)


def _readout(row: KpiReadingRow) -> Readout:
    sentence = Sentence.from_json(row.sentence)
    if sentence is None:
        raise ValueError(f"reading of KPI {row.kpi_id} has no sentence")
    return Readout(
        kpi_id=row.kpi_id,
        status=row.status,
        rule=row.result["rule"],
        current=row.current,
        current_on=row.current_on,
        previous=row.previous,
        progress=row.progress,
        expected=row.expected,
        expected_value=row.expected_value,
        pace=row.pace,
        reaches_on=row.reaches_on,
        low_on=row.low_on,
        high_on=row.high_on,
        probability=row.probability,
        sentence=sentence,
        result=row.result,
        count=row.count,
        measure_by=row.measure_by,
        watermark=row.watermark,
    )


def status_changes(kpi: Kpi, limit: int = 12) -> list[KpiStatusChange]:
    """The newest changes of status, newest first."""
    return list(kpi.status_changes.order_by("-on")[:limit])


def signed(project_id: int, limit: int = 10) -> list[SignOff]:
    """The newest signed versions of a project's goals, with who signed."""
    rows = SignOff.objects.filter(project_id=project_id, status=SignOffStatus.SIGNED)
    return list(rows.order_by("-goals_version").prefetch_related("signatures__executive")[:limit])
