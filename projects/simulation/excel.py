"""Estimates as a table: out, edited in Excel, and in again. Rows are found by the ID the plan's own table uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from pmo import access
from pmo.access import policy
from pmo.exchange import CellError, Checked, Column, ImportContext, Importer, ImportOutcome, TableSpec
from pmo.records import Conflict
from projects.portfolio.models import Project
from projects.schedule.models import Plan, Task
from projects.simulation import services
from projects.simulation.choices import Shape
from projects.simulation.selectors.estimates import days, lines_of
from projects.simulation.services.estimates import Points

KIND = "estimates"
Row = dict[str, Any]
POINT: dict[str, Any] = {"kind": "decimal", "digits": 2, "minimum": Decimal(0), "maximum": Decimal(100_000)}

SPEC = TableSpec(
    sheet=_("Estimates"),
    columns=(
        Column("id", _("ID"), kind="integer", minimum=1, required=True, help=_("Of the task; do not change."), width=6),
        Column("wbs", _("WBS"), max_length=64, help=_("For reading; not read back."), width=8),
        Column("name", _("Task"), max_length=200, help=_("For reading; not read back."), example="接口联调", width=32),
        Column("planned", _("Planned, days"), help=_("For reading; not read back."), **POINT),
        Column("low", _("Shortest, days"), help=_("All three, or none: then the band counts."), example="4", **POINT),
        Column("likely", _("Likely, days"), example="5", **POINT),
        Column("high", _("Longest, days"), example="9", **POINT),
        Column("shape", _("Spread"), kind="choice", choices=Shape.choices),
        Column("group", _("Moves with"), max_length=40, help=_("Tasks with the same word are late together.")),
        Column("note", _("Why"), max_length=200, width=24),
    ),
)


def rows_of(plan: Plan) -> list[Row]:
    """The tasks that can vary, as the import reads them."""
    return [
        {
            "id": line.task.uid,
            "wbs": line.task.wbs,
            "name": line.task.label,
            "planned": line.planned,
            **_stored(line.estimate, line.task),
        }
        for line in lines_of(plan)[1]
    ]


def _stored(estimate: Any, task: Task) -> Row:
    if estimate is None:
        return dict.fromkeys(("low", "likely", "high", "shape", "group", "note"))
    return {
        "low": days(estimate.low, task),
        "likely": days(estimate.likely, task),
        "high": days(estimate.high, task),
        "shape": estimate.shape,
        "group": estimate.group or None,
        "note": estimate.note or None,
    }


def _points(row: Row, task: Task) -> Points | None:
    if row["low"] is None:
        return None
    day = Decimal(1440) if task.elapsed else task.plan.hours_per_day * 60
    low, likely, high = (round(row[name] * day) for name in ("low", "likely", "high"))
    return Points(low, likely, high, row["shape"] or Shape.TRIANGULAR, row["group"] or "", row["note"] or "")


def context(user: Any, params: Mapping[str, str]) -> ImportContext:
    """The plan of a project whose estimates the person may import; 404 when there is none."""
    project = access.get_visible_or_404(
        Project.objects.select_related("portfolio"), user, key=params.get("project", "")[:32]
    )
    if not policy.may(user, "view", "simulation", project_id=project.pk):
        raise Http404
    policy.require(user, "import", "simulation", project_id=project.pk)
    if not project.is_open:
        raise Conflict(_("The project is closed; its estimates stay as they are."), code="project_closed")
    plan = Plan.objects.select_related("project", "work_calendar", "own_calendar").filter(project=project).first()
    if plan is None:
        raise Http404
    return ImportContext(
        user=user,
        params={"project": project.key},
        title=f"{project.key} {project.label}",
        back_url=reverse("simulation:estimates", args=[project.key]),
        project_id=project.pk,
        obj=plan,
    )


def _read(rows: Sequence[Row], plan: Plan) -> tuple[dict[int, Points | None], list[CellError], list[str]]:
    lines = {line.task.uid: line for line in lines_of(plan)[1]}
    wanted: dict[int, Points | None] = {}
    errors: list[CellError] = []
    actions: list[str] = []
    for row in rows:
        line = lines.get(row["id"])
        found = _error(row, line, wanted)
        if found is not None or line is None:
            errors += [found] if found else []
            actions.append("unchanged")
            continue
        points = _points(row, line.task)
        wanted[line.task.pk] = points
        same = {name: row[name] for name in ("low", "likely", "high", "shape", "group", "note")} == _stored(
            line.estimate, line.task
        )
        actions.append("unchanged" if same or (points is None and line.estimate is None) else
                       "update" if line.estimate else "create")  # fmt: skip
    return wanted, errors, actions


def _error(row: Row, line: Any, wanted: Mapping[int, Any]) -> CellError | None:
    if line is None:
        return CellError(row["_row"], "id", "unknown_id", N_("No task with this ID can be estimated"))
    if line.task.pk in wanted:
        return CellError(row["_row"], "id", "twice", N_("This task stands in the table twice"))
    points = [row[name] for name in ("low", "likely", "high")]
    if all(point is None for point in points):
        return None
    if any(point is None for point in points):
        return CellError(row["_row"], "low", "points_missing", N_("Give all three points, or none"))
    if not points[0] <= points[1] <= points[2] or points[2] == 0:
        return CellError(row["_row"], "likely", "points_order", N_("Shortest ≤ likely ≤ longest"))
    return None


def check(rows: list[Row], context: ImportContext) -> Checked:
    _wanted, errors, actions = _read(rows, context.obj)
    return Checked(errors=errors, actions=actions, before=[None] * len(actions))


def commit(rows: list[Row], by: Any, context: ImportContext, now: datetime) -> ImportOutcome:
    wanted, _errors, actions = _read(rows, context.obj)
    services.save_estimates(by=by, project=context.obj.project, wanted=wanted, now=now)
    return ImportOutcome(
        created=actions.count("create"),
        updated=actions.count("update"),
        unchanged=actions.count("unchanged"),
        url=context.back_url,
    )


IMPORTER = Importer(
    kind=KIND,
    title=_("Estimates"),
    about=_(
        "One row per task, found by its ID. Three points in days make an estimate; three empty cells take it away, and "
        "the project's band counts. Rows left out stay as they are."
    ),
    spec=SPEC,
    context=context,
    check=check,
    commit=commit,
    template_rows=lambda context: rows_of(context.obj),
)
