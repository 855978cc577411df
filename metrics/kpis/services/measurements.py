"""Record, correct and withdraw values. Nothing is ever overwritten: what a value replaces stays, marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from metrics.kpis.choices import Source
from metrics.kpis.models import Measurement
from metrics.kpis.schedule import business_day
from metrics.kpis.selectors import current_of
from metrics.kpis.services.recompute import touch
from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.web import formats
from projects.goals.models import Kpi

MAX_BATCH = 5000
EARLIEST = date(1990, 1, 1)
LIMIT = Decimal(10) ** 18
SIX = Decimal("0.000001")
NOTE = 250
CHUNK = 500
# Two who record the same day at the same moment: the second sees what the first wrote.
ATTEMPTS = 3


@dataclass(frozen=True)
class MeasurementIn:
    """A value somebody brings."""

    measured_on: date
    value: Decimal
    note: str = ""
    sample_size: int | None = None
    note_en: str = ""

    def same_as(self, old: Measurement) -> bool:
        mine = (self.value, self.note, self.note_en, self.sample_size)
        return mine == (old.value, old.note, old.note_en, old.sample_size)


@dataclass(frozen=True)
class RecordOutcome:
    """`rows` in the order they were brought; a value that was there already is its own row."""

    created: int
    corrected: int
    unchanged: int
    rows: list[Measurement]


@dataclass(frozen=True)
class Fault:
    """What is wrong with one row of a batch."""

    row: int
    field: str
    code: str
    message: str | Promise
    params: dict[str, Any]


@transaction.atomic
def record(
    *,
    by: Any,
    kpi: Kpi,
    measured_on: date,
    value: Decimal,
    now: datetime,
    note: str = "",
    reason: str = "",
    sample_size: int | None = None,
    source: str = Source.MANUAL,
    source_ref: str = "",
) -> Measurement:
    """Record one value. A second value for the same day and source replaces the first, whose history is kept.

    Raises Forbidden, Invalid (day in the future or out of range, value out of range) or Conflict (KPI retired).
    """
    rows = [MeasurementIn(measured_on, value, note, sample_size)]
    outcome = record_many(by=by, kpi=kpi, rows=rows, source=source, source_ref=source_ref, reason=reason, now=now)
    return outcome.rows[0]


@transaction.atomic
def record_many(
    *,
    by: Any,
    kpi: Kpi,
    rows: Sequence[MeasurementIn],
    source: str,
    now: datetime,
    source_ref: str = "",
    reason: str = "",
) -> RecordOutcome:
    """Record up to 5,000 values of one KPI and source: all or nothing. Equal values are left as they are.

    Raises as `record`; `params["row"]` of the error is the index of the first bad row.
    """
    policy.require(by, "add", Measurement(kpi=kpi))
    _require_measurable(kpi)
    if len(rows) > MAX_BATCH:
        raise Invalid(_("At most %(n)s values at once."), params={"n": formats.grouped(MAX_BATCH)}, code="too_many")
    for fault in faults(rows, now):
        params = {**fault.params, "row": fault.row}
        raise Invalid(fault.message, params=params, code=fault.code, field=fault.field)
    tidy = [_tidy(row) for row in rows]
    stamp = Measurement(kpi=kpi, source=source, source_ref=source_ref[:64], entered_by=by, entered_at=now)
    for _attempt in range(ATTEMPTS - 1):
        try:
            with transaction.atomic():
                return _write(tidy, stamp, reason)
        except IntegrityError:
            continue
    return _write(tidy, stamp, reason)


def faults(rows: Sequence[MeasurementIn], now: datetime) -> Iterator[Fault]:
    """Everything that is wrong with the rows of one batch, in their order."""
    today = business_day(now)
    seen: set[date] = set()
    for index, row in enumerate(rows):
        if row.measured_on > today:
            message = _("%(day)s lies in the future; a value is recorded on the day it was measured, or later.")
            yield Fault(index, "measured_on", "in_the_future", message, {"day": row.measured_on.isoformat()})
        elif row.measured_on < EARLIEST:
            yield Fault(index, "measured_on", "date_out_of_range", _("Enter a date from 1990 on."), {})
        if not row.value.is_finite():
            yield Fault(index, "value", "not_a_number", _("Enter a number, such as 3.2."), {})
        elif abs(row.value) >= LIMIT:
            yield Fault(
                index, "value", "too_large", _("This number is too large; at most 18 digits before the point."), {}
            )
        if row.measured_on in seen:
            message = _("%(day)s stands twice; give one value per day.")
            yield Fault(index, "measured_on", "duplicate_day", message, {"day": row.measured_on.isoformat()})
        seen.add(row.measured_on)


@transaction.atomic
def correct(
    *,
    by: Any,
    measurement: Measurement,
    value: Decimal,
    reason: str,
    now: datetime,
    note: str = "",
    sample_size: int | None = None,
) -> Measurement:
    """Replace a value, whatever its source, saying why; the old one stays, struck through.

    Raises Forbidden, Invalid, or Conflict when somebody else changed or withdrew it meanwhile.
    """
    policy.require(by, "change", measurement)
    _require_reason(reason)
    row = _tidy(MeasurementIn(measurement.measured_on, value, note, sample_size, measurement.note_en))
    current = current_of(measurement)
    if current is None:
        raise Conflict(_("This value was withdrawn meanwhile."), code="not_current")
    if current.pk != measurement.pk and not row.same_as(current):
        raise Conflict(
            _("Meanwhile %(person)s changed this value to %(value)s. Look at it again."),
            params={
                "person": current.entered_by.label if current.entered_by else "",
                "value": formats.number(current.value, measurement.kpi.decimals),
            },
            code="not_current",
        )
    outcome = record_many(
        by=by,
        kpi=measurement.kpi,
        rows=[row],
        source=measurement.source,
        source_ref=measurement.source_ref,
        reason=reason,
        now=now,
    )
    return outcome.rows[0]


@transaction.atomic
def withdraw(*, by: Any, measurement: Measurement, reason: str, now: datetime) -> Measurement:
    """Take a value back that should not exist; it stays readable, struck through."""
    policy.require(by, "change", measurement)
    _require_reason(reason)
    kpi = measurement.kpi
    changed = Measurement.objects.filter(pk=measurement.pk, withdrawn=False, replaced_by__isnull=True).update(
        withdrawn=True, reason=reason.strip()[:NOTE], withdrawn_by=by, withdrawn_at=now
    )
    if not changed:
        raise Conflict(_("This value does not count any more."), code="not_current")
    before = {measurement.measured_on.isoformat(): measurement.value}
    audit.record(
        by=by,
        act="kpi.measurement_withdrawn",
        obj=kpi,
        before=before,
        reason=reason,
        project_id=kpi.goal.project_id,
        now=now,
    )
    touch([kpi.pk], now)
    measurement.refresh_from_db()
    return measurement


@transaction.atomic
def take_back(*, by: Any, measurements: Sequence[Measurement], reason: str, now: datetime) -> int:
    """Undo what an import recorded: a value that replaced another gives way to it again, the others are withdrawn.

    Raises Forbidden, or Conflict when one of them was changed since.
    """
    ids = [m.pk for m in measurements]
    rows = list(
        Measurement.objects.filter(pk__in=ids).select_related("kpi__goal__project").prefetch_related("replaces")
    )
    for row in rows:
        policy.require(by, "change", row)
        if not row.counts:
            raise Conflict(
                _("The value of %(day)s was changed since; the import cannot be undone as a whole."),
                params={"day": row.measured_on.isoformat()},
                code="changed_since",
            )
    old = {row.pk: next(iter(row.replaces.all()), None) for row in rows}
    for kpi_id, source in sorted({(row.kpi_id, row.source) for row in rows}):
        mine = [row for row in rows if (row.kpi_id, row.source) == (kpi_id, source)]
        back = [_as_input(found) for row in mine if (found := old[row.pk]) is not None]
        for start in range(0, len(back), MAX_BATCH):
            chunk = back[start : start + MAX_BATCH]
            record_many(by=by, kpi=mine[0].kpi, rows=chunk, source=source, reason=reason, now=now)
        _withdraw_many(by, mine[0].kpi, [row for row in mine if old[row.pk] is None], reason, now)
    return len(rows)


def _withdraw_many(by: Any, kpi: Kpi, rows: Sequence[Measurement], reason: str, now: datetime) -> None:
    if not rows:
        return
    ids = [row.pk for row in rows]
    for start in range(0, len(ids), CHUNK):
        Measurement.objects.filter(pk__in=ids[start : start + CHUNK]).update(
            withdrawn=True, reason=reason[:NOTE], withdrawn_by=by, withdrawn_at=now
        )
    audit.record(
        by=by,
        act="kpi.measurement_withdrawn",
        obj=kpi,
        before=_told(rows),
        reason=reason,
        project_id=kpi.goal.project_id,
        now=now,
    )
    touch([kpi.pk], now)


def _as_input(row: Measurement) -> MeasurementIn:
    return MeasurementIn(row.measured_on, row.value, row.note, row.sample_size, row.note_en)


def _require_measurable(kpi: Kpi) -> None:
    if kpi.retired_at is not None:
        raise Conflict(_("This KPI was retired; it is not measured any more."), code="retired")
    if not kpi.goal.project.is_open:
        raise Conflict(_("The project is closed; nothing in it can change."), code="closed")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="reason")


def _tidy(row: MeasurementIn) -> MeasurementIn:
    """As the database will give it back, so that equal values are recognised."""
    value = row.value.quantize(SIX) + 0  # never minus zero
    return replace(row, value=value, note=row.note.strip()[:NOTE], note_en=row.note_en.strip()[:NOTE])


def _write(rows: Sequence[MeasurementIn], stamp: Measurement, reason: str) -> RecordOutcome:
    """`stamp` is a measurement without day and value: what all rows have in common."""
    kpi = stamp.kpi
    current = (
        {
            m.measured_on: m
            for m in Measurement.objects.select_for_update(of=("self",)).filter(
                kpi=kpi,
                source=stamp.source,
                replaced_by__isnull=True,
                withdrawn=False,
                measured_on__range=(min(r.measured_on for r in rows), max(r.measured_on for r in rows)),
            )
        }
        if rows
        else {}
    )
    fresh, result, replaced = [], [], []
    for row in rows:
        old = current.get(row.measured_on)
        if old is not None and row.same_as(old):
            result.append(old)
            continue
        new = _new(row, stamp, reason if old else "")
        fresh.append(new)
        result.append(new)
        if old is not None:
            replaced.append((old, new))
    if fresh:
        _insert(fresh, replaced)
        _audit(stamp, fresh, replaced, reason)
        touch([kpi.pk], stamp.entered_at)
    return RecordOutcome(len(fresh) - len(replaced), len(replaced), len(rows) - len(fresh), result)


def _new(row: MeasurementIn, stamp: Measurement, reason: str) -> Measurement:
    # `withdrawn` until the old row points here: at no time do two rows of a day count.
    return Measurement(
        kpi=stamp.kpi,
        measured_on=row.measured_on,
        value=row.value,
        note=row.note,
        note_en=row.note_en,
        sample_size=row.sample_size,
        source=stamp.source,
        source_ref=stamp.source_ref,
        entered_by=stamp.entered_by,
        entered_at=stamp.entered_at,
        reason=reason.strip()[:NOTE],
        withdrawn=True,
    )


def _insert(fresh: list[Measurement], replaced: list[tuple[Measurement, Measurement]]) -> None:
    Measurement.objects.bulk_create(fresh, batch_size=CHUNK)
    for old, new in replaced:
        old.replaced_by = new
    Measurement.objects.bulk_update([old for old, _new_ in replaced], ["replaced_by"], batch_size=CHUNK)
    ids = [m.pk for m in fresh]
    for start in range(0, len(ids), CHUNK):
        Measurement.objects.filter(pk__in=ids[start : start + CHUNK]).update(withdrawn=False)
    for m in fresh:
        m.withdrawn = False


def _audit(
    stamp: Measurement, fresh: list[Measurement], replaced: list[tuple[Measurement, Measurement]], reason: str
) -> None:
    """One entry for the act, naming up to twenty values."""
    audit.record(
        by=stamp.entered_by,
        act="kpi.corrected" if replaced else "kpi.measured",
        obj=stamp.kpi,
        before=_told([old for old, _new_ in replaced]),
        after=_told(fresh),
        reason=reason,
        project_id=stamp.kpi.goal.project_id,
        now=stamp.entered_at,
    )


def _told(rows: Sequence[Measurement], limit: int = 20) -> dict[str, Any]:
    shown: dict[str, Any] = {m.measured_on.isoformat(): m.value for m in rows[:limit]}
    if len(rows) > limit:
        shown["more"] = len(rows) - limit
    return shown
