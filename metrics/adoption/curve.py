"""The target of a day: an S from the share at the start to the share aimed at. Plain arithmetic, no rows.

People take something up slowly at first, then quickly, then slowly again. Between the two days the target follows the
smoothest such course that is level at both ends, 3u² − 2u³ of the way, u being the part of the days that has passed:
halfway at half time, 15.6 % of the way after a quarter, 84.4 % after three. Before the start there is no target; from
the due day on it is the share aimed at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

CENT = Decimal("0.01")


class Course(Protocol):
    """Two days and two shares in percent."""

    start_on: date
    start_share: Decimal
    due_on: date
    target_share: Decimal


C = TypeVar("C", bound=Course)


def target_on(course: Course, day: date) -> Decimal | None:
    """Percent aimed at on `day`, to the hundredth; None before the start."""
    if day < course.start_on:
        return None
    if day >= course.due_on:
        return course.target_share
    u = Decimal((day - course.start_on).days) / Decimal((course.due_on - course.start_on).days)
    way = u * u * (3 - 2 * u)
    return (course.start_share + way * (course.target_share - course.start_share)).quantize(CENT)


def nearest(targets: Mapping[str, C], chain: Sequence[str]) -> C | None:
    """The target of a unit, else of the nearest unit above it, else the system's (key "").

    `chain`: the key of the unit, then those above it, nearest first; empty for everybody.
    """
    return next((targets[key] for key in (*chain, "") if key in targets), None)
