"""What of the things people did earns points: caps per period, time between two awards, the budget."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

CAP, COOL_DOWN, BUDGET = "cap", "cool_down", "budget"
PERIODS = ("day", "week", "month", "quarter", "year", "ever")


@dataclass(frozen=True)
class Claim:
    """One thing done by `who` (a person or unit) on a day; `key` orders those of the same day."""

    key: str
    who: int
    on: date


@dataclass(frozen=True)
class Earned:
    """Points `who` holds already for a thing done on a day."""

    who: int
    on: date
    points: int


@dataclass(frozen=True)
class Terms:
    """points     for one thing
    cap           most points per `who` and period; None: no limit
    period        one of PERIODS, by the calendar
    cool_down     days after something that earned points before the next thing does
    """

    points: int
    cap: int | None = None
    period: str = "month"
    cool_down: int = 0


@dataclass(frozen=True)
class Verdict:
    """`points` 0: refused, `reason` says why. Less than the rule gives: the rest would be above the cap."""

    claim: Claim
    points: int
    reason: str = ""


def bucket(on: date, period: str) -> tuple[int, ...]:
    """The period a day falls into."""
    if period == "day":
        return (on.toordinal(),)
    if period == "week":
        return on.isocalendar()[:2]
    if period == "month":
        return on.year, on.month
    if period == "quarter":
        return on.year, (on.month - 1) // 3
    if period == "year":
        return (on.year,)
    if period == "ever":
        return ()
    raise ValueError(period)


def decide(claims: Iterable[Claim], earned: Sequence[Earned], terms: Terms, left: int | None) -> list[Verdict]:
    """A verdict per claim, in the order the things were done.

    earned  what the rule gave before, not counting what was taken back
    left    points the budget still has; None: there is no budget
    A claim the budget cannot pay in full is refused as a whole; what it refuses does not use up a cap.
    """
    if terms.points <= 0:
        raise ValueError("a rule gives at least one point")
    used: dict[tuple[int, tuple[int, ...]], int] = defaultdict(int)
    days: dict[int, list[date]] = defaultdict(list)
    for row in earned:
        used[row.who, bucket(row.on, terms.period)] += row.points
        days[row.who].append(row.on)
    rest, verdicts = left or 0, []
    for claim in sorted(claims, key=lambda one: (one.on, one.key)):
        place = claim.who, bucket(claim.on, terms.period)
        room = terms.points if terms.cap is None else min(terms.points, terms.cap - used[place])
        if _too_soon(claim.on, days[claim.who], terms.cool_down):
            verdict = Verdict(claim, 0, COOL_DOWN)
        elif room <= 0:
            verdict = Verdict(claim, 0, CAP)
        elif room > rest:
            verdict = Verdict(claim, 0, BUDGET)
        else:
            verdict = Verdict(claim, room, CAP if room < terms.points else "")
            used[place] += room
            days[claim.who].append(claim.on)
            rest -= room
        verdicts.append(verdict)
    return verdicts


def _too_soon(on: date, days: Iterable[date], cool_down: int) -> bool:
    """Either way round: what is told late must not slip in before what was told first."""
    return cool_down > 0 and any(abs(on - day) < timedelta(days=cool_down) for day in days)
