"""Weekly ranking of units against their targets: level and improvement, fair to small and large (FORMULAS.md).

A unit of six moves by 17 points at the whim of one; a raw ranking puts small units at both ends. So each share is
first shrunk towards the share of all by an empirical Bayes estimate (beta-binomial, prior by the method of moments:
Kleinman 1973; the use for league tables: Efron & Morris 1975): the smaller a unit, the closer to the mean of all. The
prior's strength is Kleinman's overdispersion: when units differ no more than chance alone explains, all are equal.

    level        shrunk share now ÷ target
    improvement  shrunk share now − shrunk share a week ago, ÷ what was missing to 100 % then (a unit at 80 % that gains
                 ten points has halved its gap; from 20 % the same points are an eighth); not below −1
    points       100 · (½ · min(level, 1) + ½ · improvement), by default

Equal points share a place ("1, 2, 2, 4"). Units without a target or without people are not ranked, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

NOBODY: Final = "nobody_eligible"
NO_TARGET: Final = "no_target"
TOO_SMALL: Final = "too_small"

SAME: Final = 1e-9
"""Points closer than this are equal: they differ by rounding only."""


@dataclass(frozen=True)
class Place:
    """One unit. ``rank`` is None with its ``reason``; shares are fractions, ``points`` 0–100 (below 0 when falling)."""

    rank: int | None
    points: float | None
    level: float | None
    improvement: float | None
    share: float | None
    shrunk: float | None
    reason: str = ""


@dataclass(frozen=True)
class Prior:
    """Mean of all units and how many people's worth of weight it carries (inf: units do not differ beyond chance)."""

    mean: float
    strength: float


def prior(active: IntArray, eligible: IntArray) -> Prior | None:
    """Beta prior of shares active ÷ eligible by moments (Kleinman 1973); None without people."""
    active, eligible = active[eligible > 0], eligible[eligible > 0]
    people, units = int(eligible.sum()), eligible.size
    if not people:
        return None
    mean = float(active.sum()) / people
    spread = mean * (1 - mean)
    if units < 2 or spread == 0:
        return Prior(mean, float("inf"))
    share = active / eligible
    # Σ w (share − mean)² against what chance alone explains, w = size
    seen = float((eligible * (share - mean) ** 2).sum())
    room = people - float((eligible**2).sum()) / people
    chance = spread * (units - 1)
    overdispersion = (seen - chance) / (spread * (room - (units - 1))) if room > units - 1 else 0.0
    if overdispersion <= 0:
        return Prior(mean, float("inf"))
    overdispersion = min(overdispersion, 1.0)
    return Prior(mean, (1 - overdispersion) / overdispersion)


def shrunk(active: IntArray, eligible: IntArray, given: Prior) -> FloatArray:
    """Posterior means (active + strength · mean) ÷ (eligible + strength); NaN where nobody is eligible."""
    if np.isinf(given.strength):
        return np.where(eligible > 0, given.mean, np.nan)
    weight = np.where(eligible > 0, eligible + given.strength, np.nan)
    found: FloatArray = (active + given.strength * given.mean) / weight
    return found


def rank(
    active: IntArray,
    eligible: IntArray,
    target: FloatArray,
    before: IntArray | None = None,
    eligible_before: IntArray | None = None,
    *,
    weight: float = 0.5,
    smallest: int = 5,
) -> list[Place]:
    """Places of U units this week, arrays of U; ``target`` as fractions, NaN = none.

    ``before``, ``eligible_before``: the week before, None in the first week (then level alone counts, as it does for a
    unit that had nobody). ``weight``: share of the level in the points. Units under ``smallest`` people are not ranked.
    """
    if np.any(active < 0) or np.any(active > eligible):
        raise ValueError("active must lie between 0 and eligible")
    now = prior(active, eligible)
    if now is None:
        return [Place(None, None, None, None, None, None, NOBODY) for _ in range(active.size)]
    level_now = shrunk(active, eligible, now)
    gained = _gain(level_now, before, eligible_before)
    places: list[Place] = []
    for unit in range(active.size):
        reason = _unranked(int(eligible[unit]), float(target[unit]), smallest)
        if reason:
            places.append(Place(None, None, None, None, None, None, reason))
            continue
        level = float(level_now[unit] / target[unit])
        gain = None if np.isnan(gained[unit]) else float(gained[unit])
        points = 100 * (min(level, 1.0) if gain is None else weight * min(level, 1.0) + (1 - weight) * gain)
        share = float(active[unit] / eligible[unit])
        places.append(Place(None, points, level, gain, share, float(level_now[unit])))
    return _placed(places)


def _gain(level: FloatArray, before: IntArray | None, eligible: IntArray | None) -> FloatArray:
    """Change as a share of what was missing a week ago; NaN where it is not known, 0 where nothing was missing."""
    if before is None or eligible is None:
        return np.full(level.size, np.nan)
    earlier = prior(before, eligible)
    if earlier is None:
        return np.full(level.size, np.nan)
    was = shrunk(before, eligible, earlier)
    missing = 1 - was
    part = (level - was) / np.where(missing > SAME, missing, 1)
    return np.where(missing > SAME, np.maximum(part, -1.0), np.minimum(level - was, 0.0))


def _unranked(eligible: int, target: float, smallest: int) -> str:
    if eligible == 0:
        return NOBODY
    if eligible < smallest:
        return TOO_SMALL
    return NO_TARGET if np.isnan(target) or target <= 0 else ""


def _placed(places: list[Place]) -> list[Place]:
    """Ranks by points, equal points share a place, in the order given."""
    points = np.array([p.points for p in places if p.points is not None])
    return [
        p
        if p.points is None
        else Place(1 + int((points > p.points + SAME).sum()), p.points, p.level, p.improvement, p.share, p.shrunk)
        for p in places
    ]
