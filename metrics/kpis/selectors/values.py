"""The values of KPIs: those that count, and the whole history with what was corrected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from metrics.kpis.models import Measurement
from projects.goals.models import Kpi
from projects.goals.readings import Measured, Span

COUNTS = Q(replaced_by__isnull=True, withdrawn=False)


def series(kpi: Kpi, *, since: date | None = None, until: date | None = None) -> list[Measurement]:
    """Every value of a KPI, also corrected and withdrawn ones, newest day first (one query)."""
    rows = kpi.measurements.select_related("entered_by", "withdrawn_by", "replaced_by__entered_by")
    if since is not None:
        rows = rows.filter(measured_on__gte=since)
    if until is not None:
        rows = rows.filter(measured_on__lte=until)
    return list(rows.order_by("-measured_on", "-id"))


def counting(kpi: Kpi, until: date | None = None) -> QuerySet[Measurement]:
    """The values that count, oldest first."""
    rows = kpi.measurements.filter(COUNTS)
    return (rows.filter(measured_on__lte=until) if until else rows).order_by("measured_on", "id")


def values_of(kpi: Kpi, until: date) -> list[tuple[date, Decimal]]:
    """One value per day, oldest first; values of several sources on one day count as their mean."""
    days: dict[date, list[Decimal]] = {}
    for on, value in counting(kpi, until).values_list("measured_on", "value"):
        days.setdefault(on, []).append(value)
    return [(on, sum(values, Decimal(0)) / len(values)) for on, values in days.items()]


def current_of(measurement: Measurement) -> Measurement | None:
    """The value that counts today for the day and source of this one."""
    same = Measurement.objects.filter(COUNTS, kpi_id=measurement.kpi_id, measured_on=measurement.measured_on)
    rows = same.filter(source=measurement.source)
    return rows.select_related("kpi__goal__project", "kpi__owner", "entered_by").first()


def ended(kpi: Kpi, until: date) -> list[tuple[date, Decimal, Decimal | None]]:
    """Values that do not count any more, newest day first: day, value, and what replaced it (None: withdrawn)."""
    rows = kpi.measurements.exclude(COUNTS).filter(measured_on__lte=until)
    return list(rows.order_by("-measured_on", "-id").values_list("measured_on", "value", "replaced_by__value"))


def sparks(kpi_ids: Sequence[int], limit: int = 24) -> dict[int, list[tuple[date, float]]]:
    """The newest values of several KPIs for their small charts (one query)."""
    rows = Measurement.objects.filter(COUNTS, kpi_id__in=kpi_ids)
    found: dict[int, list[tuple[date, float]]] = {pk: [] for pk in kpi_ids}
    for kpi_id, on, value in rows.order_by("kpi_id", "measured_on", "id").values_list("kpi_id", "measured_on", "value"):
        found[kpi_id].append((on, float(value)))
    return {pk: points[-limit:] for pk, points in found.items()}


def measured(spans: Sequence[Span]) -> dict[Span, list[Measured]]:
    """The values that count in each span, one per day as `values_of` (one query); cases add up where all are known."""
    ids = {kpi_id for kpi_id, _first, _last in spans}
    rows = Measurement.objects.filter(
        COUNTS,
        kpi_id__in=ids,
        measured_on__gte=min(first for _kpi, first, _last in spans),
        measured_on__lte=max(last for _kpi, _first, last in spans),
    )
    days: dict[int, dict[date, list[tuple[Decimal, int | None]]]] = {}
    ordered = rows.order_by("measured_on", "id").values_list("kpi_id", "measured_on", "value", "sample_size")
    for kpi_id, on, value, cases in ordered:
        days.setdefault(kpi_id, {}).setdefault(on, []).append((value, cases))
    return {
        (kpi_id, first, last): [
            _one_day(on, values) for on, values in days.get(kpi_id, {}).items() if first <= on <= last
        ]
        for kpi_id, first, last in spans
    }


def _one_day(on: date, values: Sequence[tuple[Decimal, int | None]]) -> Measured:
    known = [cases for _value, cases in values if cases]
    mean = sum((value for value, _cases in values), Decimal(0)) / len(values)
    return Measured(on, mean, sum(known) if len(known) == len(values) else None)
