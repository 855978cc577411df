"""What champions did, told by whoever knows: the log and the answers by this room, meetings and articles by others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.functional import Promise

# (person, project, day, how many)
Done = tuple[int, int, date, int]
# Ids of people and of projects, first and last day; rows of others are ignored. A fixed number of queries.
Count = Callable[[Collection[int], Collection[int], date, date], Iterable[Done]]
Key = tuple[int, int]
WEEKS = 13

_kinds: dict[str, tuple[str | Promise, Count]] = {}


def register(kind: str, label: str | Promise, count: Count) -> None:
    _kinds[kind] = (label, count)


@dataclass
class Activity:
    """Of one champion. `weeks`: how often in each of the last weeks, oldest first."""

    weeks: list[int]
    kinds: dict[str, int] = field(default_factory=dict)
    last_on: date | None = None

    @property
    def total(self) -> int:
        return sum(self.weeks)

    def bars(self) -> list[tuple[int, int, int]]:
        """x, y and height of a bar per week, in a drawing of 10 a week by 34; weeks without anything are a line."""
        most = max((*self.weeks, 1))
        heights = [max(1, round(32 * n / most)) for n in self.weeks]
        return [(10 * at + 1, 34 - height, height) for at, height in enumerate(heights)]

    def labelled(self) -> list[tuple[str | Promise, int]]:
        return [(_kinds[kind][0], n) for kind, n in self.kinds.items() if n]


def of(keys: Collection[Key], today: date, weeks: int = WEEKS) -> dict[Key, Activity]:
    """By person and project: the weeks up to today, this one included."""
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=weeks - 1)
    found: dict[Key, Activity] = {key: Activity([0] * weeks) for key in keys}
    if not found:
        return found
    people, projects = {person for person, _project in found}, {project for _person, project in found}
    for kind, (_label, count) in _kinds.items():
        for person, project, day, n in count(people, projects, first, today):
            one = found.get((person, project))
            if one is None or not first <= day <= today:
                continue
            one.weeks[(day - first).days // 7] += n
            one.kinds[kind] = one.kinds.get(kind, 0) + n
            one.last_on = max(one.last_on or day, day)
    return found


def summed(found: Mapping[Key, Activity]) -> dict[str, int]:
    """How often each kind, over all champions."""
    total: dict[str, int] = defaultdict(int)
    for one in found.values():
        for kind, n in one.kinds.items():
            total[kind] += n
    return dict(total)


def label(kind: str) -> str | Promise:
    return _kinds[kind][0]
