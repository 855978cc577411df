"""Targets as a table: out, edited, and in again, after a look at what would change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from metrics.adoption import selectors, services
from metrics.usage.excel import context as of_system
from pmo.exchange import CellError, Checked, Column, ImportContext, Importer, ImportOutcome, TableSpec
from pmo.orgs.models import Unit

Row = dict[str, Any]
FIELDS = ("start_on", "start_share", "due_on", "target_share")

SPEC = TableSpec(
    sheet=_("Targets"),
    key=("unit",),
    columns=(
        Column(
            "unit",
            _("Unit and all below it"),
            kind="unit",
            example="ASM",
            help=_("Code of the unit; empty: everybody."),
        ),
        Column("start_on", _("Starts on"), kind="date", required=True, example=date(2026, 9, 1)),
        Column(
            "start_share", _("Share at the start, %"), kind="decimal", required=True, minimum=0, maximum=100, example=30
        ),
        Column("due_on", _("Due on"), kind="date", required=True, example=date(2026, 12, 1)),
        Column(
            "target_share", _("Share aimed at, %"), kind="decimal", required=True, minimum=0, maximum=100, example=90
        ),
    ),
)


def context(user: Any, params: Mapping[str, str]) -> ImportContext:
    found = of_system(user, params)
    back = f"{reverse('adoption:project', args=[found.obj.project.key])}?system={found.obj.code}#targets"
    return ImportContext(
        user=user,
        params=found.params,
        title=found.title,
        back_url=back,
        project_id=found.project_id,
        obj=found.obj,
    )


def rows_of(context: ImportContext) -> list[Row]:
    targets = selectors.targets(context.obj).values()
    return [{"unit": target.unit, **{name: getattr(target, name) for name in FIELDS}} for target in targets]


def _key(row: Row) -> str:
    return str(int(row["unit"])) if row["unit"] is not None else ""


def _values(row: Row) -> Row:
    return {name: Decimal(str(row[name])) if name.endswith("share") else row[name] for name in FIELDS}


def check(rows: list[Row], context: ImportContext) -> Checked:
    known = selectors.targets(context.obj)
    errors, actions, before = [], [], []
    for row in rows:
        values = _values(row)
        if values["due_on"] <= values["start_on"]:
            text = N_("The day it is due must lie after the start.")
            errors.append(CellError(row["_row"], "due_on", "order", text, {}, values["due_on"].isoformat()))
        if values["target_share"] <= values["start_share"]:
            text = N_("The share aimed at must be above the share at the start, up to 100 %.")
            errors.append(CellError(row["_row"], "target_share", "shares", text, {}, str(values["target_share"])))
        found = known.get(_key(row))
        old = {name: getattr(found, name) for name in FIELDS if found and getattr(found, name) != values[name]}
        actions.append("create" if found is None else "update" if old else "unchanged")
        before.append(old or None)
    return Checked(errors=errors, actions=actions, before=before)


def commit(rows: list[Row], by: Any, context: ImportContext, now: datetime) -> ImportOutcome:
    known = selectors.targets(context.obj)
    units = Unit.objects.in_bulk([int(row["unit"]) for row in rows if row["unit"] is not None])
    created = updated = 0
    for row in rows:
        values, found = _values(row), known.get(_key(row))
        if found is None:
            unit = units[int(row["unit"])] if row["unit"] is not None else None
            services.set_target(by=by, system=context.obj, unit=unit, now=now, **values)
            created += 1
        elif any(getattr(found, name) != value for name, value in values.items()):
            services.change_target(by=by, target=found, now=now, **values)
            updated += 1
    unchanged = len(rows) - created - updated
    return ImportOutcome(created=created, updated=updated, unchanged=unchanged, url=context.back_url)


TARGETS = Importer(
    kind="adoption_targets",
    title=_("Targets of adoption"),
    about=_("One row per unit, found by its code; without a unit: everybody. Targets that are not in the table stay."),
    spec=SPEC,
    context=context,
    check=check,
    commit=commit,
    template_rows=rows_of,
)
