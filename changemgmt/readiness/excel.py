"""Stakeholders and what changes for them as tables: out, edited in Excel, and in again.

A stakeholder is found by its number, else by its name; an impact by its group and aspect. An empty cell leaves what is
known. Headcounts go out and are not read back: they are computed.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import pgettext_lazy

from changemgmt.readiness import services
from changemgmt.readiness.choices import Aspect, Engagement, Level, StakeholderKind
from changemgmt.readiness.models import Impact, Stakeholder
from changemgmt.readiness.selectors import affected as selectors
from pmo import access
from pmo.access import policy
from pmo.exchange import CellError, Checked, Column, ImportContext, Importer, ImportOutcome, TableSpec
from pmo.orgs.models import Unit
from pmo.records import DomainError
from projects.portfolio.models import Project

Row = dict[str, Any]
_NUMBER = re.compile(r"(?:[Hh]-?)?0*(\d{1,6})")
_SPLIT = re.compile(r"[;；,，\s]+")
STEPS = [(member.name.lower(), member.label) for member in Engagement]
LEVELS = [(member.name.lower(), member.label) for member in Level]

HOLDERS = TableSpec(
    sheet=pgettext_lazy("sheet", "Stakeholders"),
    key=("number", "name"),
    columns=(
        Column("number", _("No."), max_length=12, help=_("Of one that exists, for example H-01."), width=8),
        Column("name", _("Stakeholder"), required=True, max_length=120, example="总装车间操作工", width=26),
        Column("name_en", _("In English"), max_length=120, example="Operators of final assembly", width=26),
        Column("kind", _("Kind"), kind="choice", choices=StakeholderKind.choices, example="group"),
        Column("units", _("Units"), max_length=300, help=_("Codes of units, with “;” between them."), example="ASM"),
        Column(
            "roles", _("Roles"), max_length=200, help=_("Codes of roles, with “;” between them."), example="champion"
        ),
        Column("power", _("Power"), kind="integer", minimum=1, maximum=5, example=3, width=8),
        Column("interest", _("Interest"), kind="integer", minimum=1, maximum=5, example=4, width=8),
        Column("current", _("Today"), kind="choice", choices=STEPS, example="neutral"),
        Column("desired", _("Should be"), kind="choice", choices=STEPS, example="supportive"),
        Column("note", _("What moves them"), max_length=2000, width=36),
        Column("people", _("People"), kind="integer", help=_("Computed; not read back."), width=8),
    ),
)
PLAIN = ("name", "name_en", "kind", "power", "interest", "note")

IMPACTS = TableSpec(
    sheet=pgettext_lazy("sheet", "What changes"),
    key=("group", "aspect"),
    columns=(
        Column(
            "group",
            _("Group"),
            required=True,
            max_length=120,
            help=_("Its number or its name."),
            example="H-01",
            width=26,
        ),
        Column("aspect", _("What changes"), required=True, kind="choice", choices=Aspect.choices, example="process"),
        Column("level", _("How much"), required=True, kind="choice", choices=LEVELS, example="high"),
        Column("before", _("From"), max_length=300, example="纸质工单", width=30),
        Column("before_en", _("From, in English"), max_length=300, example="Paper work orders", width=30),
        Column("after", _("To"), max_length=300, example="扫码报工", width=30),
        Column("after_en", _("To, in English"), max_length=300, example="Reporting by scanner", width=30),
        Column("starts_on", _("Felt from"), kind="date"),
        Column("ends_on", _("Felt until"), kind="date"),
    ),
)
WORDS = ("before", "before_en", "after", "after_en", "starts_on", "ends_on")


# ---- out ----------------------------------------------------------------------------------------------------------


def holder_rows(project: Project, user: Any) -> list[Row]:
    """Everybody of the project by number, as the import reads them."""
    from changemgmt.readiness.selectors import members

    rows = list(selectors.visible(user).filter(project=project).prefetch_related("units").order_by("number"))
    inside = members.of(rows)
    return [_holder_row(row, inside.count(row.pk)) for row in rows]


def _holder_row(row: Stakeholder, people: int) -> Row:
    found = {name: getattr(row, name) or None for name in PLAIN}
    return {
        "number": row.code,
        **found,
        "units": "; ".join(unit.code for unit in row.units.all()) or None,
        "roles": "; ".join(row.roles) or None,
        "current": Engagement(row.current).name.lower(),
        "desired": Engagement(row.desired).name.lower(),
        "people": people if row.is_group else None,
    }


def impact_rows(project: Project, user: Any) -> list[Row]:
    rows = selectors.visible_impacts(user).filter(group__project=project).order_by("group__number", "pk")
    return [
        {
            "group": row.group.name,
            "aspect": row.aspect,
            "level": Level(row.level).name.lower(),
            **{name: getattr(row, name) or None for name in WORDS},
        }
        for row in rows
    ]


# ---- in -----------------------------------------------------------------------------------------------------------


@dataclass
class Plan:
    """What one row asks for."""

    row: Row
    known: Any
    values: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)

    @property
    def action(self) -> str:
        if self.known is None:
            return "create"
        return "update" if self.before else "unchanged"

    def refuse(self, column: str, code: str, message: Any, **params: Any) -> None:
        shown = self.row.get(column)
        self.errors.append(
            CellError(self.row["_row"], column, code, message, params, "" if shown is None else str(shown))
        )

    def try_out(self, check: Callable[[], None], columns: tuple[str, ...], otherwise: str) -> None:
        try:
            check()
        except DomainError as error:
            column = error.field if error.field in columns else otherwise
            self.refuse(column, error.code, error.raw_message, **{k: str(v) for k, v in error.params.items()})


def _context(kind: str, back: str) -> Callable[[Any, Mapping[str, str]], ImportContext]:
    def context(user: Any, params: Mapping[str, str]) -> ImportContext:
        rows = Project.objects.select_related("portfolio")
        project = access.get_visible_or_404(rows, user, key=params.get("project", "")[:32])
        policy.require(user, "import", kind, project_id=project.pk)
        return ImportContext(
            user=user,
            params={"project": project.key},
            title=f"{project.key} {project.label}",
            back_url=reverse(back, args=[project.key]),
            project_id=project.pk,
            obj=project,
        )

    return context


Plans = Callable[[list[Row], ImportContext], list[Plan]]


def _check(plans: Plans) -> Callable[[list[Row], ImportContext], Checked]:
    def check(rows: list[Row], context: ImportContext) -> Checked:
        found = plans(rows, context)
        return Checked(
            errors=[error for plan in found for error in plan.errors],
            actions=[plan.action for plan in found],
            before=[plan.before or None for plan in found],
        )

    return check


def _outcome(plans: list[Plan], context: ImportContext) -> ImportOutcome:
    actions = [plan.action for plan in plans]
    return ImportOutcome(
        created=actions.count("create"),
        updated=actions.count("update"),
        unchanged=actions.count("unchanged"),
        url=context.back_url,
    )


def holder_plans(rows: list[Row], context: ImportContext) -> list[Plan]:
    """Every row with what it means (four queries)."""
    known = list(selectors.visible(context.user).filter(project=context.obj).prefetch_related("units"))
    by_number = {row.number: row for row in known}
    by_name = {row.name.casefold(): row for row in known}
    units = {unit.code.casefold(): unit for unit in Unit.objects.visible_to(context.user)}
    return [_holder_plan(row, by_number, by_name, units, context.obj) for row in rows]


def _holder_plan(
    row: Row,
    by_number: Mapping[int, Stakeholder],
    by_name: Mapping[str, Stakeholder],
    units: Mapping[str, Unit],
    project: Project,
) -> Plan:
    number = _NUMBER.fullmatch(row["number"]) if row["number"] else None
    found = by_number.get(int(number[1])) if number else by_name.get(row["name"].casefold())
    values = {name: row[name] for name in PLAIN if row[name] is not None}
    values |= {name: Engagement[row[name].upper()] for name in ("current", "desired") if row[name] is not None}
    if row["roles"] is not None:
        values["roles"] = _parts(row["roles"])
    plan = Plan(row, found, values)
    if row["number"] and found is None:
        plan.refuse("number", "unknown_stakeholder", N_("The project has no stakeholder with this number"))
    chosen = list(found.units.all()) if found is not None else []
    if row["units"] is not None:
        codes = _parts(row["units"])
        for code in codes:
            if code.casefold() not in units:
                plan.refuse("units", "unknown_unit", N_("There is no unit with the code %(unit)s"), unit=code)
        chosen = [units[code.casefold()] for code in codes if code.casefold() in units]
        values["units"] = chosen
    candidate = copy.copy(found) if found else Stakeholder(project=project)
    for name, value in values.items():
        if name != "units":
            setattr(candidate, name, value)
    plan.try_out(lambda: services.check_stakeholder(candidate, chosen), (*PLAIN, "units", "roles"), "name")
    if found is not None:
        plan.before = _changed(found, values)
    return plan


def _changed(found: Stakeholder, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the row would change, as the cells hold it now."""
    shown = _holder_row(found, 0)
    own = {unit.pk for unit in found.units.all()}
    return {
        name: shown[name]
        for name, value in values.items()
        if ({unit.pk for unit in value} != own if name == "units" else getattr(found, name) != value)
    }


def _parts(text: str) -> list[str]:
    return [part for part in _SPLIT.split(text) if part]


def commit_holders(rows: list[Row], by: Any, context: ImportContext, now: datetime) -> ImportOutcome:
    plans = holder_plans(rows, context)
    for plan in plans:
        if plan.known is None:
            services.add_stakeholder(by=by, project=context.obj, now=now, **plan.values)
        elif plan.before:
            changed = {name: plan.values[name] for name in plan.before}
            services.change_stakeholder(by=by, stakeholder=plan.known, now=now, **changed)
    return _outcome(plans, context)


def impact_plans(rows: list[Row], context: ImportContext) -> list[Plan]:
    """Every row with what it means (two queries)."""
    groups = list(selectors.visible(context.user).filter(project=context.obj, kind=StakeholderKind.GROUP))
    by_number = {group.number: group for group in groups}
    by_name = {group.name.casefold(): group for group in groups}
    impacts = selectors.visible_impacts(context.user).filter(group__project=context.obj)
    known = {(impact.group_id, impact.aspect): impact for impact in impacts}
    return [_impact_plan(row, by_number, by_name, known) for row in rows]


def _impact_plan(
    row: Row,
    by_number: Mapping[int, Stakeholder],
    by_name: Mapping[str, Stakeholder],
    known: Mapping[tuple[int, str], Impact],
) -> Plan:
    number = _NUMBER.fullmatch(row["group"].strip())
    group = by_name.get(row["group"].strip().casefold()) or (by_number.get(int(number[1])) if number else None)
    values = {name: row[name] for name in WORDS if row[name] is not None} | {"level": Level[row["level"].upper()]}
    if group is None:
        plan = Plan(row, None, values)
        plan.refuse("group", "unknown_group", N_("The project has no group of this number or name"))
        return plan
    found = known.get((group.pk, row["aspect"]))
    plan = Plan(row, found, values | {"aspect": row["aspect"], "group": group})
    candidate = copy.copy(found) if found else Impact(group=group, aspect=row["aspect"])
    for name, value in values.items():
        setattr(candidate, name, value)
    plan.try_out(lambda: services.check_impact(candidate), ("level", *WORDS), "aspect")
    if found is not None:
        plan.before = {
            name: Level(found.level).name.lower() if name == "level" else getattr(found, name)
            for name, value in values.items()
            if getattr(found, name) != value
        }
    return plan


def commit_impacts(rows: list[Row], by: Any, context: ImportContext, now: datetime) -> ImportOutcome:
    plans = impact_plans(rows, context)
    for plan in plans:
        values = dict(plan.values)
        group = values.pop("group")
        if plan.known is None:
            services.add_impact(by=by, group=group, now=now, **values)
        elif plan.before:
            changed = {name: values[name] for name in plan.before}
            services.change_impact(by=by, impact=plan.known, now=now, **changed)
    return _outcome(plans, context)


IMPORTERS = (
    Importer(
        kind="stakeholders",
        title=_("Stakeholders"),
        about=_(
            "One row per stakeholder, found by its number, else by its name. An empty cell leaves what is known. "
            "Headcounts are computed and not read back."
        ),
        spec=HOLDERS,
        context=_context("stakeholder", "readiness:grid"),
        check=_check(holder_plans),
        commit=commit_holders,
        template_rows=lambda context: holder_rows(context.obj, context.user),
    ),
    Importer(
        kind="impacts",
        title=_("What changes"),
        about=_("One row per group and aspect. A group is named by its number or its name; the groups come first."),
        spec=IMPACTS,
        context=_context("impact", "readiness:affected"),
        check=_check(impact_plans),
        commit=commit_impacts,
        template_rows=lambda context: impact_rows(context.obj, context.user),
    ),
)
