"""Text in a drawing: its width, its wrapping, and where the label of a line may stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from metrics.engines.flow_routing import Point

Anchor = Literal["start", "middle", "end"]

TITLE_SIZE, TEXT_SIZE, LINE = 13.0, 11.5, 14.0


@dataclass(frozen=True, slots=True)
class Label:
    """Lines of text at x, baselines y; the box they fill for certain (x, top, width, height)."""

    lines: tuple[str, ...]
    x: float
    baselines: tuple[float, ...]
    anchor: Anchor
    box: tuple[float, float, float, float]


def text_width(text: str, size: float = TEXT_SIZE, bold: bool = False) -> float:
    """Width of the text in the product's fonts, on the safe side."""
    units = 0.0
    for char in text:
        if char > "⺀":
            units += 1.0
        elif char.isdigit():
            units += 0.64
        elif char in " .,:;'|!ijlI()[]":
            units += 0.33
        elif char in "mwMW…—→":
            units += 0.92
        else:
            units += 0.7 if char.isupper() else 0.6
    return units * size * (1.05 if bold else 1.0)


def wrapped(title: str, limit: float) -> tuple[str, ...]:
    """One line, or two of about the limit: broken at a space (Latin) or anywhere (Chinese), the rest cut with …"""
    if text_width(title, TITLE_SIZE, bold=True) <= limit:
        return (title,)
    cuts = [i for i, char in enumerate(title) if i and (char == " " or (char > "⺀" and title[i - 1] > "⺀"))]
    cuts = cuts or list(range(1, len(title)))
    total = text_width(title, TITLE_SIZE, bold=True)
    cut = min(cuts, key=lambda i: (abs(text_width(title[:i], TITLE_SIZE, bold=True) - total / 2), i))
    return clipped(title[:cut].strip(), limit), clipped(title[cut:].strip(), limit)


def clipped(text: str, limit: float, size: float = TITLE_SIZE, bold: bool = True) -> str:
    if text_width(text, size, bold) <= limit:
        return text
    while text and text_width(text + "…", size, bold) > limit:
        text = text[:-1]
    return text.rstrip() + "…"


def label_sites(lines: tuple[str, ...], points: Sequence[Point], thick: float, size: tuple[float, float]
                 ) -> list[tuple[float, Label]]:  # fmt: skip
    """Places for a label beside each stretch of its line, with what speaks against each."""
    w, h = size
    away = 5 + thick / 2
    total = sum(abs(bx - ax) + abs(by - ay) for (ax, ay), (bx, by) in pairwise(points))
    sites: list[tuple[float, Label]] = []
    gone = 0.0
    for (ax, ay), (bx, by) in pairwise(points):
        length = abs(bx - ax) + abs(by - ay)
        for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9):
            x, y = ax + (bx - ax) * share, ay + (by - ay) * share
            off_middle = 24 * abs((gone + share * length) / total - 0.5)
            if ay == by:
                cost = off_middle + max(0.0, w - length) * 0.6
                sites.append((cost, _label_at(lines, x, y - away - h, "middle", w, h)))
                sites.append((cost + 4, _label_at(lines, x, y + away, "middle", w, h)))
                sites.append((cost + 30, _label_at(lines, x, y - h / 2, "middle", w, h)))
            else:
                cost = off_middle + 8 + max(0.0, h - length) * 0.6
                sites.append((cost, _label_at(lines, x + away + 2, y - h / 2, "start", w, h)))
                sites.append((cost + 1, _label_at(lines, x - away - 2, y - h / 2, "end", w, h)))
                sites.append((cost + 30, _label_at(lines, x, y - h / 2, "middle", w, h)))
        gone += length
    return sites


def _label_at(lines: tuple[str, ...], x: float, top: float, anchor: Anchor, w: float, h: float) -> Label:
    left = {"start": x, "middle": x - w / 2, "end": x - w}[anchor]
    baselines = tuple(top + LINE * i + 11 for i in range(len(lines)))
    return Label(lines, x, baselines, anchor, (left, top, w, h))


def moved(label: Label | None, dx: float, dy: float) -> Label | None:
    if label is None:
        return None
    left, top, w, h = label.box
    baselines = tuple(round(y + dy, 1) for y in label.baselines)
    box = (round(left + dx, 1), round(top + dy, 1), round(w, 1), round(h, 1))
    return Label(label.lines, round(label.x + dx, 1), baselines, label.anchor, box)
