"""The process map: which hand-overs, laid out as boxes, lines and labels in the reader's language.

Laying out costs a tenth of a second and more, so the usual drawings are made once with the analysis (`default_maps`)
and all others are kept in the cache.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import override

from metrics.engines.flow_graph import MOST_DRAWN, FlowGraph, FlowNode, flow_graph, select
from metrics.engines.flow_layout import PAD, EdgePath, FlowLayout, NodeBox, lay_out
from metrics.engines.process_mining import EdgeStat
from metrics.processes import results, wording
from metrics.processes.choices import MapMode
from metrics.processes.names import StepNames, fingerprint, short_language
from pmo.web import formats

Json = dict[str, Any]

KEPT_SECONDS = 7 * 24 * 3600
# Changes when the drawing itself changes: kept drawings of an older kind are not used.
KIND = 1
ACCENTS = 3
# Drawn smaller than this its text is too small to read; then the box scrolls.
LEAST_SCALE = 0.92
# Every drawing is at least this wide, so that a short process is not blown up and two drawings have one scale.
USUAL_WIDTH = 1180.0


def default_maps(data: Json, overrides: Mapping[str, Any]) -> Json:
    """The drawings most readers see: every mode in both languages, at the log's own threshold."""
    maps: Json = {"names": fingerprint(overrides), "kind": KIND}
    for language in ("zh-hans", "en"):
        with override(language):
            for mode in MapMode.values:
                maps[_name(mode)] = draw(data, overrides, mode=mode, threshold=data["threshold"])
    return maps


def process_map(
    data: Json, maps: Mapping[str, Any], overrides: Mapping[str, Any], *, mode: str, threshold: int, key: str
) -> Json:
    """The drawing of a log; `key` names the log's analysis in the cache."""
    known = maps.get("names") == fingerprint(overrides) and maps.get("kind") == KIND
    if known and threshold == data["threshold"] and _name(mode) in maps:
        kept: Json = maps[_name(mode)]
        return kept
    return cached(data, overrides, mode=mode, threshold=threshold, main=data["main"], key=key)


def cached(
    data: Mapping[str, Any], overrides: Mapping[str, Any], *, mode: str, threshold: int, main: Sequence[str], key: str
) -> Json:
    """A drawing from the cache, else drawn now."""
    parts = (str(KIND), key, short_language(), mode, str(threshold), fingerprint(overrides), *main)
    name = "process-map:" + hashlib.blake2s("\0".join(parts).encode(), digest_size=16).hexdigest()
    found: Json | None = cache.get(name)
    if found is None:
        found = draw(data, overrides, mode=mode, threshold=threshold, main=main)
        cache.set(name, found, KEPT_SECONDS)
    return found


def draw(
    data: Mapping[str, Any],
    overrides: Mapping[str, Any],
    *,
    mode: str,
    threshold: int,
    main: Sequence[str] | None = None,
) -> Json:
    """Boxes, lines and labels; see `templates/metrics/processes/_map.html`. A fixed main path makes maps comparable."""
    analysis = results.from_json(data)
    # A period is drawn with the names of its whole log, or a step would change its name from map to map.
    names = StepNames(data.get("naming") or data["steps"], overrides)
    chosen = select(analysis, min_count=threshold, main=main or data.get("main"))
    label, compact = _labels(mode)
    graph = flow_graph(analysis, chosen, names.boxes(), label=label, compact=compact, figure=formats.grouped, accents=0)
    graph = _accented(graph, chosen.edges, mode)
    layout = lay_out(graph)
    return {
        "width": max(layout.width, USUAL_WIDTH),
        "height": layout.height,
        "least": round(max(layout.width, USUAL_WIDTH) * LEAST_SCALE),
        "nodes": [_node(n) for n in layout.nodes],
        "edges": [_edge(e) for e in layout.edges],
        "label": _summary(graph.nodes, chosen.edges, layout, names),
        "shown": len(chosen.edges),
        "shown_share": round(chosen.shown_share * 100, 1),
        "threshold": chosen.min_count,
    }


def thresholds(data: Mapping[str, Any]) -> list[int]:
    """Round numbers of cases worth offering: each draws something else, none draws more than can be read."""
    counts = [e["count"] for e in data["edges"]]
    offered = {data["threshold"]}
    last = 0
    for step in (1, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000):
        shown = sum(count >= step for count in counts)
        if shown > MOST_DRAWN or shown == last:
            continue
        if not shown:
            break
        offered.add(step)
        last = shown
    return sorted(offered)


def _name(mode: str) -> str:
    return f"{short_language()}:{mode}"


Label = Callable[[EdgeStat], tuple[str, ...]]


def _labels(mode: str) -> tuple[Label, Callable[[EdgeStat], str]]:
    """Two lines beside a line, and the same in one."""

    def count(e: EdgeStat) -> str:
        return formats.grouped(e.wait.count)

    if mode == MapMode.COUNTS:
        return lambda e: (count(e),), lambda e: ""
    if mode == MapMode.TOTAL:

        def total(e: EdgeStat) -> tuple[str, ...]:
            days = _("%(n)s d") % {"n": formats.grouped(e.wait.total)}
            return days, formats.pct(e.share * 100, 1)

        return total, lambda e: _("%(a)s, %(b)s") % dict(zip("ab", total(e), strict=True))
    return (
        lambda e: (wording.short_wait(e.wait.median), count(e)),
        lambda e: _("%(a)s, %(b)s") % {"a": wording.short_wait(e.wait.median), "b": count(e)},
    )


def _accented(graph: FlowGraph, edges: Sequence[EdgeStat], mode: str) -> FlowGraph:
    """The three longest waits stand out: the longest medians, or the largest sums when the map shows sums.

    Only hand-overs a tenth as frequent as the most frequent one count, so that a rare path does not take the mark.
    """

    def weight(e: EdgeStat) -> float:
        return e.wait.total if mode == MapMode.TOTAL else e.wait.median

    most = max((e.wait.count for e in edges), default=0)
    weighty = [e for e in edges if e.wait.count * 10 >= most and weight(e) >= wording.HOUR]
    slow = sorted(weighty, key=lambda e: (-weight(e), e.source, e.target))[:ACCENTS]
    marked = {(e.source, e.target) for e in slow}
    return replace(graph, edges=tuple(replace(e, accent=(e.source, e.target) in marked) for e in graph.edges))


def _node(n: NodeBox) -> Json:
    return {
        "x": n.x,
        "y": n.y,
        "w": n.w,
        "h": n.h,
        "back": n.kind == "back",
        "lines": [{"text": line, "y": round(y, 1)} for line, y in zip(n.title, n.baselines, strict=False)],
        "left": round(n.x + PAD, 1),
        "right": round(n.x + n.w - PAD, 1),
        "base": round(n.baselines[-1], 1),
        "role": n.role,
        "figure": n.figure,
    }


def _edge(e: EdgePath) -> Json:
    lines = []
    if e.label:
        lines = [{"text": text, "y": round(y, 1)} for text, y in zip(e.label.lines, e.label.baselines, strict=True)]
    return {
        "d": e.d,
        "width": e.width,
        "accent": e.accent,
        "x": round(e.label.x, 1) if e.label else 0,
        "anchor": e.label.anchor if e.label else "",
        "lines": lines,
    }


def _summary(nodes: Sequence[FlowNode], edges: Sequence[EdgeStat], layout: FlowLayout, names: StepNames) -> str:
    """The drawing in one sentence, for those who do not see it."""
    drawn = {(e.source, e.target) for e in layout.edges if e.accent}
    slow = sorted((e for e in edges if (e.source, e.target) in drawn), key=lambda e: -e.wait.median)
    steps = _(", ").join(names.label(node.key) for node in nodes)
    text = _("Directly-follows map of the steps %(steps)s.") % {"steps": steps}
    if not slow:
        return text
    waits = _("; ").join(
        _("%(a)s to %(b)s %(wait)s")
        % {"a": names.label(e.source), "b": names.label(e.target), "wait": wording.wait(e.wait.median)}
        for e in slow
    )
    return text + _(" Longest waits: %(waits)s.") % {"waits": waits}
