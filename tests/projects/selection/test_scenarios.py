"""Scenarios: computed exactly, explained, stale when an input changes, one adopted."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pmo.audit import selectors as audit
from pmo.audit.models import AuditEntry
from pmo.jobs import runner
from pmo.jobs import services as jobs
from pmo.jobs.models import Job
from pmo.notify.clock import standing
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from projects.portfolio.models import Project
from projects.selection import services, work
from projects.selection.models import Assessment, Scenario, line_key
from projects.selection.reading import Reader
from projects.selection.selectors import cases
from projects.selection.selectors import scenarios as selectors
from tests.factories import World
from tests.projects.selection.conftest import year
from tests.together import at_once

Make = Callable[..., Scenario]
Compute = Callable[[Scenario], Scenario]
Assess = Callable[..., Assessment]
Golden = dict[str, Project]


def keys(scenario: Scenario) -> list[str]:
    return [Project.objects.get(pk=pk).key for pk in scenario.result["chosen"]]


def why(scenario: Scenario) -> dict[str, str]:
    return {row.project.key: row.why for row in Reader([scenario]).read(scenario).refused}


def test_the_golden_case(golden: Golden, scenario: Make, compute: Compute) -> None:
    found = compute(scenario())
    assert found.state == "done"
    assert keys(found) == ["BBB-01", "CCC-01"]
    assert (found.result["value"], found.result["bound"], found.result["gap"]) == ("220.00", "220.00", 0.0)
    assert found.result["cost"] == "50.00"
    assert why(found) == {"AAA-01": "no room left: total budget"}
    assert Reader([found]).read(found).proof == "Proved: no other choice is worth more."


def test_the_frontier_reaches_from_the_smallest_to_everything(golden: Golden, scenario: Make, compute: Compute) -> None:
    points = {row["budget"]: row["value"] for row in compute(scenario()).result["frontier"]}
    assert points["50.00"] == "220.00"
    assert points["60.00"] == "280.00"
    values = [Decimal(value) for value in points.values()]
    assert values == sorted(values)


def test_what_is_forced_is_chosen_and_has_its_price(
    golden: Golden, scenario: Make, compute: Compute, assess: Assess
) -> None:
    assess(golden["AAA-01"], 60, 10, force="must", force_reason="the law")
    assess(golden["BBB-01"], 100, 20, force="must_not", force_reason="not this year")
    found = compute(scenario())
    assert keys(found) == ["AAA-01", "CCC-01"]
    prices = {Project.objects.get(pk=row["project"]).key: row["price"] for row in found.result["prices"]}
    # Without the must: 120 alone. Without the must-not: 60 + 120 still is the best with the must, as 60 + 100 is less.
    assert prices == {"AAA-01": "0.00", "BBB-01": "0.00"}
    assert why(found)["BBB-01"] == "must not be chosen: not this year"
    assess(golden["BBB-01"], 100, 20, force="none")
    found = compute(found)
    # 60 + 120 instead of 220.
    assert [row["price"] for row in found.result["prices"]] == ["40.00"]


def test_all_kinds_of_limits_bind(
    world: World, golden: Golden, scenario: Make, compute: Compute, assess: Assess
) -> None:
    role = line_key("role", None, "tester", date(2027, 1, 1), None)
    unit = line_key("unit", None, "", None, world.finance.pk)
    for key, used in (("AAA-01", role), ("BBB-01", role), ("CCC-01", unit)):
        assess(golden[key], 100, 10, lines={year(2027): Decimal(10), used: Decimal(5)})
    free = {"budget": None}
    cases_ = [
        ({}, ["AAA-01", "BBB-01", "CCC-01"], set()),
        ({role: Decimal("9.99")}, None, {"no room left: Tester 2027 Q1"}),
        ({unit: Decimal(4)}, ["AAA-01", "BBB-01"], {f"no room left: change load of {world.finance.label}"}),
        ({year(2027): Decimal(29)}, None, {"no room left: budget 2027"}),
    ]
    for number, (limits, chosen, reasons) in enumerate(cases_):
        found = compute(scenario(f"Case {number}", limits=limits, **free))
        assert len(found.result["chosen"]) == (3 if not reasons else 2)
        assert chosen is None or keys(found) == chosen
        assert set(why(found).values()) == reasons


def test_links_between_projects_are_kept(golden: Golden, scenario: Make, compute: Compute, assess: Assess) -> None:
    first, _second, third = golden.values()
    assess(third, 120, 30, needs=[first])
    found = compute(scenario())
    # 60 + 120 within 50, or 60 + 100: never 220.
    assert keys(found) == ["AAA-01", "CCC-01"]
    assess(first, 60, 10, excludes=[third])
    found = compute(found)
    assert keys(found) == ["AAA-01", "BBB-01"]
    assert why(found) == {"CCC-01": "never together with AAA-01 AAA-01"}


def test_what_lacks_a_figure_takes_no_part_and_says_which(
    world: World, golden: Golden, scenario: Make, compute: Compute, assess: Assess
) -> None:
    assess(golden["BBB-01"], None, 20)
    assess(world.mine, 500, None)
    assess(golden["CCC-01"], 120, 30, needs=[golden["BBB-01"]])
    found = compute(scenario())
    assert keys(found) == ["AAA-01"]
    assert why(found) == {
        "BBB-01": "takes no part: no expected benefit",
        "CCC-01": "cannot be chosen: what it needs takes no part",
        "FIN-01": "takes no part: no cost in any year",
    }


def test_an_impossible_scenario_names_what_conflicts(
    golden: Golden, scenario: Make, compute: Compute, assess: Assess
) -> None:
    for key, (benefit, cost) in {"BBB-01": (100, 20), "CCC-01": (120, 40)}.items():
        assess(golden[key], benefit, cost, force="must", force_reason="promised")
    found = compute(scenario())
    assert found.state == "impossible"
    (conflict,) = Reader([found]).read(found).conflicts
    assert conflict["limit"] == "total budget"
    assert conflict["rules"] == ["BBB-01 BBB-01 must be chosen", "CCC-01 CCC-01 must be chosen"]
    with pytest.raises(Conflict):
        services.adopt_scenario(by=found.asked_by, scenario=found, reason="anyway", now=found.created_at)


def test_an_empty_portfolio_chooses_nothing(scenario: Make, compute: Compute) -> None:
    found = compute(scenario())
    assert (found.state, found.result["chosen"], found.result["value"]) == ("done", [], "0.00")


def test_closed_and_finished_projects_are_no_candidates(golden: Golden, scenario: Make, compute: Compute) -> None:
    Project.objects.filter(key="BBB-01").update(state="cancelled")
    Project.objects.filter(key="AAA-01").update(stage="operation")
    assert keys(compute(scenario())) == ["CCC-01"]


def test_whatever_changes_an_input_makes_the_result_stale(
    world: World, golden: Golden, scenario: Make, compute: Compute, assess: Assess
) -> None:
    found = compute(scenario())
    assert not selectors.is_stale(found)
    assess(golden["AAA-01"], 60, 10, note="a note is no input")
    assert not selectors.is_stale(found)
    assess(golden["AAA-01"], 61, 10)
    assert selectors.is_stale(found)
    with pytest.raises(Conflict) as refused:
        services.adopt_scenario(by=world.ceo, scenario=found, reason="good", now=world.now)
    assert refused.value.code == "stale"
    found = compute(found)
    services.change_scenario(by=world.pmo, scenario=found, limits={year(2027): Decimal(9)}, now=world.now)
    assert selectors.is_stale(Scenario.objects.get(pk=found.pk))


def test_the_case_does_not_depend_on_who_asks_or_on_order(world: World, golden: Golden, scenario: Make) -> None:
    made = scenario()
    assert cases.case_of(made).watermark == cases.case_of(Scenario.objects.get(pk=made.pk)).watermark


def test_one_scenario_is_adopted_by_somebody_who_says_why(
    world: World, golden: Golden, scenario: Make, compute: Compute
) -> None:
    one, other = compute(scenario("One")), compute(scenario("Other", budget=Decimal(30)))
    with pytest.raises(Invalid):
        services.adopt_scenario(by=world.ceo, scenario=one, reason=" ", now=world.now)
    for person in (world.pm, world.owner, world.it):
        with pytest.raises(Forbidden):
            services.adopt_scenario(by=person, scenario=one, reason="mine", now=world.now)
    with pytest.raises(StaleWrite):
        services.adopt_scenario(by=world.ceo, scenario=one, reason="best", expected=99, now=world.now)
    one.refresh_from_db()
    services.adopt_scenario(by=world.ceo, scenario=one, reason="best", now=world.now)
    services.adopt_scenario(by=world.cfo, scenario=other, reason="cheaper", now=world.now)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.is_adopted, other.is_adopted, other.adopted_by) == (False, True, world.cfo)
    assert [entry.act for entry in audit.history(one)][:2] == ["scenario.replaced", "scenario.adopted"]
    for act in (services.change_scenario, services.delete_scenario, services.start_scenario):
        with pytest.raises(Conflict):
            act(by=world.pmo, scenario=other, now=world.now)


def test_what_was_adopted_meanwhile_is_not_replaced_unseen(
    world: World, golden: Golden, scenario: Make, compute: Compute
) -> None:
    one, other = compute(scenario("One")), compute(scenario("Other", budget=Decimal(30)))
    services.adopt_scenario(by=world.ceo, scenario=one, reason="best", instead_of=None, now=world.now)
    given: dict[str, Any] = {"by": world.cfo, "scenario": other, "reason": "cheaper", "now": world.now}
    with pytest.raises(Conflict, match="adopted_meanwhile") as refused:
        services.adopt_scenario(**given, instead_of=None)
    assert "One" in refused.value.message
    services.adopt_scenario(**given, instead_of=one.pk)
    assert Scenario.objects.get(is_adopted=True) == other


@pytest.mark.django_db(transaction=True)
def test_of_two_adoptions_at_once_exactly_one_wins(
    world: World, golden: Golden, scenario: Make, compute: Compute
) -> None:
    one, other = compute(scenario("One")), compute(scenario("Other", budget=Decimal(30)))

    def adopt(by: Any, found: Scenario) -> Callable[[], Scenario]:
        return lambda: services.adopt_scenario(by=by, scenario=found, reason="best", instead_of=None, now=world.now)

    found = at_once(adopt(world.ceo, one), adopt(world.cfo, other), adopt(world.pmo, one))
    assert sum(isinstance(row, Conflict) for row in found) == 2, found
    winner = Scenario.objects.get(is_adopted=True)
    assert [row.pk for row in found if isinstance(row, Scenario)] == [winner.pk]
    assert AuditEntry.objects.filter(act="scenario.adopted").count() == 1
    assert not AuditEntry.objects.filter(act="scenario.replaced").exists()


def test_a_role_on_one_project_opens_no_scenario(world: World, golden: Golden, scenario: Make) -> None:
    made = scenario()
    for person in (world.pm, world.owner, world.employee, world.stranger):
        assert not Scenario.objects.visible_to(person).exists()
        with pytest.raises(Forbidden):
            services.add_scenario(by=person, portfolio=world.portfolio, name="x", now=world.now)
        with pytest.raises(Forbidden):
            services.start_scenario(by=person, scenario=made, now=world.now)
    with pytest.raises(Forbidden):
        services.change_scenario(by=world.ceo, scenario=made, name="x", now=world.now)
    with pytest.raises(Invalid):
        services.add_scenario(by=world.pmo, portfolio=world.portfolio, name="Golden", now=world.now)


# --- the job ----------------------------------------------------------------------------------------------------------


def test_two_do_not_compute_it_at_once_and_a_cancelled_one_can_be_begun_again(
    world: World, golden: Golden, scenario: Make, compute: Compute
) -> None:
    made = scenario()
    services.start_scenario(by=world.pmo, scenario=made, now=world.now)
    with pytest.raises(Conflict):
        services.start_scenario(by=world.pmo, scenario=made, now=world.now)
    made.refresh_from_db()
    jobs.cancel(by=world.pmo, job=Job.objects.get(pk=made.job_id), now=world.now)
    assert not selectors.is_running(made)
    assert compute(made).state == "done"


def test_cancelled_while_it_runs_it_keeps_what_was_known(
    world: World, golden: Golden, scenario: Make, compute: Compute, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = compute(scenario())
    services.start_scenario(by=world.pmo, scenario=made, now=world.now)
    made.refresh_from_db()
    ask = work.Solver.ask

    def interrupted(self: Any, *args: Any, **kwargs: Any) -> Any:
        Job.objects.filter(pk=made.job_id).update(cancel_asked_at=world.now)
        return ask(self, *args, **kwargs)

    monkeypatch.setattr(work.Solver, "ask", interrupted)
    runner.run_pending(clock=standing(world.now))
    assert Job.objects.get(pk=made.job_id).state == "cancelled"
    made.refresh_from_db()
    assert (made.state, made.result["value"]) == ("done", "220.00")


@pytest.mark.parametrize(
    ("script", "grace", "code"),
    [("raise SystemExit('broken')", 60.0, "solver_died"), ("import time; time.sleep(90)", -30.0, "solver_timed_out")],
)
def test_a_solver_that_gives_no_answer_is_told_plainly(
    golden: Golden,
    scenario: Make,
    compute: Compute,
    monkeypatch: pytest.MonkeyPatch,
    script: str,
    grace: float,
    code: str,
) -> None:
    solver = work.Solver
    monkeypatch.setattr(work, "Solver", lambda: solver([sys.executable, "-c", script], grace))
    found = compute(scenario())
    assert found.state == "failed"
    (problem,) = Job.objects.get(pk=found.job_id).errors
    assert problem["code"] == code
    # It can be begun again, and then it works.
    monkeypatch.setattr(work, "Solver", solver)
    assert compute(found).state == "done"
