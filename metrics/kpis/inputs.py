"""What readings are computed from: definitions and counting measurements as the arrays the engines read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from django.db.models import FloatField
from django.db.models.functions import Cast

from metrics.engines.kpi import Kind, KpiTable
from metrics.engines.series import NO_DAY, IntArray, Series, series
from metrics.kpis.models import Measurement
from projects.goals.choices import CADENCE_DAYS, KpiKind
from projects.goals.models import Kpi

KINDS = {
    KpiKind.REACH: Kind.REACH,
    KpiKind.ABOVE: Kind.STAY_ABOVE,
    KpiKind.BELOW: Kind.STAY_BELOW,
    KpiKind.WITHIN: Kind.STAY_WITHIN,
    KpiKind.BASELINE: Kind.MEASURE_BASELINE,
}
SIX = Decimal("0.000001")


@dataclass(frozen=True)
class Rows:
    """The values that count of N KPIs, up to a day.

    last   newest and second newest value; values of several sources on one day count as their mean
    marks  which rows these were, as bytes: a row never changes its value, a correction is another row
    """

    series: Series
    last: list[tuple[Decimal | None, Decimal | None]]
    marks: list[bytes]


def measured(kpi_ids: Sequence[int], as_of: date) -> Rows:
    """Two queries, whatever the number of KPIs: all values as floats for the engines, the newest ones exactly."""
    found = list(
        Measurement.objects.filter(
            kpi_id__in=kpi_ids, replaced_by__isnull=True, withdrawn=False, measured_on__lte=as_of
        )
        .order_by("kpi_id", "measured_on", "id")
        .values_list("kpi_id", "measured_on", Cast("value", FloatField()), "id")
    )
    kpis, pks = (np.array([row[n] for row in found], dtype=np.int64) for n in (0, 3))
    days = np.array([row[1].toordinal() for row in found], dtype=np.int64)
    values = np.array([row[2] for row in found], dtype=np.float64)
    wanted = np.array(kpi_ids, dtype=np.int64)
    begin, end = np.searchsorted(kpis, wanted), np.searchsorted(kpis, wanted, side="right")
    # The rows come in the order of the KPIs' ids; the caller's order may be another.
    take = np.concatenate([np.arange(a, b) for a, b in zip(begin, end, strict=True)] or [np.zeros(0, dtype=np.int64)])
    offsets = np.concatenate([[0], np.cumsum(end - begin)])
    newest = [_newest_two(days[a:b], pks[a:b]) for a, b in zip(begin, end, strict=True)]
    exact = dict(
        Measurement.objects.filter(pk__in=[pk for pair in newest for ids in pair for pk in ids]).values_list(
            "pk", "value"
        )
    )
    return Rows(
        series(offsets, days[take], values[take]),
        [(_mean([exact[pk] for pk in first]), _mean([exact[pk] for pk in second])) for first, second in newest],
        [days[a:b].tobytes() + values[a:b].tobytes() + pks[a:b].tobytes() for a, b in zip(begin, end, strict=True)],
    )


def _newest_two(days: IntArray, pks: IntArray) -> tuple[list[int], list[int]]:
    """The rows of the newest and of the second newest day of one KPI, days ascending."""
    groups: list[list[int]] = []
    for n in range(len(days) - 1, -1, -1):
        if n == len(days) - 1 or days[n] != days[n + 1]:
            if len(groups) == 2:
                break
            groups.append([])
        groups[-1].append(int(pks[n]))
    return (groups[0] if groups else [], groups[1] if len(groups) > 1 else [])


def _mean(values: Sequence[Decimal]) -> Decimal | None:
    if len(values) < 2:
        return values[0] if values else None
    return (sum(values, Decimal(0)) / len(values)).quantize(SIX)


def table(kpis: Sequence[Kpi]) -> KpiTable:
    """The definitions; what a kind does not use is 0."""

    def bound(kpi: Kpi) -> float:
        chosen = {KpiKind.ABOVE: kpi.lower, KpiKind.WITHIN: kpi.lower, KpiKind.BELOW: kpi.upper}
        value = chosen.get(KpiKind(kpi.kind), kpi.target)
        return float(value) if value is not None else 0.0

    return KpiTable(
        kind=np.array([kind_of(k) for k in kpis], dtype=np.int8),
        baseline=np.array([float(k.baseline or 0) for k in kpis]),
        target=np.array([bound(k) for k in kpis]),
        upper=np.array([float(k.upper or 0) for k in kpis]),
        baseline_day=np.array([start_of(k).toordinal() for k in kpis], dtype=np.int64),
        due_day=np.array([k.due_on.toordinal() if k.due_on else NO_DAY for k in kpis], dtype=np.int64),
        cadence_days=np.array([round(CADENCE_DAYS[k.cadence]) for k in kpis], dtype=np.int64),
    )


def start_of(kpi: Kpi) -> date:
    """The day from which something is expected of a KPI."""
    return kpi.baseline_on or kpi.created_at.date()


def kind_of(kpi: Kpi) -> Kind:
    """A definition that still lacks its numbers is one whose baseline is being measured."""
    kind = KpiKind(kpi.kind)
    lacking = {
        KpiKind.REACH: kpi.baseline is None or kpi.target is None,
        KpiKind.ABOVE: kpi.lower is None,
        KpiKind.BELOW: kpi.upper is None,
        KpiKind.WITHIN: kpi.lower is None or kpi.upper is None,
        KpiKind.BASELINE: False,
    }[kind]
    return Kind.MEASURE_BASELINE if lacking else KINDS[kind]


def checkpoints(kpis: Sequence[Kpi]) -> Series:
    offsets, days, values = [0], [], []
    for kpi in kpis:
        points = marks(kpi)
        days += [on.toordinal() for on, _value in points]
        values += [value for _on, value in points]
        offsets.append(len(days))
    return series(offsets, np.array(days, dtype=np.int64), np.array(values, dtype=np.float64))


def marks(kpi: Kpi) -> list[tuple[date, float]]:
    """The checkpoints of one KPI, by day."""
    return sorted((date.fromisoformat(point["on"]), float(point["value"])) for point in kpi.checkpoints)


def array(values: Any) -> np.ndarray[Any, Any]:
    return np.asarray(values, dtype=np.float64)
