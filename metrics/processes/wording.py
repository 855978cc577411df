"""Sentences computed from an analysis: the page's headline, labels of waits, the words of a finding and of a KPI."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import override

from metrics.processes import results
from metrics.processes.choices import Figure
from metrics.processes.names import StepNames
from pmo import texts
from pmo.web import formats

texts.register("processes.reading", N_("%(events)s events read"))
texts.register("processes.computing", N_("Computing cycle times and hand-overs"))
texts.register("processes.drawing", N_("Drawing the map"))
texts.register("processes.analysed", N_("%(process)s: %(cases)s cases, median %(median)s days"))
texts.register(
    "processes.finding",
    N_(
        "%(handover)s: %(cases)s times in %(months)s months, median **%(median)s days**, mean %(mean)s days; "
        "%(share)s of all waiting"
    ),
)
texts.register("processes.fact", N_("%(process)s: median **%(median)s days**"))

HOUR = 1 / 24
# Names and units of a KPI that follows a figure: name, unit zh, unit en, decimals.
KPI_WORDS: dict[str, tuple[str, str, str, int]] = {
    Figure.MEDIAN: (N_("%(process)s: median cycle time"), "天", "days", 1),
    Figure.MEAN: (N_("%(process)s: mean cycle time"), "天", "days", 1),
    Figure.P90: (N_("%(process)s: 90th percentile of cycle time"), "天", "days", 1),
    Figure.CASES: (N_("%(process)s: cases per month"), "单", "cases", 0),
    Figure.REWORK: (N_("%(process)s: share of cases sent back"), "%", "%", 1),
}


def bilingual(make: Callable[[], str]) -> tuple[str, str]:
    """The words `make` gives, in Chinese and in English."""
    with override("zh-hans"):
        zh = make()
    with override("en"):
        en = make()
    return zh, en


def wait(days: float) -> str:
    """A wait as the map and the tables write it: under 1 hour, 0.86 days."""
    if days < HOUR:
        return _("under 1 hour")
    return _("%(n)s days") % {"n": formats.number(days, 2)}


def short_wait(days: float) -> str:
    """The same beside a line of the map, where every letter counts."""
    return _("< 1 h") if days < HOUR else _("%(n)s d") % {"n": formats.number(days, 2)}


def span(days: float) -> str:
    """A duration in the unit that fits: 7.3 days, 3.5 h, 12 min."""
    return formats.duration(days * 86_400)


def period(data: Mapping[str, Any]) -> str:
    """The months a log covers: 2017-01 – 2019-01."""
    first, last = data["first_on"][:7], data["last_on"][:7]
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def headline(process: str, data: Mapping[str, Any], names: StepNames) -> str:
    """What the figures mean, in one or two clauses."""
    main, cycle = data["main"], data["cycle"]
    words = {"process": process, "median": span(cycle["median"])}
    if len(main) > 1:
        ends = {"first": names.label(main[0]), "last": names.label(main[-1])}
        begin = _("**%(process)s** takes a median of %(median)s from %(first)s to %(last)s") % {**words, **ends}
    else:
        begin = _("**%(process)s** takes a median of %(median)s") % words
    where = _where(data, names)
    return (
        _("%(begin)s; %(where)s.") % {"begin": begin, "where": where} if where else _("%(begin)s.") % {"begin": begin}
    )


def _where(data: Mapping[str, Any], names: StepNames) -> str:
    """Where more than half of the waiting lies, if few hand-overs hold it."""
    top = results.slowest(data, 3)
    shares = [e["share"] for e in top]
    if not top or sum(shares) <= 0.25:
        return ""
    if shares[0] > 0.5:
        ends = {"source": names.label(top[0]["source"]), "target": names.label(top[0]["target"])}
        return _("more than half of the waiting lies between %(source)s and %(target)s") % ends
    if sum(shares[:2]) > 0.5:
        a, b = top[:2]
        if b["target"] == a["source"]:
            a, b = b, a
        if a["target"] == b["source"]:
            step = names.label(a["source"])
            return _("more than half of the waiting lies in the two hand-overs after %(step)s") % {"step": step}
        both = {"a": names.handover(a), "b": names.handover(b)}
        return _("more than half of the waiting lies in two hand-overs, %(a)s and %(b)s") % both
    worst = {"share": formats.pct(shares[0] * 100), "a": names.handover(top[0])}
    return _("the longest wait, %(share)s of all, is %(a)s") % worst


def facts(data: Mapping[str, Any]) -> str:
    """The line under the headline."""
    cycle, rework = data["cycle"], data["rework"]
    counts = _("%(cases)s cases, %(events)s events, %(steps)s different steps") % {
        "cases": formats.grouped(data["cases"]),
        "events": formats.grouped(data["events"]),
        "steps": data["activities"],
    }
    times = _("mean %(mean)s, 90th percentile %(p90)s") % {"mean": span(cycle["mean"]), "p90": span(cycle["p90"])}
    parts = [counts, times]
    if rework["return_activities"]:
        parts.append(
            _("%(share)s were sent back at least once") % {"share": formats.pct(rework["returned_share"] * 100, 1)}
        )
    return _("; ").join(parts)


def finding_title(edge: Mapping[str, Any], data: Mapping[str, Any], overrides: Mapping[str, Any]) -> tuple[str, str]:
    """A pain point in one sentence, in Chinese and in English."""

    def make() -> str:
        names = StepNames(data["steps"], overrides)
        words = {
            "source": names.label(edge["source"]),
            "target": names.label(edge["target"]),
            "mean": span(edge["mean"]),
        }
        return (_("From %(source)s to %(target)s it takes %(mean)s on average") % words)[:200]

    return bilingual(make)


def handover(edge: Mapping[str, Any], data: Mapping[str, Any], overrides: Mapping[str, Any]) -> tuple[str, str]:
    """A hand-over by the names of its steps, in Chinese and in English."""
    return bilingual(lambda: StepNames(data["steps"], overrides).handover(edge))


def finding(edge: Mapping[str, Any], data: Mapping[str, Any], words: tuple[str, str]) -> texts.Sentence:
    """What the log says about a hand-over; kept with the pain point."""
    return texts.Sentence(
        "processes.finding",
        {
            "handover": texts.words(*words),
            "cases": formats.grouped(edge["count"]),
            "months": data["span_months"],
            "median": texts.num(edge["median"], digits=2),
            "mean": texts.num(edge["mean"], digits=2),
            "share": texts.pct(edge["share"] * 100),
        },
    )


def summary(data: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """What lists show of a log without loading its figures (`EventLog.summary`)."""
    top = results.slowest(data, 1)
    return {
        "mean": data["cycle"]["mean"],
        "median": data["cycle"]["median"],
        "p90": data["cycle"]["p90"],
        "returned": data["rework"]["returned_share"],
        "steps": data["activities"],
        "slowest": list(handover(top[0], data, overrides)) if top else None,
        "medians": [[m["month"], m["median"]] for m in results.complete_months(data)][-24:],
    }


def kpi_name(figure: str, process: Any) -> tuple[str, str]:
    template = KPI_WORDS[figure][0]
    return bilingual(lambda: (_(template) % {"process": process.label})[:120])


def figure_label(figure: str) -> str | Promise:
    return Figure(figure).label


def rounded(value: float, figure: str) -> str:
    """A value of a figure with its unit, as pages write it."""
    _name, zh, en, _digits = KPI_WORDS[figure]
    return formats.with_unit(formats.number(value, decimals(value, figure)), texts.pick(zh, en))


def decimals(value: float, figure: str) -> int:
    """As many as tell months apart: a process of hours needs more of a day."""
    unit, usual = KPI_WORDS[figure][1], KPI_WORDS[figure][3]
    return usual + 1 if unit == "天" and value < 2 else usual
