"""The tables of an analysis as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from metrics.processes.models import EventLog, Process
from metrics.processes.names import StepNames
from pmo.exchange import Column, Sheet, write_xlsx

_SPREAD = (
    Column("count", _("Times"), kind="integer"),
    Column("median", _("Median, days"), kind="decimal", digits=6),
    Column("mean", _("Mean, days"), kind="decimal", digits=6),
    Column("p90", _("90th percentile, days"), kind="decimal", digits=6),
    Column("total", _("Sum, days"), kind="decimal", digits=6),
)
_SHARE = Column("percent", _("Share"), kind="percent", digits=2)
_EDGE = (Column("from", _("From")), Column("to", _("To")), *_SPREAD, _SHARE)


def workbook(process: Process, log: EventLog, data: Mapping[str, Any]) -> bytes:
    """Sheets: summary, hand-overs, months, steps, variants, roles, people, longest cases. In the active language."""
    names = StepNames(data["steps"], process.step_names)
    return write_xlsx(
        [
            _summary(process, log, data),
            Sheet(_("Hand-overs"), _EDGE, [_edge(e, names.label) for e in data["edges"]]),
            _months(data),
            _steps(data, names),
            _variants(data, names),
            Sheet(_("Between roles"), _EDGE, [_edge(e, names.role) for e in data["roles"]]),
            Sheet(_("Between people"), _EDGE, [_edge(e, str) for e in data["resources"]]),
            Sheet(
                _("Longest cases"),
                [Column("case", _("Case")), Column("days", _("Days"), kind="decimal", digits=6)],
                data["longest"],
            ),
        ]
    )


def _summary(process: Process, log: EventLog, data: Mapping[str, Any]) -> Sheet:
    cycle, rework = data["cycle"], data["rework"]
    rows: Sequence[tuple[Any, Any]] = [
        (_("Process"), process.label),
        (_("Log"), f"{log.number} ({log.file_name})"),
        (_("Cases"), data["cases"]),
        (_("Events"), data["events"]),
        (_("Steps"), data["activities"]),
        (_("First event"), data["first_on"]),
        (_("Last event"), data["last_on"]),
        (_("Mean cycle time"), cycle["mean"]),
        (_("Median cycle time"), cycle["median"]),
        (_("90th percentile of cycle time"), cycle["p90"]),
        (_("Share of cases sent back"), rework["returned_share"]),
        (_("Share of cases with a repeated step"), rework["repeated_share"]),
        (_("Cases whose times run backwards"), data["out_of_order_cases"]),
    ]
    columns = [Column("name", _("Figure")), Column("value", _("Value"), kind="decimal", digits=6)]
    return Sheet(_("Summary"), columns, [{"name": str(name), "value": value} for name, value in rows])


def _edge(e: Mapping[str, Any], say: Any) -> dict[str, Any]:
    return {**e, "from": say(e["source"]), "to": say(e["target"]), "percent": e["share"] * 100}


def _months(data: Mapping[str, Any]) -> Sheet:
    columns = [
        Column("month", _("Month of the last event")),
        Column("complete", _("Complete"), kind="bool"),
        *_SPREAD,
        Column("percent", _("Sent back"), kind="percent", digits=2),
    ]
    rows = [{**m, "percent": m["returned_share"] * 100} for m in data["months"]]
    return Sheet(_("Months"), columns, rows)


def _steps(data: Mapping[str, Any], names: StepNames) -> Sheet:
    columns = [
        Column("name", _("Step")),
        Column("activity", _("Name in the log")),
        Column("role", _("Role")),
        Column("events", _("Times"), kind="integer"),
        Column("cases", _("Cases"), kind="integer"),
        Column("first", _("Begins cases"), kind="integer"),
        Column("last", _("Ends cases"), kind="integer"),
        Column("repeated_cases", _("Cases with repetition"), kind="integer"),
        Column("median", _("Median wait before, days"), kind="decimal", digits=6),
        Column("mean", _("Mean wait before, days"), kind="decimal", digits=6),
        Column("p90", _("90th percentile, days"), kind="decimal", digits=6),
    ]
    rows = [{**(s["wait"] or {}), **s, "name": names.label(s["activity"])} for s in data["steps"]]
    return Sheet(_("Steps"), columns, rows)


def _variants(data: Mapping[str, Any], names: StepNames) -> Sheet:
    columns = [Column("path", _("Way")), *_SPREAD, _SHARE, Column("example", _("Example"))]
    rows = [
        {**v, "path": " → ".join(names.label(a) for a in v["activities"])[:30_000], "percent": v["share"] * 100}
        for v in data["variants"]
    ]
    return Sheet(_("Variants"), columns, rows)
