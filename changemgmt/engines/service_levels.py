"""Working minutes against what was promised: due times, what is used up, what was kept.

A moment is a float: local minutes since day 0 (`ordinal * 1440 + minute of the day`). The clock runs on working days
between two minutes of the day only, and stands still during pauses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pmo.engines.stats import Interval, NotAvailable, finite, wilson_interval
from pmo.engines.workdays import OutOfRange, WorkdayTable

FloatArray = npt.NDArray[np.float64]
Span = tuple[float, float]

DAY: Final = 1440.0
AT_RISK: Final = 0.75
NO_PEOPLE = "no_people"
PAUSED = "paused"


@dataclass(frozen=True, eq=False)
class ServiceClock:
    """Runs from minute `opens` to minute `closes` of every working day. ValueError unless 0 ≤ opens < closes ≤ 1440."""

    table: WorkdayTable
    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= DAY:
            raise ValueError("the desk must open before it closes, on the same day")

    @property
    def length(self) -> int:
        """Minutes of one working day."""
        return self.closes - self.opens

    def worked(self, moments: npt.ArrayLike) -> FloatArray:
        """Working minutes from the beginning of the calendar to each moment [n]; OutOfRange beyond the calendar."""
        at = finite(moments, "moments")
        days = np.floor(at / DAY)
        offsets = days.astype(np.int64) - self.table.first
        if np.any((offsets < 0) | (offsets >= self.table.working.size)):
            raise OutOfRange(self.table.first_day, self.table.last_day)
        today = np.clip(at - days * DAY - self.opens, 0, self.length) * self.table.working[offsets]
        found: FloatArray = self.table.before[offsets] * float(self.length) + today
        return found

    def at(self, position: float) -> float:
        """The first moment at which `position` working minutes are over: the end of a day, not the next morning."""
        rank = max(int(np.ceil(position / self.length)) - 1, 0)
        if position < 0 or rank >= self.table.worked.size:
            raise OutOfRange(self.table.first_day, self.table.last_day)
        day = int(self.table.worked[rank]) + self.table.first
        return day * DAY + self.opens + (position - rank * self.length)


def merged(pauses: Iterable[Span]) -> list[Span]:
    """Pauses in order, those that touch or overlap as one. ValueError where one ends before it begins."""
    found: list[Span] = []
    for since, until in sorted(pauses):
        if until < since:
            raise ValueError("a pause must not end before it begins")
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def elapsed(clock: ServiceClock, start: float, end: float, pauses: Iterable[Span] = ()) -> float:
    """Working minutes in [start, end] outside of pauses; 0 when `end` is not after `start`."""
    if end <= start:
        return 0.0
    edges = [(max(a, start), min(b, end)) for a, b in merged(pauses) if b > start and a < end]
    whole = clock.worked([start, end])
    paused = clock.worked(np.array(edges).reshape(-1)).reshape(-1, 2) if edges else np.zeros((0, 2))
    return float(whole[1] - whole[0] - (paused[:, 1] - paused[:, 0]).sum())


def due(
    clock: ServiceClock, start: float, target: float, pauses: Iterable[Span] = (), paused_since: float | None = None
) -> float | NotAvailable:
    """The moment at which `target` working minutes are used up, pauses left out.

    Not available while it is paused, unless it was used up before: nobody knows how long the pause will be.
    """
    if target < 0:
        raise ValueError("target must not be negative")
    position = float(clock.worked([start])[0]) + target
    for since, until in merged(pauses):
        if until <= start:
            continue
        began, ended = clock.worked([max(since, start), until])
        if began >= position:
            break
        position += float(ended - began)
    if paused_since is not None and float(clock.worked([max(paused_since, start)])[0]) < position:
        return NotAvailable(PAUSED)
    return clock.at(position)


@dataclass(frozen=True)
class Standing:
    """Of one promise, in working minutes. `used` is the share of the target that is gone (1.0 = all of it)."""

    target: float
    elapsed: float

    @property
    def remaining(self) -> float:
        return self.target - self.elapsed

    @property
    def used(self) -> float:
        return self.elapsed / self.target if self.target else float(self.elapsed > 0)

    @property
    def breached(self) -> bool:
        return self.elapsed > self.target

    @property
    def at_risk(self) -> bool:
        return not self.breached and self.used >= AT_RISK


def share_met(met: Sequence[bool]) -> Interval | NotAvailable:
    """Share of the judged promises that were kept, Wilson 95 %; not available for none."""
    return wilson_interval(int(sum(met)), len(met))


def per_hundred(contacts: int, people: int) -> float | NotAvailable:
    """Contacts per hundred people: 6 of 40 people gives 15.0."""
    if contacts < 0 or people < 0:
        raise ValueError("counts must not be negative")
    return 100.0 * contacts / people if people else NotAvailable(NO_PEOPLE)


def weeks_in_a_row(values: Sequence[float], limit: float) -> int:
    """How many of the latest values in a row are at most `limit`: 9, 4, 3 with limit 4 gives 2."""
    count = 0
    for value in reversed(values):
        if value > limit:
            break
        count += 1
    return count


# Impact (one person, a team, many) × urgency (can wait, hindered, work stands still) → priority 1 (first) to 4.
MATRIX: Final = ((4, 4, 3), (4, 3, 2), (3, 2, 1))


def priority(impact: int, urgency: int) -> int:
    """Priority 1–4 of impact 0–2 and urgency 0–2."""
    if impact not in (0, 1, 2) or urgency not in (0, 1, 2):
        raise ValueError("impact and urgency go from 0 to 2")
    return MATRIX[impact][urgency]
