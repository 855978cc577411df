"""Roll-up of progress and status: KPIs → goal → project → portfolio (FORMULAS.md, "roll-up").

progress = Σ w·clip(p, 0, 1) / Σ w over the members that have a number; status = the worst of the members, with the
member that is the reason. A member of weight 0 is informational and counts for neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from metrics.engines.kpi import CodeArray, Status
from metrics.engines.series import FloatArray, IntArray
from pmo.engines.stats import NotAvailable

NOTHING_COUNTS: Final = "nothing_counts"
NO_MEMBER: Final = -1


@dataclass(frozen=True, eq=False)
class RollupTable:
    """Results of G groups, arrays of G.

    progress  fraction in [0, 1]; NaN when no member with a weight has a number
    status    worst code of ``Status``; IDLE when no member counts
    reason    position (in the flat member arrays) of the member that gave the status, −1 when none
    counted   members whose number entered the progress
    """

    progress: FloatArray
    status: CodeArray
    reason: IntArray
    counted: IntArray


@dataclass(frozen=True)
class Rollup:
    """Result of one group; see ``RollupTable``. ``reason`` is the member's index, None when none counts."""

    progress: float | NotAvailable
    status: Status
    reason: int | None
    counted: int


def roll_up(
    offsets: npt.ArrayLike, progress: npt.ArrayLike, weight: npt.ArrayLike, status: npt.ArrayLike
) -> RollupTable:
    """Rolls M members up into G groups.

    offsets   int[G + 1]: group g owns the members offsets[g] to offsets[g + 1] − 1
    progress  float[M], NaN where not available; weight float[M] ≥ 0; status int[M], codes of ``Status``

    Among equally bad members the reason is the one of larger weight, then of less progress, then the first.
    """
    starts = np.asarray(offsets, dtype=np.int64)
    p, w = np.asarray(progress, dtype=np.float64), np.asarray(weight, dtype=np.float64)
    codes = np.asarray(status, dtype=np.int8)
    if not (p.shape == w.shape == codes.shape == (int(starts[-1]),)) or starts[0] != 0 or np.any(np.diff(starts) < 0):
        raise ValueError("members and offsets do not fit")
    if np.any(np.isinf(p)) or not np.all(np.isfinite(w) & (w >= 0)):
        raise ValueError("progress must not be infinite, weights must be finite and not negative")
    groups = starts.size - 1
    group = np.repeat(np.arange(groups), np.diff(starts))
    counts = (w > 0) & np.isfinite(p)
    total = np.bincount(group[counts], weights=w[counts], minlength=groups)
    gained = np.bincount(group[counts], weights=w[counts] * np.clip(p[counts], 0.0, 1.0), minlength=groups)
    mean = np.full(groups, np.nan)
    np.divide(gained, total, out=mean, where=total > 0)
    worst, reason = _worst(group, groups, p, w, codes)
    counted = np.bincount(group[counts], minlength=groups).astype(np.int64)
    return RollupTable(np.clip(mean, 0.0, 1.0), worst, reason, counted)


def roll_up_one(progress: Sequence[float | None], weight: Sequence[float], status: Sequence[Status | int]) -> Rollup:
    """``roll_up`` of one group; 40 % and 20 % with weights 2 and 3 give 28 %."""
    numbers = np.array([np.nan if p is None else p for p in progress], dtype=np.float64)
    table = roll_up([0, numbers.size], numbers, np.array(weight, dtype=np.float64), np.array(status, dtype=np.int8))
    value, reason = float(table.progress[0]), int(table.reason[0])
    return Rollup(
        progress=value if np.isfinite(value) else NotAvailable(NOTHING_COUNTS),
        status=Status(int(table.status[0])),
        reason=None if reason == NO_MEMBER else reason,
        counted=int(table.counted[0]),
    )


def _worst(
    group: IntArray, groups: int, progress: FloatArray, weight: FloatArray, status: CodeArray
) -> tuple[CodeArray, IntArray]:
    """Worst status of each group and the member that has it."""
    member = np.flatnonzero(weight > 0)
    order = member[np.lexsort((progress[member], -weight[member], -status[member], group[member]))]
    first = np.ones(order.size, dtype=np.bool_)
    first[1:] = np.diff(group[order]) != 0
    worst = np.full(groups, Status.IDLE, dtype=np.int8)
    reason = np.full(groups, NO_MEMBER, dtype=np.int64)
    leading = order[first]
    worst[group[leading]] = status[leading]
    reason[group[leading]] = leading
    return worst, reason
