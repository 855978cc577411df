"""From what a log shows to what the project does about it: a pain point, a KPI with a measured baseline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from metrics.processes import figures, results, wording
from metrics.processes.choices import EDGE, FEED, Figure, LogStatus
from metrics.processes.models import EventLog, Process, ProcessAnalysis
from metrics.processes.selectors import latest_ready
from metrics.processes.services import feed
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.web import formats
from projects.goals import services as goals
from projects.goals.choices import Cadence, KpiKind, PainSource
from projects.goals.models import Goal, Kpi, PainPoint


@transaction.atomic
def finding_to_pain_point(
    *,
    by: Any,
    log: EventLog,
    source: str,
    target: str,
    now: datetime,
    title: str = "",
    title_en: str = "",
    goal: Goal | None = None,
    units: Iterable[Any] = (),
    hours_per_month: Decimal | None = None,
    money_per_month: Decimal | None = None,
    **values: Any,
) -> PainPoint:
    """Raise the hand-over from `source` to `target` as a pain point that carries its figures and opens its cases.

    Frequency comes from the log; cost is an estimate of people, as waiting is not work. Without a title the log's
    figures make one. Raises Forbidden, Conflict (no figures yet, project closed) or Invalid.
    """
    policy.require(by, "view", log)
    data = _result(log)
    process = log.process
    edge = results.edge(data, results.edge_key(source, target))
    if edge is None:
        raise Invalid(_("This log has no such hand-over."), code="unknown_edge", field="source")
    zh, en = wording.finding_title(edge, data, process.step_names)
    words_zh, words_en = wording.handover(edge, data, process.step_names)
    if not title.strip():
        title, title_en = zh, en
    return goals.raise_pain_point(
        by=by,
        project=process.project,
        now=now,
        title=title.strip(),
        title_en=title_en.strip(),
        source=PainSource.PROCESS_ANALYSIS,
        source_detail=words_zh[:200],
        source_detail_en=words_en[:200],
        process_name=process.name,
        process_name_en=process.name_en,
        frequency_per_month=frequency(data, edge),
        hours_per_month=hours_per_month,
        money_per_month=money_per_month,
        units=units,
        goals=[goal] if goal is not None else [],
        evidence_kind=EDGE,
        evidence_id=log.pk,
        evidence_note=evidence_note(log, data, edge, (words_zh, words_en)),
        **values,
    )


def frequency(data: Mapping[str, Any], edge: Mapping[str, Any]) -> Decimal:
    """Times per month the hand-over happens."""
    return Decimal(str(round(results.per_month(data, edge["count"]), 2)))


def evidence_note(
    log: EventLog, data: Mapping[str, Any], edge: Mapping[str, Any], words: tuple[str, str]
) -> dict[str, Any]:
    """What the pain point keeps of the log: a sentence, and the figures behind it."""
    return {
        **wording.finding(edge, data, words).to_json(),
        "process": log.process_id,
        "log": log.number,
        "edge": edge["key"],
        "source": edge["source"],
        "target": edge["target"],
        "cases": edge["count"],
        "median_days": edge["median"],
        "mean_days": edge["mean"],
        "p90_days": edge["p90"],
        "total_days": edge["total"],
        "share": edge["share"],
        "months": data["span_months"],
    }


@transaction.atomic
def figure_to_kpi(
    *,
    by: Any,
    process: Process,
    goal: Goal,
    figure: str,
    target: str,
    due_on: date,
    owner: Any,
    now: datetime,
    log: EventLog | None = None,
    weight: int = 1,
) -> Kpi:
    """A KPI whose baseline is measured: the figure over the whole of `log` (default: the newest analysed one), known
    at the end of its last complete month. The months known today become its first measurements; later logs bring more.

    Raises Forbidden, Conflict (no log, figure followed already, project closed) or Invalid (target, due date, goal).
    """
    # As it is now: somebody may have withdrawn it since the page was opened.
    shown = process.logs.filter(pk=log.pk).first() if log is not None else latest_ready(process)
    if shown is None:
        raise Conflict(_("This process has no analysed log yet."), code="no_log")
    if goal.project_id != process.project_id:
        raise Invalid(_("This goal belongs to another project."), code="foreign", field="goal")
    if figure not in Figure.values:
        raise Invalid(_("There is no such figure."), code="unknown_figure", field="figure")
    if shown.status == LogStatus.WITHDRAWN:
        raise Conflict(_("This log was withdrawn; take the figure from another one."), code="withdrawn")
    data = _result(shown)
    if figure == Figure.REWORK and not data["rework"]["return_activities"]:
        raise Conflict(_("No step of this log sends a case back."), code="no_returns", field="figure")
    if Kpi.objects.filter(goal=goal, feed_kind=FEED, feed_id=process.pk, feed_figure=figure, retired_at=None).exists():
        raise Conflict(_("A KPI of this goal follows this figure already."), code="followed", field="figure")
    kpi = goals.add_kpi(
        by=by,
        goal=goal,
        now=now,
        target_text=target,
        due_on=due_on,
        owner=owner,
        weight=weight,
        **_definition(process, shown, figure, data),
    )
    _first_values(by, kpi, shown, data, now)
    return kpi


def _definition(process: Process, log: EventLog, figure: str, data: dict[str, Any]) -> dict[str, Any]:
    """What the log and the figure say about the KPI; the rest is promised by people."""
    baseline = figures.overall(data, figure)
    name, name_en = wording.kpi_name(figure, process)
    note, note_en = wording.bilingual(lambda: baseline_note(log, data))
    _msgid, unit, unit_en, _digits = wording.KPI_WORDS[figure]
    return {
        "name": name,
        "name_en": name_en,
        "kind": KpiKind.REACH,
        "unit": unit,
        "unit_en": unit_en,
        "decimals": wording.decimals(float(baseline), figure),
        "baseline": baseline,
        "baseline_on": figures.known_on(data),
        "cadence": Cadence.MONTHLY,
        "source_note": note,
        "source_note_en": note_en,
        "feed_kind": FEED,
        "feed_id": process.pk,
        "feed_figure": figure,
    }


def _first_values(by: Any, kpi: Kpi, shown: EventLog, data: dict[str, Any], now: datetime) -> None:
    """The months of the log the baseline is from, then those of the newest log where that is another one."""
    newest = latest_ready(shown.process)
    for log in [shown, *([newest] if newest is not None and newest.number > shown.number else [])]:
        result = data if log is shown else _result(log)
        fed = feed.feed_kpi(by=by, kpi=kpi, log=log, result=result, now=now)
        if fed.refused:
            raise Conflict(fed.refused, code="not_measurable")


def baseline_note(log: EventLog, data: Mapping[str, Any]) -> str:
    words = {"number": log.number, "cases": formats.grouped(data["cases"]), "period": wording.period(data)}
    return (gettext("Process log %(number)s: %(cases)s cases, %(period)s") % words)[:200]


def _result(log: EventLog) -> dict[str, Any]:
    if log.status not in (LogStatus.READY, LogStatus.WITHDRAWN):
        raise Conflict(_("This log is not analysed yet."), code="not_ready")
    found: dict[str, Any] = ProcessAnalysis.objects.only("result").get(pk=log.pk).result
    return found
