"""A plan as a table: out, edited in Excel, and in again.

A row is found by its ID; one without is new and stands behind the row above it. Columns of dates and float are what
the scheduler says: they go out, and are not read back. Rows of the plan the table leaves out stay as they are.
Everything is one edit of the plan, and can be undone as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import pgettext_lazy

from pmo import access
from pmo.access import policy
from pmo.exchange import CellError, Checked, Column, ImportContext, Importer, ImportOutcome, TableSpec
from pmo.records import Conflict, DomainError
from pmo.texts import Sentence
from projects.engines.worktime import to_date
from projects.portfolio.models import Project
from projects.schedule import durations, planning, services
from projects.schedule.choices import Constraint, EditKind, LinkKind
from projects.schedule.models import Plan, Task, TaskLink
from projects.schedule.services.board import Board
from projects.schedule.services.ops import Editor, Op

KIND = "plan"
Row = dict[str, Any]
CONSTRAINTS = [(member.name, member.label) for member in Constraint]

SPEC = TableSpec(
    sheet=pgettext_lazy("noun", "Plan"),
    columns=(
        Column("no", _("Row"), kind="integer", minimum=1, help=_("What predecessors refer to."), width=6),
        Column("id", _("ID"), kind="integer", minimum=1, help=_("Of a row that exists; empty for a new one."), width=6),
        Column("level", _("Level"), kind="integer", minimum=1, maximum=20, example=2, width=6),
        Column("name", _("Task"), required=True, max_length=200, example="接口联调", width=32),
        Column("name_en", _("In English"), max_length=200, example="Interface tests", width=24),
        Column("duration", _("Duration"), max_length=20, help=_("3d, 2w, 4h; 0d is a milestone."), example="5d"),
        Column("predecessors", _("Predecessors"), max_length=500, help=_("Rows: 3, 5SS, 7FS+2d."), example="3"),
        Column("percent", _("Done, %"), kind="decimal", digits=2, minimum=Decimal(0), maximum=Decimal(100)),
        Column("owner", _("Owner"), kind="person", example="E1001"),
        Column("wave", _("Wave"), kind="integer", minimum=1, maximum=99),
        Column("constraint", _("Constraint"), kind="choice", choices=CONSTRAINTS),
        Column("constraint_on", _("Constraint date"), kind="date"),
        Column("deadline_on", _("Deadline"), kind="date"),
        Column("acceptance", _("Accepted when"), max_length=5000, width=24),
        Column("notes", pgettext_lazy("task", "Notes"), max_length=20_000, width=24),
        Column("start_on", pgettext_lazy("column", "Start"), kind="date", help=_("Computed; not read back.")),
        Column("finish_on", pgettext_lazy("column", "Finish"), kind="date", help=_("Computed; not read back.")),
        Column("float_days", _("Float, days"), kind="decimal", digits=1, help=_("Computed; not read back.")),
    ),
)  # fmt: skip

# Columns people may edit → what the plan calls them.
FIELDS = {
    "name": "name",
    "name_en": "name_en",
    "duration": "duration",
    "percent": "percent",
    "owner": "owner",
    "wave": "wave",
    "constraint": "constraint",
    "constraint_on": "constraint_at",
    "deadline_on": "deadline_at",
    "acceptance": "acceptance",
    "notes": "notes",
}
_COLUMN_OF = {name: column for column, name in FIELDS.items()} | {"predecessors": "predecessors"}
# A summary takes these from its tasks: the table shows them, and nobody edits them there.
OF_SUMMARY = frozenset({"duration", "percent"})


# ---- out --------------------------------------------------------------------------------------------------------


def rows_of(plan: Plan) -> list[Row]:
    """The plan's rows in outline order, as the import reads them (three queries)."""
    tasks = list(Task.objects.filter(plan=plan).select_related("owner").order_by("position"))
    place = {task.pk: number for number, task in enumerate(tasks, start=1)}
    before: dict[int, list[str]] = {}
    for link in TaskLink.objects.filter(plan=plan).order_by("predecessor__position"):
        before.setdefault(link.successor_id, []).append(_link(link, place[link.predecessor_id], plan))
    return [_row(task, place[task.pk], ", ".join(before.get(task.pk, ())), plan) for task in tasks]


def _link(link: TaskLink, row: int, plan: Plan) -> str:
    kind = LinkKind(link.kind).name
    return durations.show_link(
        row, kind, link.lag, link.lag_unit, plan, elapsed=link.lag_elapsed, percent=link.lag_percent
    )


def _row(task: Task, number: int, predecessors: str, plan: Plan) -> Row:
    return {
        "no": number,
        "id": task.uid,
        "level": task.level,
        "predecessors": predecessors or None,
        **_stored(task, plan),
        "start_on": task.start_on,
        "finish_on": task.finish_on,
        "float_days": round(Decimal(task.total_float) / (plan.hours_per_day * 60), 1),
    }


def _stored(task: Task, plan: Plan) -> Row:
    """The columns people may edit, typed as the table reads them."""
    shown = durations.show(task.duration, task.duration_unit, plan, elapsed=task.elapsed, estimated=task.estimated)
    constrained = task.constraint != Constraint.ASAP
    return {
        "name": task.name,
        "name_en": task.name_en or None,
        "duration": shown,
        "percent": task.percent,
        "owner": task.owner if task.owner_id else None,
        "wave": task.wave,
        "constraint": Constraint(task.constraint).name if constrained else None,
        "constraint_on": None if task.constraint_at is None else _day(task.constraint_at, task.constraint),
        "deadline_on": None if task.deadline_at is None else planning.last_day(task.deadline_at),
        "acceptance": task.acceptance or None,
        "notes": task.notes or None,
    }


def _day(moment: int, constraint: int) -> date:
    ends = constraint in (Constraint.MFO, Constraint.FNET, Constraint.FNLT)
    return planning.last_day(moment) if ends else to_date(moment)


# ---- in ---------------------------------------------------------------------------------------------------------


@dataclass
class Line:
    """One row of the table and the edits it asks for."""

    row: Row
    task: Task | None
    key: int | str
    ops: list[Op] = field(default_factory=list)
    links: list[Op] = field(default_factory=list)
    before: Row = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)

    @property
    def action(self) -> str:
        if self.task is None:
            return "create"
        return "update" if self.ops or self.links else "unchanged"

    def refuse(self, error: DomainError) -> None:
        params = {name: str(value) for name, value in error.params.items()}
        column = _COLUMN_OF.get(error.field, "")
        self.errors.append(CellError(self.row["_row"], column, error.code, error.raw_message, params))


def lines_of(rows: Sequence[Row], plan: Plan) -> list[Line]:
    tasks = list(Task.objects.filter(plan=plan).select_related("owner").order_by("position"))
    by_uid = {task.uid: task for task in tasks}
    known = {row["id"]: row for row in rows_of(plan)}
    lines = [_line(row, number, by_uid, known, plan) for number, row in enumerate(rows, start=1)]
    _place(lines)
    _connect(lines, known, plan)
    return lines


def _line(row: Row, number: int, by_uid: Mapping[int, Task], known: Mapping[int, Row], plan: Plan) -> Line:
    task = by_uid.get(row["id"]) if row["id"] is not None else None
    line = Line(row, task, task.pk if task else f"row{number}")
    if row["id"] is not None and task is None:
        message = N_("The plan has no row with this ID; leave it empty for a new one")
        line.errors.append(CellError(row["_row"], "id", "unknown_id", message))
    if task is None:
        return line
    stored = known[task.uid]
    skip = OF_SUMMARY if task.is_summary else frozenset()
    changed = {
        column: row[column]
        for column in FIELDS
        if column not in skip and row[column] is not None and not _same(row[column], stored[column])
    }
    line.before = {column: _shown(stored[column]) for column in changed}
    if changed:
        line.ops.append({"op": "set", "id": task.pk, "fields": _fields(changed)})
    if row["level"] is not None and row["level"] != task.level:
        message = N_("The outline of rows that exist is changed in the plan, not in the table")
        line.errors.append(CellError(row["_row"], "level", "level", message))
    return line


def _same(given: Any, stored: Any) -> bool:
    return (getattr(stored, "pk", None) == int(given)) if hasattr(stored, "pk") else given == stored


def _shown(value: Any) -> Any:
    return value.label if hasattr(value, "label") else value


def _fields(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {FIELDS[column]: value for column, value in values.items()}
    if "owner" in found:
        found["owner"] = int(found["owner"])
    return found


def _place(lines: Sequence[Line]) -> None:
    """New rows stand behind the row above them, at the level the table says or that of the row above."""
    above: Line | None = None
    for line in lines:
        if line.task is None and not line.errors:
            values = {column: line.row[column] for column in FIELDS if line.row[column] is not None}
            op: dict[str, Any] = {"op": "add", "key": line.key, "fields": _fields(values)}
            if above is not None:
                op["after"] = above.key
            if line.row["level"] is not None:
                op["level"] = line.row["level"]
            line.ops.append(op)
        if not line.errors:
            above = line


def _connect(lines: Sequence[Line], known: Mapping[int, Row], plan: Plan) -> None:
    """Predecessors refer to the column "Row" of the table, whatever number the row gets in the plan."""
    by_number = {line.row["no"] or n: line for n, line in enumerate(lines, start=1)}
    linked: dict[int, list[int]] = {}
    for before, after in TaskLink.objects.filter(successor__plan=plan).values_list("predecessor_id", "successor_id"):
        linked.setdefault(after, []).append(before)
    for line in lines:
        text = line.row["predecessors"]
        stored = known[line.task.uid]["predecessors"] if line.task else None
        if line.errors or text is None or (text == stored and _unmoved(text, by_number, known, plan)):
            continue
        try:
            _link_line(line, durations.parse_links(text, plan), by_number, linked)
        except DomainError as error:
            line.refuse(error)
        if line.links:
            line.before.setdefault("predecessors", stored)


def _unmoved(text: str, by_number: Mapping[int, Line], known: Mapping[int, Row], plan: Plan) -> bool:
    """Whether the rows a text refers to are those the plan means by it."""
    for link in durations.parse_links(text, plan):
        line = by_number.get(link.row)
        if line is None or line.task is None or known[line.task.uid]["no"] != link.row:
            return False
    return True


def _link_line(
    line: Line, wanted: Sequence[durations.LinkText], by_number: Mapping[int, Line], linked: Mapping[int, list[int]]
) -> None:
    for link in wanted:
        if link.row not in by_number:
            message = N_("The table has no row %(row)s")
            line.errors.append(CellError(line.row["_row"], "predecessors", "unknown_row", message, {"row": link.row}))
            return
    keys = {by_number[link.row].key for link in wanted}
    if line.task is not None:
        gone = [pk for pk in linked.get(line.task.pk, []) if pk not in keys]
        line.links += [{"op": "unlink", "from": pk, "to": line.key} for pk in gone]
    for link in wanted:
        line.links.append(
            {
                "op": "link",
                "from": by_number[link.row].key,
                "to": line.key,
                "kind": link.kind,
                # As written, so that the lag keeps its unit.
                "lag": link.written or 0,
                "percent": link.percent,
            }
        )


def context(user: Any, params: Mapping[str, str]) -> ImportContext:
    """The plan of a project the person may import into; 404 when there is none."""
    project = access.get_visible_or_404(
        Project.objects.select_related("portfolio"), user, key=params.get("project", "")[:32]
    )
    if not policy.may(user, "view", "plan", project_id=project.pk):
        raise Http404
    policy.require(user, "import", "plan", project_id=project.pk)
    if not project.is_open:
        raise Conflict(_("The project is closed; its plan stays as it is."), code="project_closed")
    plans = Plan.objects.select_related("project", "work_calendar", "own_calendar")
    plan = plans.filter(project=project).first()
    if plan is None:
        raise Http404
    return ImportContext(
        user=user,
        params={"project": project.key},
        title=f"{project.key} {project.label}",
        back_url=reverse("schedule:plan", args=[project.key]),
        project_id=project.pk,
        obj=plan,
    )


def check(rows: list[Row], context: ImportContext) -> Checked:
    """Every edit tried on a copy of the plan, row by row; then the whole of it scheduled."""
    lines = lines_of(rows, context.obj)
    if not any(line.errors for line in lines):
        _try(lines, context)
    return Checked(
        errors=[error for line in lines for error in line.errors],
        actions=[line.action for line in lines],
        before=[line.before or None for line in lines],
    )


def _try(lines: list[Line], context: ImportContext) -> None:
    def change(board: Board) -> None:
        editor = Editor(board, context.user)
        for part in ("ops", "links"):
            for line in lines:
                try:
                    editor.run(getattr(line, part))
                except DomainError as error:
                    line.refuse(error)

    try:
        services.simulate_change(context.obj, change)
    except DomainError as error:
        # What a refused row left half done is not worth a second word.
        if not any(line.errors for line in lines):
            next((line for line in lines if line.links or line.ops), lines[0]).refuse(error)


def commit(rows: list[Row], by: Any, context: ImportContext, now: datetime) -> ImportOutcome:
    lines = lines_of(rows, context.obj)
    ops = [op for line in lines for op in line.ops] + [op for line in lines for op in line.links]
    outcome = services.apply(
        by=by,
        plan=context.obj,
        ops=ops,
        now=now,
        kind=EditKind.IMPORT,
        summary=Sentence("schedule.edit.import", {"file": "Excel"}),
    )
    actions = [line.action for line in lines]
    return ImportOutcome(
        created=actions.count("create"),
        updated=actions.count("update"),
        unchanged=actions.count("unchanged"),
        url=context.back_url,
        undo={"edit": outcome.edit.number if outcome.edit else None},
    )


def undo(data: Any, by: Any, context: ImportContext, now: datetime) -> None:
    """Take the import back as the one edit it was. Raises Conflict when the person edited the plan since."""
    last, _redo = services.last_steps(context.obj, by)
    if last is None or last.number != data.get("edit"):
        raise Conflict(_("The plan was edited since; undo those edits first."), code="overtaken")
    services.undo(by=by, plan=context.obj, now=now)


IMPORTER = Importer(
    kind=KIND,
    title=pgettext_lazy("noun", "Plan"),
    about=_(
        "One row per task. A row with an ID changes that task; one without is new and stands below the row above it. "
        "Empty cells leave what is known, rows left out stay. Dates and float are computed and not read back."
    ),
    spec=SPEC,
    context=context,
    check=check,
    commit=commit,
    undo=undo,
    template_rows=lambda context: rows_of(context.obj),
)
