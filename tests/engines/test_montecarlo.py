"""The simulation against published figures and closed forms."""

from __future__ import annotations

import csv
import os
from dataclasses import replace
from math import sqrt
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest

from projects.engines.cpm import Constraint, Link, LinkKind, Network, PlanError, compute
from projects.engines.montecarlo import (
    Correlation,
    CostLine,
    Driver,
    Effect,
    Estimate,
    How,
    InputError,
    Model,
    Run,
    Shape,
    draws,
    simulate,
)
from projects.engines.montecarlo.results import (
    cloud,
    contingency,
    convergence,
    histogram,
    margin,
    percentile,
    probability,
    settled_after,
    tornado,
)
from projects.engines.montecarlo.threepoint import deviation, expected
from tests.engines.networks import CLOCK, DAY, OFFICE, START, day, network, task

EXAMPLES = Path(os.environ.get("REFERENCE_DATA", "../shared/data")) / "worked-examples"
N = 40_000


def chain(*rows: tuple[float, float, float, Shape]) -> Model:
    """Tasks one after the other on a calendar that never stops; points in days of 480 minutes."""
    tasks = [task(i, points[1]) for i, points in enumerate(rows, 1)]
    links = [Link(i, i + 1) for i in range(1, len(rows))]
    estimates = [Estimate(i, a * DAY, m * DAY, b * DAY, shape) for i, (a, m, b, shape) in enumerate(rows, 1)]
    return Model(network(*tasks, links=links, calendar=CLOCK), estimates)


def days(run: Run) -> np.ndarray:
    return (run.finish - START) / DAY


# --- distributions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "mean", "sigma", "classical"),
    [(Shape.PERT, 7.0, 1.7321, 1.667), (Shape.TRIANGULAR, 8.0, 2.160, 2.160)],
)
def test_three_points_4_6_14(shape: Shape, mean: float, sigma: float, classical: float) -> None:
    assert expected(4, 6, 14, shape) == pytest.approx(mean)
    assert deviation(4, 6, 14, shape) == pytest.approx(classical, abs=5e-4)
    found = days(simulate(chain((4, 6, 14, shape)), seed=3, iterations=N))
    assert found.mean() == pytest.approx(mean, abs=0.03)
    assert found.std() == pytest.approx(sigma, abs=0.03)
    assert found.min() >= 4
    assert found.max() <= 14


def test_a_chain_of_five_has_the_exact_mean_and_variance_and_the_published_percentiles() -> None:
    rows = [
        (2.0, 3.0, 5.0, Shape.TRIANGULAR),
        (6.5, 8.0, 9.5, Shape.NORMAL),
        (10.0, 14.0, 20.0, Shape.TRIANGULAR),
        (3.2, 4.0, 4.8, Shape.NORMAL),
        (1.0, 2.0, 3.0, Shape.UNIFORM),
    ]
    found = days(simulate(chain(*rows), seed=11, iterations=N))
    # Tri(2,3,5) and Tri(10,14,20) have means 10/3 and 44/3.
    assert found.mean() == pytest.approx(32.0, abs=0.05)
    assert found.var() == pytest.approx(7.835, abs=0.15)
    for share, published in ((0.05, 27.47), (0.5, 31.99), (0.95, 36.74)):
        assert percentile(found, share) == pytest.approx(published, abs=0.15)


def test_a_chain_of_three_has_the_closed_form() -> None:
    rows = [(8.0, 10.0, 12.0, Shape.NORMAL), (5.0, 10.0, 15.0, Shape.TRIANGULAR), (8.0, 10.0, 12.0, Shape.UNIFORM)]
    found = days(simulate(chain(*rows), seed=5, iterations=N))
    assert found.mean() == pytest.approx(30, abs=0.05)
    assert found.var() == pytest.approx(9.5, abs=0.2)
    assert percentile(found, 0.95) == pytest.approx(35.1, abs=0.15)


def test_correlated_normals_add_up_by_covariance_algebra() -> None:
    lines = [CostLine(1, 8, 10, 12, Shape.NORMAL), CostLine(2, 12, 15, 18, Shape.NORMAL),
             CostLine(3, 16, 20, 24, Shape.NORMAL)]  # fmt: skip
    matrix = np.array([[1, 0.5, 0.3], [0.5, 1, 0.4], [0.3, 0.4, 1]])
    groups = [Correlation("prices", lines=(1, 2, 3), matrix=matrix)]
    run = simulate(Model(network(task(1)), costs=lines, correlations=groups), seed=2, iterations=N)
    assert run.cost is not None
    exact = 4 + 9 + 16 + 2 * (0.5 * 2 * 3 + 0.3 * 2 * 4 + 0.4 * 3 * 4)
    assert exact == pytest.approx(49.4)
    assert run.cost.mean() == pytest.approx(45, abs=0.12)
    assert run.cost.var() == pytest.approx(exact, rel=0.02)
    assert percentile(run.cost, 0.025) == pytest.approx(31.2, abs=0.3)
    assert percentile(run.cost, 0.975) == pytest.approx(58.8, abs=0.3)


def test_one_coefficient_stands_for_a_common_factor() -> None:
    lines = [CostLine(i, 8, 10, 12, Shape.NORMAL) for i in range(1, 5)]
    run = simulate(
        Model(network(task(1)), costs=lines, correlations=[Correlation("all", lines=(1, 2, 3, 4), rho=0.5)]),
        seed=2, iterations=N,
    )  # fmt: skip
    assert run.cost is not None
    assert run.cost.var() == pytest.approx(4 * 4 + 12 * 0.5 * 4, rel=0.02)


# --- parallel paths ---------------------------------------------------------------------------------------------------


def test_the_later_of_two_uniforms() -> None:
    """F(x) = x²: mean 2/3, P50 0.7071, P80 0.8944; either path critical half the time."""
    rows = [task(1, 500), task(2, 500)]
    estimates = [Estimate(i, 0, 500 * DAY, 1000 * DAY, Shape.UNIFORM) for i in (1, 2)]
    run = simulate(Model(network(*rows, calendar=CLOCK), estimates), seed=8, iterations=N)
    found = days(run) / 1000
    assert found.mean() == pytest.approx(2 / 3, abs=0.004)
    assert percentile(found, 0.5) == pytest.approx(0.7071, abs=0.006)
    assert percentile(found, 0.8) == pytest.approx(0.8944, abs=0.006)
    assert run.criticality is not None
    assert run.criticality == pytest.approx([0.5, 0.5], abs=0.01)


def test_two_parallel_triangular_tasks() -> None:
    """Triangular(8, 10, 15): each 28.6 % by day ten, together 8.2 %; P80 12.4 → 13.1."""
    estimates = [Estimate(i, 8 * DAY, 10 * DAY, 15 * DAY) for i in (1, 2)]
    both = days(simulate(Model(network(task(1, 10), task(2, 10), calendar=CLOCK), estimates), seed=4, iterations=N))
    one = days(simulate(chain((8, 10, 15, Shape.TRIANGULAR)), seed=4, iterations=N))
    assert probability(one, 10) == pytest.approx(0.286, abs=0.008)
    assert probability(both, 10) == pytest.approx(0.082, abs=0.005)
    assert percentile(one, 0.8) == pytest.approx(12.4, abs=0.06)
    assert percentile(both, 0.8) == pytest.approx(13.1, abs=0.06)


def test_the_path_of_a_textbook_network() -> None:
    """Taylor: expected times 9 10 5 3 6 3 4, the path 1-3-5-7 has mean 24 and variance 5."""
    points = {1: (5, 8, 17), 2: (7, 10, 13), 3: (3, 5, 7), 4: (1, 3, 5), 5: (4, 6, 8), 6: (3, 3, 3), 7: (3, 4, 5)}
    means = [expected(*p, Shape.PERT) for p in points.values()]
    assert means == pytest.approx([9, 10, 5, 3, 6, 3, 4])
    path = [points[i] for i in (1, 3, 5, 7)]
    assert sum(expected(*p, Shape.PERT) for p in path) == pytest.approx(24)
    assert sum(deviation(*p, Shape.PERT) ** 2 for p in path) == pytest.approx(5.0)
    found = days(simulate(chain(*((*p, Shape.PERT) for p in path)), seed=6, iterations=N))
    assert found.mean() == pytest.approx(24, abs=0.05)
    # The book reads the normal curve; the betas have α + β = 6 and variance αβ / 252 of their squared width.
    assert NormalDist(24, sqrt(5)).cdf(28) == pytest.approx(0.9633, abs=5e-4)
    shapes = [((m - a) / (b - a), b - a) for a, m, b in path]
    exact = sum(w * w * (1 + 4 * r) * (5 - 4 * r) / 252 for r, w in shapes)
    assert found.var() == pytest.approx(exact, rel=0.02)


# --- risks ------------------------------------------------------------------------------------------------------------


def risky(*drivers: Driver, base: float = 20, costs: tuple[CostLine, ...] = ()) -> Model:
    return Model(network(task(1, base), task(2, base / 2), links=[Link(1, 2, LinkKind.SS)], calendar=CLOCK),
                 drivers=drivers, costs=costs)  # fmt: skip


def test_an_event_that_happens_or_not() -> None:
    """p = 0.3, exactly ten days more on a base of twenty: mean 23, P50 20, P80 30."""
    model = risky(Driver(1, 0.3, (Effect(How.DAYS, 10 * DAY, 10 * DAY, 10 * DAY, task=1),)))
    found = days(simulate(model, seed=9, iterations=N))
    assert set(found.tolist()) == {20.0, 30.0}
    assert found.mean() == pytest.approx(23, abs=0.1)
    assert percentile(found, 0.5) == 20
    assert probability(found, 20) == pytest.approx(0.7, abs=0.01)
    assert percentile(found, 0.8) == 30


def test_what_shares_a_risk_moves_together() -> None:
    effects = (Effect(How.FACTOR, 1, 1.2, 1.4, task=1), Effect(How.MONEY, 100, 120, 140))
    run = simulate(risky(Driver(1, 0.5, effects), costs=(CostLine(1, 0, 0, 0),)), seed=1, iterations=2000)
    assert run.cost is not None
    # One draw sizes both: a factor of 1 + x comes with 100 + 100x of money.
    fired = run.cost > 0
    assert fired.mean() == pytest.approx(0.5, abs=0.04)
    assert days(run)[fired] / 20 == pytest.approx(run.cost[fired] / 100, abs=1e-4)
    assert (days(run)[~fired] == 20).all()


def test_a_factor_without_a_task_acts_on_all_and_days_without_one_on_the_end() -> None:
    model = risky(Driver(1, 1, (Effect(How.FACTOR, 1.5, 1.5, 1.5), Effect(How.DAYS, DAY, DAY, DAY))))
    assert set(days(simulate(model, seed=1, iterations=10)).tolist()) == {31.0}


def test_days_at_the_end_are_working_days() -> None:
    plan = network(task(1, 5))  # Monday to Friday
    run = simulate(Model(plan, drivers=[Driver(1, 1, (Effect(How.DAYS, DAY, DAY, DAY),))]), seed=1, iterations=5)
    assert set(run.finish.tolist()) == {day(9, 18)}


def test_a_risk_can_give_a_milestone_work() -> None:
    plan = network(task(1, 5), task(2, 0), links=[Link(1, 2)])
    model = Model(plan, drivers=[Driver(1, 0.5, (Effect(How.DAYS, DAY, DAY, DAY, task=2),))])
    assert set(simulate(model, seed=1, iterations=100).finish.tolist()) == {day(6, 18), day(9, 18)}


def test_a_factor_on_a_line_and_a_line_that_grows_with_its_task() -> None:
    lines = (CostLine(1, 100, 100, 100), CostLine(2, 50, 50, 50, task=1))
    model = risky(
        Driver(1, 1, (Effect(How.FACTOR, 2, 2, 2, line=1), Effect(How.FACTOR, 1.5, 1.5, 1.5, task=1))), costs=lines
    )
    run = simulate(model, seed=1, iterations=4)
    assert run.plan_cost == 150
    assert run.cost is not None
    assert run.cost.tolist() == [275.0] * 4


def test_without_a_risk_all_other_draws_stay_as_they_are() -> None:
    """Common random numbers: where the risk did not fire, the iteration is the same to the minute."""
    model = chain((4, 6, 14, Shape.PERT), (4, 6, 14, Shape.TRIANGULAR))
    risk = Driver(7, 0.4, (Effect(How.DAYS, DAY, DAY, DAY, task=1),))
    other = Driver(8, 0.5, (Effect(How.FACTOR, 1.1, 1.2, 1.3, task=2),))
    with_it = simulate(replace(model, drivers=[risk, other]), seed=1, iterations=3000).finish
    without = simulate(replace(model, drivers=[other]), seed=1, iterations=3000).finish
    assert set((with_it - without).tolist()) == {0, DAY}
    assert ((with_it - without) == DAY).mean() == pytest.approx(0.4, abs=0.03)


def test_the_tornado_says_what_each_risk_costs() -> None:
    great = Driver(1, 0.9, (Effect(How.DAYS, 10 * DAY, 10 * DAY, 10 * DAY, task=1),))
    small = Driver(2, 0.9, (Effect(How.DAYS, DAY, DAY, DAY, task=1), Effect(How.MONEY, 5, 5, 5)))
    harmless = Driver(3, 1.0, (Effect(How.DAYS, DAY, DAY, DAY, task=2),))
    money = Driver(4, 0.9, (Effect(How.MONEY, 30, 30, 30),))
    model = risky(harmless, small, great, money, costs=(CostLine(1, 100, 100, 100),))
    run = simulate(model, seed=1, iterations=2000)
    found = tornado(model, run)
    assert [(r.key, r.minutes / DAY, r.money) for r in found] == [(1, 10, 0), (2, 1, 5), (4, 0, 30), (3, 0, 0)]


# --- plans ------------------------------------------------------------------------------------------------------------


def test_what_is_done_does_not_vary_and_what_is_begun_varies_in_what_remains() -> None:
    rows = [task(1, 5, actual_start=START, actual_finish=day(6, 18)), task(2, 10, actual_start=day(9), percent=50.0)]
    plan = network(*rows, links=[Link(1, 2)], status=day(16))
    estimates = [Estimate(1, 0, 5 * DAY, 50 * DAY), Estimate(2, 5 * DAY, 10 * DAY, 20 * DAY, Shape.UNIFORM)]
    run = simulate(Model(plan, estimates), seed=1, iterations=3000)
    worked = np.array([OFFICE.between(day(16), int(moment)) for moment in run.finish]) / DAY
    assert worked.min() == pytest.approx(2.5, abs=0.02)
    assert worked.max() == pytest.approx(10, abs=0.02)
    assert run.plan_finish == compute(plan).project_finish
    assert run.cruciality is not None
    assert np.isnan(run.cruciality[0])
    assert run.cruciality[1] == pytest.approx(1, abs=0.04)  # wall clock over weekends is not quite linear


def test_calendars_of_tasks_and_constraints_are_kept() -> None:
    """The shop works Wednesday to Sunday, afternoons; a launch is fixed to a Saturday."""
    rows = [task(1, 5), task(2, 2, calendar=1), task(3, 0, constraint=Constraint.MSO, moment=day(28, 12))]
    plan = network(*rows, links=[Link(1, 2), Link(2, 3)])
    run = simulate(Model(plan, [Estimate(1, 4 * DAY, 5 * DAY, 9 * DAY)]), seed=1, iterations=500)
    assert set(run.finish.tolist()) == {day(28, 12)} == {compute(plan).project_finish}
    free = replace(plan, activities=rows[:2], links=[Link(1, 2)])
    finishes = simulate(Model(free, [Estimate(1, 4 * DAY, 5 * DAY, 9 * DAY)]), seed=1, iterations=500).finish
    # In 2000, day 0 was a Saturday; the shop is shut on Mondays and Tuesdays.
    assert {int(moment // 1440 + 5) % 7 for moment in finishes} <= {2, 3, 4, 5, 6}
    assert all(780 <= moment % 1440 <= 1200 for moment in finishes)


def test_a_plan_that_may_run_off_its_calendar_is_refused() -> None:
    with pytest.raises(PlanError, match="out_of_range"):
        simulate(Model(network(task(1, 5)), [Estimate(1, DAY, DAY, 100_000 * DAY)]), seed=1, iterations=100)


# --- statistics -------------------------------------------------------------------------------------------------------


def test_the_draws_are_uniform_and_unrelated() -> None:
    at = draws.addresses(5, draws.TASK, range(200))
    u = draws.uniforms(at, 0, 5000)
    assert abs(u.mean() - 0.5) < 0.002
    assert abs(u.var() - 1 / 12) < 0.001
    between = np.corrcoef(u) - np.eye(200)
    assert np.abs(between).max() < 0.08  # 19,900 pairs of 5,000: 5 σ = 0.07
    counts = np.histogram(u, bins=100, range=(0, 1))[0]
    assert ((counts - 10_000) ** 2 / 10_000).sum() < 160  # χ², 99 degrees: 0.9999 at 160
    assert not np.intersect1d(u[0], draws.uniforms(draws.addresses(6, draws.TASK, [0]), 0, 5000)).size
    assert (draws.uniforms(at, 1000, 10) == u[:, 1000:1010]).all()


def test_percentiles_probabilities_and_histogram() -> None:
    values = np.arange(1, 101)
    assert [percentile(values, share) for share in (0.1, 0.5, 0.8, 0.9)] == [10, 50, 80, 90]
    assert probability(values, 80) == 0.8
    assert contingency(values, 75) == 5
    low, high = margin(values, 0.8)
    assert low < 80 < high
    found = histogram(values, 10)
    assert found.counts.sum() == 100
    assert found.counts.tolist() == [10] * 10
    assert histogram(np.array([7, 7])).counts.tolist() == [2]


def test_convergence_and_stopping_early() -> None:
    model = chain((4, 6, 14, Shape.PERT))
    run = simulate(model, seed=1, iterations=N, settle=0.005)
    assert run.settled_at == run.iterations < N
    course = convergence(run.finish)
    assert course[-1] == (run.iterations, percentile(run.finish, 0.8))
    whole = simulate(model, seed=1, iterations=10_000)
    assert whole.settled_at is None
    assert settled_after(whole) is not None
    assert (whole.finish[:3000] == run.finish[:3000]).all()


def test_the_cloud_pairs_dates_with_money() -> None:
    run = simulate(risky(costs=(CostLine(1, 1, 2, 3),)), seed=1, iterations=5000)
    points = cloud(run, 100)
    assert len(points) == 100
    assert run.cost is not None
    assert points[0] == (run.finish[0], run.cost[0])
    assert cloud(simulate(risky(), seed=1, iterations=10)) == []


def test_progress_is_told_and_can_end_the_run() -> None:
    told: list[tuple[int, int]] = []

    class Enough(Exception):
        pass

    def tell(done: int, of: int) -> None:
        told.append((done, of))
        if done > 2000:
            raise Enough

    with pytest.raises(Enough):
        simulate(chain((4, 6, 14, Shape.PERT)), seed=1, iterations=10_000, told=tell)
    assert told == [(1024, 10_000), (2048, 10_000)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"estimates": [Estimate(1, 5, 4, 6)]}, "points_order"),
        ({"estimates": [Estimate(1, -1, 4, 6)]}, "points_sign"),
        ({"estimates": [Estimate(9, 1, 4, 6)]}, "unknown_task"),
        ({"estimates": [Estimate(1, 1, 4, 6)] * 2}, "duplicate_estimate"),
        ({"costs": [CostLine(1, 1, 1, 1)] * 2}, "duplicate_line"),
        ({"drivers": [Driver(1, 1.2, ())]}, "probability"),
        ({"drivers": [Driver(1, 0.2, ()), Driver(1, 0.2, ())]}, "duplicate_driver"),
        ({"drivers": [Driver(1, 0.2, (Effect(How.DAYS, 1, 1, 1, line=4),))]}, "unknown_line"),
        ({"drivers": [Driver(1, 0.2, (Effect(How.FACTOR, -1, 1, 1),))]}, "points_sign"),
        ({"correlations": [Correlation("a", tasks=(1,))]}, "unknown_task"),
    ],
)
def test_what_cannot_be_simulated_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(InputError, match=code):
        simulate(replace(risky(), **change), seed=1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("matrix", "code"),
    [
        ([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]], "correlation_not_psd"),
        ([[1, 2, 0], [2, 1, 0], [0, 0, 1]], "correlation_range"),
        ([[1, 0.5, 0], [0.4, 1, 0], [0, 0, 1]], "correlation_shape"),
        ([[1, 0.5], [0.5, 1]], "correlation_shape"),
    ],
)
def test_coefficients_that_contradict_each_other_are_refused_by_the_name_of_their_group(
    matrix: list[list[float]], code: str
) -> None:
    lines = [CostLine(i, 1, 2, 3) for i in (1, 2, 3)]
    group = Correlation("steel", lines=(1, 2, 3), matrix=np.array(matrix, dtype=np.float64))
    with pytest.raises(InputError, match=f"{code}: steel"):
        simulate(replace(risky(), costs=lines, correlations=[group]), seed=1)


@pytest.mark.reference
@pytest.mark.skipif(not EXAMPLES.exists(), reason="reference data absent (REFERENCE_DATA)")
def test_the_figures_above_are_those_of_the_worked_examples() -> None:
    rows = {row["case"]: row for row in csv.DictReader((EXAMPLES / "risk.csv").read_text().splitlines())}
    assert "P5 27.47 P50 31.99 P95 36.74" in rows["risk-1"]["expected"]
    assert "variance 49.4" in rows["risk-2"]["expected"]
    assert "variance 9.5" in rows["risk-3"]["expected"]
    assert "P80 0.8944" in rows["risk-4"]["expected"]
    assert "mean 23; P50 20" in rows["risk-5"]["expected"]


def test_a_network_without_rows_ends_where_it_begins() -> None:
    assert simulate(Model(Network([], [], [OFFICE], START)), seed=1, iterations=3).finish.tolist() == [START] * 3
