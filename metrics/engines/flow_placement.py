"""Columns and rows for the nodes of a directly-follows graph.

The main path takes row 0 from left to right; steps that lead onwards stand above it, steps that send a case back below.
Columns are layers (longest path, Sugiyama, Tagawa and Toda 1981); rows pack the spans of the steps, short ones next to
the main line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from metrics.engines.flow_graph import FlowGraph

Kind = Literal["main", "side", "back"]


@dataclass(frozen=True, slots=True)
class Place:
    kind: Kind
    column: int
    row: int  # 0 the main line, negative above, positive below


class Placement:
    """Which column and row each node takes."""

    def __init__(self, graph: FlowGraph) -> None:
        self._nodes = {node.key: node for node in graph.nodes}
        self._main = [key for key in graph.main if key in self._nodes]
        if not self._main:
            self._main = [min(graph.nodes, key=lambda n: (-n.count, n.key)).key]
        self._at = {key: i for i, key in enumerate(self._main)}
        self._edges = [e for e in graph.edges if e.source != e.target]
        self._count = {(e.source, e.target): e.count for e in self._edges}
        self._rest = sorted(
            (key for key in self._nodes if key not in self._at), key=lambda k: (-self._nodes[k].count, k)
        )
        self._entry, self._depth = self._anchors({(e.source, e.target): e.count for e in self._edges})
        self._exit, _ = self._anchors({(e.target, e.source): e.count for e in self._edges})

    def places(self) -> dict[str, Place]:
        span = {key: self._span(key) for key in self._rest}
        back = [k for k in self._rest if span[k][1] <= span[k][0] or (self._nodes[k].sent_back and k not in self._exit)]
        side = [key for key in self._rest if key not in back]
        column = self._columns(side, span)
        places = {key: Place("main", column[key], 0) for key in self._main}
        self._stack_side(places, side, span, column)
        self._stack_back(places, back, span, column)
        shift = min(place.column for place in places.values())
        return {key: Place(place.kind, place.column - shift, place.row) for key, place in places.items()}

    def _anchors(self, counts: Mapping[tuple[str, str], int]) -> tuple[dict[str, int], dict[str, int]]:
        """For nodes off the main path: the main step (its number) from which most cases come, through others if need
        be, and through how many."""
        anchor: dict[str, int] = {}
        depth: dict[str, int] = {}
        for level in range(1, len(self._rest) + 1):
            known = {**self._at, **anchor}
            found: dict[str, int] = {}
            for key in self._rest:
                if key in anchor:
                    continue
                sources = [(-count, known[a], a) for (a, b), count in counts.items() if b == key and a in known]
                if sources:
                    found[key] = min(sources)[1]
            if not found:
                break
            anchor.update(found)
            depth.update(dict.fromkeys(found, level))
        return anchor, depth

    def _span(self, key: str) -> tuple[int, int]:
        entry, leave = self._entry.get(key), self._exit.get(key)
        if entry is None:
            entry = -1 if leave is None else leave - 1
        return entry, entry + 1 if leave is None else leave

    def _columns(self, side: Sequence[str], span: Mapping[str, tuple[int, int]]) -> dict[str, int]:
        """Layers by longest path over the edges that lead onwards."""
        order: dict[str, tuple[float, int, int, str]] = {k: (i, 0, 0, k) for k, i in self._at.items()}
        for key in side:
            middle = (span[key][0] + span[key][1]) / 2
            order[key] = (middle, self._depth.get(key, 0), -self._nodes[key].count, key)
        column = dict.fromkeys(order, 0)
        along = dict(pairwise(self._main))
        for key in sorted(order, key=order.__getitem__):
            if along.get(key):
                column[along[key]] = max(column[along[key]], column[key] + 1)
            for a, b in self._count:
                if a == key and b in order and order[a] < order[b]:
                    column[b] = max(column[b], column[key] + 1)
        for key in side:  # a step that begins cases stands just before the step it leads to
            if key not in self._entry and key in self._exit:
                column[key] = column[self._main[self._exit[key]]] - 1
        return column

    def _stack_side(self, places: dict[str, Place], side: Sequence[str], span: Mapping[str, tuple[int, int]],
                    column: Mapping[str, int]) -> None:  # fmt: skip
        rows: dict[int, list[tuple[int, int, str]]] = {}

        def reach(key: str) -> tuple[int, int]:
            first, last = span[key]
            left = column[self._main[first]] if first >= 0 else column[key] - 1
            right = column[self._main[last]] if last < len(self._main) else column[key] + 1
            return min(left, column[key] - 1), max(right, column[key] + 1)

        for key in sorted(side, key=lambda k: (reach(k)[1] - reach(k)[0], -self._nodes[k].count, k)):
            left, right = reach(key)
            row = 1
            while not self._fits(key, left, right, column, rows.get(row, ()), strict=row <= 3):
                row += 1
            rows.setdefault(row, []).append((left, right, key))
            places[key] = Place("side", column[key], -row)

    def _fits(self, key: str, left: int, right: int, column: Mapping[str, int], row: Sequence[tuple[int, int, str]],
              strict: bool) -> bool:  # fmt: skip
        for other_left, other_right, other in row:
            if column[other] == column[key]:
                return False
            joined = (key, other) in self._count or (other, key) in self._count
            if strict and not joined and left < other_right and other_left < right:
                return False
        return True

    def _stack_back(self, places: dict[str, Place], back: Sequence[str], span: Mapping[str, tuple[int, int]],
                    column: Mapping[str, int]) -> None:  # fmt: skip
        """Under the step of the same role; else right of where cases come from, or under where they go."""
        of_role: dict[str, int] = {}
        for key in sorted(places, key=lambda k: (abs(places[k].row), column[k])):
            of_role.setdefault(self._nodes[key].role, column[key])
        taken: set[tuple[int, int]] = set()
        for key in back:
            first, last = span[key]
            role = self._nodes[key].role
            if role and role in of_role:
                at = of_role[role]
            elif first >= 0 and self._depth.get(key, 2) == 1:
                at = column[self._main[first]] + 1
            else:
                at = column[self._main[min(last, len(self._main) - 1)]]
            row = 1
            while (at, row) in taken:
                row += 1
            taken.add((at, row))
            places[key] = Place("back", at, row)
