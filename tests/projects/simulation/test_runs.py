"""Simulating a project: a job computes it, keeps it with its seed, and says when it is no longer true."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from pmo.jobs import runner
from pmo.jobs import services as jobs
from pmo.jobs.models import Job
from pmo.notify.clock import standing
from pmo.records import Conflict, Forbidden, Invalid
from projects.portfolio.models import Project
from projects.schedule import services as schedule
from projects.schedule.models import Plan, Task
from projects.simulation import modelling, services, sources
from projects.simulation.choices import Mode
from projects.simulation.models import SimulationRun
from projects.simulation.selectors import runs as selectors
from projects.simulation.sources import Budget, CostLine, Driver, DriverEffect
from tests.factories import World
from tests.projects.simulation.conftest import compute, fresh, points

Find = Callable[[str], Task]


def effect(task: Task | None, how: str, low: float, likely: float, high: float) -> DriverEffect:
    return DriverEffect(task.pk if task else None, how, Decimal(str(low)), Decimal(str(likely)), Decimal(str(high)))  # type: ignore[arg-type]


def test_a_run_is_kept_with_what_it_was_computed_from(world: World, plan: Plan) -> None:
    found = compute(world)
    finish = found.result["finish"]
    assert (found.state, found.number, found.seed, found.iterations) == ("done", 1, 7, 2000)
    assert finish["plan"] == fresh(plan).finish_on.isoformat()  # type: ignore[union-attr]
    assert finish["p10"] <= finish["p50"] <= finish["p80"] <= finish["p90"]
    assert found.p80_on == date.fromisoformat(finish["p80"])
    assert sum(b["count"] for b in finish["bins"]) == 2000
    assert finish["contingency"] >= 1
    assert found.result["counts"] == {"own": 0, "banded": 3, "risks": 0, "lines": 0}
    assert found.result["cost"] is None
    assert selectors.percentiles(world.mine) == (found.p50_on, found.p80_on)


def test_the_same_seed_gives_the_same_result_and_another_one_another(world: World, plan: Plan) -> None:
    first, second, third = compute(world), compute(world), compute(world, seed=8)
    assert first.result == second.result
    assert first.result["finish"]["bins"] != third.result["finish"]["bins"]


def test_without_any_uncertainty_every_course_is_the_plan(world: World, plan: Plan) -> None:
    services.change_settings(by=world.pm, project=world.mine, now=world.now, band=False)
    finish = compute(world).result["finish"]
    assert finish["p10"] == finish["p90"] == finish["plan"]
    assert finish["plan_probability"] == 1


def test_the_promise_is_the_settings_then_the_baseline_then_the_target(world: World, plan: Plan) -> None:
    Project.objects.filter(pk=world.mine.pk).update(target_finish_on=date(2026, 12, 31))
    own = modelling.settings_of(world.mine)
    assert modelling.promise(fresh(plan), own) == (date(2026, 12, 31), "target")
    schedule.take_baseline(by=world.pm, plan=fresh(plan), now=world.now, name="agreed")
    assert modelling.promise(fresh(plan), own) == (fresh(plan).finish_on, "baseline")
    services.change_settings(by=world.pm, project=world.mine, now=world.now, promised_on=date(2027, 1, 5))
    assert modelling.promise(fresh(plan), modelling.settings_of(world.mine)) == (date(2027, 1, 5), "settings")
    assert compute(world).result["finish"]["probability"] == 1


def test_an_estimate_of_its_own_counts_instead_of_the_band(world: World, plan: Plan, task: Find) -> None:
    before = compute(world)
    services.set_estimate(by=world.pm, task=task("Interfaces"), points=points(8, 12, 25), now=world.now)
    after = compute(world)
    assert after.result["counts"]["own"] == 1
    assert after.p80_on > before.p80_on  # type: ignore[operator]
    shares = selectors.shares_of(after, [task("Interfaces").pk, task("Analysis").pk])
    assert shares[task("Interfaces").pk] == 1
    assert task("Analysis").pk not in shares


def test_a_change_of_plan_estimate_settings_or_risk_makes_it_stale(world: World, plan: Plan, task: Find) -> None:
    run = compute(world)

    def stale() -> bool:
        return modelling.inputs_of(fresh(plan)).fingerprint != run.fingerprint

    assert not stale()
    services.set_estimate(by=world.pm, task=task("Test"), points=points(4, 5, 9), now=world.now)
    assert stale()
    run = compute(world)
    services.change_settings(by=world.pm, project=world.mine, now=world.now, band_high=Decimal(40))
    assert stale()
    run = compute(world)
    ops = [{"op": "set", "id": task("Test").pk, "fields": {"duration": "6d"}}]
    schedule.apply(by=world.pm, plan=fresh(plan), ops=ops, now=world.now)
    assert stale()
    run = compute(world)
    sources.register_drivers(lambda project, mode: [Driver(1, "R-1", "Late", Decimal("0.5"), ())])
    assert stale()


def test_another_promise_or_another_budget_makes_it_stale(world: World, plan: Plan) -> None:
    """Both are what its probabilities answer to."""
    approved = [Budget(Decimal(100))]
    sources.register_costs(
        lambda project: [CostLine(1, "x", Decimal(90), Decimal(100), Decimal(120))], budget=lambda project: approved[-1]
    )
    run = compute(world)
    assert modelling.inputs_of(fresh(plan)).fingerprint == run.fingerprint
    services.change_settings(by=world.pm, project=world.mine, now=world.now, promised_on=date(2027, 1, 5))
    assert modelling.inputs_of(fresh(plan)).fingerprint != run.fingerprint
    run = compute(world)
    approved.append(Budget(Decimal(130)))
    assert modelling.inputs_of(fresh(plan)).fingerprint != run.fingerprint


def test_a_risk_makes_a_line_dearer_but_not_what_is_spent_of_it(world: World, plan: Plan) -> None:
    dearer = DriverEffect(None, "factor", Decimal(2), Decimal(2), Decimal(2), line_id=1)
    gone = DriverEffect(None, "factor", Decimal(9), Decimal(9), Decimal(9), line_id=77)
    sources.register_drivers(lambda project, mode: [Driver(1, "R-1", "Dearer", Decimal(1), (dearer, gone))])
    line = CostLine(1, "Licences", Decimal(100), Decimal(100), Decimal(100), spent=Decimal(30))
    other = CostLine(2, "Training", Decimal(50), Decimal(50), Decimal(50), spent=Decimal(20))
    sources.register_costs(lambda project: [line, other], budget=lambda project: Budget(None))
    result = compute(world).result
    assert result["cost"]["plan"] == "150.00"
    assert result["cost"]["p50"] == "220.00"
    assert (result["cost"]["budget"], result["cost"]["probability"]) == (None, None)
    assert result["risks"][0]["money"] == "70.00"


def test_money_of_risks_is_added_in_the_currency_of_the_costs(world: World, plan: Plan) -> None:
    sure = Driver(1, "R-1", "Dear", Decimal(1), (effect(None, "money", 80, 80, 80),))
    sources.register_drivers(lambda project, mode: [sure])
    rates: dict[str, Decimal] = {"CNY": Decimal("0.125")}
    sources.register_costs(
        lambda project: [CostLine(1, "x", Decimal(100), Decimal(100), Decimal(100))],
        budget=lambda project: Budget(None, "EUR"),
        rates=lambda others, to: {other: rates[other] for other in others if other in rates},
    )
    cost = compute(world).result["cost"]
    assert (cost["p50"], cost["currency"]) == ("110.00", "EUR")
    rates.clear()
    assert compute(world).result["cost"] is None, "what has no rate cannot be added up"


def test_risks_and_costs_and_what_responses_change(world: World, plan: Plan, task: Find) -> None:
    late = Driver(1, "R-01", "Interfaces late", Decimal("0.6"), (effect(task("Interfaces"), "days", 5, 10, 15),))
    dear = Driver(2, "R-02", "Licences", Decimal("0.5"), (effect(None, "money", 50, 50, 50),))
    everyone = Driver(3, "R-03", "Sickness", Decimal("0.2"), (effect(None, "factor", 1, 1.1, 1.2),))

    def ask(project: Project, mode: Mode) -> list[Driver]:
        return [late, dear, everyone] if mode == Mode.CURRENT else [dear, everyone]

    sources.register_drivers(ask)
    lines = [CostLine(1, "Consultants", Decimal(90), Decimal(100), Decimal(120), task_id=task("Interfaces").pk)]
    sources.register_costs(lambda project: lines, budget=lambda project: Budget(Decimal(160)))
    run = compute(world)
    result = run.result
    risks = {row["code"]: row for row in result["risks"]}
    assert result["risks"][0]["code"] == "R-01"
    assert risks["R-01"]["days"] >= 5
    assert risks["R-02"]["days"] == 0
    assert Decimal(risks["R-02"]["money"]) > 0
    assert result["after"]["p80"] < result["finish"]["p80"]
    assert result["after"]["p80"] == risks["R-01"]["p80"]
    cost = result["cost"]
    assert cost["plan"] == "100.00"
    assert 0 < cost["probability"] < 1
    assert Decimal(cost["contingency"]) == Decimal(cost["p80"]) - 100
    assert len(result["cloud"]) >= 200


def test_an_effect_on_a_task_that_has_gone_is_left_out(world: World, plan: Plan) -> None:
    ghost = DriverEffect(987_654, "days", Decimal(5), Decimal(5), Decimal(5))
    sources.register_drivers(lambda project, mode: [Driver(1, "R-1", "x", Decimal(1), (ghost,))])
    assert compute(world).result["risks"][0]["days"] == 0


@pytest.mark.parametrize(("how", "size", "days"), [("days", 5, 5), ("factor", 2, 10)])
def test_a_risk_on_a_summary_acts_on_what_is_below(
    world: World, plan: Plan, task: Find, how: str, size: float, days: int
) -> None:
    """Two tasks of five days one after the other under a summary; nothing else varies."""
    services.change_settings(by=world.pm, project=world.mine, now=world.now, band=False)
    ops = [
        {"op": "add", "key": "s", "level": 1, "fields": {"name": "Phase"}},
        {"op": "add", "key": "x", "level": 2, "after": "s", "fields": {"name": "First", "duration": "5d"}},
        {"op": "add", "key": "y", "level": 2, "after": "x", "fields": {"name": "Second", "duration": "5d"}},
        {"op": "link", "from": "x", "to": "y"},
        {"op": "set", "id": task("Interfaces").pk, "fields": {"duration": "1d"}},
        {"op": "set", "id": task("Test").pk, "fields": {"duration": "1d"}},
        {"op": "set", "id": task("Analysis").pk, "fields": {"duration": "1d"}},
    ]
    schedule.apply(by=world.pm, plan=fresh(plan), ops=ops, now=world.now)
    on = effect(task("Phase"), how, size, size, size)
    sources.register_drivers(lambda project, mode: [Driver(1, "R-1", "x", Decimal(1), (on,))])
    assert compute(world).result["risks"][0]["days"] == days


def test_groups_move_together(world: World, plan: Plan, task: Find) -> None:
    services.change_settings(by=world.pm, project=world.mine, now=world.now, correlation=Decimal(1))

    def widths(group: str) -> int:
        for name in ("Interfaces", "Test"):
            services.set_estimate(by=world.pm, task=task(name), points=points(2, 8, 20, group=group), now=world.now)
        finish = compute(world).result["finish"]
        return (date.fromisoformat(finish["p90"]) - date.fromisoformat(finish["p10"])).days

    assert widths("vendor") > widths("")


def test_one_at_a_time(world: World, plan: Plan) -> None:
    services.start_run(by=world.pm, project=world.mine, now=world.now)
    with pytest.raises(Conflict, match="running"):
        services.start_run(by=world.pm, project=world.mine, now=world.now)


def test_a_cancelled_run_leaves_nothing_and_makes_room(world: World, plan: Plan) -> None:
    made = services.start_run(by=world.pm, project=world.mine, now=world.now)
    jobs.cancel(by=world.pm, job=Job.objects.get(pk=made.job_id), now=world.now)
    runner.run_pending(clock=standing(world.now))
    assert selectors.newest_of(world.mine) is None
    assert selectors.of_project(world.pm, world.mine).last.state == "failed"  # type: ignore[union-attr]
    assert compute(world).state == "done"


def test_a_plan_that_cannot_be_simulated_says_why(world: World, plan: Plan, task: Find) -> None:
    services.set_estimate(by=world.pm, task=task("Test"), points=points(5, 5, 90_000), now=world.now)
    made = services.start_run(by=world.pm, project=world.mine, now=world.now)
    runner.run_pending(clock=standing(world.now))
    made.refresh_from_db()
    assert made.state == "failed"
    assert "out_of_range" in made.result["error"]
    assert Job.objects.get(pk=made.job_id).state == "failed"


def test_who_may_simulate(world: World, plan: Plan) -> None:
    for person in (world.ceo, world.it, world.stranger):
        with pytest.raises(Forbidden):
            services.start_run(by=person, project=world.mine, now=world.now)
    services.start_run(by=world.pmo, project=world.mine, now=world.now)


@pytest.mark.parametrize(("values", "code"), [({"iterations": 10}, "iterations"), ({"seed": -1}, "seed")])
def test_limits(world: World, plan: Plan, values: dict[str, int], code: str) -> None:
    with pytest.raises(Invalid) as error:
        services.start_run(by=world.pm, project=world.mine, now=world.now, **values)  # type: ignore[arg-type]
    assert error.value.code == code


def test_a_project_without_tasks_or_closed_is_refused(world: World) -> None:
    with pytest.raises(Conflict, match="no_tasks"):
        services.start_run(by=world.pm, project=world.mine, now=world.now)
    Project.objects.filter(pk=world.mine.pk).update(state="closed")
    with pytest.raises(Conflict, match="closed"):
        services.start_run(by=world.pm, project=world.mine, now=world.now)


def test_a_plan_that_is_done_is_not_simulated(world: World, plan: Plan) -> None:
    Task.objects.filter(plan=plan).update(percent=100)
    with pytest.raises(Conflict, match="all_done"):
        services.start_run(by=world.pm, project=world.mine, now=world.now)


def test_the_oldest_runs_go(world: World, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projects.simulation.services.runs.KEPT", 2)
    for _turn in range(3):
        compute(world, iterations=1000)
    assert sorted(SimulationRun.objects.values_list("number", flat=True)) == [2, 3]
