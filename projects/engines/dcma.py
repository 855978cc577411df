"""The fourteen checks of schedule quality of the DCMA (DCMA-EA PAM 200.1, section 4: 14 Point Assessment).

Counted are unfinished tasks with work; summaries, milestones and inactive rows are left out unless a check says
otherwise. Amounts are working days; dates are day ordinals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

LONG = 44
NO_BASELINE, NO_TASKS, NO_LINKS, NOTHING_DUE = "no_baseline", "no_tasks", "no_links", "nothing_due"


@dataclass(frozen=True)
class Row:
    """One task. `finish` is actual or forecast; `baseline_finish` None = not in the baseline."""

    key: int
    days: float
    total_float: float
    done: bool
    started: bool
    milestone: bool
    has_predecessor: bool
    has_successor: bool
    hard: bool
    staffed: bool
    start: int
    finish: int
    baseline_finish: int | None = None
    actual_start: int | None = None
    actual_finish: int | None = None


@dataclass(frozen=True)
class Arc:
    """A link into an unfinished task: `successor` is its key, `lag` in minutes."""

    successor: int
    finish_to_start: bool
    lag: int


@dataclass(frozen=True)
class Check:
    """`value` in percent (1–6, 8, 10, 11), a count (2, 7, 9), an index (13, 14) or None where `reason` says why.

    limit      what it is held against; `at_most` says from which side
    found, of  numerator and denominator behind the value
    """

    number: int
    code: str
    value: float | None
    limit: float
    at_most: bool
    found: int
    of: int
    rows: tuple[int, ...] = ()
    reason: str = ""

    @property
    def passed(self) -> bool | None:
        if self.value is None:
            return None
        return self.value <= self.limit if self.at_most else self.value >= self.limit


@dataclass(frozen=True)
class Case:
    """`status`: day ordinal up to which work was reported; `remaining` working days from there to the finish.

    slack       working days the finish lies before that of the baseline (negative: behind it); None without one
    path_moves  whether the finish follows a delay of the critical path; None = cannot be asked
    """

    rows: Sequence[Row]
    links: Sequence[Arc]
    status: int
    remaining: float = 0.0
    slack: float | None = None
    path_moves: bool | None = None


def assess(case: Case) -> list[Check]:
    """The fourteen checks in their order."""
    open_ = [row for row in case.rows if not row.done and not row.milestone]
    return [
        _share(1, "logic", open_, lambda row: not (row.has_predecessor and row.has_successor), 5.0),
        _links(2, "leads", case, lambda link: link.lag < 0, count=True),
        _links(3, "lags", case, lambda link: link.lag > 0),
        _finish_to_start(case),
        _share(5, "hard", open_, lambda row: row.hard, 5.0),
        _share(6, "high_float", open_, lambda row: row.total_float > LONG, 5.0),
        _count(7, "negative_float", open_, lambda row: row.total_float < 0),
        _share(8, "long", open_, lambda row: row.days > LONG, 5.0),
        _count(9, "dates", _with_work(case), lambda row: _impossible(row, case.status)),
        _share(10, "staffed", open_, lambda row: not row.staffed, 0.0),
        _missed(case),
        _path(case),
        _cpli(case),
        _bei(case),
    ]


Test = Callable[[Row], bool]


def _with_work(case: Case) -> list[Row]:
    return [row for row in case.rows if not row.milestone]


def _share(number: int, code: str, rows: Sequence[Row], test: Test, limit: float) -> Check:
    chosen = tuple(row.key for row in rows if test(row))
    if not rows:
        return Check(number, code, None, limit, True, 0, 0, reason=NO_TASKS)
    return Check(number, code, 100 * len(chosen) / len(rows), limit, True, len(chosen), len(rows), chosen)


def _count(number: int, code: str, rows: Sequence[Row], test: Test) -> Check:
    chosen = tuple(row.key for row in rows if test(row))
    return Check(number, code, float(len(chosen)), 0.0, True, len(chosen), len(rows), chosen)


def _links(number: int, code: str, case: Case, test: Callable[[Arc], bool], *, count: bool = False) -> Check:
    chosen = [link.successor for link in case.links if test(link)]
    rows = tuple(dict.fromkeys(chosen))
    if not case.links:
        return Check(number, code, None, 0.0 if count else 5.0, True, 0, 0, reason=NO_LINKS)
    value = float(len(chosen)) if count else 100 * len(chosen) / len(case.links)
    return Check(number, code, value, 0.0 if count else 5.0, True, len(chosen), len(case.links), rows)


def _finish_to_start(case: Case) -> Check:
    if not case.links:
        return Check(4, "finish_to_start", None, 90.0, False, 0, 0, reason=NO_LINKS)
    others = [link.successor for link in case.links if not link.finish_to_start]
    value = 100 * (len(case.links) - len(others)) / len(case.links)
    found = len(case.links) - len(others)
    return Check(4, "finish_to_start", value, 90.0, False, found, len(case.links), tuple(dict.fromkeys(others)))


def _impossible(row: Row, status: int) -> bool:
    """Reported as done or begun after the status date, or planned before it."""
    if row.actual_start is not None and row.actual_start > status:
        return True
    if row.actual_finish is not None and row.actual_finish > status:
        return True
    return not row.done and (row.finish < status or (not row.started and row.start < status))


def _due(case: Case) -> list[Row]:
    rows = _with_work(case)
    return [row for row in rows if row.baseline_finish is not None and row.baseline_finish <= case.status]


def _known(case: Case) -> bool:
    return any(row.baseline_finish is not None for row in case.rows)


def _missed(case: Case) -> Check:
    due = _due(case)
    if not due:
        return Check(11, "missed", None, 5.0, True, 0, 0, reason=NOTHING_DUE if _known(case) else NO_BASELINE)
    late = tuple(row.key for row in due if row.baseline_finish is not None and row.finish > row.baseline_finish)
    return Check(11, "missed", 100 * len(late) / len(due), 5.0, True, len(late), len(due), late)


def _path(case: Case) -> Check:
    if case.path_moves is None:
        return Check(12, "path", None, 1.0, False, 0, 0, reason=NO_TASKS)
    return Check(12, "path", float(case.path_moves), 1.0, False, int(case.path_moves), 1)


def _cpli(case: Case) -> Check:
    """Critical path length index: (length + float of the finish) ÷ length."""
    if case.slack is None or case.remaining <= 0:
        reason = NO_BASELINE if case.slack is None else NO_TASKS
        return Check(13, "cpli", None, 0.95, False, 0, 0, reason=reason)
    value = (case.remaining + case.slack) / case.remaining
    return Check(13, "cpli", value, 0.95, False, round(case.remaining + case.slack), round(case.remaining))


def _bei(case: Case) -> Check:
    """Baseline execution index: tasks done ÷ tasks that should be done."""
    due = _due(case)
    if not due:
        return Check(14, "bei", None, 0.95, False, 0, 0, reason=NOTHING_DUE if _known(case) else NO_BASELINE)
    done = sum(row.done for row in _with_work(case))
    open_ = tuple(row.key for row in due if not row.done)
    return Check(14, "bei", done / len(due), 0.95, False, done, len(due), open_)
