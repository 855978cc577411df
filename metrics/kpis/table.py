"""The rows of the measurement table: each value with what it replaced, the change, and what was expected that day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from metrics.kpis import readouts
from metrics.kpis.models import Measurement
from pmo.web import formats
from projects.goals.models import Kpi


@dataclass
class ValueRow:
    """One day and source. `current` is None when the value was withdrawn; `old` are the values it had before."""

    on: date
    source: str
    current: Measurement | None
    old: list[Decimal] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    change: Decimal | None = None
    expected: Decimal | None = None
    last: Measurement | None = None

    @property
    def note(self) -> str:
        return self.last.note_label if self.last else ""

    @property
    def cases(self) -> int | None:
        return self.last.sample_size if self.last else None


def rows_of(kpi: Kpi, found: Sequence[Measurement], before: Decimal | None = None) -> list[ValueRow]:
    """Rows newest first from measurements newest first; `before` is the value of the day before the oldest row."""
    groups: dict[tuple[date, str], list[Measurement]] = {}
    for m in found:
        groups.setdefault((m.measured_on, m.source), []).append(m)
    rows = [_row(kpi, members) for members in groups.values()]
    _compare(rows, before)
    days = [row.on for row in rows]
    for row, expected in zip(rows, readouts.expected_values(kpi, days), strict=True):
        row.expected = expected
    return rows


def _row(kpi: Kpi, members: Sequence[Measurement]) -> ValueRow:
    """`members`: everything ever recorded for one day and source, newest first."""
    current = next((m for m in members if m.counts), None)
    former = [m for m in reversed(members) if m is not current]
    newest = members[0]
    row = ValueRow(newest.measured_on, newest.get_source_display(), current, last=current or newest)
    for m in former:
        follows = m.replaced_by
        # A value whose words alone were corrected is not struck through: the number was right.
        if follows is None or follows.value != m.value:
            row.old.append(m.value)
        row.remarks.append(_remark(kpi, m))
    return row


def _remark(kpi: Kpi, m: Measurement) -> str:
    """Who ended a value, when and why."""
    at: datetime | None
    if m.replaced_by is not None:
        by, at, reason = m.replaced_by.entered_by, m.replaced_by.entered_at, m.replaced_by.reason
        told = _("%(who)s corrected it on %(on)s")
    else:
        by, at, reason = m.withdrawn_by, m.withdrawn_at, m.reason
        told = _("%(who)s withdrew it on %(on)s")
    text = told % {"who": by.label if by else _("the system"), "on": formats.day(at)}
    return _("%(what)s: %(why)s") % {"what": text, "why": reason} if reason else text


def _compare(rows: Sequence[ValueRow], before: Decimal | None) -> None:
    """The change against the day before; a day with several sources compares by their mean."""
    by_day: dict[date, list[Decimal]] = {}
    for row in rows:
        if row.current is not None:
            by_day.setdefault(row.on, []).append(row.current.value)
    previous = before
    earlier: dict[date, Decimal | None] = {}
    for on in sorted(by_day):
        earlier[on] = previous
        previous = sum(by_day[on], Decimal(0)) / len(by_day[on])
    for row in rows:
        base = earlier.get(row.on)
        if row.current is not None and base is not None:
            row.change = row.current.value - base
