"""What a change request would do, before anybody approves it: computed on a copy of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from pmo.records import Conflict, DomainError
from projects.goals.models import Goal, Kpi
from projects.schedule import planning
from projects.schedule import services as schedule
from projects.schedule.models import Plan
from projects.schedule.services.ops import Op
from projects.scope.choices import ITEM_LINES, LineKind, Priority
from projects.scope.models import ChangeLine, ChangeRequest, ScopeBaseline
from projects.scope.selectors.changes import lines as lines_of
from projects.scope.services.items import own_weight, weight

# Working days of an average month, to turn a delay into months of pain.
DAYS_A_MONTH = Decimal("20.83")
MOST_MILESTONES = 30
_MONEY = ("baseline_effort", "cost", "delay_cost", "monthly_loss")


@dataclass(frozen=True)
class MovedMilestone:
    name: str
    from_on: date
    to_on: date
    workdays: int


@dataclass(frozen=True)
class KpiEffect:
    """Working days between the project's finish and the day a KPI is due: negative = due before it is finished."""

    kpi_id: int
    name: str
    url: str
    due_on: date
    before: int
    after: int
    touched: bool

    @property
    def lost(self) -> bool:
        """Could be reached after the finish, and no more."""
        return self.before >= 0 > self.after


@dataclass
class Effect:
    """`refusal`: why the plan cannot carry this out. Efforts in person-days, `workdays` positive = later."""

    finish_before: date | None = None
    finish_after: date | None = None
    workdays: int = 0
    milestones: list[MovedMilestone] = field(default_factory=list)
    critical: list[str] = field(default_factory=list)
    effort: Decimal = Decimal(0)
    baseline_effort: Decimal | None = None
    cost: Decimal | None = None
    delay_cost: Decimal | None = None
    monthly_loss: Decimal | None = None
    currency: str = "CNY"
    kpis: list[KpiEffect] = field(default_factory=list)
    touches_plan: bool = False
    has_plan: bool = False
    refusal: str = ""

    @property
    def growth(self) -> float | None:
        """Share of the agreed effort."""
        return float(self.effort / self.baseline_effort) if self.baseline_effort else None

    def to_json(self) -> dict[str, Any]:
        found = asdict(self)
        found["milestones"] = [
            {**m, "from_on": str(m["from_on"]), "to_on": str(m["to_on"])} for m in found["milestones"]
        ]
        found["kpis"] = [{**k, "due_on": str(k["due_on"])} for k in found["kpis"]]
        for name in ("finish_before", "finish_after", "effort", *_MONEY):
            found[name] = None if found[name] is None else str(found[name])
        return found

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Effect:
        found = dict(data)
        found["milestones"] = [
            MovedMilestone(m["name"], date.fromisoformat(m["from_on"]), date.fromisoformat(m["to_on"]), m["workdays"])
            for m in data["milestones"]
        ]
        found["kpis"] = [KpiEffect(**{**k, "due_on": date.fromisoformat(k["due_on"])}) for k in data["kpis"]]
        for name in ("finish_before", "finish_after"):
            found[name] = date.fromisoformat(data[name]) if data[name] else None
        for name in ("effort", *_MONEY):
            found[name] = None if data[name] is None else Decimal(data[name])
        return cls(**found)


def effect_of(change: ChangeRequest, lines: Sequence[ChangeLine] | None = None) -> Effect:
    """Finish, milestones, critical path, effort, cost and KPIs with the change carried out; nothing is written.

    `lines`: those of the change, where they are known.
    """
    lines = lines_of(change) if lines is None else lines
    plan = (
        Plan.objects.select_related("project", "work_calendar", "own_calendar").filter(project=change.project).first()
    )
    found = Effect(currency=change.currency, cost=change.cost, has_plan=plan is not None)
    _efforts(found, change, lines)
    if plan is None:
        return found
    _dates(found, plan, lines)
    _kpis(found, change, plan, lines)
    _delay(found, change)
    return found


def ops_of(lines: Sequence[ChangeLine]) -> list[Op]:
    """The lines as edits of the plan. Work added after a task continues before what it is said to come before.

    Several lines about one task add up. Raises Conflict when a task a line is about has gone from the plan.
    """
    ops: list[Op] = []
    durations: dict[int, int] = {}
    for line in lines:
        if line.task is None and _needs_task(line):
            raise Conflict(_("A task this change is about is not in the plan any more."), code="task_gone")
        if line.kind == LineKind.CHANGE_TASK and line.task and line.days is not None:
            before = durations.get(line.task.pk, line.task.duration)
            duration = max(before + int(line.days * _minutes(line.task.plan)), 0)
            durations[line.task.pk] = duration
            ops.append({"op": "set", "id": line.task.pk, "fields": {"duration": duration}})
        elif line.kind == LineKind.REMOVE_TASK and line.task:
            ops.append({"op": "delete", "ids": [line.task_id]})
        elif line.kind in (LineKind.ADD_TASK, LineKind.ADD_ITEM) and line.days is not None and line.task:
            ops += _new_work(line, line.task.plan)
    return ops


def _needs_task(line: ChangeLine) -> bool:
    """Lines about the plan; added scope only where it says how long its work takes."""
    return line.kind not in ITEM_LINES or (line.kind == LineKind.ADD_ITEM and line.days is not None)


def _new_work(line: ChangeLine, plan: Plan) -> list[Op]:
    key = f"line{line.pk}"
    fields: dict[str, Any] = {
        "name": line.title,
        "name_en": line.title_en,
        "duration": int((line.days or 0) * _minutes(plan)),
        "wave": line.wave,
    }
    ops: list[Op] = [{"op": "add", "after": line.task_id, "key": key, "fields": fields}]
    ops.append({"op": "link", "from": line.task_id, "to": key})
    if line.before_task_id is not None:
        ops.append({"op": "link", "from": key, "to": line.before_task_id})
    return ops


def _minutes(plan: Plan) -> Decimal:
    return plan.hours_per_day * 60


# --- parts ------------------------------------------------------------------------------------------------------------


def _efforts(found: Effect, change: ChangeRequest, lines: Sequence[ChangeLine]) -> None:
    baseline = ScopeBaseline.objects.filter(project=change.project, is_current=True).first()
    found.baseline_effort = baseline.effort if baseline else None
    stand_in = baseline or ScopeBaseline(mean_effort=Decimal(0))
    for line in lines:
        if line.kind == LineKind.ADD_ITEM and line.priority != Priority.WONT:
            found.effort += weight(line.effort_days, stand_in)
        elif line.item is not None and line.kind == LineKind.REMOVE_ITEM:
            found.effort -= own_weight(line.item, stand_in)
        elif line.item is not None and line.kind == LineKind.CHANGE_ITEM:
            after = copy(line.item)
            after.effort_days = after.effort_days if line.effort_days is None else line.effort_days
            after.priority = line.priority or after.priority
            found.effort += own_weight(after, stand_in) - own_weight(line.item, stand_in)


def _dates(found: Effect, plan: Plan, lines: Sequence[ChangeLine]) -> None:
    found.finish_before = found.finish_after = plan.finish_on
    try:
        ops = ops_of(lines)
        found.touches_plan = bool(ops)
        if not ops:
            return
        simulated = schedule.simulate(plan, ops)
    except DomainError as error:
        found.refusal = error.message
        return
    found.finish_before, found.finish_after = simulated.finish_before, simulated.finish_after
    found.workdays = simulated.workdays
    found.critical = list(simulated.critical)
    moved = [MovedMilestone(m.name, m.from_on, m.to_on, m.workdays) for m in simulated.moved if m.is_milestone]
    found.milestones = moved[:MOST_MILESTONES]


def _kpis(found: Effect, change: ChangeRequest, plan: Plan, lines: Sequence[ChangeLine]) -> None:
    """How much time every KPI has after the finish, before and after: nothing works before it is finished."""
    if found.finish_before is None or found.finish_after is None:
        return
    table = planning.company_table(plan)
    touched = _touched_goals(lines)
    kpis = Kpi.objects.filter(goal__project=change.project, retired_at=None, due_on__isnull=False)
    for kpi in kpis.exclude(goal__status="dropped").select_related("goal").order_by("due_on", "pk"):
        due = cast("date", kpi.due_on)
        before, after = table.count(found.finish_before, due), table.count(found.finish_after, due)
        found.kpis.append(KpiEffect(kpi.pk, kpi.label, kpi.url, due, before, after, kpi.goal_id in touched))


def _touched_goals(lines: Sequence[ChangeLine]) -> set[int]:
    items = [line.item_id for line in lines if line.item_id]
    linked = Goal.objects.filter(scope_items__in=items).values_list("pk", flat=True) if items else []
    return {*linked, *(line.goal_id for line in lines if line.goal_id)}


def _delay(found: Effect, change: ChangeRequest) -> None:
    """What the pain goes on costing while the finish moves: money a month × months of delay (negative: saved)."""
    if not found.workdays:
        return
    monthly = Decimal(0)
    for pain in change.project.pain_points.exclude(status="dismissed").filter(currency=change.currency):
        monthly += pain.money_per_month or Decimal(0)
    if monthly:
        found.monthly_loss = monthly
        cost = monthly * found.workdays / DAYS_A_MONTH
        found.delay_cost = cost.quantize(Decimal("0.01"))
