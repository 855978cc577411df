"""Plans, risks and money of a company made in bulk; the scheduler and the worker compute what follows from them."""

from __future__ import annotations

import itertools
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from metrics.demo.bulk import known, write
from projects.budget import services as budget
from projects.budget.choices import Category, CommitmentState, TrancheState
from projects.budget.models import (
    Actual,
    Budget,
    BudgetLine,
    BudgetPhase,
    BudgetVersion,
    Commitment,
    LineMonth,
    Tranche,
    VersionMonth,
)
from projects.budget.selectors import ledger
from projects.engines.worktime import to_moment
from projects.portfolio.models import Project
from projects.risks import scales
from projects.risks.choices import RiskStatus
from projects.risks.models import Risk
from projects.schedule import services as schedule
from projects.schedule.models import Baseline, BaselineTask, Plan, Task, TaskLink

if TYPE_CHECKING:
    from metrics.demo.scale import Scale

TASKS, RISKS, MONTHS = 12, 3, 12
DAY = 8 * 60
LINES = (Category.LICENCES, Category.IMPLEMENTATION, Category.TRAINING, Category.CONTINGENCY)
ZERO = Decimal(0)


def plan_and_pay(scale: Scale) -> None:
    """For every open project: a plan with its baseline, a few risks, a budget half spent."""
    projects = [p for p in scale.projects if p.is_open]
    _plans(scale, projects)
    write(Risk, (_risk(scale, p, n) for p in projects for n in range(1, RISKS + 1)))
    _budgets(scale, projects)


# --- plans ------------------------------------------------------------------------------------------------------------


def _plans(scale: Scale, projects: list[Project]) -> None:
    now = scale.now
    plans = write(Plan, (_plan(scale, p) for p in projects))
    tasks = write(Task, (_task(scale, plan, n) for plan in plans for n in range(1, TASKS + 1)))
    write(
        TaskLink,
        (
            TaskLink(plan_id=one.plan_id, predecessor=one, successor=other, created_at=now, updated_at=now)
            for one, other in itertools.pairwise(tasks)
            if one.plan_id == other.plan_id
        ),
    )
    schedule.recompute_stale(now=now)
    _baselines(scale)


def _plan(scale: Scale, project: Project) -> Plan:
    """Computed with a calendar nobody has: the scheduler will find it stale."""
    start = datetime.combine(scale.today - timedelta(days=scale.random.randint(60, 200)), time(9))
    return Plan(
        project=project,
        start=to_moment(start),
        task_count=TASKS,
        computed_at=scale.now,
        created_at=scale.now,
        updated_at=scale.now,
    )


def _task(scale: Scale, plan: Plan, number: int) -> Task:
    milestone = number % 4 == 0
    return Task(
        plan=plan,
        uid=number,
        position=number,
        wbs=str(number),
        name=f"里程碑 {number}" if milestone else f"任务 {number}",
        name_en=f"Milestone {number}" if milestone else f"Task {number}",
        is_milestone=milestone,
        owner_id=plan.project.manager_id,
        duration=0 if milestone else scale.random.randint(5, 30) * DAY,
        created_at=scale.now,
        updated_at=scale.now,
    )


def _baselines(scale: Scale) -> None:
    """Agreed a little earlier than planned today: some are late, some are not."""
    plans = {plan.pk: plan for plan in Plan.objects.filter(finish__isnull=False).order_by("pk")}
    slips = {pk: scale.random.choice((0, 0, 1, 3, 8)) for pk in plans}
    kept = write(Baseline, (_baseline(scale, plan, slips[plan.pk]) for plan in plans.values()))
    by_plan = {baseline.plan_id: baseline for baseline in kept}
    write(
        BaselineTask,
        (
            BaselineTask(
                baseline=by_plan[task.plan_id],
                task=task,
                uid=task.uid,
                name=task.name,
                start=task.start - slips[task.plan_id] * 1440,
                finish=task.finish - slips[task.plan_id] * 1440,
                duration=task.duration,
                is_milestone=task.is_milestone,
            )
            for task in Task.objects.filter(plan__in=plans).order_by("plan_id", "position").iterator()
        ),
    )


def _baseline(scale: Scale, plan: Plan, slip: int) -> Baseline:
    return Baseline(
        plan=plan,
        number=1,
        taken_at=scale.now - timedelta(days=60),
        taken_by_id=scale.managers[0].pk,
        is_current=True,
        start=plan.start,
        finish=(plan.finish or 0) - slip * 1440,
        finish_on=plan.finish_on - timedelta(days=slip) if plan.finish_on else None,
        created_at=scale.now,
        updated_at=scale.now,
    )


# --- risks ------------------------------------------------------------------------------------------------------------


def _risk(scale: Scale, project: Project, number: int) -> Risk:
    random = scale.random
    before, after = (random.randint(2, 5), random.randint(2, 5)), (random.randint(1, 3), random.randint(1, 3))
    money = Decimal(random.randint(5, 80) * 10_000)
    levels: dict[str, Any] = {}
    for phase, (probability, time_) in (("inherent", before), ("current", before), ("residual", after)):
        levels |= {
            f"{phase}_probability": probability,
            f"{phase}_time": time_,
            f"{phase}_score": scales.DEFAULT.score(probability, [time_]),
        }
    owner = known(project.manager_id)
    return Risk(
        project=project,
        number=number,
        title=f"风险 {number}",
        title_en=f"Risk {number}",
        owner_id=owner,
        raised_by_id=owner,
        status=RiskStatus.TREATING if number > 1 else RiskStatus.OPEN,
        status_at=scale.now,
        money=money,
        money_after=money / 2,
        current_money=money / 2,
        residual_money=money / 4,
        review_on=scale.today + timedelta(days=random.randint(-5, 60)),
        created_at=scale.now,
        updated_at=scale.now,
        **levels,
    )


# --- money ------------------------------------------------------------------------------------------------------------


def _budgets(scale: Scale, projects: list[Project]) -> None:
    now = scale.now
    stamps = {"created_at": now, "updated_at": now}
    budgets = write(Budget, (Budget(project=p, **stamps) for p in projects))
    phases = write(
        BudgetPhase, (BudgetPhase(budget=b, number=1, name="实施", name_en="Build", **stamps) for b in budgets)
    )
    lines = write(
        BudgetLine, (_line(scale, phase, n, category) for phase in phases for n, category in enumerate(LINES, 1))
    )
    first = (scale.today.replace(day=1) - timedelta(days=150)).replace(day=1)
    months = [_month(first, n) for n in range(MONTHS)]
    rows = [
        LineMonth(line=line, month=m, plan=Decimal(scale.random.randint(1, 9) * 10_000))
        for line in lines
        for m in months
    ]
    rows = write(LineMonth, rows)
    _approve(scale, budgets, rows)
    write(Tranche, (_tranche(scale, phase, n) for phase in phases for n in (1, 2)))
    spending = [line for line in lines if line.category != Category.CONTINGENCY]
    orders = write(Commitment, (_commitment(scale, line) for line in spending))
    write(Actual, (_actual(scale, order, n, m) for order in orders for n, m in enumerate(months[:5])))
    budget.refresh_all(now=now)


def _month(first: date, number: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
    return date(year, month + 1, 1)


def _line(scale: Scale, phase: BudgetPhase, number: int, category: str) -> BudgetLine:
    return BudgetLine(
        budget_id=phase.budget_id,
        phase=phase,
        number=number,
        title=f"预算行 {number}",
        title_en=f"Line {number}",
        category=category,
        created_at=scale.now,
        updated_at=scale.now,
    )


def _approve(scale: Scale, budgets: list[Budget], rows: list[LineMonth]) -> None:
    """What is planned is approved, as `freeze` would keep it."""
    by_budget: dict[int, list[LineMonth]] = {}
    for row in rows:
        by_budget.setdefault(row.line.budget_id, []).append(row)
    versions = write(
        BudgetVersion,
        (
            BudgetVersion(
                budget=one,
                number=1,
                approved_at=scale.now - timedelta(days=90),
                approved_by=scale.company.people["cfo"],
                total=sum((row.plan for row in by_budget[one.pk]), ZERO),
                fingerprint=ledger.fingerprint(
                    (row.line_id, row.line.category, row.line.currency, row.month, row.plan)
                    for row in by_budget[one.pk]
                ),
            )
            for one in budgets
        ),
    )
    write(
        VersionMonth,
        (
            VersionMonth(version=version, line_id=row.line_id, month=row.month, value=row.plan)
            for version in versions
            for row in by_budget[version.budget_id]
        ),
    )


def _tranche(scale: Scale, phase: BudgetPhase, number: int) -> Tranche:
    released = number == 1
    return Tranche(
        budget_id=phase.budget_id,
        phase=phase,
        number=number,
        amount=Decimal(1_500_000 if released else 500_000),
        planned_on=scale.today + timedelta(days=-90 if released else 30),
        state=TrancheState.RELEASED if released else TrancheState.PLANNED,
        released_by=scale.company.people["cfo"] if released else None,
        released_at=scale.now - timedelta(days=90) if released else None,
        created_at=scale.now,
        updated_at=scale.now,
    )


def _commitment(scale: Scale, line: BudgetLine) -> Commitment:
    amount = Decimal(scale.random.randint(10, 40) * 10_000)
    return Commitment(
        line=line,
        number=line.number,
        supplier="供应商",
        amount=amount,
        currency=line.currency,
        value=amount,
        on=scale.today - timedelta(days=100),
        state=CommitmentState.COMMITTED,
        raised_by=scale.managers[0],
        created_at=scale.now,
        updated_at=scale.now,
    )


def _actual(scale: Scale, order: Commitment, number: int, month: date) -> Actual:
    amount = Decimal(scale.random.randint(1, 9) * 10_000)
    return Actual(
        line=order.line,
        budget_id=order.line.budget_id,
        commitment=order,
        on=month + timedelta(days=14),
        amount=amount,
        currency=order.currency,
        value=amount,
        reference=f"{order.pk}-{number}",
        created_at=scale.now,
        updated_at=scale.now,
    )
