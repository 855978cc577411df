"""The stored form of an analysis: what `ProcessAnalysis.result` holds and what the API answers.

    {"shape": 1, "zone": "Asia/Shanghai", "order": "file" | "time",
     "cases", "events", "activities", "transitions", "skipped", "out_of_order_cases": numbers,
     "first", "last": moments of the first and last event, ISO 8601 in UTC, "first_on", "last_on": their days in `zone`,
     "cycle": SPREAD, "span_months": months between the first and the last event, at least 1,
     "histogram": [{"lower", "upper" | null, "count"}],
     "months": [{"month": "2018-09", "complete", "returned_share", **SPREAD}],    by the month in which a case ended
     "started": [the same by the month in which it began],
     "steps": [{"activity", "role", "events", "cases", "first", "last", "repeated_cases", "wait": SPREAD | null}],
     "edges": [{"key", "source", "target", "cases", "share", "longest": [{"case", "days"}], **SPREAD}],  "edge_kinds",
     "roles", "resources": hand-overs between different roles and people, like edges,
     "variants": [{"activities", "share", "example", **SPREAD}],  "variant_kinds",
     "rework": {"repeated_cases", "repeated_share", "returned_cases", "returned_share", "return_activities"},
     "longest": [{"case", "days"}],
     "main": [activities of the main path], "threshold": cases a hand-over needs to be drawn unless asked otherwise}

SPREAD is {"count", "mean", "median", "p90", "total"}; durations are days of 24 hours, shares are 0 to 1.
A period (`ProcessAnalysis.periods`: "2018", "2018Q3") has cases, transitions, cycle, steps, edges, rework only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from metrics.engines import process_figures as figures
from metrics.engines.flow_graph import default_min_count, main_path
from metrics.engines.process_mining import DAY_US, EventTable, Order, slowest_by_total

Json = dict[str, Any]

SHAPE = 1
DAYS_PER_MONTH = 30.4375
MAX_EDGES = 500
EDGES_WITH_EVIDENCE = 100
MAX_PEOPLE = 100
MAX_PERIOD_EDGES = 80
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def edge_key(source: str, target: str) -> str:
    """Names a hand-over in addresses; the same in every log."""
    return hashlib.blake2s(f"{source}\0{target}".encode(), digest_size=5).hexdigest()


def to_json(found: figures.ProcessAnalysis, table: EventTable, zone: tzinfo, order: Order) -> Json:
    """The whole analysis."""
    first, last = _moment(found.first_us), _moment(found.last_us)
    return {
        "shape": SHAPE,
        "zone": str(zone),
        "order": order,
        "cases": found.cases,
        "events": found.events,
        "activities": len(found.steps),
        "transitions": found.transitions,
        "skipped": table.skipped,
        "out_of_order_cases": found.out_of_order_cases,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "first_on": first.astimezone(zone).date().isoformat(),
        "last_on": last.astimezone(zone).date().isoformat(),
        "span_months": max(1, round((found.last_us - found.first_us) / DAY_US / DAYS_PER_MONTH)),
        "cycle": _spread(found.cycle),
        "histogram": [{"lower": _r(b.lower), "upper": _r(b.upper), "count": b.count} for b in found.histogram],
        "months": [_month(m) for m in found.by_end],
        "started": [_month(m) for m in found.by_start],
        "steps": [_step(s) for s in found.steps],
        "edges": _edges(found.edges, MAX_EDGES),
        "edge_kinds": found.edge_kinds,
        "roles": _edges(found.role_handovers, MAX_PEOPLE, evidence=False),
        "resources": _edges(found.resource_handovers, MAX_PEOPLE, evidence=False),
        "variants": [_variant(v) for v in found.variants],
        "variant_kinds": found.variant_kinds,
        "rework": _rework(found.rework),
        "longest": _evidence(found.longest_cases),
        "main": list(main_path(found)),
        "threshold": default_min_count(found.edges, found.cases),
    }


def period_to_json(found: figures.ProcessAnalysis) -> Json:
    """What two periods are compared by."""
    return {
        "cases": found.cases,
        "transitions": found.transitions,
        "cycle": _spread(found.cycle),
        "steps": [_step(s) for s in found.steps],
        "edges": _edges(found.edges, MAX_PERIOD_EDGES, evidence=False),
        "rework": _rework(found.rework),
    }


def from_json(data: Mapping[str, Any]) -> figures.ProcessAnalysis:
    """As much of the analysis as drawing needs; of a whole result or of a period."""
    nothing: tuple[Any, ...] = ()
    return figures.ProcessAnalysis(
        cases=data["cases"],
        events=data["cases"] + data["transitions"],
        transitions=data["transitions"],
        first_us=0,
        last_us=0,
        out_of_order_cases=0,
        cycle=_spread_of(data["cycle"]),
        histogram=nothing,
        by_start=nothing,
        by_end=nothing,
        steps=tuple(
            figures.StepStat(
                **{k: s[k] for k in ("activity", "role", "events", "cases", "first", "last", "repeated_cases")},
                wait=_spread_of(s["wait"]) if s["wait"] else None,
            )
            for s in data["steps"]
        ),
        edges=tuple(
            figures.EdgeStat(e["source"], e["target"], e["cases"], _spread_of(e), e["share"]) for e in data["edges"]
        ),
        edge_kinds=len(data["edges"]),
        role_handovers=nothing,
        resource_handovers=nothing,
        variants=nothing,
        variant_kinds=0,
        rework=figures.Rework(
            **{**data["rework"], "return_activities": tuple(data["rework"]["return_activities"])},
        ),
        longest_cases=nothing,
    )


def edge(data: Mapping[str, Any], key: str) -> Json | None:
    """The hand-over with this key."""
    return next((e for e in data["edges"] if e["key"] == key), None)


def slowest(data: Mapping[str, Any], limit: int = 10) -> list[Json]:
    """Hand-overs on which most of all waiting is spent."""
    rows: list[Json] = sorted(data["edges"], key=lambda e: (-e["total"], e["source"], e["target"]))
    return [e for e in rows[:limit] if e["total"] > 0]


def per_month(data: Mapping[str, Any], amount: float) -> float:
    """An amount of the whole log as an amount per month."""
    return float(amount / data["span_months"])


def month_end(month: str) -> date:
    """ "2018-02" → 28 February 2018."""
    year, number = int(month[:4]), int(month[5:7])
    return date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)


def month_start(month: str) -> date:
    return date(int(month[:4]), int(month[5:7]), 1)


def complete_months(data: Mapping[str, Any]) -> list[Json]:
    """Months that are over as far as the log can tell, oldest first."""
    return [m for m in data["months"] if m["complete"]]


def _moment(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=us)


def _r(value: float | None) -> float | None:
    """Six decimals of a day are a tenth of a second."""
    return None if value is None else round(float(value), 6)


def _spread(s: figures.Spread) -> Json:
    return {"count": s.count, "mean": _r(s.mean), "median": _r(s.median), "p90": _r(s.p90), "total": _r(s.total)}


def _spread_of(data: Mapping[str, Any]) -> figures.Spread:
    return figures.Spread(data["count"], data["mean"], data["median"], data["p90"], data["total"])


def _month(m: figures.MonthStat) -> Json:
    return {"month": m.month, "complete": m.complete, "returned_share": _r(m.returned_share), **_spread(m.spread)}


def _step(s: figures.StepStat) -> Json:
    return {
        "activity": s.activity,
        "role": s.role,
        "events": s.events,
        "cases": s.cases,
        "first": s.first,
        "last": s.last,
        "repeated_cases": s.repeated_cases,
        "wait": _spread(s.wait) if s.wait else None,
    }


def _edges(edges: Sequence[figures.EdgeStat], limit: int, *, evidence: bool = True) -> list[Json]:
    """The most frequent ones and the slowest ones; cases as evidence only where somebody will look."""
    by_total = slowest_by_total(edges, EDGES_WITH_EVIDENCE)
    shown = {(e.source, e.target) for e in (*edges[: limit - min(limit // 5, len(by_total))], *by_total[: limit // 5])}
    shown_evidence = {(e.source, e.target) for e in by_total} if evidence else set()
    return [
        {
            "key": edge_key(e.source, e.target),
            "source": e.source,
            "target": e.target,
            "cases": e.cases,
            "share": _r(e.share),
            **_spread(e.wait),
            **({"longest": _evidence(e.longest)} if (e.source, e.target) in shown_evidence else {}),
        }
        for e in edges
        if (e.source, e.target) in shown
    ]


def _evidence(cases: Iterable[figures.Evidence]) -> list[Json]:
    return [{"case": c.case_id, "days": _r(c.days)} for c in cases]


def _variant(v: figures.Variant) -> Json:
    return {"activities": list(v.activities), "share": _r(v.share), "example": v.example, **_spread(v.cycle)}


def _rework(r: figures.Rework) -> Json:
    return {
        "repeated_cases": r.repeated_cases,
        "repeated_share": _r(r.repeated_share),
        "returned_cases": r.returned_cases,
        "returned_share": _r(r.returned_share),
        "return_activities": list(r.return_activities),
    }
