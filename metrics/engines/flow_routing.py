"""Routes for the lines of a drawing: shortest rectilinear ways between boxes with few bends and crossings.

A grid of lines (docks of the boxes, tracks in the gaps between them) is searched with Dijkstra's algorithm on states
(place, direction), one line after the other; a line pays for what is there already. Rectilinear routing with bend and
crossing costs: Lee and others since 1961; Wybrow, Marriott and Stuckey 2009 for diagrams. Everything is deterministic:
ties go to the lower state number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise

Point = tuple[float, float]

RIGHT, DOWN, LEFT, UP = range(4)
_STEP = ((1, 0), (0, 1), (-1, 0), (0, -1))

CLEAR = 8.0  # lines keep this far from boxes
_BEND, _CROSS, _TOUCH, _SHARE, _LABEL, _TAKEN_DOCK = 55.0, 75.0, 140.0, 500.0, 90.0, 160.0


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    def grown(self, by: float) -> "Box":
        return Box(self.x - by, self.y - by, self.w + 2 * by, self.h + 2 * by)

    def overlaps(self, other: "Box") -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True, slots=True)
class Dock:
    """A place on the side of a box where a line may leave (`way` points outwards) or arrive; `cost` is a preference."""

    x: float
    y: float
    way: int
    cost: float


class Router:
    """Finds routes and remembers them. xs and ys are the grid lines; boxes are never crossed."""

    def __init__(self, xs: Iterable[float], ys: Iterable[float], boxes: Iterable[Box]) -> None:
        self._xs, self._ys = sorted(set(xs)), sorted(set(ys))
        self._ix = {x: i for i, x in enumerate(self._xs)}
        self._iy = {y: i for i, y in enumerate(self._ys)}
        self._n = len(self._xs)
        self._blocked = bytearray(self._n * len(self._ys))
        self._penalty = [0.0] * (self._n * len(self._ys))
        self._across = [0] * len(self._blocked)  # lines that pass a place sideways
        self._along = [0] * len(self._blocked)  # lines that pass it up or down
        self._corner = [0] * len(self._blocked)
        self._used: dict[tuple[int, int], int] = {}  # pieces of grid line that carry a route
        self._docks: set[Point] = set()
        for box in boxes:
            for place in self._inside(box.grown(CLEAR)):
                self._blocked[place] = 1

    def avoid(self, box: Box) -> None:
        """Later routes pay for passing here (a label stands here)."""
        for place in self._inside(box):
            self._penalty[place] += _LABEL

    def route(self, leave: Sequence[Dock], arrive: Sequence[Dock], above: float, above_cost: float) -> list[Point]:
        """The cheapest way from a dock to a dock as a list of corners; [] when there is none.

        Going sideways above the line y = `above` costs above_cost more per unit of length.
        """
        targets: dict[int, list[Dock]] = {}
        for dock in arrive:
            place = self._outside(dock)
            if place is not None:
                targets.setdefault(place * 4 + (dock.way + 2) % 4, []).append(dock)
        best: dict[int, float] = {}
        before: dict[int, int] = {}
        origin: dict[int, Dock] = {}
        queue: list[tuple[float, int]] = []
        for dock in leave:
            place = self._outside(dock)
            if place is None:
                continue
            state, cost = place * 4 + dock.way, self._dock_cost(dock) + self._way_out(dock, place)
            if cost < best.get(state, float("inf")):
                best[state], origin[state] = cost, dock
                heappush(queue, (cost, state))
        goal: tuple[float, int, Dock] | None = None
        while queue:
            cost, state = heappop(queue)
            if cost > best[state]:
                continue
            if goal and cost >= goal[0]:
                break
            for dock in targets.get(state, ()):
                total = cost + self._dock_cost(dock) + self._way_out(dock, state // 4)
                if (goal is None or total < goal[0]) and self._first(state, before, origin) != dock:
                    goal = (total, state, dock)
            for next_state, step in self._moves(state, above, above_cost):
                reached = cost + step
                if reached < best.get(next_state, float("inf")):
                    best[next_state], before[next_state] = reached, state
                    origin.pop(next_state, None)
                    heappush(queue, (reached, next_state))
        return self._commit(goal[1], goal[2], before, origin) if goal else []

    def _moves(self, state: int, above: float, above_cost: float) -> list[tuple[int, float]]:
        place, way = divmod(state, 4)
        iy, ix = divmod(place, self._n)
        moves = []
        for turn in (way, (way + 1) % 4, (way + 3) % 4):
            dx, dy = _STEP[turn]
            jx, jy = ix + dx, iy + dy
            if not (0 <= jx < self._n and 0 <= jy < len(self._ys)):
                continue
            to = jy * self._n + jx
            if self._blocked[to]:
                continue
            if turn == way:
                cost = _CROSS * (self._along[place] if dx else self._across[place])
            else:
                cost = _BEND + _TOUCH * min(1, self._along[place] + self._across[place] + self._corner[place])
            length = abs(self._xs[jx] - self._xs[ix]) + abs(self._ys[jy] - self._ys[iy])
            cost += length + self._penalty[to] + _SHARE * self._used.get((min(place, to), max(place, to)), 0)
            if dx and self._ys[iy] < above:
                cost += above_cost * length
            moves.append((to * 4 + turn, cost))
        return moves

    def _commit(self, state: int, last: Dock, before: dict[int, int], origin: dict[int, Dock]) -> list[Point]:
        states = [state]
        while states[-1] not in origin:
            states.append(before[states[-1]])
        states.reverse()
        first = origin[states[0]]
        places = [s // 4 for s in states]
        for (a, b), (s, t) in zip(pairwise(places), pairwise(states), strict=True):
            key = (min(a, b), max(a, b))
            self._used[key] = self._used.get(key, 0) + 1
            if s % 4 != t % 4:
                self._corner[a] += 1
        for s in states:
            (self._across if s % 2 == 0 else self._along)[s // 4] += 1
        self._docks.update(((first.x, first.y), (last.x, last.y)))
        points = [(first.x, first.y), *(self._point(place) for place in places), (last.x, last.y)]
        return straightened(points)

    def _first(self, state: int, before: dict[int, int], origin: dict[int, Dock]) -> Dock:
        while state not in origin:
            state = before[state]
        return origin[state]

    def _point(self, place: int) -> Point:
        return self._xs[place % self._n], self._ys[place // self._n]

    def _dock_cost(self, dock: Dock) -> float:
        return dock.cost + (_TAKEN_DOCK if (dock.x, dock.y) in self._docks else 0.0)

    def _way_out(self, dock: Dock, place: int) -> float:
        x, y = self._point(place)
        return abs(x - dock.x) + abs(y - dock.y) + self._penalty[place]

    def _outside(self, dock: Dock) -> int | None:
        """The first free place straight out of the dock; None when the grid ends before."""
        dx, dy = _STEP[dock.way]
        ix, iy = (
            self._ix[dock.x if dy else self._beside(self._xs, dock.x, dx)],
            self._iy[dock.y if dx else self._beside(self._ys, dock.y, dy)],
        )
        while 0 <= ix < self._n and 0 <= iy < len(self._ys):
            place = iy * self._n + ix
            if not self._blocked[place]:
                return place
            ix, iy = ix + dx, iy + dy
        return None

    @staticmethod
    def _beside(lines: list[float], at: float, step: int) -> float:
        beyond = [line for line in lines if (line - at) * step > 0]
        return (beyond[0] if step > 0 else beyond[-1]) if beyond else lines[-1 if step > 0 else 0]

    def _inside(self, box: Box) -> list[int]:
        columns = [i for i, x in enumerate(self._xs) if box.x < x < box.right]
        return [j * self._n + i for j, y in enumerate(self._ys) if box.y < y < box.bottom for i in columns]


def straightened(points: Sequence[Point]) -> list[Point]:
    """Without repeated points and points in the middle of a straight stretch."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and (kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]):
            kept[-1] = point
        else:
            kept.append(point)
    return kept


def rounded_path(points: Sequence[Point], radius: float, gap: float) -> str:
    """SVG path data along the corners, each rounded by a cubic as far as its two stretches allow; the end stops `gap`
    short of the last point, which leaves room for the tip of the arrow."""
    (ax, ay), (bx, by) = points[-2], points[-1]
    length = abs(bx - ax) + abs(by - ay)
    short = min(gap, length / 2)
    line = [*points[:-1], (bx - (bx - ax) / length * short, by - (by - ay) / length * short)]
    parts = [f"M{_n(line[0][0])} {_n(line[0][1])}"]
    for i in range(1, len(line) - 1):
        (px, py), (cx, cy), (nx, ny) = line[i - 1], line[i], line[i + 1]
        before, after = abs(cx - px) + abs(cy - py), abs(nx - cx) + abs(ny - cy)
        room_before = before if i == 1 else before / 2
        room_after = after - 12 if i == len(line) - 2 else after / 2
        r = max(0.0, min(radius, room_before, room_after))
        sx, sy = cx - (cx - px) / before * r, cy - (cy - py) / before * r
        ex, ey = cx + (nx - cx) / after * r, cy + (ny - cy) / after * r
        k = 0.6
        parts.append(f"L{_n(sx)} {_n(sy)}")
        parts.append(
            f"C{_n(sx + (cx - sx) * k)} {_n(sy + (cy - sy) * k)} {_n(ex + (cx - ex) * k)} {_n(ey + (cy - ey) * k)}"
            f" {_n(ex)} {_n(ey)}"
        )
    parts.append(f"L{_n(line[-1][0])} {_n(line[-1][1])}")
    return "".join(parts)


def _n(value: float) -> str:
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")
