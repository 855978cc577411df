"""Two logs, or two periods of them, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from metrics.processes import drawing, wording
from metrics.processes.choices import Figure, LogStatus, MapMode
from metrics.processes.models import EventLog, Process, ProcessAnalysis
from metrics.processes.names import StepNames
from pmo.web import formats

Json = dict[str, Any]

ROWS = 12
# Waits that differ by less than this are the same to anybody who waits.
SAME_DAYS = 0.05
SAME_POINTS = 0.5


@dataclass(frozen=True)
class Side:
    """One of the two: `code` is what the address says ("2:2018Q3"; "2:" is the whole log 2)."""

    code: str
    label: str
    data: Mapping[str, Any]
    key: str
    complete: bool


def sides(
    process: Process, logs: Sequence[EventLog], query: Mapping[str, str]
) -> tuple[Side | None, Side | None, list[Json]]:
    """The two asked for (or the two latest complete years, quarters or logs), and everything that can be chosen."""
    ready = [log for log in logs if log.status in (LogStatus.READY, LogStatus.WITHDRAWN)]
    rows = {a.pk: a for a in ProcessAnalysis.objects.filter(log__in=ready).defer("maps")}
    offered: dict[str, Side] = {}
    for log in ready:
        if log.pk in rows:
            offered.update(_offered(log, rows[log.pk]))
    before, after = _usual(offered, ready)
    a = offered.get(query.get("a", "")) or offered.get(before)
    b = offered.get(query.get("b", "")) or offered.get(after)
    choices = [{"code": code, "label": side.label} for code, side in offered.items()]
    return a, b, choices


def compare(process: Process, a: Side, b: Side) -> Json:
    """Figures, hand-overs and maps of both, and what changed most."""
    steps = {s["activity"]: s for side in (a, b) for s in side.data.get("naming") or side.data["steps"]}
    names = StepNames(list(steps.values()), process.step_names)
    edges = _edges(a, b, names)
    main = a.data.get("main") or b.data.get("main") or []
    return {
        "headline": _headline(a, b, edges),
        "figures": _figures(a, b),
        "edges": edges,
        "maps": [_drawn(process, side, main) for side in (a, b)],
    }


def _offered(log: EventLog, found: ProcessAnalysis) -> dict[str, Side]:
    key = f"{found.pk}:{found.computed_at.timestamp()}"
    whole = found.result
    label = _("Log %(number)s, %(period)s") % {"number": log.number, "period": wording.period(whole)}
    sides = {f"{log.number}:": Side(f"{log.number}:", label, whole, key, True)}
    for name in sorted(found.periods, key=lambda n: (len(n), n), reverse=True):
        part = {**found.periods[name], "main": whole["main"], "naming": whole["steps"]}
        label = _("Log %(number)s, %(period)s") % {"number": log.number, "period": name.replace("Q", " Q")}
        code = f"{log.number}:{name}"
        sides[code] = Side(code, label, part, f"{key}:{name}", bool(part["complete"]))
    return sides


def _usual(offered: Mapping[str, Side], logs: Sequence[EventLog]) -> tuple[str, str]:
    """Worth comparing first: the newest log's last two complete years, else quarters, else the last two logs."""
    if not logs:
        return "", ""
    newest = logs[0].number
    for length in (4, 6):
        names = [
            c
            for c, s in offered.items()
            if c.startswith(f"{newest}:") and len(c.split(":")[1]) == length and s.complete
        ]
        if len(names) > 1:
            latest = sorted(names)[-2:]
            return latest[0], latest[1]
    return f"{logs[min(1, len(logs) - 1)].number}:", f"{newest}:"


def _figures(a: Side, b: Side) -> list[Json]:
    rows = []
    for figure in (Figure.MEDIAN, Figure.MEAN, Figure.P90):
        x, y = a.data["cycle"][figure], b.data["cycle"][figure]
        shown = [wording.span(v) for v in (x, y)]
        rows.append(
            _row(
                Figure(figure).label,
                shown,
                y - x,
                SAME_DAYS,
                _("%(change)s days") % {"change": formats.signed(y - x, 1)},
            )
        )
    x, y = (side.data["rework"]["returned_share"] * 100 for side in (a, b))
    rows.append(
        _row(Figure.REWORK.label, [formats.pct(x, 1), formats.pct(y, 1)], y - x, SAME_POINTS, formats.points(y - x))
    )
    cases = [side.data["cases"] for side in (a, b)]
    rows.append(
        {"label": _("Cases"), "a": formats.grouped(cases[0]), "b": formats.grouped(cases[1]), "change": "", "trend": ""}
    )
    return rows


def _row(label: Any, shown: Sequence[str], change: float, same: float, words: str) -> Json:
    return {"label": label, "a": shown[0], "b": shown[1], "change": words, "trend": _trend(change, same)}


def _trend(change: float, same: float) -> str:
    """Less waiting and fewer returns are better."""
    return "same" if abs(change) < same else "better" if change < 0 else "worse"


def _edges(a: Side, b: Side, names: StepNames) -> list[Json]:
    """Hand-overs by how much waiting the change of their mean adds or saves in the second period."""
    first = {e["key"]: e for e in a.data["edges"]}
    rows = []
    for e in b.data["edges"]:
        old = first.get(e["key"])
        if old is None:
            continue
        change = e["mean"] - old["mean"]
        rows.append(
            {
                "key": e["key"],
                "name": names.handover(e),
                "a": old,
                "b": e,
                "change": change,
                "effect": change * e["count"],
                "trend": _trend(change, SAME_DAYS),
            }
        )
    rows.sort(key=lambda r: (-abs(r["effect"]), r["key"]))
    return rows[:ROWS]


def _headline(a: Side, b: Side, edges: Sequence[Json]) -> str:
    x, y = a.data["cycle"]["median"], b.data["cycle"]["median"]
    words = {"a": a.label, "b": b.label, "x": wording.span(x), "y": wording.span(y)}
    if abs(y - x) < SAME_DAYS:
        text = _("%(b)s: median %(y)s, as in %(a)s") % words
    elif y < x:
        text = _("%(b)s: median %(y)s, shorter than the %(x)s of %(a)s") % words
    else:
        text = _("%(b)s: median %(y)s, longer than the %(x)s of %(a)s") % words
    moved = next((e for e in edges if e["trend"] != "same"), None)
    if moved is None:
        return _("%(begin)s.") % {"begin": text}
    change = {"handover": moved["name"], "change": formats.signed(moved["change"], 1)}
    more = _("the mean of %(handover)s changed most, by %(change)s days") % change
    return _("%(begin)s; %(where)s.") % {"begin": text, "where": more}


def _drawn(process: Process, side: Side, main: Sequence[str]) -> Json:
    """Both maps lie on the same main path; each shows hand-overs of at least one per cent of its own cases."""
    counts = [e["count"] for e in side.data["edges"]]
    floor = max(1, side.data["cases"] // 100)
    threshold = next((n for n in (floor, 2 * floor, 5 * floor) if sum(c >= n for c in counts) <= 18), 10 * floor)
    drawn = drawing.cached(
        side.data, process.step_names, mode=MapMode.MEDIAN.value, threshold=threshold, main=main, key=side.key
    )
    return {"label": side.label, "map": drawn}
