"""From a log to the KPIs that follow its process: one measurement per complete month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from metrics.kpis import services as kpis
from metrics.kpis.choices import Source
from metrics.kpis.models import Measurement
from metrics.kpis.services import MeasurementIn
from metrics.processes import figures, results, selectors
from metrics.processes.models import EventLog
from pmo.records import DomainError
from projects.goals.models import Kpi


@dataclass(frozen=True)
class Fed:
    """What a log brought to one KPI; `refused` says in words why it brought nothing."""

    kpi: Kpi
    created: int = 0
    corrected: int = 0
    unchanged: int = 0
    refused: str = ""


def feed_kpis(*, by: Any, log: EventLog, result: Mapping[str, Any], now: datetime) -> list[Fed]:
    """Bring the months of `log` to every KPI that follows its process. Months known already stay, changed ones are
    corrected with their history. A KPI that refuses (closed project, retired) does not hold up the others.
    """
    return [feed_kpi(by=by, kpi=kpi, log=log, result=result, now=now) for kpi in selectors.followers(log.process)]


def feed_kpi(*, by: Any, kpi: Kpi, log: EventLog, result: Mapping[str, Any], now: datetime) -> Fed:
    rows = [
        MeasurementIn(measured_on=m.on, value=m.value, sample_size=m.cases)
        for m in figures.monthly(result, kpi.feed_figure)
        # A wrong clock in the log must not bring values from the future.
        if m.on <= timezone.localdate(now)
    ]
    rows = _without_partial(kpi, log, result, rows)
    if not rows:
        return Fed(kpi)
    try:
        with transaction.atomic():
            done = kpis.record_many(
                by=by, kpi=kpi, rows=rows, source=Source.PROCESS_LOG, source_ref=str(log.pk), now=now
            )
    except DomainError as error:
        return Fed(kpi, refused=error.message)
    return Fed(kpi, done.created, done.corrected, done.unchanged)


def _without_partial(
    kpi: Kpi, log: EventLog, result: Mapping[str, Any], rows: list[MeasurementIn]
) -> list[MeasurementIn]:
    """Leave out the month in which the log begins if another log has measured it: this one saw only its end."""
    first = date.fromisoformat(result["first_on"])
    if first.day == 1:
        return rows
    begins = results.month_end(result["first_on"][:7])
    known = Measurement.objects.filter(
        kpi=kpi, source=Source.PROCESS_LOG, measured_on=begins, replaced_by__isnull=True, withdrawn=False
    ).exclude(source_ref=str(log.pk))
    return [row for row in rows if row.measured_on != begins] if known.exists() else rows
