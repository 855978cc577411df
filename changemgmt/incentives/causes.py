"""What earns points, told by whoever knows it. The kinds are closed: none can be added for logging in or clicking."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from changemgmt.incentives.choices import Cause


@dataclass(frozen=True)
class Done:
    """One thing done by a person or a unit.

    id    of the thing within its kind; the same for ever, however often it is read
    text  what it was, {"zh", "en"}, for the eyes of whoever did it
    """

    id: str
    on: date
    user_id: int | None = None
    unit_id: int | None = None
    project_id: int | None = None
    text: dict[str, str] = field(default_factory=dict)

    @property
    def who(self) -> int:
        return self.user_id or self.unit_id or 0


# First and last day, and a project or None for all. A fixed number of queries.
Read = Callable[[date, date, int | None], Iterable[Done]]
# Which of these ids still stand.
Standing = Callable[[Collection[str]], set[str]]


@dataclass(frozen=True)
class Source:
    read: Read
    standing: Standing


_sources: dict[str, Source] = {}


def register(kind: str, read: Read, standing: Standing) -> None:
    """Raises ValueError for a kind that is not one of `choices.Cause`."""
    if kind not in Cause.values:
        raise ValueError(f"{kind!r} earns no points")
    _sources[kind] = Source(read, standing)


def source(kind: str) -> Source | None:
    return _sources.get(kind)


def known() -> list[str]:
    """The kinds somebody tells of, in the order they are shown."""
    return [kind for kind in Cause.values if kind in _sources]
