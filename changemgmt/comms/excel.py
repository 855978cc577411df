"""The plan of communication as a table: out, edited in Excel, and in again.

A row is found by its ID; one without is new. Empty cells of a row that exists leave what is known; rows the table
leaves out stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import pgettext_lazy

from changemgmt.comms import services
from changemgmt.comms.choices import Channel, Topic
from changemgmt.comms.models import PlanEntry
from pmo import access
from pmo.access import policy
from pmo.accounts.models import User
from pmo.exchange import CellError, Checked, Column, ImportContext, Importer, ImportOutcome, TableSpec
from pmo.orgs.models import Unit
from pmo.records import Conflict
from projects.portfolio.models import Project

KIND = "communication_plan"
Row = dict[str, Any]

SPEC = TableSpec(
    sheet=_("Communication plan"),
    columns=(
        Column("id", _("ID"), kind="integer", minimum=1, help=_("Of a line that exists; empty for a new one.")),
        Column("topic", _("What it tells"), kind="choice", choices=Topic.choices, example="why", width=18),
        Column("title", pgettext_lazy("announcement", "Message"), required=True, max_length=160, example="为什么做"),
        Column("title_en", _("Message in English"), max_length=160, example="Why we do it", width=28),
        Column("units", _("Units"), help=_("Codes between semicolons; empty: all units of the project."), width=16),
        Column("channel", _("Channel"), kind="choice", choices=Channel.choices, example="announcement", width=16),
        Column("sender", _("Sender"), kind="person", example="E1001"),
        Column("due_on", _("Due on"), kind="date", required=True),
        Column("note", _("Note"), max_length=300, width=24),
        Column("done_on", _("Done on"), kind="date", help=_("Not read back.")),
    ),
)  # fmt: skip
FIELDS = ("topic", "title", "title_en", "channel", "sender", "due_on", "note")


def rows_of(project: Project, user: Any) -> list[Row]:
    """The plan in order of time, as the import reads it (two queries)."""
    entries = PlanEntry.objects.visible_to(user).filter(project=project).select_related("sender")
    return [
        {
            "id": entry.pk,
            **_stored(entry),
            "units": "; ".join(sorted(unit.code for unit in entry.units.all())) or None,
            "done_on": entry.done_on,
        }
        for entry in entries.prefetch_related("units")
    ]


def _stored(entry: PlanEntry) -> Row:
    return {field: getattr(entry, field) or None for field in FIELDS}


def context(user: Any, params: Mapping[str, str]) -> ImportContext:
    """The project whose plan the person may import into; 404 where they do not see its plan."""
    project = access.get_visible_or_404(
        Project.objects.select_related("portfolio"), user, key=params.get("project", "")[:32]
    )
    if not policy.may(user, "view", "comm_plan", project_id=project.pk):
        raise Http404
    policy.require(user, "import", "comm_plan", project_id=project.pk)
    if not project.is_open:
        raise Conflict(_("The project is closed; nothing of it can be changed."), code="closed")
    return ImportContext(
        user=user,
        params={"project": project.key},
        title=f"{project.key} {project.label}",
        back_url=reverse("comms:plan", args=[project.key]),
        project_id=project.pk,
        obj=project,
    )


def check(rows: list[Row], context: ImportContext) -> Checked:
    """Lines and units that are not the project's, row by row (three queries)."""
    project: Project = context.obj
    entries = _entries(project)
    paths = tuple(project.units.values_list("path", flat=True))
    units = _units(rows)
    errors: list[CellError] = []
    actions: list[str] = []
    before: list[Mapping[str, Any] | None] = []
    for row in rows:
        entry = entries.get(row["id"])
        if row["id"] is not None and entry is None:
            message = N_("The plan has no line with this ID; leave it empty for a new one")
            errors.append(CellError(row["_row"], "id", "unknown_id", message))
        for code in _codes(row):
            unit = units.get(code)
            if unit is None:
                errors.append(CellError(row["_row"], "units", "unknown", N_("There is no unit %(code)s"),
                                        {"code": code}))  # fmt: skip
            elif not unit.path.startswith(paths):
                errors.append(CellError(row["_row"], "units", "foreign", N_("The project does not concern %(unit)s."),
                                        {"unit": unit.label}))  # fmt: skip
        changed = _changed(row, entry) if entry else {}
        actions.append("create" if entry is None else "update" if changed else "unchanged")
        before.append({key: _shown(value) for key, value in changed.items()} or None)
    return Checked(errors=errors, actions=actions, before=before)


def _entries(project: Project) -> dict[int, PlanEntry]:
    rows = PlanEntry.objects.filter(project=project).select_related("sender", "project").prefetch_related("units")
    return {entry.pk: entry for entry in rows}


def _units(rows: Sequence[Row]) -> dict[str, Unit]:
    codes = {code for row in rows for code in _codes(row)}
    return {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}


def _codes(row: Row) -> list[str]:
    return [code.strip() for code in (row["units"] or "").replace("；", ";").split(";") if code.strip()]


def _changed(row: Row, entry: PlanEntry) -> Row:
    """Columns the row changes, with what stands there now."""
    stored = _stored(entry)
    changed = {
        field: stored[field] for field in FIELDS if row[field] is not None and not _same(row[field], stored[field])
    }
    own = sorted(unit.code for unit in entry.units.all())
    if _codes(row) and sorted(_codes(row)) != own:
        changed["units"] = "; ".join(own)
    return changed


def _same(given: Any, stored: Any) -> bool:
    return stored.pk == int(given) if isinstance(stored, User) else given == stored


def _shown(value: Any) -> Any:
    return value.label if hasattr(value, "label") else value


def commit(rows: list[Row], by: Any, context: ImportContext, now: datetime) -> ImportOutcome:
    project: Project = context.obj
    entries, units = _entries(project), _units(rows)
    made, counts = [], {"create": 0, "update": 0, "unchanged": 0}
    people = User.objects.in_bulk([int(row["sender"]) for row in rows if row["sender"] is not None])
    for row in rows:
        values = {field: row[field] for field in FIELDS if row[field] is not None}
        if "sender" in values:
            values["sender"] = people[int(values["sender"])]
        chosen = [units[code] for code in _codes(row)]
        entry = entries.get(row["id"])
        if entry is None:
            made.append(services.add_entry(by=by, project=project, units=chosen, now=now, **values).pk)
            counts["create"] += 1
            continue
        counts["update" if _changed(row, entry) else "unchanged"] += 1
        if chosen:
            values["units"] = chosen
        services.change_entry(by=by, entry=entry, now=now, **values)
    return ImportOutcome(
        created=counts["create"],
        updated=counts["update"],
        unchanged=counts["unchanged"],
        url=context.back_url,
        undo={"made": made} if not counts["update"] else None,
    )


def undo(data: Any, by: Any, context: ImportContext, now: datetime) -> None:
    """Take the lines of an import back that changed none. Raises Conflict where one was worked on since."""
    wanted = (data or {}).get("made")
    if wanted is None:
        raise Conflict(_("The import changed lines that existed; change them back in the plan."), code="changed")
    rows = PlanEntry.objects.filter(project=context.obj, pk__in=wanted).select_related("project")
    for entry in rows:
        if entry.version > 1 or entry.announcements.exists():
            raise Conflict(_("“%(title)s” was worked on since."), code="overtaken", params={"title": entry.title})
        services.delete_entry(by=by, entry=entry, now=now)


IMPORTER = Importer(
    kind=KIND,
    title=_("Communication plan"),
    about=_(
        "One row per message. A row with an ID changes that line; one without is new. Empty cells leave what is "
        "known, rows left out stay."
    ),
    spec=SPEC,
    context=context,
    check=check,
    commit=commit,
    undo=undo,
    template_rows=lambda context: rows_of(context.obj, context.user),
)
