"""What a store of usage events must do, whatever keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass
class Events:
    """Events as columns of equal length, as `metrics.usage.models.events` explains them.

    `keys` are distinct, 32 hexadecimal digits each.
    """

    keys: list[str] = field(default_factory=list)
    subject: list[int] = field(default_factory=list)
    known: list[bool] = field(default_factory=list)
    feature: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    occurred_at: list[datetime] = field(default_factory=list)
    month: list[int] = field(default_factory=list)
    dom: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.keys)

    def columns(self) -> tuple[list[Any], ...]:
        return self.subject, self.known, self.feature, self.kind, self.occurred_at, self.month, self.dom


@dataclass
class Receipt:
    """What was refused of a batch before it came to the store. `refusals`: {code: [how often, example]}."""

    refused: int = 0
    duplicates: int = 0
    refusals: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Appended:
    """`duplicates` includes what was twice within the batch."""

    accepted: int
    duplicates: int


@dataclass(frozen=True)
class Advance:
    """`days`: per system the days whose marks changed. `done`: nothing more waits."""

    events: int
    days: dict[int, set[date]]
    done: bool


@dataclass(frozen=True)
class Marks:
    """What subjects did in one month, as arrays of equal length. `days`: bit 0 is the first of the month."""

    subject: NDArray[np.int64]
    feature: NDArray[np.int64]
    kind: NDArray[np.int64]
    days: NDArray[np.int64]


@dataclass(frozen=True)
class Moments:
    """Single uses of features by people the directory knows, as arrays of equal length; `at` is Unix time."""

    subject: NDArray[np.int64]
    feature: NDArray[np.int64]
    at: NDArray[np.float64]


class Store(Protocol):
    """Exactly once by key: an event whose key was taken before is a duplicate, whatever else it says.

    `append` is durable when it returns. `horizon` says up to which number everything is there, asked outside of any
    transaction; `advance` brings what lies below it into the marks, each event exactly once however often and by
    however many workers it is called, and whenever one is killed. `rebuild` makes the marks anew from the single events
    and gives the same. Moments are aware; nothing is known of people but subjects.
    """

    def append(self, system_id: int, events: Events, receipt: Receipt, *, now: datetime) -> Appended: ...

    def horizon(self) -> int: ...

    def advance(self, *, now: datetime, limit: int, horizon: int) -> Advance: ...

    def rebuild(self, *, since: int) -> None:
        """The marks of the months from `since` on, from single events that are all still there."""

    def marks(self, system_id: int, month: int) -> Marks: ...

    def moments(self, system_id: int, features: Sequence[int], start: datetime, end: datetime) -> Moments:
        """Uses of these features that happened from `start` until before `end`, as far as single events are kept."""

    def strangers(self, system_id: int, months: Sequence[int]) -> set[int]:
        """Subjects no directory knew that did something in these months."""

    def used(self, system_id: int, feature_id: int | None = None) -> bool:
        """Whether anything of the system, or of one feature, is kept."""

    def adopt(self, system_id: int, pairs: Sequence[tuple[int, int]]) -> set[date]:
        """Strangers (first) the directory knows by now as subjects (second); the days that changed."""

    def export(self, subjects: Sequence[int]) -> Iterator[dict[str, Any]]:
        """Everything kept about them: single events, then marks of months whose events are gone."""

    def erase(self, subjects: Sequence[int]) -> tuple[int, dict[int, set[date]]]:
        """Forget them; how many rows went, and the days that changed per system."""

    def prepare(self, *, now: datetime) -> None:
        """Make room for the events of the coming weeks."""

    def expire(self, *, before: datetime, months_before: int) -> int:
        """Drop single events that happened before a moment, and marks of months before one."""


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


def first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
