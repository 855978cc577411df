"""A readable drawing of a directly-follows graph: where boxes, lines and labels go.

The main path lies on one straight line from left to right, steps that lead onwards stand above it, returns below
(flow_placement). Lines are routed between the boxes (flow_routing), labels put beside their line where they touch
neither box nor label (flow_text). Pure and deterministic; lengths are CSS pixels of an SVG at scale 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from metrics.engines.flow_graph import FlowEdge, FlowGraph, FlowNode
from metrics.engines.flow_placement import Kind, Place, Placement
from metrics.engines.flow_routing import DOWN, LEFT, RIGHT, UP, Box, Dock, Point, Router, rounded_path
from metrics.engines.flow_text import (
    LINE,
    TEXT_SIZE,
    TITLE_SIZE,
    Label,
    clipped,
    label_sites,
    moved,
    text_width,
    wrapped,
)

__all__ = ["PAD", "EdgePath", "FlowLayout", "Label", "NodeBox", "lay_out", "text_width"]

PAD = 10.0  # inside a box, left and right
_TITLE_WRAP, _MIN_W, _MAX_W = 132.0, 108.0, 200.0
_MARGIN = 12.0
_TRACK = 13.0
_RADIUS, _TIP = 34.0, 4.0
_THIN, _THICK = 1.1, 5.5
_SCALES = (1.0, 1.2, 1.45, 1.8)
_PORTS = ((0.5, 0.0), (0.34, 5.0), (0.66, 5.0), (0.18, 10.0), (0.82, 10.0))


@dataclass(frozen=True, slots=True)
class NodeBox:
    """Box with its left top corner. `title` is one or two lines, shortened with … when it does not fit."""

    key: str
    kind: Kind
    x: float
    y: float
    w: float
    h: float
    title: tuple[str, ...]
    role: str
    figure: str

    @property
    def baselines(self) -> tuple[float, ...]:
        """y of each title line, then of the line with role and figure."""
        first = self.y + (self.h - LINE * (len(self.title) + 1)) / 2 + 11.5
        return tuple(first + i * (LINE + 0.8) for i in range(len(self.title) + 1))


@dataclass(frozen=True, slots=True)
class EdgePath:
    """`d` is SVG path data, `points` the corners it rounds; the label is None when there was no room for it."""

    source: str
    target: str
    d: str
    points: tuple[Point, ...]
    width: float
    accent: bool
    back: bool
    label: Label | None


@dataclass(frozen=True, slots=True)
class FlowLayout:
    width: float
    height: float
    nodes: tuple[NodeBox, ...]
    edges: tuple[EdgePath, ...]


def lay_out(graph: FlowGraph) -> FlowLayout:
    """The drawing. Widens the gaps, up to 1.8 times, until every label has found its place."""
    if not graph.nodes:
        return FlowLayout(0.0, 0.0, (), ())
    places = Placement(graph).places()
    best: tuple[int, FlowLayout] | None = None
    for scale in _SCALES:
        layout = _Drawing(graph, places, scale).draw()
        missing = sum(edge.label is None for edge in layout.edges)
        if best is None or missing < best[0]:
            best = (missing, layout)
        if not missing:
            break
    assert best is not None  # noqa: S101 (the loop ran)
    return best[1]


class _Drawing:
    """Coordinates for one choice of gaps."""

    def __init__(self, graph: FlowGraph, places: Mapping[str, Place], scale: float) -> None:
        self._graph, self._places, self._scale = graph, places, scale
        self._titles = {node.key: wrapped(node.title, _TITLE_WRAP) for node in graph.nodes}
        self._w = min(_MAX_W, max(_MIN_W, *(self._needed(node) for node in graph.nodes)))
        lines = max(len(title) for title in self._titles.values())
        self._h = 44.0 if lines == 1 else 58.0
        self._main = set(graph.main)
        self._along = set(pairwise(graph.main))
        self._gaps = self._column_gaps()
        self._x = self._column_starts()
        self._y = self._row_starts()
        self._boxes = {
            key: Box(self._x[place.column], self._y[place.row], self._w, self._h) for key, place in places.items()
        }
        self._router = Router(self._vertical_lines(), self._horizontal_lines(), self._boxes.values())
        self._labels: list[Box] = []
        self._stretches: list[tuple[Point, Point]] = []

    def draw(self) -> FlowLayout:
        drawn: dict[int, tuple[list[Point], Label | None]] = {}
        top = max((edge.count for edge in self._graph.edges), default=1)
        for number in sorted(range(len(self._graph.edges)), key=self._precedence):
            edge = self._graph.edges[number]
            points = self._route(edge)
            if not points:
                continue
            thick = self._thickness(edge, top)
            label = self._label(edge, points, thick)
            self._stretches.extend(pairwise(points))
            if label:
                box = Box(*label.box)
                self._labels.append(box)
                self._router.avoid(box.grown(3))
            drawn[number] = (points, label)
        return self._shifted(drawn, top)

    def _needed(self, node: FlowNode) -> float:
        title = max(text_width(line, TITLE_SIZE, bold=True) for line in self._titles[node.key])
        return max(title, text_width(node.role) + text_width(node.figure) + 12) + 2 * PAD

    def _column_gaps(self) -> dict[int, float]:
        """Gap to the right of each column: room for the labels of lines that go straight across it."""
        gaps: dict[int, float] = {}
        for edge in self._graph.edges:
            a, b = self._places[edge.source], self._places[edge.target]
            if a.row == b.row and abs(a.column - b.column) == 1:
                left = min(a.column, b.column)
                gaps[left] = max(gaps.get(left, 0.0), self._text_box(edge.lines)[0] + 30)
        last = max(place.column for place in self._places.values())
        return {column: max(64.0, gaps.get(column, 0.0)) * self._scale for column in range(last + 1)}

    def _column_starts(self) -> list[float]:
        xs = [0.0]
        for column in range(len(self._gaps) - 1):
            xs.append(round(xs[-1] + self._w + self._gaps[column], 1))
        return xs

    def _row_starts(self) -> dict[int, float]:
        rows = sorted({place.row for place in self._places.values()} | {0})
        above = self._h + 44.0 * self._scale
        below = self._h + 50.0 * self._scale
        first_below = self._h + 74.0 * self._scale
        starts = {}
        for row in range(rows[0], rows[-1] + 1):
            starts[row] = round(row * above if row <= 0 else first_below + (row - 1) * below, 1)
        return starts

    def _vertical_lines(self) -> list[float]:
        lines = [start + share * self._w for start in self._x for share, _ in _PORTS]
        for column, start in enumerate(self._x):
            if column + 1 < len(self._x):
                lines += _tracks(start + self._w, self._x[column + 1])
        lines += [self._x[0] - 15 - i * _TRACK for i in range(4)]
        return lines + [self._x[-1] + self._w + 15 + i * _TRACK for i in range(4)]

    def _horizontal_lines(self) -> list[float]:
        rows = sorted(self._y)
        lines = [self._y[row] + self._h * (0.5 + shift) for row in rows for shift in (-0.27, 0.0, 0.27)]
        for row in rows[:-1]:
            lines += _tracks(self._y[row] + self._h, self._y[row + 1])
        lines += [self._y[rows[0]] - 15 - i * _TRACK for i in range(5)]
        return lines + [self._y[rows[-1]] + self._h + 15 + i * _TRACK for i in range(5)]

    def _precedence(self, number: int) -> tuple[int, int, int, int]:
        edge = self._graph.edges[number]
        a, b = self._places[edge.source], self._places[edge.target]
        if (edge.source, edge.target) in self._along:
            return 0, a.column, 0, number
        return 1, abs(a.column - b.column) + abs(a.row - b.row), -edge.count, number

    def _is_back(self, edge: FlowEdge) -> bool:
        a, b = self._places[edge.source], self._places[edge.target]
        return "back" in (a.kind, b.kind) or b.column <= a.column

    def _route(self, edge: FlowEdge) -> list[Point]:
        source, target = self._boxes[edge.source], self._boxes[edge.target]
        if (edge.source, edge.target) in self._along:
            y = source.y + self._h / 2
            leave, arrive = [Dock(source.right, y, RIGHT, 0.0)], [Dock(target.x, y, LEFT, 0.0)]
        elif edge.source == edge.target:
            leave = [dock for dock in self._docks(edge.source, 0) if dock.way == UP and dock.x > source.x + self._w / 2]
            arrive = leave
        else:
            ahead = target.x - source.x
            leave, arrive = self._docks(edge.source, ahead), self._docks(edge.target, -ahead)
        main_line = self._y[0] + self._h / 2
        return self._router.route(leave, arrive, main_line, 1.5 if self._is_back(edge) else 0.0)

    def _docks(self, key: str, ahead: float) -> list[Dock]:
        """All docks of a box for a line whose other end lies `ahead` to the right (negative: left)."""
        box = self._boxes[key]
        on_main = 90.0 if key in self._main else 0.0
        docks = []
        for share, cost in _PORTS:
            x = box.x + share * box.w
            docks += [Dock(x, box.y, UP, cost), Dock(x, box.bottom, DOWN, cost)]
        for shift, cost in ((0.0, 0.0), (-0.27, 8.0), (0.27, 8.0)):
            y = box.y + box.h * (0.5 + shift)
            docks.append(Dock(box.right, y, RIGHT, cost + on_main + (0.0 if ahead > 0 else 60.0)))
            docks.append(Dock(box.x, y, LEFT, cost + on_main + (0.0 if ahead < 0 else 60.0)))
        return docks

    def _thickness(self, edge: FlowEdge, top: int) -> float:
        return round(_THIN + (_THICK - _THIN) * edge.count / top, 1)

    @staticmethod
    def _text_box(lines: Sequence[str]) -> tuple[float, float]:
        return max(text_width(line) for line in lines) + 2, LINE * len(lines)

    def _label(self, edge: FlowEdge, points: Sequence[Point], thick: float) -> Label | None:
        forms = [(edge.lines, 0.0)]
        if edge.compact:
            forms.append(((edge.compact,), -6.0 if self._is_back(edge) else 6.0))
        best: tuple[float, Label] | None = None
        for lines, preference in forms:
            if not any(lines):
                continue
            for cost, label in label_sites(lines, points, thick, self._text_box(lines)):
                box = Box(*label.box)
                if any(box.grown(4).overlaps(node) for node in self._boxes.values()):
                    continue
                if any(box.grown(3).overlaps(other) for other in self._labels):
                    continue
                crossed = sum(_meets(a, b, box.grown(1)) for a, b in self._stretches)
                own = sum(_meets(a, b, box) for a, b in pairwise(points))
                near = sum(_meets(a, b, box.grown(9)) for a, b in self._stretches) - crossed
                total = cost + preference + 45 * crossed + 20 * near + 18 * own
                if best is None or total < best[0]:
                    best = (total, label)
        return best[1] if best else None

    def _shifted(self, drawn: Mapping[int, tuple[list[Point], Label | None]], top: int) -> FlowLayout:
        """Everything moved so that the drawing begins at (0, 0) with a margin."""
        extent = [*self._boxes.values(), *self._labels]
        extent += [Box(x, y, 0, 0).grown(3) for points, _ in drawn.values() for x, y in points]
        dx, dy = _MARGIN - min(box.x for box in extent), _MARGIN - min(box.y for box in extent)
        nodes = []
        for node in self._graph.nodes:
            box, place = self._boxes[node.key], self._places[node.key]
            room = box.w - 2 * PAD - text_width(node.figure) - 8
            role = clipped(node.role, room, TEXT_SIZE, bold=False)
            title = self._titles[node.key]
            at = (round(box.x + dx, 1), round(box.y + dy, 1), round(box.w, 1), box.h)
            nodes.append(NodeBox(node.key, place.kind, *at, title, role, node.figure))
        edges = []
        for number, edge in enumerate(self._graph.edges):
            if number not in drawn:
                continue
            points, label = drawn[number]
            shifted = tuple((round(x + dx, 1), round(y + dy, 1)) for x, y in points)
            path = rounded_path(shifted, _RADIUS, _TIP)
            thick = self._thickness(edge, top)
            edges.append(EdgePath(edge.source, edge.target, path, shifted, thick, edge.accent, self._is_back(edge),
                                  moved(label, dx, dy)))  # fmt: skip
        right, bottom = max(box.right for box in extent) + dx, max(box.bottom for box in extent) + dy
        return FlowLayout(round(right + _MARGIN, 1), round(bottom + _MARGIN, 1), tuple(nodes), tuple(edges))


def _tracks(start: float, end: float) -> list[float]:
    """Evenly spaced lines in a gap, clear of the boxes on both sides."""
    room = end - start - 28
    count = max(1, int(room // _TRACK) + 1)
    step = room / (count - 1) if count > 1 else 0.0
    return [start + 14 + i * step for i in range(count)] if count > 1 else [(start + end) / 2]


def _meets(a: Point, b: Point, box: Box) -> bool:
    """Whether the level or upright stretch from a to b enters the box."""
    return (
        min(a[0], b[0]) < box.right
        and max(a[0], b[0]) > box.x
        and min(a[1], b[1]) < box.bottom
        and max(a[1], b[1]) > box.y
    )
