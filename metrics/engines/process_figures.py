"""What process mining reads and what it answers: the columns of an event log, and the figures of an analysis."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class EventTable:
    """One log, columnar, in file order.

    case_index, activity_index, resource_index, role_index: int32 (n,); -1 = unknown (resource and role only).
    timestamp_us: int64 (n,), microseconds since 1970 in UTC. The tuples hold the names the indexes point to; each case
    id occurs once and has at least one event. `skipped` counts events left out by the reader (life cycle not complete).
    """

    case_index: npt.NDArray[np.int32]
    activity_index: npt.NDArray[np.int32]
    timestamp_us: Ints
    resource_index: npt.NDArray[np.int32]
    role_index: npt.NDArray[np.int32]
    case_ids: tuple[str, ...]
    activities: tuple[str, ...]
    resources: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    skipped: int = 0

    def __len__(self) -> int:
        return len(self.timestamp_us)


@dataclass(frozen=True, slots=True)
class MonthGrid:
    """Calendar months of one time zone: month i is `first + i` (year * 12 + month - 1), from starts_us[i] to [i+1]."""

    first: int
    starts_us: Ints


@dataclass(frozen=True, slots=True)
class Spread:
    """Durations in days."""

    count: int
    mean: float
    median: float
    p90: float
    total: float


@dataclass(frozen=True, slots=True)
class Bin:
    lower: float
    upper: float | None  # days; None: open end
    count: int


@dataclass(frozen=True, slots=True)
class MonthStat:
    """`complete`: later events cannot change the figure, as far as the log can tell (see `analyse`)."""

    month: str  # "2018-09"
    spread: Spread
    returned_share: float
    complete: bool


@dataclass(frozen=True, slots=True)
class StepStat:
    activity: str
    role: str  # the most frequent role, "" when the log has none
    events: int
    cases: int
    first: int  # cases that begin here
    last: int  # cases that end here
    repeated_cases: int  # cases in which it occurs twice or more
    wait: Spread | None  # time since the event before it; None when it only ever begins cases


@dataclass(frozen=True, slots=True)
class Evidence:
    case_id: str
    days: float


@dataclass(frozen=True, slots=True)
class EdgeStat:
    """A hand-over: `source` directly followed by `target`. Of activities, or of roles or resources that differ."""

    source: str
    target: str
    cases: int
    wait: Spread
    share: float  # of all waiting in the log
    longest: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    activities: tuple[str, ...]
    share: float  # of cases
    cycle: Spread
    example: str


@dataclass(frozen=True, slots=True)
class Rework:
    repeated_cases: int  # some activity occurs twice or more
    repeated_share: float
    returned_cases: int  # at least one event of `return_activities`
    returned_share: float
    return_activities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProcessAnalysis:
    cases: int
    events: int
    transitions: int  # events - cases: what the counts of all edges sum to
    first_us: int
    last_us: int
    out_of_order_cases: int  # a time stamp goes back in file order
    cycle: Spread  # first to last event of a case
    histogram: tuple[Bin, ...]
    by_start: tuple[MonthStat, ...]  # month of a case's first event
    by_end: tuple[MonthStat, ...]  # month of a case's last event
    steps: tuple[StepStat, ...]  # most frequent first
    edges: tuple[EdgeStat, ...]  # most frequent first, at most max_edges
    edge_kinds: int  # how many edges there are in all
    role_handovers: tuple[EdgeStat, ...]
    resource_handovers: tuple[EdgeStat, ...]
    variants: tuple[Variant, ...]
    variant_kinds: int
    rework: Rework
    longest_cases: tuple[Evidence, ...]
