"""Values of KPIs from a table: of one KPI, of one project, or of every KPI the person records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from metrics.kpis import services
from metrics.kpis.choices import Source
from metrics.kpis.models import Measurement
from metrics.kpis.schedule import business_day
from metrics.kpis.selectors.values import COUNTS
from metrics.kpis.services import EARLIEST, MAX_BATCH, MeasurementIn
from pmo import access, texts
from pmo.access import policy
from pmo.exchange import CellError, Checked, Column, ImportContext, Importer, ImportOutcome, TableSpec
from projects.goals.models import Kpi
from projects.portfolio.models import Project

KIND = "measurements"
LIMIT = Decimal(10) ** 18 - 1
MOST_CASES = 2**31 - 1

Row = dict[str, Any]

_NAMING = (
    Column("project", _("Project"), required=True, max_length=32, example="FIN-01", help=_("The key of the project.")),
    Column(
        "kpi",
        _("KPI"),
        required=True,
        max_length=120,
        example="报销审批周期",
        help=_("The name of the KPI, in either language."),
    ),
)
_VALUES = (
    Column("measured_on", _("Measured on"), kind="date", required=True, minimum=EARLIEST, example=date(2026, 10, 31)),
    Column("value", _("Value"), kind="decimal", required=True, minimum=-LIMIT, maximum=LIMIT, example=Decimal("3.6")),
    Column(
        "sample_size",
        _("Cases"),
        kind="integer",
        minimum=0,
        maximum=MOST_CASES,
        example=1318,
        help=_("How many cases the value rests on."),
    ),
    Column("note", _("Note"), max_length=250, example="全员上线首月"),
)

ONE = TableSpec(sheet=pgettext_lazy("sheet", "Values"), key=("measured_on",), columns=_VALUES, max_rows=MAX_BATCH)
MANY = TableSpec(
    sheet=pgettext_lazy("sheet", "Values"), key=("project", "kpi", "measured_on"), columns=(*_NAMING, *_VALUES)
)


def context(user: Any, params: Mapping[str, str]) -> ImportContext:
    """`kpi=<id>` for one KPI, `project=<key>` for the KPIs of one project, nothing for all."""
    if "kpi" in params:
        kpi: Kpi = access.get_visible_or_404(Kpi.objects.select_related("goal__project"), user, pk=params["kpi"])
        policy.require(user, "add", Measurement(kpi=kpi))
        given = {"kpi": str(kpi.pk)}
        back = reverse("kpis:values", args=[kpi.pk])
        return ImportContext(user, given, kpi.label, back, kpi.goal.project_id, kpi)
    policy.require(user, "add", "measurement")
    if "project" in params:
        project: Project = access.get_visible_or_404(Project, user, key=params["project"])
        title = f"{project.key} {project.label}"
        return ImportContext(user, {"project": project.key}, title, reverse("kpis:list"), project.pk, project)
    return ImportContext(user=user, back_url=reverse("kpis:list"))


def spec(context: ImportContext) -> TableSpec:
    return ONE if isinstance(context.obj, Kpi) else MANY


@dataclass(frozen=True)
class _Known:
    """KPIs the rows may mean, and the values of the days they speak of, read in two queries."""

    by_name: dict[tuple[str, str], list[Kpi]]
    values: dict[tuple[int, date], list[Measurement]]


def check(rows: list[Row], context: ImportContext) -> Checked:
    kpis = _kpis(rows, context)
    found, errors = _meant(rows, context, kpis)
    values = _values(rows, found)
    seen: dict[tuple[int, date], int] = {}
    today = business_day(timezone.now())
    actions, before = [], []
    for row, kpi in zip(rows, found, strict=True):
        old: Mapping[str, Any] | None = None
        action = "unchanged"
        if kpi is not None:
            fault = _fault(row, kpi, values, today) or _twice(row, kpi, seen)
            errors += [fault] if fault else []
            current = _own(values.get((kpi.pk, row["measured_on"]), []))
            same = current is not None and _input(row).same_as(current)
            action = "unchanged" if same or fault else "update" if current else "create"
            if action == "update" and current is not None:
                old = {"value": current.value, "sample_size": current.sample_size, "note": current.note}
        actions.append(action)
        before.append(old)
    return Checked(errors=errors, actions=actions, before=before)


def commit(rows: list[Row], by: Any, context: ImportContext, now: datetime) -> ImportOutcome:
    found, _errors = _meant(rows, context, _kpis(rows, context))
    grouped: dict[int, tuple[Kpi, list[MeasurementIn]]] = {}
    for row, kpi in zip(rows, found, strict=True):
        if kpi is not None:
            grouped.setdefault(kpi.pk, (kpi, []))[1].append(_input(row))
    created = updated = unchanged = 0
    fresh: list[int] = []
    for kpi, values in grouped.values():
        elsewhere = _elsewhere(kpi, values)
        brought = [v for v in values if v.measured_on not in elsewhere]
        unchanged += len(values) - len(brought)
        for start in range(0, len(brought), MAX_BATCH):
            chunk = brought[start : start + MAX_BATCH]
            done = services.record_many(
                by=by, kpi=kpi, rows=chunk, source=Source.IMPORT, reason=gettext("Brought by an import"), now=now
            )
            created, updated, unchanged = created + done.created, updated + done.corrected, unchanged + done.unchanged
            fresh += [m.pk for m in done.rows if m.entered_at == now]
    return ImportOutcome(created, updated, unchanged, context.back_url, undo={"values": fresh})


def undo(data: Any, by: Any, context: ImportContext, now: datetime) -> None:
    rows = Measurement.objects.filter(pk__in=data["values"])
    services.take_back(by=by, measurements=list(rows), reason=gettext("The import was undone"), now=now)


def template_rows(context: ImportContext) -> Sequence[Mapping[str, Any]]:
    """An empty line for each KPI; for one KPI what was imported before, to correct and bring back."""
    if isinstance(context.obj, Kpi):
        rows = context.obj.measurements.filter(COUNTS, source=Source.IMPORT).order_by("measured_on")
        return [
            {"measured_on": m.measured_on, "value": m.value, "sample_size": m.sample_size, "note": m.note} for m in rows
        ]
    rows_of = _recordable(context)
    return [{"project": k.goal.project.key, "kpi": k.label} for k in rows_of if k.goal.project.is_open]


def _recordable(context: ImportContext) -> list[Kpi]:
    rows = Kpi.objects.visible_to(context.user).filter(retired_at__isnull=True).select_related("goal__project")
    if isinstance(context.obj, Project):
        rows = rows.filter(goal__project=context.obj)
    found = rows.order_by("goal__project__key", "pk")
    return [k for k in found if policy.may(context.user, "add", Measurement(kpi=k))]


def _kpis(rows: Sequence[Row], context: ImportContext) -> dict[tuple[str, str], list[Kpi]]:
    """Visible KPIs by project key and name, either language, upper and lower case alike."""
    if isinstance(context.obj, Kpi):
        return {}
    keys = {row["project"].upper() for row in rows}
    found = Kpi.objects.visible_to(context.user).filter(goal__project__key__in=keys).select_related("goal__project")
    if isinstance(context.obj, Project):
        found = found.filter(goal__project=context.obj)
    by_name: dict[tuple[str, str], list[Kpi]] = {}
    for kpi in found:
        for name in {kpi.name.casefold(), kpi.name_en.casefold()} - {""}:
            by_name.setdefault((kpi.goal.project.key, name), []).append(kpi)
    return by_name


def _meant(
    rows: Sequence[Row], context: ImportContext, known: Mapping[tuple[str, str], list[Kpi]]
) -> tuple[list[Kpi | None], list[CellError]]:
    """The KPI each row speaks of. One the person may not see does not exist."""
    if isinstance(context.obj, Kpi):
        return [context.obj] * len(rows), []
    found: list[Kpi | None] = []
    errors = []
    allowed: dict[int, bool] = {}
    for row in rows:
        named = known.get((row["project"].upper(), row["kpi"].strip().casefold()), [])
        living = [k for k in named if k.retired_at is None] or named
        kpi = living[0] if len(living) == 1 else None
        if kpi is not None and not allowed.setdefault(kpi.pk, policy.may(context.user, "add", Measurement(kpi=kpi))):
            errors.append(
                CellError(
                    row["_row"], "kpi", "not_allowed", N_("You may not record values of this KPI"), value=row["kpi"]
                )
            )
            kpi = None
        elif kpi is None:
            message = (
                N_("The project has several KPIs of this name")
                if living
                else N_("There is no such KPI in this project")
            )
            errors.append(
                CellError(row["_row"], "kpi", "ambiguous" if living else "unknown", message, value=row["kpi"])
            )
        found.append(kpi)
    return found, errors


def _values(rows: Sequence[Row], kpis: Sequence[Kpi | None]) -> dict[tuple[int, date], list[Measurement]]:
    ids = {k.pk for k in kpis if k is not None}
    days = [row["measured_on"] for row in rows]
    if not ids:
        return {}
    found: dict[tuple[int, date], list[Measurement]] = {}
    wanted = Measurement.objects.filter(COUNTS, kpi_id__in=ids, measured_on__range=(min(days), max(days)))
    for m in wanted:
        found.setdefault((m.kpi_id, m.measured_on), []).append(m)
    return found


def _own(values: Sequence[Measurement]) -> Measurement | None:
    return next((m for m in values if m.source == Source.IMPORT), None)


def _input(row: Row) -> MeasurementIn:
    return MeasurementIn(row["measured_on"], row["value"], (row.get("note") or "").strip(), row.get("sample_size"))


def _fault(row: Row, kpi: Kpi, values: Mapping[tuple[int, date], list[Measurement]], today: date) -> CellError | None:
    number = row["_row"]
    if kpi.retired_at is not None:
        return CellError(number, "kpi", "retired", N_("This KPI was retired; it is not measured any more"))
    if not kpi.goal.project.is_open:
        return CellError(number, "kpi", "closed", N_("The project is closed; nothing in it can change"))
    if row["measured_on"] > today:
        return CellError(
            number, "measured_on", "in_the_future", N_("Lies in the future"), value=row["measured_on"].isoformat()
        )
    present = values.get((kpi.pk, row["measured_on"]), [])
    other = [m for m in present if m.source != Source.IMPORT and m.value != row["value"]]
    if other and _own(present) is None:
        message = N_(
            "This day already has %(value)s (%(source)s). Correct it on the page of the KPI, or leave the row out"
        )
        shown = texts.num(other[0].value, kpi.unit, kpi.unit_en, kpi.decimals)
        params = {"value": shown, "source": texts.text(str(_english(other[0].source)))}
        return CellError(number, "value", "measured_already", message, params, str(row["value"]))
    return None


def _english(source: str) -> str:
    from pmo.exchange.errors import msgid

    return msgid(Source(source).label)


def _twice(row: Row, kpi: Kpi, seen: dict[tuple[int, date], int]) -> CellError | None:
    """The same KPI named once in Chinese and once in English, for example."""
    key = (kpi.pk, row["measured_on"])
    if key in seen:
        message = N_("This day of this KPI stands in row %(row)s already")
        return CellError(row["_row"], "measured_on", "repeated", message, {"row": seen[key]})
    seen[key] = row["_row"]
    return None


def _elsewhere(kpi: Kpi, values: Sequence[MeasurementIn]) -> set[date]:
    """Days whose value came from elsewhere already: an equal one is not recorded a second time."""
    days = [v.measured_on for v in values]
    rows = Measurement.objects.filter(COUNTS, kpi=kpi, measured_on__range=(min(days), max(days)))
    own = {m.measured_on for m in rows if m.source == Source.IMPORT}
    return {m.measured_on for m in rows if m.source != Source.IMPORT} - own


IMPORTER = Importer(
    kind=KIND,
    title=_("Import measurements"),
    about=_("One row per KPI and day. A day imported before is corrected and keeps its history; nothing is deleted."),
    spec=spec,
    context=context,
    check=check,
    commit=commit,
    undo=undo,
    template_rows=template_rows,
)
