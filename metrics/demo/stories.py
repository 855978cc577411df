"""The shape of the demo company's stories: eight projects and what became of them.

Times are months before today (0 = now, negative = to come) unless a field says days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Note:
    """What was remarked about one value."""

    text: str
    text_en: str


@dataclass(frozen=True)
class KpiStory:
    """`values` run by the cadence and end `ends` periods before today.

    `expected` is the share of the way that should be done today: it places the due day, so that the story holds on any
    day of the year; `due_in` (months to come) places it outright. `quiet_until` (months to come): nothing is expected
    before that day. `corrected`: position → the first, wrong value and why it was corrected.
    """

    name: str
    name_en: str
    unit: str
    unit_en: str
    baseline: float
    target: str
    expected: float
    values: Sequence[float]
    owner: str
    decimals: int = 1
    weight: int = 3
    kind: str = "reach"
    cadence: str = "monthly"
    lower: float | None = None
    upper: float | None = None
    ends: int = 0
    due_in: float | None = None
    quiet_until: float | None = None
    notes: dict[int, Note] = field(default_factory=dict)
    corrected: dict[int, tuple[float, str]] = field(default_factory=dict)
    source: tuple[str, str] = ("系统报表，每月", "System report, monthly")


@dataclass(frozen=True)
class GoalStory:
    title: str
    title_en: str
    owner: str
    kpis: Sequence[KpiStory]
    pains: Sequence[int] = ()
    weight: int = 3


@dataclass(frozen=True)
class PainStory:
    title: str
    title_en: str
    source: str
    detail: str
    detail_en: str
    owner: str
    hours: float | None = None
    money: float | None = None
    cases: float | None = None
    units: Sequence[str] = ()
    process: str = ""
    process_en: str = ""


@dataclass(frozen=True)
class RequirementStory:
    """`ago`: raised so many days before today; assessed and decided in the days after, if they were."""

    title: str
    title_en: str
    by: str
    owner: str | None
    goal: int | None
    unit: str
    ago: int
    verdict: str = ""
    effort: float | None = None
    risk: str = ""
    conditions: str = ""
    assessed_ago: int = 0
    decision: str = ""
    note: str = ""
    decided_ago: int = 0


@dataclass(frozen=True)
class RoundStory:
    """Asked for signatures `asked` days before today; each of `signed` answered so many days before today.

    `commits`: people and money each of them brings; `months`: how long.
    """

    signers: Sequence[str]
    asked: int
    signed: dict[str, int]
    commits: dict[str, tuple[float, int]]
    months: int
    due_in: int = 10


@dataclass(frozen=True)
class RetargetStory:
    """A KPI's target was another one first and changed `ago` days before today; who signed again, and when."""

    goal: int
    kpi: int
    first: str
    ago: int
    reason: str
    signed: dict[str, int]


@dataclass(frozen=True)
class DeclaredStory:
    """A status declared against the computed one."""

    status: str
    reason: str
    ago: int
    days: int


@dataclass(frozen=True)
class ProjectStory:
    """`planned`: planned finish of each stage; `reached`: when it was left."""

    key: str
    name: str
    name_en: str
    summary: str
    summary_en: str
    sponsor: str
    manager: str
    owner: str
    units: Sequence[str]
    started: float
    planned: dict[str, float]
    reached: dict[str, float]
    people: int
    team: Sequence[tuple[str, str]]
    pains: Sequence[PainStory] = ()
    goals: Sequence[GoalStory] = ()
    requirements: Sequence[RequirementStory] = ()
    round: RoundStory | None = None
    retarget: RetargetStory | None = None
    declared: DeclaredStory | None = None
    # Nobody has reported for so many days.
    quiet_for: int = 0
