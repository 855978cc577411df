"""Times in which nobody should be asked to change, as days: one's own, and those the working calendar gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from changemgmt.readiness.choices import BlackoutKind
from changemgmt.readiness.models import Blackout
from pmo import calendars
from pmo.calendars.selectors import Holiday
from pmo.engines.workdays import WorkdayTable

FESTIVAL = "春节"
# A festival of the first days of a year reaches into the year before, and the other way round.
MARGIN = timedelta(days=62)


@dataclass(frozen=True)
class Span:
    """One occurrence of a blackout. `path` is the unit it is about with everything below; "" = the company."""

    blackout: Blackout
    first: date
    last: date
    path: str

    @property
    def label(self) -> str:
        return self.blackout.label

    def touches(self, first: date, last: date) -> bool:
        return self.first <= last and self.last >= first

    def concerns(self, path: str) -> bool:
        """Whether the unit at `path` is meant: itself, or a unit above it is."""
        return path.startswith(self.path)


def rows() -> list[Blackout]:
    """All blackouts, the company's first (one query)."""
    return list(Blackout.objects.select_related("unit").order_by("unit__path", "kind", "starts_on", "pk"))


@dataclass(frozen=True)
class Times:
    """All blackouts, their occurrences in a time by first day, and the years in it of which the calendar does not know
    yet when the Spring Festival is, where that is one of them."""

    rows: Sequence[Blackout]
    spans: Sequence[Span]
    unknown: Sequence[int]


def times(start: date, end: date) -> Times:
    """Two queries, three with the Spring Festival."""
    known = rows()
    if not any(row.kind == BlackoutKind.SPRING_FESTIVAL for row in known):
        return Times(known, _sorted(known, start, end, ()), ())
    blocks = [one for one in calendars.holidays(start - MARGIN, end + MARGIN) if FESTIVAL in one.label]
    told = {block.first.year for block in blocks}
    unknown = [
        year
        for year in range(start.year, end.year + 1)
        # It is over by the end of February.
        if year not in told and start <= date(year, 2, 28) and end >= date(year, 1, 20)
    ]
    return Times(known, _sorted(known, start, end, blocks), unknown)


def _sorted(known: Sequence[Blackout], start: date, end: date, blocks: Sequence[Holiday]) -> list[Span]:
    table = calendars.table()
    found = [span for row in known for span in _occurrences(row, start, end, table, blocks) if span.touches(start, end)]
    return sorted(found, key=lambda span: (span.first, span.last))


def _occurrences(
    row: Blackout, start: date, end: date, table: WorkdayTable, blocks: Iterable[Holiday]
) -> Iterator[Span]:
    path = row.unit.path if row.unit is not None else ""
    if row.kind == BlackoutKind.OWN:
        if row.starts_on is not None and row.ends_on is not None:
            yield Span(row, row.starts_on, row.ends_on, path)
        return
    if row.kind == BlackoutKind.SPRING_FESTIVAL:
        for block in blocks:
            first = table.add(block.first, -row.days_before) if row.days_before else block.first
            yield Span(row, first, table.add(block.last, row.days_after) if row.days_after else block.last, path)
        return
    for first_of_month in months(start - MARGIN, end + MARGIN):
        if row.kind == BlackoutKind.YEAR_END and first_of_month.month != 12:
            continue
        # The last `days_before` working days of the month, and the first `days_after` of the next.
        close = table.previous_or_same(after_month(first_of_month) - timedelta(days=1))
        first = table.add(close, 1 - row.days_before) if row.days_before > 1 else close
        if row.days_before == 0:
            first = table.add(close, 1)
        yield Span(row, first, table.add(close, row.days_after) if row.days_after else close, path)


def months(start: date, end: date) -> list[date]:
    """First days of the months from that of `start` to that of `end`."""
    found, month = [], start.replace(day=1)
    while month <= end:
        found.append(month)
        month = after_month(month)
    return found


def after_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
