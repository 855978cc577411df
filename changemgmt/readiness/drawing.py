"""Where everybody stands on the grid of power and interest, and the load of a unit as bars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from changemgmt.readiness.choices import Engagement
from changemgmt.readiness.models import Stakeholder

CELL, LEFT, TOP = 100, 30, 8
SIDE = 5 * CELL
MARKS = {
    Engagement.UNAWARE: "none",
    Engagement.RESISTANT: "off",
    Engagement.NEUTRAL: "idle",
    Engagement.SUPPORTIVE: "ok",
    Engagement.LEADING: "done",
}


@dataclass(frozen=True)
class Point:
    """A stakeholder on the grid; `short` is its number, `mark` the shape of its engagement."""

    row: Stakeholder
    x: float
    y: float
    mark: str
    short: str
    gap: int


def place(rows: Iterable[Stakeholder]) -> list[Point]:
    """Power upwards, interest to the right; those of one cell side by side in its middle."""
    cells: dict[tuple[int, int], list[Stakeholder]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.number):
        cells[row.power, row.interest].append(row)
    found = []
    for (power, interest), inside in cells.items():
        across = ceil(sqrt(len(inside)))
        down = ceil(len(inside) / across)
        for number, row in enumerate(inside):
            line, column = divmod(number, across)
            x = LEFT + (interest - 1) * CELL + CELL * (column + 1) / (across + 1)
            y = TOP + (5 - power) * CELL + CELL * (line + 1) / (down + 1)
            mark = MARKS[Engagement(row.current)]
            found.append(Point(row, round(x, 1), round(y, 1), mark, str(row.number), row.gap))
    return found


def bars(values: Sequence[float], capacity: float) -> tuple[list[tuple[float, float]], float]:
    """(y, height) per month, and the y of the capacity line, in a drawing 100 high."""
    top = max([capacity, *values]) * 1.15
    drawn = [(round(100 - 100 * value / top, 1), round(100 * value / top, 1)) for value in values]
    return drawn, round(100 - 100 * capacity / top, 1)
