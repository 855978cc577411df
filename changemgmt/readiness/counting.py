"""What the answers of a round come to. Pure: sheets in, a JSON document out, stored once when the round closes.

One tree is published: the whole, groups, units within a group. Nothing about fewer than five people is in the document,
neither directly nor as a difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from changemgmt.engines import readiness as engine
from changemgmt.engines.readiness import Readiness
from changemgmt.readiness.choices import SMALLEST
from pmo.engines.stats import NotAvailable
from pmo.engines.suppression import suppress


@dataclass(frozen=True)
class Sheet:
    """The five answers of one person, under their group and unit."""

    group: int
    unit: int | None
    answers: tuple[int, ...]


def count(sheets: Sequence[Sheet], groups: Sequence[int]) -> dict[str, Any]:
    """What is published: {"whole": figures or None, "groups": [{"group", …figures, "units": [{"unit", …figures}]}]}."""
    if len(sheets) < SMALLEST:
        return {"whole": None, "groups": []}
    cells = sorted({(s.group, s.unit) for s in sheets}, key=lambda cell: (groups.index(cell[0]), cell[1] or 0))
    place = {group: number for number, group in enumerate(groups)}
    parent = np.array([-1] * len(groups) + [place[group] for group, _unit in cells], dtype=np.int64)
    own = np.zeros((parent.size, 1), dtype=np.int64)
    below: list[list[tuple[int, ...]]] = [[] for _ in range(parent.size)]
    where = {cell: len(groups) + number for number, cell in enumerate(cells)}
    for sheet in sheets:
        leaf = where[sheet.group, sheet.unit]
        own[leaf, 0] += 1
        below[leaf].append(sheet.answers)
        below[place[sheet.group]].append(sheet.answers)
    shown = suppress(parent, own, SMALLEST).whole
    found = []
    for group, number in place.items():
        if not shown[number]:
            continue
        units = [
            {"unit": unit, **_figures(below[where[group_, unit]])}
            for group_, unit in cells
            # People of no unit count in their group alone.
            if group_ == group and unit is not None and shown[where[group_, unit]]
        ]
        found.append({"group": group, **_figures(below[number]), "units": units})
    return {"whole": _figures([s.answers for s in sheets]), "groups": found}


def _figures(answers: Sequence[tuple[int, ...]]) -> dict[str, Any]:
    found = engine.readiness(np.array(answers, dtype=np.int64))
    if isinstance(found, NotAvailable):
        raise ValueError(found.reason)
    return {"n": found.n, "counts": list(found.counts), "means": list(found.means)}


def read(figures: Mapping[str, Any] | None) -> Readiness | None:
    """Figures as they were stored."""
    if not figures or "n" not in figures:
        return None
    return Readiness(figures["n"], tuple(figures["counts"]), tuple(figures["means"]))


def together(parts: Sequence[Readiness]) -> Readiness | None:
    """Published parts as one: a sum of what everybody can read tells nothing more."""
    if not parts:
        return None
    n = sum(part.n for part in parts)
    counts = tuple(sum(part.counts[i] for part in parts) for i in range(engine.ELEMENTS + 1))
    means = tuple(sum(part.means[i] * part.n for part in parts) / n for i in range(engine.ELEMENTS))
    return Readiness(n, counts, means)
