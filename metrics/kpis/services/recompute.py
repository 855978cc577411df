"""Compute readings again: those noted as out of date within seconds, all of them every night."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from metrics.kpis import listeners, readouts
from metrics.kpis.models import DirtyKpi, KpiReadingRow, KpiStatusChange
from metrics.kpis.readouts import Readout
from metrics.kpis.schedule import business_day
from metrics.kpis.services import reminders
from pmo.notify.wake import wake
from projects.goals.choices import GoalStatus
from projects.goals.models import Kpi
from projects.portfolio.choices import State
from projects.portfolio.models import Project

RECOMPUTE_TASK = "metrics.recompute_touched"
CHUNK = 1000
BATCH = 500


def touch(kpi_ids: Iterable[int], now: datetime) -> None:
    """Note that readings are out of date, with the change itself, and call a worker once it is committed."""
    # Sorted: two transactions noting the same KPIs wait for each other instead of deadlocking.
    notes = [DirtyKpi(kpi_id=pk, since=now) for pk in sorted(set(kpi_ids))]
    if not notes:
        return
    # An update, so that a note already there is locked: a worker that takes it now waits until this change is
    # committed, instead of computing without it and removing the note.
    DirtyKpi.objects.bulk_create(
        notes, update_conflicts=True, unique_fields=["kpi"], update_fields=["since"], batch_size=BATCH
    )
    wake(RECOMPUTE_TASK)


def limits_changed(project_ids: Sequence[int], now: datetime) -> None:
    """The limits these projects are judged by are other ones now: their readings are out of date."""
    touch(open_kpis().filter(goal__project__in=project_ids).values_list("pk", flat=True), now)


def recompute_touched(*, now: datetime, limit: int = CHUNK) -> int:
    """Recompute what is noted as out of date; returns how many readings were stored. Safe to run twice at once."""
    stored = 0
    while ids := list(DirtyKpi.objects.order_by("since", "kpi_id").values_list("kpi_id", flat=True)[:limit]):
        with transaction.atomic():
            kpis = _locked(ids)
            # The notes go before the values are read: a value that arrives while we compute writes a new one.
            notes = DirtyKpi.objects.filter(kpi_id__in=ids)
            left = set(notes.values_list("kpi_id", flat=True))
            notes.delete()
            stored += _store([kpi for kpi in kpis if kpi.pk in left], now)
    return stored


def recompute_all(*, now: datetime) -> int:
    """Recompute every open KPI, as each new day moves what is expected; returns how many changed.

    Those computed longest ago first, so that a run that was cut off goes on where it stopped; project by project, so
    that the health of each is computed once.
    """
    order = (F("reading__as_of").asc(nulls_first=True), "goal__project_id", "pk")
    ids = list(open_kpis().order_by(*order).values_list("pk", flat=True))
    return sum(recompute(ids[start : start + CHUNK], now=now) for start in range(0, len(ids), CHUNK))


def open_kpis() -> QuerySet[Kpi]:
    """KPIs that are still measured or may be: not retired, of a goal not given up, in an open project."""
    return Kpi.objects.filter(retired_at__isnull=True, goal__project__state__in=[State.ACTIVE, State.ON_HOLD]).exclude(
        goal__status=GoalStatus.DROPPED
    )


@transaction.atomic
def recompute(kpi_ids: Sequence[int], *, now: datetime) -> int:
    """Compute and store the readings of these KPIs; rows whose input did not change are left alone."""
    return _store(_locked(kpi_ids), now)


def _locked(kpi_ids: Sequence[int]) -> list[Kpi]:
    """The KPIs, locked in one order: of two who compute the same one, the second reads what the first could not see.

    The lock does not keep measurements from being recorded.
    """
    rows = Kpi.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=kpi_ids)
    return list(rows.annotate(project_id=F("goal__project_id")).order_by("pk"))


def _limits(kpis: Sequence[Any]) -> dict[int, dict[str, float]]:
    """The limits of each KPI's portfolio."""
    rows = Project.objects.filter(pk__in={k.project_id for k in kpis}).values_list("pk", "portfolio__thresholds")
    by_project = dict(rows)
    return {k.pk: by_project[k.project_id] for k in kpis}


def _store(kpis: Sequence[Any], now: datetime) -> int:
    as_of = business_day(now)
    fields = ("kpi_id", "status", "status_since", "watermark", "measure_by")
    rows = KpiReadingRow.objects.filter(kpi__in=[k.pk for k in kpis]).values_list(*fields, named=True)
    known: dict[int, Any] = {row.kpi_id: row for row in rows}
    computed = [
        r
        for r in readouts.compute(kpis, as_of, _limits(kpis))
        if r.kpi_id not in known or known[r.kpi_id].watermark != r.watermark
    ]
    if not computed:
        return 0
    since = _since(computed, known, as_of)
    fresh = [_row(r, as_of, since[r.kpi_id], now) for r in computed]
    names = [f.name for f in KpiReadingRow._meta.concrete_fields if f.name != "kpi"]
    KpiReadingRow.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["kpi"], update_fields=names, batch_size=BATCH
    )
    reminders.settle([row.kpi_id for row in fresh if _measured_now(row, known.get(row.kpi_id), as_of)], now)
    changed = {row.kpi_id for row in fresh}
    listeners.recomputed({k.project_id for k in kpis if k.pk in changed}, now)
    return len(fresh)


def _measured_now(row: KpiReadingRow, old: Any, today: date) -> bool:
    """Whether a value that was overdue has arrived (or is not asked for any more)."""
    if old is None or old.measure_by is None or old.measure_by >= today:
        return False
    return row.measure_by is None or row.measure_by >= today


def _since(computed: Sequence[Readout], known: dict[int, Any], as_of: date) -> dict[int, date]:
    """The day from which each reading has its status; what changed is logged, the last word of a day counts."""
    found, moved = {}, []
    for r in computed:
        old = known.get(r.kpi_id)
        if old is not None and old.status == r.status:
            found[r.kpi_id] = old.status_since
        else:
            moved.append(r)
    log: dict[int, list[KpiStatusChange]] = {r.kpi_id: [] for r in moved}
    for change in KpiStatusChange.objects.filter(kpi_id__in=log, on__lte=as_of).order_by("kpi_id", "on"):
        log[change.kpi_id].append(change)
    fresh, gone = [], []
    for r in moved:
        today = [c.pk for c in log[r.kpi_id] if c.on == as_of]
        before = [c for c in log[r.kpi_id] if c.on < as_of]
        if before and before[-1].status == r.status:
            found[r.kpi_id] = before[-1].on
            gone += today
        else:
            found[r.kpi_id] = as_of
            fresh.append(KpiStatusChange(kpi_id=r.kpi_id, on=as_of, status=r.status))
    if gone:
        KpiStatusChange.objects.filter(pk__in=gone).delete()
    KpiStatusChange.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["kpi", "on"], update_fields=["status"], batch_size=BATCH
    )
    return found


def _row(r: Readout, as_of: date, since: date, now: datetime) -> KpiReadingRow:
    copied: dict[str, Any] = {
        name: getattr(r, name)
        for name in (
            "kpi_id", "status", "current", "current_on", "previous", "progress", "expected", "expected_value", "pace",
            "reaches_on", "low_on", "high_on", "probability", "result", "count", "measure_by", "watermark",
        )
    }  # fmt: skip
    return KpiReadingRow(**copied, as_of=as_of, status_since=since, sentence=r.sentence.to_json(), computed_at=now)
