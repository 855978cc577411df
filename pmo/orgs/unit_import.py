"""Units from a table. A parent may stand in the same file, above or below its children.

Units are found by their code. An empty cell leaves what is known as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from pmo.access import policy
from pmo.exchange import CellError, Checked, Column, ImportContext, Importer, ImportOutcome, Ref, TableSpec
from pmo.orgs import services
from pmo.orgs.choices import UnitKind
from pmo.orgs.models import Unit
from pmo.orgs.services import RANK, UnitData

KIND = "units"

SPEC = TableSpec(
    sheet=_("Units"),
    key=("code",),
    columns=(
        Column("code", _("Code"), required=True, max_length=32, example="FIN", help=_("The unit is found by it.")),
        Column("name", _("Name"), max_length=80, example="财务部", help=_("Needed for a new unit.")),
        Column("name_en", _("English name"), max_length=80, example="Finance"),
        Column("kind", _("Kind"), kind="choice", choices=UnitKind.choices, example="department"),
        Column(
            "parent", _("Code of the parent unit"), max_length=32, example="HQ", aliases=("parent code", "parent_code")
        ),
        Column("head", _("Head"), kind="person", example="E1001", aliases=("head employee_no", "head_employee_no")),
    ),
)

Row = dict[str, Any]


def context(user: Any, params: Mapping[str, str]) -> ImportContext:
    policy.require(user, "import", "unit")
    return ImportContext(user=user, back_url=reverse("orgs:tree"))


def check(rows: list[Row], context: ImportContext) -> Checked:
    known = _known()
    planned = _planned(rows, known)
    errors = [error for row in rows for error in _faults(row, known, planned)]
    actions, before = [], []
    for row in rows:
        unit = known.get(row["code"])
        changes = _changes(row, unit)
        actions.append("create" if unit is None else "update" if changes else "unchanged")
        before.append({name: _present(unit)[name] for name in changes} if unit is not None else None)
    return Checked(errors=errors, actions=actions, before=before)


def commit(rows: list[Row], by: Any, context: ImportContext, now: datetime) -> ImportOutcome:
    known = _known()
    created = updated = 0
    by_code = {row["code"]: row for row in rows}
    for row in _parents_first(rows, known):
        unit = known.get(row["code"])
        if unit is None:
            parent = known.get(row["parent"]) if row["parent"] else None
            known[row["code"]] = services.add_unit(by=by, data=_data(row, None), parent=parent, now=now)
            created += 1
    for code, row in by_code.items():
        unit = known[code]
        if not _changes(row, unit):
            continue
        updated += 1
        # A move changes paths of other units of this file, so each is read anew.
        fresh = Unit.objects.select_related("parent").get(pk=unit.pk)
        services.change_unit(by=by, unit=fresh, data=_data(row, fresh), expected=fresh.version, now=now)
        if row["parent"] and row["parent"] != _parent_code(fresh):
            services.move_unit(by=by, unit=fresh, parent=known[row["parent"]], expected=fresh.version, now=now)
    return ImportOutcome(created, updated, len(rows) - created - updated, reverse("orgs:tree"))


def rows_now(context: ImportContext) -> list[Row]:
    """The open units, to take out, correct and bring back."""
    units: Any = Unit.objects.visible_to(context.user)
    rows = units.open().select_related("parent", "head").order_by("path")
    return [{"code": unit.code, **_present(unit)} for unit in rows]


def _known() -> dict[str, Unit]:
    return {unit.code: unit for unit in Unit.objects.select_related("parent", "head")}


def _parent_code(unit: Unit) -> str | None:
    return unit.parent.code if unit.parent is not None else None


def _present(unit: Unit) -> Row:
    head = unit.head
    return {
        "name": unit.name,
        "name_en": unit.name_en,
        "kind": unit.kind,
        "parent": _parent_code(unit),
        "head": Ref(head.pk, head.employee_no or head.username) if head is not None else None,
    }


def _changes(row: Row, unit: Unit | None) -> list[str]:
    """Columns of the row that say something else than the unit; empty cells say nothing."""
    present = _present(unit) if unit is not None else {}
    return [name for name, value in present.items() if row.get(name) is not None and row[name] != value]


def _data(row: Row, unit: Unit | None) -> UnitData:
    head_id = int(row["head"]) if row.get("head") is not None else (unit.head_id if unit is not None else None)
    return UnitData(
        name=row.get("name") or (unit.name if unit else ""),
        name_en=row.get("name_en") or (unit.name_en if unit else ""),
        code=row["code"],
        kind=row.get("kind") or (unit.kind if unit else UnitKind.DEPARTMENT.value),
        head_id=head_id,
    )


def _planned(rows: list[Row], known: dict[str, Unit]) -> dict[str, tuple[str | None, str]]:
    """Code → (code of the parent, kind) as it will be after the import."""
    planned = {code: (_parent_code(unit), unit.kind) for code, unit in known.items()}
    for row in rows:
        parent, kind = planned.get(row["code"], (None, UnitKind.DEPARTMENT.value))
        planned[row["code"]] = (row.get("parent") or parent, row.get("kind") or kind)
    return planned


def _faults(row: Row, known: dict[str, Unit], planned: dict[str, tuple[str | None, str]]) -> Iterator[CellError]:
    number, code = row["_row"], row["code"]
    unit = known.get(code)
    if unit is None and not row.get("name"):
        yield CellError(number, "name", "required", N_("Missing; a new unit needs a name"))
    if unit is not None and unit.is_closed:
        yield CellError(number, "code", "closed", N_("This unit is closed; reopen it first"))
    parent, kind = planned[code]
    if row.get("parent") and parent not in planned:
        yield CellError(number, "parent", "unknown_unit", N_("No unit has this code, neither here nor in the file"))
        return
    if parent is None or parent not in planned:
        return
    if parent in known and known[parent].is_closed and (unit is None or row.get("parent")):
        yield CellError(number, "parent", "parent_closed", N_("The unit above is closed"))
    if _in_circle(code, planned):
        yield CellError(number, "parent", "cycle", N_("The unit would lie below itself"))
    elif RANK[kind] < RANK[planned[parent][1]]:
        yield CellError(number, "kind", "wrong_rank", N_("Of a higher kind than the unit above it"))


def _in_circle(code: str, planned: dict[str, tuple[str | None, str]]) -> bool:
    seen: set[str] = set()
    step: str | None = planned[code][0]
    while step is not None and step in planned and step not in seen:
        if step == code:
            return True
        seen.add(step)
        step = planned[step][0]
    return False


def _parents_first(rows: list[Row], known: dict[str, Unit]) -> Iterator[Row]:
    """New units after the new units they hang on; the check has ruled circles out."""
    waiting = {row["code"]: row for row in rows if row["code"] not in known}
    while waiting:
        ready = [row for row in waiting.values() if row.get("parent") not in waiting]
        for row in ready:
            del waiting[row["code"]]
            yield row


IMPORTER = Importer(
    kind=KIND,
    title=_("Import units"),
    spec=SPEC,
    context=context,
    check=check,
    commit=commit,
    template_rows=rows_now,
    about=_("Units are found by their code. A parent may stand in the same file. An empty cell changes nothing."),
)
