"""Who uses a system, and how much: rates, activity, lifecycle, retention and funnels (FORMULAS.md, "Adoption").

People are rows, days are columns: ``active[p, d]`` is True when person p did a *core action* on day d (a log-in is not
one). Days are consecutive calendar days; ``working[d]`` marks working days, made-up days 调休 included. Day bitmaps
(one row of bytes per person, most significant bit first) become such a matrix with ``from_bitmaps``.

Lifecycle follows the usual definition of product analytics: new, returning, resurrecting and dormant against the window
before, new by the day somebody became eligible and not by the first event that happens to be in the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pmo.engines.stats import Interval, NotAvailable, wilson_interval, wilson_intervals

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

NO_DAYS: Final = "no_working_days"
NOBODY_ACTIVE: Final = "nobody_active"
NOBODY_HAD_IT: Final = "nobody_had_it"
NO_CORE_FEATURES: Final = "no_core_features"
NOBODY_ELIGIBLE: Final = "nobody_eligible"

WEEK: Final = 7
MONTH: Final = 30


@dataclass(frozen=True)
class Rate:
    """``count`` of ``of`` people, the share as a fraction with its Wilson 95 % interval."""

    count: int
    of: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class GroupRates:
    """Rates of G groups: arrays of G; NaN where a group has nobody eligible."""

    count: IntArray
    of: IntArray
    value: FloatArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True, eq=False)
class ActivePeople:
    """Distinct people on each working day W, and in the 7 and 30 calendar days that end with it.

    day    int64[W], columns of the working days
    dau, wau, mau   int64[W]
    """

    day: IntArray
    dau: IntArray
    wau: IntArray
    mau: IntArray


@dataclass(frozen=True, eq=False)
class Lifecycle:
    """People per window, int64[W]. Active people = new + returning + resurrecting.

    new           active, and became eligible in this window
    returning     active, and active in the window before
    resurrecting  active, eligible earlier, not active in the window before
    dormant       active in the window before, no longer now
    """

    new: IntArray
    returning: IntArray
    resurrecting: IntArray
    dormant: IntArray


@dataclass(frozen=True, eq=False)
class Retention:
    """Cohorts by the window of first use.

    size    int64[W]: people whose first active window this is
    active  int64[W, W]: [c, k] of them active k windows later
    share   float64[W, W]: the same as a fraction; NaN for windows that have not come yet and for empty cohorts
    """

    size: IntArray
    active: IntArray
    share: FloatArray


@dataclass(frozen=True, eq=False)
class Funnel:
    """Steps S of a process. People, not events: whoever did a step again counts once.

    reached  int64[S]: people who came to this step in order
    lost     int64[S]: came to this step and not to the next; 0 at the last
    share    float64[S]: of those who came to the step before (of all for the first); NaN where nobody did
    median   float64[S]: median time from the step before, in the unit of ``at``; NaN at the first and where nobody came
    """

    reached: IntArray
    lost: IntArray
    share: FloatArray
    median: FloatArray


def from_bitmaps(rows: npt.NDArray[np.uint8], days: int) -> BoolArray:
    """Bitmaps uint8[P, B] with 8 days per byte, first day in the highest bit → bool[P, days]. ValueError: too short."""
    if rows.ndim != 2 or rows.shape[1] * 8 < days:
        raise ValueError("bitmaps must have the shape (people, bytes) and hold every day")
    return np.unpackbits(rows, axis=1, count=days).astype(np.bool_)


def rate(count: int, of: int) -> Rate | NotAvailable:
    """Active eligible ÷ eligible: 18 of 20 → 0.9, from 0.699 to 0.972. ValueError unless 0 ≤ count ≤ of."""
    found: Interval | NotAvailable = wilson_interval(count, of)
    if isinstance(found, NotAvailable):
        return found
    return Rate(count, of, found.value, found.low, found.high)


def adoption(active: BoolArray, eligible: BoolArray) -> Rate | NotAvailable:
    """Share of eligible people (bool[P]) with a core action on any day of ``active`` bool[P, D]."""
    _shape(active, people=eligible.size)
    return rate(int((active.any(axis=1) & eligible).sum()), int(eligible.sum()))


def adoption_by_group(active: BoolArray, eligible: BoolArray, group: IntArray, groups: int) -> GroupRates:
    """``adoption`` for every group at once; ``group`` int64[P] in 0…groups − 1 (unit, role, wave)."""
    _shape(active, people=eligible.size)
    of = np.bincount(group[eligible], minlength=groups)
    count = np.bincount(group[eligible & active.any(axis=1)], minlength=groups)
    low, high = wilson_intervals(count, of)
    return GroupRates(count, of, count / np.where(of > 0, of, np.nan), low, high)


def active_people(active: BoolArray, working: BoolArray) -> ActivePeople:
    """DAU, WAU and MAU on the working days. Weekend work counts in the weeks and months it lies in."""
    _shape(active, days=working.size)
    running = np.zeros((active.shape[0], working.size + 1), dtype=np.int32)
    np.cumsum(active, axis=1, out=running[:, 1:])
    days = np.flatnonzero(working)

    def within(window: int) -> IntArray:
        before = np.maximum(days + 1 - window, 0)
        found: IntArray = (running[:, days + 1] > running[:, before]).sum(axis=0, dtype=np.int64)
        return found

    return ActivePeople(days, within(1), within(WEEK), within(MONTH))


def stickiness(active: BoolArray, working: BoolArray) -> float | NotAvailable:
    """Mean DAU over the working days of ``active`` ÷ people active at all in it: give it a month. A fraction."""
    _shape(active, days=working.size)
    if not working.any():
        return NotAvailable(NO_DAYS)
    people = int(active.any(axis=1).sum())
    if not people:
        return NotAvailable(NOBODY_ACTIVE)
    return float(active[:, working].sum(axis=0).mean()) / people


def login_frequency(logins: BoolArray, eligible: BoolArray) -> float | NotAvailable:
    """Log-in days per eligible person and week: ``logins`` bool[P, D] over D calendar days."""
    _shape(logins, people=eligible.size)
    if not eligible.any():
        return NotAvailable(NOBODY_ELIGIBLE)
    if logins.shape[1] == 0:
        return NotAvailable(NO_DAYS)
    days = float(logins[eligible].sum())
    people, weeks = int(eligible.sum()), float(logins.shape[1]) / WEEK
    return days / people / weeks


def click_rate(used: BoolArray, available: BoolArray) -> Rate | NotAvailable:
    """People (or sessions) who used a feature ÷ those for whom it was available: bool[N] each. Use without
    availability does not count."""
    if not available.any():
        return NotAvailable(NOBODY_HAD_IT)
    return rate(int((used & available).sum()), int(available.sum()))


def breadth(used: BoolArray) -> FloatArray | NotAvailable:
    """Share of active people who used each feature: ``used`` bool[P, F] → float64[F]; active = used any of them."""
    people = int(used.any(axis=1).sum())
    shares: FloatArray = used.sum(axis=0) / max(people, 1)
    return shares if people else NotAvailable(NOBODY_ACTIVE)


def depth(used: BoolArray, core: BoolArray) -> float | NotAvailable:
    """Mean share of the core features (bool[F]) that an active person used: ``used`` bool[P, F]."""
    if not core.any():
        return NotAvailable(NO_CORE_FEATURES)
    active = used.any(axis=1)
    return float(used[active][:, core].mean()) if active.any() else NotAvailable(NOBODY_ACTIVE)


def frequency(actions: IntArray) -> float | NotAvailable:
    """Actions per active person-day: ``actions`` int64[P, D]."""
    days = int((actions > 0).sum())
    return float(actions.sum()) / days if days else NotAvailable(NOBODY_ACTIVE)


def lifecycle(active: BoolArray, earlier: BoolArray) -> Lifecycle:
    """New, returning, resurrecting and dormant people per window.

    ``active`` bool[P, W]; ``earlier`` bool[P]: active at any time before the first window. New: for the first time
    ever. Returning: in the window before as well. Resurrecting: not in the window before, but at some time before it.
    Dormant: in the window before, not in this one.
    """
    _shape(active, people=earlier.size)
    before = np.zeros_like(active)
    before[:, 1:] = active[:, :-1]
    known = np.logical_or.accumulate(before, axis=1) | earlier[:, None]
    new = active & ~known
    returning = active & before
    return Lifecycle(
        new.sum(axis=0, dtype=np.int64),
        returning.sum(axis=0, dtype=np.int64),
        (active & ~new & ~returning).sum(axis=0, dtype=np.int64),
        (before & ~active).sum(axis=0, dtype=np.int64),
    )


def retention(active: BoolArray) -> Retention:
    """Cohorts of first use against the windows after it: ``active`` bool[P, W] of those who began in these windows."""
    windows = active.shape[1]
    used = active[active.any(axis=1)] if windows else active[:0]
    first = used.argmax(axis=1) if len(used) else np.zeros(0, dtype=np.int64)
    size = np.bincount(first, minlength=windows).astype(np.int64)
    person, window = np.nonzero(used)
    counts = np.zeros((windows, windows), dtype=np.int64)
    np.add.at(counts, (first[person], window - first[person]), 1)
    cohort, later = np.indices((windows, windows))
    known = (cohort + later < windows) & (size[:, None] > 0)
    share = np.where(known, counts / np.maximum(size[:, None], 1), np.nan)
    return Retention(size, counts, share)


def funnel(person: IntArray, step: IntArray, at: FloatArray, steps: int) -> Funnel:
    """People who go through ``steps`` in order. Events in any order: person, step (0…steps − 1) and time, arrays of N.

    A step counts when it comes at or after the person's step before; the earliest such event is taken.
    """
    if not person.size == step.size == at.size:
        raise ValueError("person, step and at must have the same length")
    _who, row = np.unique(person, return_inverse=True)
    people = int(row.max()) + 1 if row.size else 0
    moment = np.full(people, -np.inf)
    reached, median = np.zeros(steps, dtype=np.int64), np.full(steps, np.nan)
    for number in range(steps):
        mine = (step == number) & (at >= moment[row])
        came = np.full(people, np.inf)
        np.minimum.at(came, row[mine], at[mine])
        there = np.isfinite(came)
        reached[number] = there.sum()
        if number and there.any():
            median[number] = np.median(came[there] - moment[there])
        moment = came
    before = np.concatenate([[people], reached[:-1]])
    share = np.where(before > 0, reached / np.maximum(before, 1), np.nan)
    lost = np.concatenate([reached[:-1] - reached[1:], [0]]) if steps else reached
    return Funnel(reached, lost, share, median)


def _shape(matrix: BoolArray, people: int | None = None, days: int | None = None) -> None:
    if matrix.ndim != 2 or people not in (None, matrix.shape[0]) or days not in (None, matrix.shape[1]):
        raise ValueError("the matrix of people and days does not fit")
