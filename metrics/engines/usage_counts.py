"""How many of those who should use a system did: by unit (with all below it), role, wave and site, day by day.

People are numbers, what they did are bitmaps of days. Active on a day, in the 7 or in the 28 days up to it means at
least one core action; a log-in is none. Everybody has one unit, role, wave and site at a time, so sums over units
count nobody twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

WINDOWS: Final = (1, 7, 28)
LONGEST: Final = max(WINDOWS)
# Columns of every table of counts.
ELIGIBLE, ACTIVE_1, ACTIVE_7, ACTIVE_28, ON_CADENCE, LOGIN_DAYS_7, LOGIN_DAYS_28 = range(7)
COLUMNS: Final = 7


@dataclass(frozen=True)
class Spans:
    """Who is eligible from day to day (ordinals, both included). `subject` is an index below `subjects`.

    unit, role, wave, site are indices (−1: none); `cadence` the days in which one core action is expected: 1, 7 or 28.
    The spans of one subject do not overlap.
    """

    subjects: int
    subject: Ints
    unit: Ints
    role: Ints
    wave: Ints
    site: Ints
    cadence: Ints
    first: Ints
    last: Ints


@dataclass(frozen=True)
class Deeds:
    """What subjects did with features in two months. Bit 0 of `days` is the first day of the earlier one.

    One entry per subject and feature in `pair_*` (uses only); `core` and `logins` have one bitmap per subject.
    """

    pair_subject: Ints
    pair_feature: Ints
    pair_days: Ints
    core: Ints
    logins: Ints


@dataclass(frozen=True)
class Sizes:
    """How many units, roles, waves, sites and features there are; `parents` of units (−1: none), parents first."""

    parents: Ints
    roles: int
    waves: int
    sites: int
    features: int


@dataclass(frozen=True)
class DayCounts:
    """Tables [thing, column] of one day; `features` is [unit, feature, window]; `everybody` [column]."""

    everybody: Ints
    units: Ints
    roles: Ints
    waves: Ints
    sites: Ints
    features: Ints
    all_features: Ints


def deeds(
    subject: Ints, feature: Ints, days: Ints, uses: NDArray[np.bool_], core: NDArray[np.bool_], sizes: tuple[int, int]
) -> Deeds:
    """Join marks[n] to one bitmap per subject and feature. `sizes`: subjects, features; `uses`, `core` per mark.

    Marks that are no uses are log-ins where their feature is −1, and left out otherwise.
    """
    subjects, features = sizes
    login = feature < 0
    keys = subject[uses] * features + feature[uses]
    pairs, place = np.unique(keys, return_inverse=True)
    bits = np.zeros(pairs.size, dtype=np.int64)
    np.bitwise_or.at(bits, place, days[uses])
    core_days, login_days = np.zeros(subjects, dtype=np.int64), np.zeros(subjects, dtype=np.int64)
    np.bitwise_or.at(core_days, subject[core], days[core])
    np.bitwise_or.at(login_days, subject[login], days[login])
    return Deeds(pairs // max(features, 1), pairs % max(features, 1), bits, core_days, login_days)


def count_days(spans: Spans, found: Deeds, sizes: Sizes, days: Sequence[tuple[int, int]]) -> list[DayCounts]:
    """Count each of `days`: (ordinal, place of its bit). ValueError when a bit has not 27 days before it."""
    return [_count(spans, found, sizes, ordinal, bit) for ordinal, bit in days]


def _count(spans: Spans, found: Deeds, sizes: Sizes, ordinal: int, bit: int) -> DayCounts:
    if bit < LONGEST - 1:
        raise ValueError("the day needs the 27 days before it")
    masks = [np.int64(((1 << window) - 1) << (bit - window + 1)) for window in WINDOWS]
    live = (spans.first <= ordinal) & (ordinal <= spans.last)
    who = spans.subject[live]
    core, logins = found.core[who], found.logins[who]
    active = [(core & mask) != 0 for mask in masks]
    table = np.zeros((who.size, COLUMNS), dtype=np.int64)
    table[:, ELIGIBLE] = 1
    for column, hit in zip((ACTIVE_1, ACTIVE_7, ACTIVE_28), active, strict=True):
        table[:, column] = hit
    cadence = spans.cadence[live]
    table[:, ON_CADENCE] = np.select([cadence == window for window in WINDOWS], active, default=False)
    table[:, LOGIN_DAYS_7] = np.bitwise_count(logins & masks[1])
    table[:, LOGIN_DAYS_28] = np.bitwise_count(logins & masks[2])
    unit = spans.unit[live]
    features = _features(found, sizes, masks, spans.subjects, who, unit)
    return DayCounts(
        everybody=table.sum(axis=0),
        units=_up(_grouped(table, unit, sizes.parents.size), sizes.parents),
        roles=_grouped(table, spans.role[live], sizes.roles),
        waves=_grouped(table, spans.wave[live], sizes.waves),
        sites=_grouped(table, spans.site[live], sizes.sites),
        features=_up(features, sizes.parents),
        all_features=features.sum(axis=0),
    )


def _features(found: Deeds, sizes: Sizes, masks: list[np.int64], subjects: int, who: Ints, unit: Ints) -> Ints:
    """People of each unit alone by feature and window."""
    units, features = sizes.parents.size, sizes.features
    unit_of = np.full(subjects, -1, dtype=np.int64)
    unit_of[who] = unit
    at = unit_of[found.pair_subject]
    counted = np.zeros((units, features, len(WINDOWS)), dtype=np.int64)
    for place, mask in enumerate(masks):
        hit = ((found.pair_days & mask) != 0) & (at >= 0)
        flat = np.bincount(at[hit] * features + found.pair_feature[hit], minlength=units * features)
        counted[:, :, place] = flat.reshape(units, features)
    return counted


def _grouped(table: Ints, group: Ints, size: int) -> Ints:
    """Sums of the rows of each group; −1 belongs to none."""
    sums = np.zeros((size, table.shape[1]), dtype=np.int64)
    inside = group >= 0
    np.add.at(sums, group[inside], table[inside])
    return sums


def _up(own: Ints, parents: Ints) -> Ints:
    """Each unit with all below it. Parents stand before their children."""
    total = own.copy()
    for unit in range(parents.size - 1, -1, -1):
        if parents[unit] >= 0:
            total[parents[unit]] += total[unit]
    return total
