"""The problem: activities with whole durations, start-to-start lags, demands on renewable resources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


class ProblemError(ValueError):
    """`code`: cycle, demand (more than there ever is), link, shape. `activities`: indices of the offenders."""

    def __init__(self, code: str, activities: Sequence[int] = ()) -> None:
        super().__init__(f"{code}: {list(activities)}")
        self.code, self.activities = code, tuple(activities)


@dataclass(frozen=True)
class Link:
    """start(after) ≥ start(before) + lag, in slots. Finish to start is a lag of the predecessor's duration."""

    before: int
    after: int
    lag: int


@dataclass(frozen=True)
class Problem:
    """n activities, r resources.

    durations  (n,) slots, ≥ 0
    demands    (n, r) units taken in every slot the activity lasts
    capacity   (r,) units there are in every slot beyond `profile`
    profile    (r, t) units there are in the first t slots; t may be 0
    release    (n,) earliest start
    pinned     (n,) starts exactly at `release`, whatever that overloads: what is under way is not moved
    """

    durations: Ints
    demands: Ints
    capacity: Ints
    links: Sequence[Link] = ()
    release: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    pinned: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    profile: Ints = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))

    def __post_init__(self) -> None:
        n, r = len(self.durations), len(self.capacity)
        for name, empty in (("release", np.zeros(n, np.int64)), ("pinned", np.zeros(n, np.bool_))):
            if len(getattr(self, name)) == 0:
                object.__setattr__(self, name, empty)
        if self.profile.size == 0:
            object.__setattr__(self, "profile", np.zeros((r, 0), np.int64))
        if self.demands.shape != (n, r) or self.profile.shape[0] != r or len(self.release) != n:
            raise ProblemError("shape")
        self._check()

    def _check(self) -> None:
        n = len(self.durations)
        loose = [a for link in self.links for a in (link.before, link.after) if not 0 <= a < n]
        if loose:
            raise ProblemError("link", loose)
        above = ((self.demands > self.capacity) & (self.durations > 0)[:, None]).any(axis=1)
        greedy = [int(a) for a in np.flatnonzero(above & ~self.pinned)]
        if greedy:
            raise ProblemError("demand", greedy)
        if len(self.order) < n:
            raise ProblemError("cycle", sorted(set(range(n)) - set(self.order.tolist())))

    @property
    def size(self) -> int:
        return len(self.durations)

    @cached_property
    def order(self) -> Ints:
        """A topological order; shorter than n when there is a circle."""
        n = len(self.durations)
        waiting = [0] * n
        after: list[list[int]] = [[] for _ in range(n)]
        for link in self.links:
            waiting[link.after] += 1
            after[link.before].append(link.after)
        ready = [a for a in range(n) if waiting[a] == 0]
        found = []
        while ready:
            a = ready.pop()
            found.append(a)
            for b in after[a]:
                waiting[b] -= 1
                if waiting[b] == 0:
                    ready.append(b)
        return np.array(found, dtype=np.int64)

    @cached_property
    def horizon(self) -> int:
        """No schedule needs to last longer: everything one after the other behind the profile."""
        lags = sum(max(link.lag, 0) for link in self.links)
        longest = int(self.release.max(initial=0)) + int(self.profile.shape[1])
        return longest + int(self.durations.sum()) + lags + 1

    @cached_property
    def arcs(self) -> tuple[Ints, Ints, Ints]:
        """Links as arrays before, after, lag."""
        rows = np.array([(x.before, x.after, x.lag) for x in self.links], dtype=np.int64).reshape(-1, 3)
        return rows[:, 0].copy(), rows[:, 1].copy(), rows[:, 2].copy()

    def room(self, horizon: int) -> Ints:
        """(r, horizon) units there are in every slot."""
        found = np.repeat(self.capacity[:, None], horizon, axis=1)
        known = min(self.profile.shape[1], horizon)
        found[:, :known] = self.profile[:, :known]
        return found

    def makespan(self, starts: Ints) -> int:
        return int((starts + self.durations).max(initial=0))
