"""From the stored figures to what the process page shows: rows with names, chart data, choices of the map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from metrics.processes import drawing, figures, results, wording
from metrics.processes.choices import Figure, MapMode
from metrics.processes.models import EventLog, Process, ProcessAnalysis
from metrics.processes.names import StepNames
from pmo import texts
from pmo.web import formats
from projects.goals.models import Kpi, PainPoint

Json = dict[str, Any]

SLOWEST = 8
VARIANTS = 10
PEOPLE = 8
FEW = 5


def days_unit() -> str:
    return texts.pick("天", "days")


def analysis(process: Process, log: EventLog, found: ProcessAnalysis, query: Mapping[str, str]) -> Json:
    """Everything the page says about one analysed log."""
    data = found.result
    names = StepNames(data["steps"], process.step_names)
    return {
        "data": data,
        "headline": wording.headline(process.label, data, names),
        "facts": wording.facts(data),
        "period": wording.period(data),
        "map": _map(process, found, query),
        "cycle_chart": cycle_chart(data),
        "cycle_label": _cycle_label(data),
        "cycle_note": _cycle_note(data),
        "months": [{**m, "returned_percent": m["returned_share"] * 100} for m in data["months"]],
        "histogram": histogram(data),
        "histogram_label": _histogram_label(data),
        "histogram_note": _("lines: median and 90th percentile"),
        "steps": [{**s, "name": names.label(s["activity"])} for s in data["steps"]],
        "variants": _variants(data, names),
        "variants_note": _variants_note(data),
        "rework": _rework(data, names),
        "roles": [_between(e, names.role) for e in data["roles"] if e["count"] >= FEW][:PEOPLE],
        "people": [_between(e, str) for e in data["resources"] if e["count"] >= FEW][:PEOPLE],
    }


def handovers(process: Process, data: Mapping[str, Any], pains: Mapping[str, PainPoint], chosen: str) -> list[Json]:
    """The slowest hand-overs, with the pain point each has become."""
    names = StepNames(data["steps"], process.step_names)
    top = results.slowest(data, SLOWEST)
    if chosen and all(e["key"] != chosen for e in top) and (other := results.edge(data, chosen)):
        top = [*top, other]
    return [
        {
            **e,
            "name": names.handover(e),
            "percent": e["share"] * 100,
            "pain": pains.get(e["key"]),
            "accent": e["share"] >= top[0]["share"] / 2,
            "chosen": e["key"] == chosen,
        }
        for e in top
    ]


def figure_rows(data: Mapping[str, Any], kpis: Sequence[Kpi]) -> list[Json]:
    """Figures a KPI can follow: over the whole log, in the last complete month, and who follows them."""
    rows = []
    for figure in Figure.values:
        if figure == Figure.REWORK and not data["rework"]["return_activities"]:
            continue  # no step is named like a return: nobody knows the share
        months = figures.monthly(data, figure)
        rows.append(
            {
                "figure": figure,
                "label": Figure(figure).label,
                "whole": wording.rounded(float(figures.overall(data, figure)), figure),
                "last": wording.rounded(float(months[-1].value), figure) if months else "",
                "last_on": months[-1].on if months else None,
                "kpis": [k for k in kpis if k.feed_figure == figure],
            }
        )
    return rows


def cycle_chart(data: Mapping[str, Any]) -> Json:
    """For the chart "cycle". Months that are not over stay out: they hold only what ended early."""
    months = [
        {"month": m["month"], "cases": m["count"], "median": round(m["median"], 2), "p90": round(m["p90"], 2)}
        for m in results.complete_months(data) or data["months"]
    ]
    return {"unit": days_unit(), "digits": 1, "months": months}


def _cycle_label(data: Mapping[str, Any]) -> str:
    """The chart in one sentence."""
    months = cycle_chart(data)["months"]
    medians = [m["median"] for m in months]
    words = {
        "first": months[0]["month"],
        "last": months[-1]["month"],
        "low": formats.number(min(medians), 1),
        "high": formats.number(max(medians), 1),
    }
    return _("Cycle time by month from %(first)s to %(last)s: medians between %(low)s and %(high)s days") % words


def _histogram_label(data: Mapping[str, Any]) -> str:
    words = {
        "cases": formats.grouped(data["cases"]),
        "median": wording.span(data["cycle"]["median"]),
        "p90": wording.span(data["cycle"]["p90"]),
    }
    return _("Durations of %(cases)s cases: half take up to %(median)s, nine of ten up to %(p90)s") % words


def _variants_note(data: Mapping[str, Any]) -> str:
    shown = data["variants"][:VARIANTS]
    words = {
        "all": formats.grouped(data["variant_kinds"]),
        "n": len(shown),
        "share": formats.pct(sum(v["share"] for v in shown) * 100, 0),
    }
    return _("%(all)s in all; the first %(n)s cover %(share)s of the cases") % words


def _cycle_note(data: Mapping[str, Any]) -> str:
    months = results.complete_months(data)
    if len(months) < 3:
        return _("line: median; bars: 90th percentile")
    slow = max(months, key=lambda m: (m["median"], m["month"]))
    words = {"month": slow["month"], "median": wording.span(slow["median"])}
    return _("line: median; bars: 90th percentile; slowest in %(month)s with %(median)s") % words


def histogram(data: Mapping[str, Any]) -> Json:
    """For the chart "histogram"; the open last bin gets the width of the others."""
    bins = data["histogram"]
    width = bins[0]["upper"] - bins[0]["lower"]
    unit, factor = (days_unit(), 1.0) if width >= 0.25 else (texts.pick("小时", "hours"), 24.0)
    digits = 0 if width * factor == int(width * factor) else 2
    return {
        "unit": unit,
        "digits": digits,
        "bins": [
            {
                "from": round(b["lower"] * factor, 4),
                "to": round((b["upper"] if b["upper"] is not None else b["lower"] + width) * factor, 4),
                "open": b["upper"] is None,
                "count": b["count"],
            }
            for b in bins
        ],
        "median": round(data["cycle"]["median"] * factor, 2),
        "p90": round(data["cycle"]["p90"] * factor, 2),
    }


def _map(process: Process, found: ProcessAnalysis, query: Mapping[str, str]) -> Json:
    data = found.result
    mode = query.get("show", "")
    mode = mode if mode in MapMode.values else MapMode.MEDIAN.value
    offered = drawing.thresholds(data)
    asked = query.get("min", "")
    threshold = int(asked) if asked.isdecimal() and len(asked) < 9 and int(asked) in offered else data["threshold"]
    key = f"{found.pk}:{found.computed_at.timestamp()}"
    drawn = drawing.process_map(data, found.maps, process.step_names, mode=mode, threshold=threshold, key=key)
    return {
        **drawn,
        "mode": mode,
        "modes": [{"code": code, "label": label, "current": code == mode} for code, label in MapMode.choices],
        "thresholds": [{"n": n, "current": n == threshold} for n in offered],
        "threshold": threshold,
        "edge_kinds": data["edge_kinds"],
    }


def _variants(data: Mapping[str, Any], names: StepNames) -> list[Json]:
    return [
        {
            **v,
            "percent": v["share"] * 100,
            "path": [names.label(a) for a in v["activities"]],
            "median_words": wording.span(v["median"]),
        }
        for v in data["variants"][:VARIANTS]
    ]


def _rework(data: Mapping[str, Any], names: StepNames) -> Json:
    rework = data["rework"]
    steps = {s["activity"]: s for s in data["steps"]}
    rows = [
        {
            "name": names.label(a),
            "events": steps[a]["events"],
            "cases": steps[a]["cases"],
            "share": steps[a]["cases"] / data["cases"] * 100,
        }
        for a in rework["return_activities"]
        if a in steps
    ]
    repeated = [
        {
            "name": names.label(s["activity"]),
            "cases": s["repeated_cases"],
            "share": s["repeated_cases"] / data["cases"] * 100,
        }
        for s in sorted(data["steps"], key=lambda s: (-s["repeated_cases"], s["activity"]))[:5]
        if s["repeated_cases"]
    ]
    return {
        **rework,
        "returned_percent": rework["returned_share"] * 100,
        "repeated_percent": rework["repeated_share"] * 100,
        "rows": sorted(rows, key=lambda r: -r["cases"]),
        "repeated": repeated,
    }


def _between(e: Mapping[str, Any], say: Any) -> Json:
    return {**e, "name": f"{say(e['source'])} → {say(e['target'])}", "percent": e["share"] * 100}


def handover_page(process: Process, data: Mapping[str, Any], edge: Mapping[str, Any]) -> Json:
    """One hand-over: its figures and the cases that waited longest."""
    names = StepNames(data["steps"], process.step_names)
    return {
        "edge": edge,
        "name": names.handover(edge),
        "source": names.label(edge["source"]),
        "target": names.label(edge["target"]),
        "percent": edge["share"] * 100,
        "per_month": results.per_month(data, edge["count"]),
        "days_per_month": results.per_month(data, edge["total"]),
        "median": wording.wait(edge["median"]),
        "mean": wording.wait(edge["mean"]),
        "p90": wording.wait(edge["p90"]),
        "cases": [{"case": c["case"], "wait": wording.span(c["days"])} for c in edge.get("longest", ())],
        "months": data["span_months"],
    }


def finding(process: Process, data: Mapping[str, Any], key: str) -> Json | None:
    """What the log says about a hand-over that is to become a pain point; None when the log has no such one."""
    edge = results.edge(data, key)
    if edge is None:
        return None
    zh, en = wording.finding_title(edge, data, process.step_names)
    names = StepNames(data["steps"], process.step_names)
    return {
        "edge": edge,
        "name": names.handover(edge),
        "title": texts.pick(zh, en),
        "titles": (zh, en),
        "per_month": formats.grouped(results.per_month(data, edge["count"])),
        "days_per_month": formats.grouped(results.per_month(data, edge["total"])),
        "evidence": len(edge.get("longest", ())),
    }
