"""Earned value of a project: the approved money over the work of the baseline, on any day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from projects.budget import figures, rollup, services
from projects.budget.earned_words import schedule_figures
from projects.budget.selectors import earned, ledger
from projects.budget.services import standing
from projects.engines.earned_value import Missing, Schedule
from projects.engines.worktime import to_moment
from projects.schedule import services as schedule
from projects.schedule.models import Plan, Task
from tests.factories import World
from tests.projects.budget.conftest import Money

D = Decimal


@pytest.fixture
def plan(world: World) -> Plan:
    """Two weeks of configuring, two of rolling out: 2 to 13 November, 16 to 27 November 2026; agreed."""
    plan = schedule.open_plan(by=world.pm, project=world.mine, start_on=date(2026, 11, 2), now=world.now)
    rows = [
        {"op": "add", "key": "a", "fields": {"name": "Configure", "duration": "10d"}},
        {"op": "add", "key": "b", "fields": {"name": "Roll out", "duration": "10d", "predecessors": "1"}},
    ]
    schedule.apply(by=world.pm, plan=plan, ops=rows, now=world.now)
    schedule.take_baseline(by=world.pm, plan=plan, now=world.now)
    return Plan.objects.get(pk=plan.pk)


def report(world: World, name: str, percent: int) -> None:
    task = Task.objects.select_related("plan__project", "plan__work_calendar").get(plan__project=world.mine, name=name)
    schedule.report_progress(by=world.pm, task=task, values={"percent": D(percent)}, now=world.now)


def test_lines_without_tasks_spread_over_all_and_contingency_is_left_out(
    world: World, money: Money, plan: Plan
) -> None:
    report(world, "Configure", 100)
    found = earned.of_project(world.mine, world.today, world.today)
    assert found.measures is not None
    assert (found.measures.bac, found.measures.ev, found.measures.ac) == (D(300_000), D(150_000), D(0))
    assert D(150_000) < found.measures.pv < D(300_000)
    assert found.eac == D(300_000)
    assert isinstance(found.schedule, Schedule)


def test_a_line_with_tasks_is_earned_with_them_alone(world: World, money: Money, plan: Plan) -> None:
    roll_out = Task.objects.select_related("plan").get(plan=plan, name="Roll out")
    services.change_line(by=world.pm, line=money.licences, tasks=[roll_out], now=world.now)
    report(world, "Configure", 100)
    found = earned.of_project(world.mine, world.today, world.today)
    assert found.measures is not None
    assert (found.measures.bac, found.measures.ev) == (D(300_000), D(100_000))


def test_every_cent_is_spread(world: World, planned: Money, plan: Plan) -> None:
    cells = {(planned.licences.pk, date(2026, 11, 1)): {"plan": D("100000.01")}}
    services.set_months(by=world.pm, budget=planned.budget, cells=cells, now=world.now)
    services.sign(
        by=world.cfo, approval=services.ask_budget(by=world.pm, budget=planned.budget, now=world.now), now=world.now
    )
    for name in ("Configure", "Roll out"):
        report(world, name, 100)
    found = earned.of_project(world.mine, world.today, world.today)
    assert found.measures is not None
    assert found.measures.ev == found.measures.bac == D("300000.01")


def test_the_time_gone_by_stops_when_all_is_done(world: World, money: Money, plan: Plan) -> None:
    for name in ("Configure", "Roll out"):
        report(world, name, 100)
    Task.objects.filter(plan=plan).update(actual_finish=to_moment(date(2026, 11, 20)))
    at_once, later = (earned.of_project(world.mine, day, day) for day in (world.today, date(2027, 3, 31)))
    assert isinstance(at_once.schedule, Schedule)
    assert isinstance(later.schedule, Schedule)
    assert later.finished_on == date(2026, 11, 20)
    assert (later.schedule.at, later.schedule.sv) == (at_once.schedule.at, at_once.schedule.sv)
    # 20 of the 30 days of the first month.
    assert later.schedule.at == D(20) / D(30)
    assert any("2026-11-20" in row.formula for row in schedule_figures(later))
    Task.objects.filter(plan=plan, name="Roll out").update(actual_finish=None)
    unknown = earned.of_project(world.mine, date(2027, 3, 31), date(2027, 3, 31))
    assert unknown.finished_on is None


def test_a_past_day_knows_what_was_done_spent_and_approved_then(world: World, money: Money, plan: Plan) -> None:
    report(world, "Configure", 100)
    given = {"by": world.pm, "line": money.build, "now": world.now}
    services.record_actual(amount=D("70000.50"), on=date(2026, 11, 12), reference="I-1", **given)  # type: ignore[arg-type]
    services.record_actual(amount=D(10_000), on=date(2026, 11, 20), reference="I-2", **given)  # type: ignore[arg-type]
    tomorrow = world.today + timedelta(days=1)
    now = earned.of_project(world.mine, world.today, tomorrow)
    assert now.measures is not None
    assert (now.measures.ev, now.measures.ac) == (D(150_000), D("80000.50"))
    assert [point.on for point in now.trend] == [world.today, date(2026, 11, 30)]
    then = earned.of_project(world.mine, date(2026, 11, 15), tomorrow)
    assert then.missing == Missing("not_approved")


def test_finished_work_is_earned_on_the_day_it_was_finished_however_late_it_was_told(
    world: World, money: Money, plan: Plan
) -> None:
    report(world, "Configure", 100)
    one = earned.of_project(world.mine, world.today, world.today)
    task = Task.objects.get(plan=plan, name="Configure")
    past = earned._Past(one, {task.pk: task}, asked=True)
    assert task.actual_finish is not None
    shares = [past.done(task.pk, day) for day in (date(2026, 11, 1), date(2026, 11, 6), date(2026, 11, 13))]
    assert shares[0] == 0
    assert 0 < shares[1] < 1
    assert shares[2] == 1


def test_without_a_baseline_there_is_a_reason_and_an_end_by_the_lines(world: World, money: Money) -> None:
    found = earned.of_project(world.mine, world.today, world.today)
    assert (found.missing, found.measures, found.eac) == (Missing("no_baseline"), None, D(300_000))


def _end(world: World, on: date) -> Decimal:
    book = ledger.of_project(world.mine, on)
    assert book is not None
    return book.bottom_up


def test_a_month_that_ends_saves_nothing_until_the_work_is_done(world: World, money: Money, plan: Plan) -> None:
    """Of 300,000 nothing is spent: it is still to come, however many months go by."""
    assert {_end(world, on) for on in (world.today, date(2026, 12, 1), date(2027, 2, 1))} == {D(300_000)}
    services.record_actual(
        by=world.pm, line=money.build, amount=D(40_000), on=world.today, reference="RE-9", now=world.now
    )
    assert _end(world, date(2026, 12, 1)) == D(300_000)
    cells = {(money.licences.pk, date(2026, 11, 1)): {"forecast": D(70_000)}}
    services.set_months(by=world.pm, budget=money.budget, cells=cells, now=world.now)
    assert _end(world, date(2026, 12, 1)) == D(270_000), "whoever knows better enters a forecast of that month"
    for task in Task.objects.filter(plan=plan, is_summary=False):
        report(world, task.name, 100)
    assert _end(world, date(2027, 2, 1)) == D(40_000), "nothing more comes of work that is done"


def test_the_roll_up_adds_in_one_currency_and_leaves_out_what_has_no_rate(
    world: World, money: Money, plan: Plan
) -> None:
    report(world, "Configure", 100)
    found = rollup.of(rollup.open_budgets(world.pmo), world.today)
    assert (found.approved, found.released, found.currency) == (D(360_000), D(150_000), "CNY")
    assert found.measures is not None
    assert found.measures.ev == D(150_000)
    line = services.add_line(
        by=world.pm,
        budget=money.budget,
        title="Abroad",
        category="hardware",
        phase=money.pilot,
        currency="EUR",
        months={date(2026, 12, 1): D(100)},
        now=world.now,
    )
    assert line.currency == "EUR"
    assert rollup.of(rollup.open_budgets(world.pmo), world.today).left_out == [world.mine]
    assert rollup.total(rollup.open_budgets(world.pmo), world.today).left_out == [world.mine.key]
    services.add_rate(by=world.pmo, currency="EUR", since_on=world.today, rate=D(8), now=world.now)
    assert rollup.of(rollup.open_budgets(world.pmo), world.today).eac == D(300_800)


@pytest.mark.parametrize("stored", [False, True])
def test_the_sums_alone_are_those_of_the_roll_up(world: World, money: Money, plan: Plan, stored: bool) -> None:
    report(world, "Configure", 100)
    if stored:
        standing.refresh_all(now=world.now)
    budgets = rollup.open_budgets(world.pmo)
    assert figures.holding(budgets, world.today).exists() is stored
    rows, sums = rollup.of(budgets, world.today), rollup.total(budgets, world.today)
    assert sums.amounts == {name: getattr(rows, name) for name in rollup.SUMMED}
    assert sums.amounts["approved"] == D(360_000)
    assert (sums.currency, sums.projects, sums.left_out) == (rows.currency, len(rows.rows), [])
