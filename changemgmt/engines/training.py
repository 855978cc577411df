"""Marking, drawing of questions, gain and coverage of training (FORMULAS.md, "Surveys, readiness, training").

Arrays and frozen dataclasses in and out; randomness by an explicit generator. Points are floats ≥ 0, scores percent
0–100, gains fractions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from pmo.engines.stats import NO_VALUES, NotAvailable, training_gain

SINGLE: Final = "single"
MULTIPLE: Final = "multiple"
ORDER: Final = "order"
TEXT: Final = "text"

NOTHING_REQUIRED: Final = "nothing_required"
NOT_MARKED: Final = "not_marked"

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Key:
    """What is right: numbers of options (of an order: all of them, in the right order). Text has none."""

    kind: str
    right: tuple[int, ...]
    points: float


@dataclass(frozen=True)
class Outcome:
    """Points reached of `total`; while texts wait for a person `waiting` > 0 and there is no score."""

    reached: float
    total: float
    waiting: int
    score: float | NotAvailable


def mark(key: Key, answer: Sequence[int] | None) -> float | None:
    """Points of one answer; None where a person has to read it.

    One of several and an order count whole or not at all. Several of several: right ticks minus wrong ones, never
    below zero, so that ticking everything earns nothing. No answer earns nothing.
    """
    if key.kind == TEXT:
        return None
    if not answer:
        return 0.0
    if key.kind == MULTIPLE:
        right, ticked = set(key.right), set(answer)
        if not right:
            return 0.0
        return key.points * max(0, len(right & ticked) - len(ticked - right)) / len(right)
    return key.points if tuple(answer) == key.right else 0.0


def outcome(points: Sequence[float | None], worth: Sequence[float]) -> Outcome:
    """Add up what each question earned (None: not marked yet) of what it is worth."""
    if len(points) != len(worth):
        raise ValueError("one number of points per question")
    total, waiting = float(sum(worth)), sum(1 for one in points if one is None)
    reached = float(sum(one for one in points if one is not None))
    if waiting:
        return Outcome(reached, total, waiting, NotAvailable(NOT_MARKED))
    if total <= 0:
        return Outcome(reached, total, 0, NotAvailable(NO_VALUES))
    return Outcome(reached, total, 0, min(100.0, 100 * reached / total))


def draw(available: int, wanted: int, rng: np.random.Generator) -> IntArray:
    """Indexes of the questions of one attempt, in random order; `wanted` 0 or too many: all of them."""
    if available < 0 or wanted < 0:
        raise ValueError("counts are not negative")
    count = available if wanted == 0 else min(wanted, available)
    return rng.permutation(available)[:count].astype(np.int64)


def shuffle(options: int, rng: np.random.Generator) -> IntArray:
    """An order of options to show. With two options or more never the given one, which would be the right one."""
    order = rng.permutation(options).astype(np.int64)
    if options > 1 and bool((order == np.arange(options)).all()):
        order = np.roll(order, 1)
    return order


def mean_gain(before: npt.ArrayLike, after: npt.ArrayLike) -> float | NotAvailable:
    """Normalised gain of a class, (mean after − mean before) / (100 − mean before), over people with both scores.

    Hake 1998. 60 → 84 gives .60; nobody with both scores, or all of them at 100 before: not available.
    """
    first, second = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    if first.shape != second.shape or first.ndim != 1:
        raise ValueError("before and after must be vectors of the same length")
    if not first.size:
        return NotAvailable(NO_VALUES)
    return training_gain(float(first.mean()), float(second.mean()))


@dataclass(frozen=True)
class Share:
    """How many of those who must are trained; `percent` not available where nobody must."""

    passed: int
    required: int
    percent: float | NotAvailable


def share(passed: int, required: int) -> Share:
    if not 0 <= passed <= required:
        raise ValueError("0 ≤ passed ≤ required")
    return Share(passed, required, 100 * passed / required if required else NotAvailable(NOTHING_REQUIRED))


def coverage(rows: npt.ArrayLike, columns: npt.ArrayLike, passed: npt.ArrayLike, shape: tuple[int, int]) -> IntArray:
    """Count requirements by two keys: result[row, column] = (passed, required), shape (*shape, 2).

    rows, columns  index of the unit and of the role of each requirement
    passed         whether it is met
    """
    row, column = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
    done = np.asarray(passed, dtype=np.bool_)
    if not row.shape == column.shape == done.shape or row.ndim != 1:
        raise ValueError("rows, columns and passed must be vectors of the same length")
    if row.size and (row.min() < 0 or row.max() >= shape[0] or column.min() < 0 or column.max() >= shape[1]):
        raise ValueError("an index lies outside of the shape")
    flat = row * shape[1] + column
    size = shape[0] * shape[1]
    counted = np.stack([np.bincount(flat[done], minlength=size), np.bincount(flat, minlength=size)], axis=-1)
    return counted.reshape(*shape, 2).astype(np.int64)
