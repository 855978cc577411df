"""What a KPI asks for, and the codes in which the KPI engines answer (FORMULAS.md, "KPI, goal, project")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from metrics.engines.series import FloatArray, IntArray, check_finite

CodeArray = npt.NDArray[np.int8]


class Code(IntEnum):
    """A code that is stored as a small integer and shown by its key."""

    @property
    def key(self) -> str:
        return self.name.lower()


class Kind(Code):
    """What a KPI asks for. Bounds are inclusive; one measurement of a stay-KPI stands for one period."""

    REACH = 0  # from baseline to target, up or down
    STAY_ABOVE = 1  # value ≥ target
    STAY_BELOW = 2  # value ≤ target
    STAY_WITHIN = 3  # target ≤ value ≤ upper
    MEASURE_BASELINE = 4  # nothing to reach until the baseline is known


class Status(Code):
    """Ordered by how much attention it needs, so that "worst wins" is the maximum."""

    DONE = 0
    IDLE = 1
    OK = 2
    NONE = 3  # no data: not known to be fine
    RISK = 4
    OFF = 5


class Rule(Code):
    """What named the status."""

    PACE = 0
    FORECAST = 1
    REACHED = 2  # due, and at the target (stay-KPIs: inside for the share that counts as on track)
    OVERDUE = 3  # measured on or after the due day, and the target not reached
    STALE = 4  # newest measurement older than 1.5 cadences
    UNMEASURED = 5  # never measured, and 1.5 cadences have passed since the start
    AWAITING = 6  # never measured, first measurement not yet late
    NOT_STARTED = 7
    NOTHING_EXPECTED = 8  # the checkpoints expect no progress yet
    BASELINE_MISSING = 9
    BASELINE_IS_TARGET = 10
    DATES_INVALID = 11  # no due day, or not after the baseline day


@dataclass(frozen=True)
class Thresholds:
    """Where on track ends and at risk ends, for pace and for the probability; floats or float[N] (one per KPI)."""

    pace_ok: float | FloatArray = 0.95
    pace_risk: float | FloatArray = 0.75
    chance_ok: float | FloatArray = 0.5
    chance_risk: float | FloatArray = 0.2
    forecast_after: float | FloatArray = 0.25
    """Share of the time from baseline to due day after which the forecast counts."""


@dataclass(frozen=True, eq=False)
class KpiTable:
    """Definitions of N KPIs, each field an array of N.

    kind                       codes of ``Kind``
    baseline, target, upper    in the KPI's unit; only the fields its kind uses are read (others may be NaN)
    baseline_day, due_day      ordinals; ``NO_DAY`` as due day only for stay-KPIs (open end)
    cadence_days               days from one measurement to the next, ≥ 1
    """

    kind: CodeArray
    baseline: FloatArray
    target: FloatArray
    upper: FloatArray
    baseline_day: IntArray
    due_day: IntArray
    cadence_days: IntArray

    def __post_init__(self) -> None:
        for name in ("kind", "baseline_day", "due_day", "cadence_days"):
            given = np.asarray(getattr(self, name))
            if given.size and not np.issubdtype(given.dtype, np.integer):
                raise ValueError(f"{name} must be integers")
            object.__setattr__(self, name, given.astype(np.int8 if name == "kind" else np.int64))
        for name in ("baseline", "target", "upper"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=np.float64))
        if len({np.shape(getattr(self, name)) for name in self.__dataclass_fields__}) != 1 or self.kind.ndim != 1:
            raise ValueError("all fields must be arrays of one length")
        if np.any((self.kind < Kind.REACH) | (self.kind > Kind.MEASURE_BASELINE)):
            raise ValueError("unknown kind")
        if np.any(self.cadence_days < 1):
            raise ValueError(f"cadence_days[{int(np.argmax(self.cadence_days < 1))}] must be at least 1")
        used = self.kind != Kind.MEASURE_BASELINE
        check_finite(np.where(self.kind == Kind.REACH, self.baseline, 0.0), "baseline")
        check_finite(np.where(used, self.target, 0.0), "target")
        check_finite(np.where(self.kind == Kind.STAY_WITHIN, self.upper, 0.0), "upper")

    def __len__(self) -> int:
        return self.kind.size

    @property
    def direction(self) -> CodeArray:
        """+1 to reach upwards, −1 downwards, 0 where there is no target to reach; int8[N], as the forecast wants it."""
        reach = self.kind == Kind.REACH
        gap = np.where(reach, self.target, 0.0) - np.where(reach, self.baseline, 0.0)
        sign: CodeArray = np.sign(gap).astype(np.int8)
        return sign


@dataclass(frozen=True)
class Kpi:
    """Definition of one KPI; see ``KpiTable``. Checkpoints are (day, value in the KPI's unit)."""

    kind: Kind
    baseline: float
    target: float
    baseline_day: int
    due_day: int
    cadence_days: int
    upper: float = float("nan")
    checkpoints: Sequence[tuple[int, float]] = field(default=())


def kpi_table(kpis: Sequence[Kpi]) -> KpiTable:
    """Definitions as arrays; checkpoints are passed to ``evaluate`` as a ``Series`` of their own."""
    return KpiTable(
        kind=np.array([k.kind for k in kpis], dtype=np.int8),
        baseline=np.array([k.baseline for k in kpis], dtype=np.float64),
        target=np.array([k.target for k in kpis], dtype=np.float64),
        upper=np.array([k.upper for k in kpis], dtype=np.float64),
        baseline_day=np.array([k.baseline_day for k in kpis], dtype=np.int64),
        due_day=np.array([k.due_day for k in kpis], dtype=np.int64),
        cadence_days=np.array([k.cadence_days for k in kpis], dtype=np.int64),
    )
