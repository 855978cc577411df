"""From an analysis to the graph worth drawing: which hand-overs, which main path, which short names."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from metrics.engines.process_mining import EdgeStat, ProcessAnalysis

MOST_DRAWN = 40

_BY = re.compile(r"(?P<title>.*\S)\s+by\s+(?P<role>\S.*)", re.IGNORECASE)
_BRACKETED = re.compile(r"(?P<title>.*\S)\s*[（(](?P<role>[^（()）]+)[)）]")
_NO_ROLE = {"", "UNDEFINED", "UNKNOWN", "MISSING", "NONE", "NULL", "N/A", "NA", "-"}
_SHOUTED = re.compile(r"[A-Z0-9_]{3,}(?:[ _-][A-Z0-9_]+)*")


@dataclass(frozen=True, slots=True)
class ShortName:
    title: str
    role: str


@dataclass(frozen=True, slots=True)
class FlowNode:
    """`figure` is the number as the reader writes it; `sent_back` marks an activity that returns a case."""

    key: str
    title: str
    role: str
    figure: str
    count: int
    sent_back: bool = False


@dataclass(frozen=True, slots=True)
class FlowEdge:
    """`lines` is the label (wait above, number below), `compact` the same in one line ("" when there is none)."""

    source: str
    target: str
    count: int
    lines: tuple[str, ...]
    compact: str = ""
    accent: bool = False


@dataclass(frozen=True, slots=True)
class FlowGraph:
    nodes: tuple[FlowNode, ...]
    edges: tuple[FlowEdge, ...]
    main: tuple[str, ...]  # keys of the main path, from left to right


@dataclass(frozen=True, slots=True)
class Selection:
    """The hand-overs to draw. `shown_share`: of all hand-overs that happened."""

    edges: tuple[EdgeStat, ...]
    main: tuple[str, ...]
    min_count: int
    shown_share: float


def shorten(roles_by_activity: Mapping[str, str]) -> dict[str, ShortName]:
    """Short titles and roles for activity names; the value is the role the log gives ("" when it gives none).

    "Declaration FINAL_APPROVED by SUPERVISOR" becomes "Final approved" / "Supervisor", when most names begin with
    "Declaration". Names that would become equal keep their full text.
    """
    split: dict[str, ShortName] = {}
    for name, role in roles_by_activity.items():
        match = _BY.fullmatch(name) or _BRACKETED.fullmatch(name)
        known = "" if role.strip().upper() in _NO_ROLE else role.strip()
        split[name] = ShortName(match["title"], match["role"]) if match else ShortName(name.strip(), known)
    common = _common_first_word([short.title for short in split.values()])
    result: dict[str, ShortName] = {}
    for name, short in split.items():
        title = short.title
        if common and title.startswith(common + " "):
            title = title[len(common) + 1 :].strip()
        result[name] = ShortName(_calm(title), _calm(short.role))
    taken = list(result.values())
    return {name: short if taken.count(short) == 1 else ShortName(name, "") for name, short in result.items()}


def default_min_count(edges: Iterable[EdgeStat], cases: int, max_edges: int = 18) -> int:
    """A round threshold: one per cent of the cases, raised until at most max_edges hand-overs reach it."""
    counts = [edge.wait.count for edge in edges]
    chosen = 1
    for step in _round_numbers():
        if step > cases / 100 and sum(count >= chosen for count in counts) <= max_edges:
            break
        chosen = step
    return chosen


def select(
    analysis: ProcessAnalysis, *, min_count: int | None = None, max_edges: int = 18, main: Sequence[str] | None = None
) -> Selection:
    """Hand-overs that happened at least min_count times (default: default_min_count), and those of the main path.

    Never more than the MOST_DRAWN most frequent ones and the main path: beyond, a drawing says nothing.
    main fixes the main path, so that two periods can be compared; steps the log does not have are left out.
    """
    known = {step.activity for step in analysis.steps}
    path = tuple(step for step in main if step in known) if main else main_path(analysis)
    wanted = default_min_count(analysis.edges, analysis.cases, max_edges) if min_count is None else min_count
    along = set(pairwise(path))
    frequent = [e for e in analysis.edges if e.wait.count >= wanted][:MOST_DRAWN]
    rare = [e for e in analysis.edges if (e.source, e.target) in along and e not in frequent]
    edges = (*frequent, *rare)
    shown = sum(edge.wait.count for edge in edges)
    return Selection(edges, path, wanted, shown / analysis.transitions if analysis.transitions else 1.0)


def main_path(analysis: ProcessAnalysis) -> tuple[str, ...]:
    """The most frequent variant without repetition from the most frequent start to the most frequent end.

    When no listed variant qualifies: the path whose rarest hand-over is most frequent (widest path), shortest first.
    """
    if not analysis.steps:
        return ()
    start = min(analysis.steps, key=lambda s: (-s.first, s.activity)).activity
    end = min(analysis.steps, key=lambda s: (-s.last, s.activity)).activity
    for variant in analysis.variants:
        path = variant.activities
        if path[0] == start and path[-1] == end and len(set(path)) == len(path) <= 12:
            return path
    return _widest_path(analysis.edges, start, end) or (start,)


def flow_graph(
    analysis: ProcessAnalysis,
    selection: Selection,
    names: Mapping[str, ShortName],
    *,
    label: Callable[[EdgeStat], tuple[str, ...]],
    compact: Callable[[EdgeStat], str],
    figure: Callable[[int], str],
    accents: int = 3,
) -> FlowGraph:
    """The graph with its texts. The `accents` longest median waits among the drawn hand-overs are marked, counting
    only those at least a tenth as frequent as the most frequent one, so that a rare path does not take the mark."""
    counts = [edge.wait.count for edge in selection.edges]
    weighty = [e for e in selection.edges if e.wait.count * 10 >= max(counts) and e.wait.median > 0]
    slow = sorted(weighty, key=lambda e: (-e.wait.median, e.source, e.target))[:accents]
    marked = {(edge.source, edge.target) for edge in slow}
    used = {key for edge in selection.edges for key in (edge.source, edge.target)} | set(selection.main)
    sent_back = set(analysis.rework.return_activities)
    nodes = tuple(
        FlowNode(
            key=step.activity,
            title=names[step.activity].title,
            role=names[step.activity].role,
            figure=figure(step.events),
            count=step.events,
            sent_back=step.activity in sent_back,
        )
        for step in analysis.steps
        if step.activity in used
    )
    edges = tuple(
        FlowEdge(e.source, e.target, e.wait.count, label(e), compact(e), (e.source, e.target) in marked)
        for e in selection.edges
    )
    return FlowGraph(nodes, edges, selection.main)


def _round_numbers() -> Iterable[int]:
    step = 1
    while True:
        yield from (step, 2 * step, 5 * step)
        step *= 10


def _common_first_word(titles: Sequence[str]) -> str:
    """A word that begins three titles of five, and never stands alone."""
    firsts = [title.split(" ", 1)[0] for title in titles if " " in title]
    if not firsts:
        return ""
    word = min(set(firsts), key=lambda w: (-firsts.count(w), w))
    return word if len(titles) > 2 and firsts.count(word) * 5 >= len(titles) * 3 and word not in titles else ""


def _calm(name: str) -> str:
    """FINAL_APPROVED → Final approved; mixed case and Chinese stay."""
    words = " ".join(name.replace("_", " ").split()) if "_" in name or _SHOUTED.fullmatch(name) else name
    return words.capitalize() if words.isascii() and words.isupper() and len(words) > 3 else words


def _widest_path(edges: Sequence[EdgeStat], start: str, end: str) -> tuple[str, ...]:
    """Adds hand-overs from the most frequent down until end can be reached, then takes the shortest path."""
    after: dict[str, list[str]] = {}
    for edge in edges:
        after.setdefault(edge.source, []).append(edge.target)
        path = _shortest(after, start, end)
        if path:
            return path
    return ()


def _shortest(after: Mapping[str, Sequence[str]], start: str, end: str) -> tuple[str, ...]:
    before: dict[str, str] = {start: ""}
    front = [start]
    while front and end not in before:
        reached = []
        for node in front:
            for following in after.get(node, ()):
                if following not in before:
                    before[following] = node
                    reached.append(following)
        front = reached
    if end not in before or start == end:
        return ()
    path = [end]
    while path[-1] != start:
        path.append(before[path[-1]])
    return tuple(reversed(path))
