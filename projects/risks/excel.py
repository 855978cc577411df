"""The register as a table: out, edited in Excel, and in again.

A risk is found by its number, else by its name. An empty cell leaves what is known. Status and scores go out and are
not read back: a status is moved with its reason, a score is computed.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import pgettext_lazy

from pmo import access
from pmo.access import policy
from pmo.accounts.models import User
from pmo.exchange import CellError, Checked, Column, ImportContext, Importer, ImportOutcome, Ref, TableSpec
from pmo.records import DomainError
from projects.datamig.models import DataSet
from projects.portfolio.models import Project
from projects.risks import services
from projects.risks.choices import Category, Objective, Phase, Proximity, RiskKind, RiskStatus, Strategy
from projects.risks.models import Risk
from projects.risks.selectors import risks as selectors
from projects.risks.services.risks import LEVELS

KIND = "risks"
Row = dict[str, Any]
_NUMBER = re.compile(r"(?:[Rr]-?)?0*(\d{1,6})")
_DATA_SET = re.compile(r"(?:[Dd]-?)?0*(\d{1,6})")


def _level(name: str, phase: Phase, label: Any) -> Column:
    shown = format_lazy("{} · {}", phase.label, label)
    return Column(name, shown, kind="integer", minimum=1, maximum=5, example=3, width=8)


def _levels() -> list[Column]:
    found = []
    for phase in Phase:
        found.append(_level(f"{phase}_probability", phase, _("probability")))
        found += [_level(f"{phase}_{part}", phase, part.label) for part in Objective]
    return found


SPEC = TableSpec(
    sheet=pgettext_lazy("sheet", "Risks"),
    key=("number", "title"),
    columns=(
        Column("number", _("No."), max_length=12, help=_("Of a risk that exists, for example R-01."), width=8),
        Column("title", _("Risk"), required=True, max_length=200, example="数据迁移比预计复杂", width=30),
        Column("title_en", _("In English"), max_length=200, example="Data migration is harder than planned"),
        Column("kind", _("Kind"), kind="choice", choices=RiskKind.choices, example="threat"),
        Column("category", _("Category"), kind="choice", choices=Category.choices, example="data"),
        Column("cause", _("Cause"), width=28),
        Column("event", _("Event"), width=28),
        Column("effect", pgettext_lazy("risk", "Effect"), width=28),
        Column("owner", _("Owner"), kind="person", example="E1001"),
        Column("assignee", _("Assignee"), kind="person", example="E1001"),
        Column("proximity", _("Proximity"), kind="choice", choices=Proximity.choices, example="quarter"),
        Column("trigger", pgettext_lazy("risk", "Trigger"), max_length=300, width=24),
        Column("trigger_en", _("Trigger in English"), max_length=300, width=24),
        Column("trigger_on", _("Day of the trigger"), kind="date"),
        Column("review_on", pgettext_lazy("risk", "Next review"), kind="date"),
        *_levels(),
        Column("money", _("Money if it happens"), kind="decimal", digits=2, minimum=Decimal(0), example=600_000),
        Column("money_after", _("Money after the responses"), kind="decimal", digits=2, minimum=Decimal(0)),
        Column("days", _("Working days if it happens"), kind="decimal", digits=1, minimum=Decimal(0), example=15),
        Column("days_after", _("Working days after the responses"), kind="decimal", digits=1, minimum=Decimal(0)),
        Column("strategy", _("Strategy"), kind="choice", choices=Strategy.choices, example="mitigate"),
        Column("response", _("Response"), width=28),
        Column("fallback", _("If it happens all the same"), width=28),
        Column(
            "data_sets",
            _("Data sets"),
            max_length=300,
            width=20,
            example="D-01, D-03",
            help=_("Numbers of data sets of the project, separated by commas."),
        ),
        Column(
            "status",
            _("Status"),
            kind="choice",
            choices=RiskStatus.choices,
            help=_("Moved on the page; not read back."),
        ),
        Column("current_score", _("Current score"), kind="decimal", digits=4, help=_("Computed; not read back.")),
        Column("residual_score", _("Residual score"), kind="decimal", digits=4, help=_("Computed; not read back.")),
    ),
)
NOT_READ = frozenset({"number", "status", "current_score", "residual_score"})
READ = tuple(column.name for column in SPEC.columns if column.name not in NOT_READ)


# ---- out --------------------------------------------------------------------------------------------------------


def rows_of(project: Project, user: Any) -> list[Row]:
    """The whole register by number, as the import reads it."""
    risks = selectors.visible(user).filter(project=project).prefetch_related("data_sets").order_by("number")
    named = policy.may(user, "view", "data_set", project_id=project.pk)
    return [_row(risk, named) for risk in risks]


def _row(risk: Risk, named: bool) -> Row:
    apart = ("number", "data_sets")
    stored = {column.name: getattr(risk, column.name) for column in SPEC.columns if column.name not in apart}
    stored["data_sets"] = _codes(risk.data_sets.all()) if named else None
    return {"number": risk.code, **{name: None if value == "" else value for name, value in stored.items()}}


def _codes(rows: Iterable[DataSet]) -> str:
    return ", ".join(row.code for row in sorted(rows, key=lambda row: row.number))


# ---- in ---------------------------------------------------------------------------------------------------------


def context(user: Any, params: Mapping[str, str]) -> ImportContext:
    project = access.get_visible_or_404(
        Project.objects.select_related("portfolio"), user, key=params.get("project", "")[:32]
    )
    policy.require(user, "import", "risk", project_id=project.pk)
    return ImportContext(
        user=user,
        params={"project": project.key},
        title=f"{project.key} {project.label}",
        back_url=reverse("risks:project_risks", args=[project.key]),
        project_id=project.pk,
        obj=project,
    )


@dataclass
class Plan:
    """What one row asks for."""

    row: Row
    risk: Risk | None
    values: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)

    @property
    def action(self) -> str:
        if self.risk is None:
            return "create"
        return "update" if self.before else "unchanged"

    def refuse(self, column: str, code: str, message: Any, **params: Any) -> None:
        shown = self.row.get(column)
        text = "" if shown is None else str(getattr(shown, "text", shown))
        self.errors.append(CellError(self.row["_row"], column, code, message, params, text))


def check(rows: list[Row], context: ImportContext) -> Checked:
    plans = _plans(rows, context)
    return Checked(
        errors=[error for plan in plans for error in plan.errors],
        actions=[plan.action for plan in plans],
        before=[plan.before or None for plan in plans],
    )


def commit(rows: list[Row], by: Any, context: ImportContext, now: datetime) -> ImportOutcome:
    plans = _plans(rows, context)
    for plan in plans:
        if plan.risk is None:
            services.raise_risk(by=by, project=context.obj, now=now, **plan.values)
        elif plan.before:
            changed = {name: plan.values[name] for name in plan.before}
            services.change_risk(by=by, risk=plan.risk, now=now, **changed)
    actions = [plan.action for plan in plans]
    return ImportOutcome(
        created=actions.count("create"),
        updated=actions.count("update"),
        unchanged=actions.count("unchanged"),
        url=context.back_url,
    )


def _plans(rows: list[Row], context: ImportContext) -> list[Plan]:
    """Every row with what it means, in two queries."""
    visible = selectors.visible(context.user).filter(project=context.obj).prefetch_related("data_sets")
    risks = list(visible.order_by("-number"))
    sets = {row.number: row for row in DataSet.objects.visible_to(context.user).filter(project=context.obj)}
    by_number = {risk.number: risk for risk in risks}
    by_title = {risk.title.casefold(): risk for risk in risks}
    wanted = [int(row[name]) for row in rows for name in ("owner", "assignee") if row[name] is not None]
    people = User.objects.visible_to(context.user).in_bulk(wanted)
    return [_plan(row, by_number, by_title, people, sets, context.obj) for row in rows]


def _plan(
    row: Row,
    by_number: Mapping[int, Risk],
    by_title: Mapping[str, Risk],
    people: Mapping[int, User],
    sets: Mapping[int, DataSet],
    project: Project,
) -> Plan:
    number = _NUMBER.fullmatch(row["number"]) if row["number"] else None
    risk = by_number.get(int(number[1])) if number else by_title.get(row["title"].casefold())
    plan = Plan(row, risk, _given(row, people))
    if row["number"] and risk is None:
        plan.refuse("number", "unknown_risk", N_("The project has no risk with this number"))
    named = plan.values.pop("data_sets", None)
    candidate = copy.copy(risk) if risk else Risk(project=project)
    for name, value in plan.values.items():
        setattr(candidate, name, value)
    try:
        services.check_risk(candidate)
    except DomainError as error:
        column = error.field if error.field in READ or error.field in LEVELS else "title"
        plan.refuse(column, error.code, error.raw_message, **{k: str(v) for k, v in error.params.items()})
    if risk is not None:
        plan.before |= {
            name: _cell(getattr(risk, name)) for name, value in plan.values.items() if getattr(risk, name) != value
        }
    if named is not None:
        _name_sets(plan, named, sets)
    return plan


def _name_sets(plan: Plan, named: str, sets: Mapping[int, DataSet]) -> None:
    """The data sets of the cell, by their numbers."""
    found = []
    for part in filter(None, (part.strip() for part in re.split(r"[,，、;；]", named))):
        number = _DATA_SET.fullmatch(part)
        row = sets.get(int(number[1])) if number else None
        if row is None:
            plan.refuse("data_sets", "unknown_data_set", N_("The project has no data set %(number)s"), number=part[:40])
            return
        found.append(row)
    known = list(plan.risk.data_sets.all()) if plan.risk else []
    if {row.pk for row in known} != {row.pk for row in found}:
        plan.values["data_sets"] = found
        plan.before["data_sets"] = _codes(known)


def _given(row: Row, people: Mapping[int, User]) -> dict[str, Any]:
    """The filled cells as values of the model."""
    found = {}
    for name in READ:
        value = row[name]
        if value is not None:
            found[name] = people.get(int(value)) if SPEC[name].kind == "person" else value
    return found


def _cell(value: Any) -> Any:
    """A present value as a cell holds it."""
    return Ref(value.pk, value.label) if isinstance(value, User) else value


IMPORTER = Importer(
    kind=KIND,
    title=_("Risks"),
    about=_(
        "One row per risk. A risk is found by its number, else by its name. An empty cell leaves what is known. "
        "Levels go from 1 to 5; status and scores are shown and not read back."
    ),
    spec=SPEC,
    context=context,
    check=check,
    commit=commit,
    template_rows=lambda context: rows_of(context.obj, context.user),
)
