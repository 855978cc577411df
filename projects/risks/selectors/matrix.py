"""The 5 × 5 matrix: who stands in which cell, and how the responses move them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from projects.engines.risk import Band
from projects.risks.models import Risk
from projects.risks.scales import Scale

# Geometry of the overlay: five cells of 100 × 76.
WIDE, TALL = 100, 76
# Arrows begin and end beside the middle of a cell, so that several do not lie on each other.
SPREAD = ((0, 0), (-22, -14), (22, 14), (-22, 14), (22, -14), (0, -24), (0, 24))


@dataclass
class Box:
    """One cell. Probability and impact 1–5."""

    probability: int
    impact: int
    score: str
    band: Band
    beyond: bool
    risks: list[Risk] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.probability}-{self.impact}"


@dataclass(frozen=True)
class Arrow:
    """From where the risk stands without responses to where it stands after them."""

    risk: Risk
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass
class Matrix:
    """`rows` from the likeliest down; `unplaced` are not assessed in this phase."""

    rows: list[list[Box]]
    unplaced: list[Risk]
    arrows: list[Arrow]
    phase: str

    @property
    def width(self) -> int:
        return 5 * WIDE

    @property
    def height(self) -> int:
        return 5 * TALL


def build(risks: Iterable[Risk], scale: Scale, phase: str, *, arrows: bool) -> Matrix:
    """`phase` places the risks; with `arrows` each one that the responses move is drawn from inherent to residual."""
    listed = list(risks)
    boxes = {(p, i): _box(p, i, scale) for p in range(1, 6) for i in range(1, 6)}
    unplaced = []
    for risk in listed:
        place = _place(risk, phase)
        if place is None:
            unplaced.append(risk)
        else:
            boxes[place].risks.append(risk)
    rows = [[boxes[probability, impact] for impact in range(1, 6)] for probability in range(5, 0, -1)]
    return Matrix(rows, unplaced, _arrows(listed) if arrows else [], phase)


def _box(probability: int, impact: int, scale: Scale) -> Box:
    score = scale.probabilities[probability - 1].value * scale.impacts[impact - 1].value
    return Box(probability, impact, f"{score.normalize():f}", scale.band(score), scale.beyond(score))


def _place(risk: Risk, phase: str) -> tuple[int, int] | None:
    probability, impact = risk.level(phase, "probability"), risk.worst(phase)
    return None if probability is None or impact is None else (probability, impact)


def _arrows(risks: Iterable[Risk]) -> list[Arrow]:
    found: list[Arrow] = []
    for risk in risks:
        start, end = _place(risk, "inherent"), _place(risk, "residual")
        if start is None or end is None or start == end:
            continue
        dx, dy = SPREAD[len(found) % len(SPREAD)]
        (x1, y1), (x2, y2) = _middle(*start), _middle(*end)
        found.append(Arrow(risk, x1 + dx, y1 + dy, x2 + dx, y2 + dy))
    return found


def _middle(probability: int, impact: int) -> tuple[float, float]:
    return (impact - 0.5) * WIDE, (5.5 - probability) * TALL
