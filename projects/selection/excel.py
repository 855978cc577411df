"""The scores of a portfolio's projects as a table: out, filled in, and in again.

A project is found by its key. An empty cell leaves what is known; figures by quarter and unit stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from pmo import access
from pmo.access import policy
from pmo.exchange import CellError, Checked, Column, ImportContext, Importer, ImportOutcome, TableSpec
from projects.portfolio.choices import Stage, State
from projects.portfolio.models import Portfolio, Project
from projects.selection import services
from projects.selection.choices import RISKS, STEP_CHOICES
from projects.selection.models import Assessment
from projects.selection.selectors import assessments as selectors

KIND = "assessments"
Row = dict[str, Any]
PARTS = ("business_value", "time_criticality", "risk_reduction", "job_size")
OWN = (*PARTS, "risk", "benefit")
STEPS = [(str(code), label) for code, label in STEP_CHOICES]


def spec(context: ImportContext) -> TableSpec:
    """The columns of this portfolio: a column per criterion."""
    criteria = selectors.criteria_of(context.obj)
    return TableSpec(
        sheet=_("Assessments"),
        key=("project",),
        columns=(
            Column("project", _("Key"), required=True, max_length=32, example="FIN-01"),
            Column("name", _("Project"), max_length=120, help=_("Not read back."), width=28),
            *(
                Column(
                    f"level_{criterion.pk}",
                    criterion.label,
                    kind="integer",
                    minimum=1,
                    maximum=5,
                    help="; ".join(f"{n} {words}" for n, words in criterion.levels if words),
                    example=3,
                )
                for criterion in criteria
            ),
            *(Column(name, _label(name), kind="choice", choices=STEPS, example="5") for name in PARTS),
            Column("risk", _label("risk"), kind="choice", choices=[(str(n), label) for n, label in RISKS], example="3"),
            Column("benefit", _label("benefit"), kind="decimal", digits=2, minimum=Decimal(0), example=Decimal(600000)),
        ),
    )


def _label(name: str) -> Any:
    return Assessment._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def context(user: Any, params: Mapping[str, str]) -> ImportContext:
    portfolio = access.get_visible_or_404(Portfolio.objects.all(), user, code=params.get("portfolio", "")[:16])
    policy.require(user, "import", "assessment")
    return ImportContext(
        user=user,
        params={"portfolio": portfolio.code},
        title=portfolio.label,
        back_url=reverse("selection:assessments"),
        obj=portfolio,
    )


def _projects(context: ImportContext) -> dict[str, Project]:
    rows = Project.objects.visible_to(context.user).filter(portfolio=context.obj)
    open_ = rows.filter(state__in=(State.ACTIVE, State.ON_HOLD)).exclude(stage=Stage.OPERATION)
    return {project.key: project for project in open_.select_related("portfolio").order_by("key")}


def _known(context: ImportContext) -> dict[int, Assessment]:
    rows = Assessment.objects.visible_to(context.user).filter(project__portfolio=context.obj)
    return {row.project_id: row for row in rows.prefetch_related("scores")}


def rows_of(context: ImportContext) -> list[Row]:
    """Every open project the reader may assess, with what is known."""
    known = _known(context)
    return [
        {"project": key, "name": project.label, **_stored(known.get(project.pk))}
        for key, project in _projects(context).items()
    ]


def _stored(row: Assessment | None) -> Row:
    if row is None:
        return {}
    levels = {f"level_{found.criterion_id}": found.level for found in row.scores.all()}
    return {**levels, **{name: _cell(name, getattr(row, name)) for name in OWN}}


def _cell(name: str, value: Any) -> Any:
    """Steps are choices in the table, whose codes are text."""
    return value if name == "benefit" or value is None else str(value)


@dataclass
class Plan:
    """What one row asks for."""

    row: Row
    project: Project | None
    known: bool = False
    values: dict[str, Any] = field(default_factory=dict)
    levels: dict[int, int] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)

    @property
    def action(self) -> str:
        if not self.values and not self.levels:
            return "unchanged"
        return "update" if self.known else "create"


def _plans(rows: list[Row], context: ImportContext) -> list[Plan]:
    projects, known = _projects(context), _known(context)
    criteria = {f"level_{criterion.pk}": criterion.pk for criterion in selectors.criteria_of(context.obj)}
    return [_plan(row, projects, known, criteria, context.user) for row in rows]


def _plan(
    row: Row, projects: Mapping[str, Project], known: Mapping[int, Assessment], criteria: Mapping[str, int], user: Any
) -> Plan:
    plan = Plan(row, projects.get(row["project"]))
    if plan.project is None:
        message = N_("The portfolio has no open project with this key")
        plan.errors.append(CellError(row["_row"], "project", "unknown_project", message, {}, row["project"]))
        return plan
    held = known.get(plan.project.pk)
    plan.known = held is not None
    if not policy.may(user, "change" if held else "add", "assessment", project_id=plan.project.pk):
        message = N_("Your role does not allow you to assess this project")
        plan.errors.append(CellError(row["_row"], "project", "forbidden", message, {}, row["project"]))
    stored = _stored(held)
    for name in (*criteria, *OWN):
        value = row[name]
        if value is None or value == stored.get(name):
            continue
        if held is not None:
            plan.before[name] = stored.get(name)
        if name in criteria:
            plan.levels[criteria[name]] = value
        else:
            plan.values[name] = value if name == "benefit" else int(value)
    return plan


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
        if plan.action != "unchanged" and plan.project is not None:
            services.assess(by=by, project=plan.project, now=now, levels=plan.levels, **plan.values)
    actions = [plan.action for plan in plans]
    return ImportOutcome(
        created=actions.count("create"),
        updated=actions.count("update"),
        unchanged=actions.count("unchanged"),
        url=context.back_url,
    )


IMPORTER = Importer(
    kind=KIND,
    title=_("Assessments"),
    spec=spec,
    context=context,
    check=check,
    commit=commit,
    template_rows=rows_of,
    about=_("A row per project, found by its key. An empty cell leaves what is known."),
)
