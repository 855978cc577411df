"""Goals and KPIs as a table: one row per KPI, with the goal it belongs to. Out, edited, and in again.

A goal is found by its number, else by its name; a KPI by its name within the goal. An empty cell leaves what is known.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import pgettext_lazy

from pmo import access
from pmo.access import policy
from pmo.accounts.models import User
from pmo.exchange import CellError, Checked, Column, ImportContext, Importer, ImportOutcome, Ref, TableSpec
from pmo.records import DomainError
from projects.goals import services
from projects.goals.choices import OFFERED, Cadence, GoalStatus, KpiKind
from projects.goals.completeness import is_complete
from projects.goals.models import Goal, Kpi
from projects.portfolio.models import Project

KIND = "goals"
Row = dict[str, Any]

SPEC = TableSpec(
    sheet=_("Goals and KPIs"),
    key=("goal_number", "goal", "kpi"),
    columns=(
        Column(
            "goal_number", _("Goal no."), max_length=12, help=_("Of a goal that exists, for example G-01."), width=8
        ),
        Column("goal", _("Goal"), required=True, max_length=200, example="报销快一倍", width=28),
        Column("goal_en", _("Goal in English"), max_length=200, example="Reimbursement twice as fast"),
        Column("goal_owner", _("Owner of the goal"), kind="person", example="E1001"),
        Column("goal_weight", _("Weight of the goal"), kind="integer", minimum=0, maximum=5, example=3),
        Column(
            "kpi",
            _("KPI"),
            max_length=120,
            help=_("Without it the row is about the goal alone."),
            example="审批周期",
            width=24,
        ),
        Column("kpi_en", _("KPI in English"), max_length=120, example="Approval cycle"),
        Column("kind", _("Kind"), kind="choice", choices=KpiKind.choices, example="reach"),
        Column("unit", _("Unit"), max_length=24, example="天"),
        Column("unit_en", _("Unit in English"), max_length=24, example="days"),
        Column("decimals", _("Decimals shown"), kind="integer", minimum=0, maximum=6, example=1),
        Column("baseline", _("Baseline"), kind="decimal", digits=6, example=Decimal(5)),
        Column("baseline_on", _("Baseline measured on"), kind="date"),
        Column(
            "target",
            pgettext_lazy("KPI", "Target"),
            max_length=64,
            help=_("A number, or relative to the baseline: −30%."),
            example="2",
        ),
        Column("lower", _("Lower bound"), kind="decimal", digits=6, help=_("For “stay above” and “stay within”.")),
        Column("upper", _("Upper bound"), kind="decimal", digits=6, help=_("For “stay below” and “stay within”.")),
        Column("due_on", _("Due"), kind="date"),
        Column("cadence", _("Cadence"), kind="choice", choices=Cadence.choices, example="monthly"),
        Column("weight", _("Weight"), kind="integer", minimum=0, maximum=5, example=1),
        Column("owner", _("Owner"), kind="person", example="E1001"),
        Column("checkpoints", _("Checkpoints"), help=_("Days and values: 2026-06-30 4; 2026-09-30 3."), width=24),
        Column("source", _("Where the value comes from"), max_length=200, width=24),
    ),
)

GOAL_FIELDS = {"goal": "title", "goal_en": "title_en", "goal_owner": "owner", "goal_weight": "weight"}
KPI_FIELDS = {
    "kpi": "name",
    "kpi_en": "name_en",
    "kind": "kind",
    "unit": "unit",
    "unit_en": "unit_en",
    "decimals": "decimals",
    "baseline": "baseline",
    "baseline_on": "baseline_on",
    "lower": "lower",
    "upper": "upper",
    "due_on": "due_on",
    "cadence": "cadence",
    "weight": "weight",
    "owner": "owner",
    "source": "source_note",
}
_COLUMN_OF = {field_: column for column, field_ in KPI_FIELDS.items()} | {
    "target": "target",
    "checkpoints": "checkpoints",
}
_NUMBER = re.compile(r"(?:[Gg]-?)?0*(\d{1,6})")
_POINT = re.compile(r"(\d{4}-\d{2}-\d{2})\s*[=:：＝\s]\s*(\S+)")


# ---- out --------------------------------------------------------------------------------------------------------


def rows_of(project: Project, user: Any) -> list[Row]:
    """The goals in force and their active KPIs, as the import reads them."""
    goals = Goal.objects.visible_to(user).filter(project=project).exclude(status=GoalStatus.DROPPED)
    found = []
    for goal in goals.select_related("owner").prefetch_related("kpis__owner").order_by("number"):
        kpis = sorted((kpi for kpi in goal.kpis.all() if kpi.is_active), key=lambda kpi: kpi.pk)
        own = {"goal_number": goal.code, **_stored(goal, GOAL_FIELDS)}
        found += [{**own, **_kpi_row(kpi)} for kpi in kpis] or [own]
    return found


def _kpi_row(kpi: Kpi) -> Row:
    points = "; ".join(f"{point['on']} {point['value']}" for point in kpi.checkpoints)
    return {**_stored(kpi, KPI_FIELDS), "target": _target_words(kpi), "checkpoints": points or None}


def _target_words(kpi: Kpi) -> str | None:
    if kpi.target is None:
        return None
    plain = f"{kpi.target:f}"
    return kpi.target_words or (plain.rstrip("0").rstrip(".") if "." in plain else plain)


def _stored(obj: Goal | Kpi, fields: Mapping[str, str]) -> Row:
    return {column: getattr(obj, name) for column, name in fields.items()}


# ---- in ---------------------------------------------------------------------------------------------------------


def context(user: Any, params: Mapping[str, str]) -> ImportContext:
    project = access.get_visible_or_404(
        Project.objects.select_related("portfolio"), user, key=params.get("project", "")[:32]
    )
    policy.require(user, "import", "goal", project_id=project.pk)
    policy.require(user, "import", "kpi", project_id=project.pk)
    return ImportContext(
        user=user,
        params={"project": project.key},
        title=f"{project.key} {project.label}",
        back_url=reverse("goals:overview", args=[project.key]),
        project_id=project.pk,
        obj=project,
    )


@dataclass
class Plan:
    """What one row asks for. `goal_key` joins rows about the same goal, known or new."""

    row: Row
    goal: Goal | None
    goal_key: Any
    goal_values: dict[str, Any]
    kpi: Kpi | None = None
    kpi_values: dict[str, Any] = field(default_factory=dict)
    target_text: str | None = None
    candidate: Kpi | None = None
    before: dict[str, Any] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)

    @property
    def action(self) -> str:
        if self.goal is None or (self.row["kpi"] and self.kpi is None):
            return "create"
        return "update" if self.before else "unchanged"

    def refuse(self, column: str, code: str, message: Any, **params: Any) -> None:
        shown = self.row.get(column)
        text = "" if shown is None else str(getattr(shown, "text", shown))
        self.errors.append(CellError(self.row["_row"], column, code, message, params, text))


def check(rows: list[Row], context: ImportContext) -> Checked:
    plans = _plans(rows, context)
    _check_offered(plans)
    return Checked(
        errors=[error for plan in plans for error in plan.errors],
        actions=[plan.action for plan in plans],
        before=[plan.before or None for plan in plans],
    )


def commit(rows: list[Row], by: Any, context: ImportContext, now: datetime) -> ImportOutcome:
    plans = _plans(rows, context)
    made: dict[Any, Goal] = {}
    for plan in plans:
        if plan.goal_key in made:
            continue
        same = [other for other in plans if other.goal_key == plan.goal_key]
        values = {name: value for other in same for name, value in other.goal_values.items()}
        made[plan.goal_key] = _write_goal(plan.goal, values, by, context.obj, now)
    for plan in plans:
        if not plan.row["kpi"]:
            continue
        more: dict[str, Any] = {"target_text": plan.target_text} if plan.target_text is not None else {}
        if plan.kpi is None:
            services.add_kpi(by=by, goal=made[plan.goal_key], now=now, **plan.kpi_values, **more)
        elif plan.before.keys() - GOAL_FIELDS.keys():
            services.change_kpi(by=by, kpi=plan.kpi, now=now, **plan.kpi_values, **more)
    actions = [plan.action for plan in plans]
    return ImportOutcome(
        created=actions.count("create"),
        updated=actions.count("update"),
        unchanged=actions.count("unchanged"),
        url=context.back_url,
    )


def _write_goal(goal: Goal | None, values: dict[str, Any], by: Any, project: Project, now: datetime) -> Goal:
    if goal is None:
        return services.add_goal(by=by, project=project, now=now, **values)
    if any(getattr(goal, name) != value for name, value in values.items()):
        return services.change_goal(by=by, goal=goal, now=now, **values)
    return goal


def _plans(rows: list[Row], context: ImportContext) -> list[Plan]:
    """Every row with what it means, in four queries."""
    visible = Goal.objects.visible_to(context.user).filter(project=context.obj).exclude(status=GoalStatus.DROPPED)
    goals = list(visible.select_related("project", "owner").order_by("-number"))
    by_number = {goal.number: goal for goal in goals}
    by_title = {goal.title.casefold(): goal for goal in goals}
    by_id = {goal.pk: goal for goal in goals}
    kpis: dict[tuple[int, str], Kpi] = {}
    for kpi in Kpi.objects.filter(goal__in=by_id, retired_at__isnull=True).select_related("owner").order_by("-pk"):
        kpi.goal = by_id[kpi.goal_id]
        kpis[kpi.goal_id, kpi.name.casefold()] = kpi
    people = User.objects.visible_to(context.user).in_bulk(
        [int(row[name]) for row in rows for name in ("goal_owner", "owner") if row[name] is not None]
    )
    return [_plan(row, by_number, by_title, kpis, people) for row in rows]


def _plan(
    row: Row,
    by_number: Mapping[int, Goal],
    by_title: Mapping[str, Goal],
    kpis: Mapping[tuple[int, str], Kpi],
    people: Mapping[int, User],
) -> Plan:
    number = _NUMBER.fullmatch(row["goal_number"]) if row["goal_number"] else None
    goal = by_number.get(int(number[1])) if number else by_title.get(row["goal"].casefold())
    plan = Plan(row, goal, goal.pk if goal else row["goal"].casefold(), _given(row, GOAL_FIELDS, people))
    if row["goal_number"] and goal is None:
        plan.refuse("goal_number", "unknown_goal", N_("The project has no goal with this number"))
    if goal is not None:
        plan.before |= _differences(goal, plan.goal_values, GOAL_FIELDS)
    if row["kpi"]:
        plan.kpi = kpis.get((goal.pk, row["kpi"].casefold())) if goal else None
        _plan_kpi(plan, people)
    elif any(row[name] is not None for name in (*KPI_FIELDS, "target", "checkpoints")):
        plan.refuse("kpi", "kpi_missing", N_("Missing; the row has values of a KPI"))
    return plan


def _plan_kpi(plan: Plan, people: Mapping[int, User]) -> None:
    row = plan.row
    values = _given(row, KPI_FIELDS, people)
    if row["checkpoints"] is not None:
        values["checkpoints"] = list(_points(row["checkpoints"]))
    plan.kpi_values, plan.target_text = values, row["target"]
    draft = copy.copy(plan.kpi) if plan.kpi else Kpi()
    try:
        plan.candidate = services.fill_kpi(draft, values, plan.target_text)
    except DomainError as error:
        column = _COLUMN_OF.get(error.field, "")
        plan.refuse(column, error.code, error.raw_message, **{k: str(v) for k, v in error.params.items()})
        return
    if plan.kpi is not None:
        old, new = _kpi_row(plan.kpi), _kpi_row(plan.candidate)
        plan.before |= {column: _cell(old[column]) for column in new if old[column] != new[column]}


def _points(text: str) -> Iterator[dict[str, str]]:
    for part in re.split(r"[;；\n]", text):
        if part.strip():
            match = _POINT.fullmatch(part.strip())
            yield {"on": match[1], "value": match[2]} if match else {"on": "", "value": ""}


def _given(row: Row, fields: Mapping[str, str], people: Mapping[int, User]) -> dict[str, Any]:
    """The filled cells as values of the model."""
    found = {}
    for column, name in fields.items():
        value = row[column]
        if value is not None:
            found[name] = people.get(int(value)) if SPEC[column].kind == "person" else value
    return found


def _differences(obj: Goal, values: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    columns = {name: column for column, name in fields.items()}
    return {columns[name]: _cell(getattr(obj, name)) for name, value in values.items() if getattr(obj, name) != value}


def _cell(value: Any) -> Any:
    """A present value as a cell holds it."""
    return Ref(value.pk, value.label) if isinstance(value, User) else value


def _check_offered(plans: Sequence[Plan]) -> None:
    """No row may leave a goal that was submitted without a complete KPI."""
    touched: dict[int, list[Plan]] = {}
    for plan in plans:
        if (
            plan.goal is not None
            and plan.goal.status in OFFERED
            and plan.candidate is not None
            and plan.kpi is not None
        ):
            touched.setdefault(plan.goal.pk, []).append(plan)
    if not touched:
        return
    changed = {plan.kpi.pk for group in touched.values() for plan in group if plan.kpi is not None}
    others = Kpi.objects.filter(goal_id__in=touched, retired_at__isnull=True).exclude(pk__in=changed)
    safe = {kpi.goal_id for kpi in others if is_complete(kpi)}
    for goal_id, group in touched.items():
        if goal_id not in safe and not any(plan.candidate and is_complete(plan.candidate) for plan in group):
            group[0].refuse("kpi", "no_complete_kpi", N_("The goal was submitted and would have no complete KPI left"))


IMPORTER = Importer(
    kind=KIND,
    title=_("Goals and KPIs"),
    about=_(
        "One row per KPI, with the goal it belongs to. A goal is found by its number, else by its name; a KPI by its "
        "name. An empty cell leaves what is known. Targets may be relative: −30%."
    ),
    spec=SPEC,
    context=context,
    check=check,
    commit=commit,
    template_rows=lambda context: rows_of(context.obj, context.user),
)
