"""Places over the weeks as lines that cross: geometry only, in the units of the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from metrics.contest.selectors.weeks import Course
from pmo.orgs.models import Unit

STEP_X, STEP_Y = 46.0, 30.0
LEFT, TOP, NAMES = 26.0, 18.0, 150.0


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    rank: int


@dataclass(frozen=True)
class Strand:
    """The line of one unit; `pieces` are broken where it had no place. `tone`: 1 for who leads, 2 for the others."""

    unit: Unit
    pieces: list[str]
    dots: list[Dot]
    tone: int


@dataclass(frozen=True)
class Bump:
    width: float
    height: float
    strands: list[Strand]
    weeks: list[tuple[float, int]]
    names_x: float


def bump(courses: Sequence[Course], weeks: Sequence[int]) -> Bump | None:
    """`weeks`: their numbers, oldest first, from the first with a place on; None where no line can be drawn."""
    placed = [n for n in range(len(weeks)) if any(course.ranks[n] is not None for course in courses)]
    if not placed or len(weeks) - placed[0] < 2:
        return None
    weeks = weeks[placed[0] :]
    courses = [replace(course, ranks=course.ranks[placed[0] :]) for course in courses]
    lowest = max(rank for course in courses for rank in course.ranks if rank is not None)
    xs = [LEFT + STEP_X * n for n in range(len(weeks))]
    strands = [_strand(course, xs, tone=1 if course.ranks[-1] == 1 else 2) for course in courses]
    # Who leads is drawn last, above the others.
    strands.sort(key=lambda strand: -strand.tone)
    height = TOP + STEP_Y * (lowest - 1) + 44
    return Bump(xs[-1] + NAMES, height, strands, list(zip(xs, weeks, strict=True)), xs[-1] + 16)


def _strand(course: Course, xs: Sequence[float], tone: int) -> Strand:
    pieces: list[list[str]] = [[]]
    dots = []
    for x, rank in zip(xs, course.ranks, strict=True):
        if rank is None:
            pieces.append([])
            continue
        y = TOP + STEP_Y * (rank - 1)
        pieces[-1].append(f"{x:g},{y:g}")
        dots.append(Dot(x, y, rank))
    return Strand(course.unit, [" ".join(piece) for piece in pieces if len(piece) > 1], dots, tone)
