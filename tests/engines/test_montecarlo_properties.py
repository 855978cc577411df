"""What holds for every plan that is simulated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from projects.engines.cpm import Activity, Link, Network, PlanError, compute
from projects.engines.montecarlo import (
    Correlation,
    CostLine,
    Driver,
    Effect,
    Estimate,
    How,
    Model,
    Run,
    Shape,
    simulate,
)
from tests.engines.networks import START, plans

quick = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def lived_in(draw: st.DrawFn) -> Network:
    """A plan with summaries, rows scheduled by hand, work done and begun, rows switched off, a status date."""
    network = draw(plans())
    rows = []
    for activity in network.activities:
        more: dict[str, object] = {}
        what = draw(st.sampled_from(["", "", "", "", "manual", "done", "begun", "off", "weekend"]))
        if what == "manual":
            more = {"manual": True, "manual_start": START + draw(st.integers(0, 20_000))}
        elif what == "done":
            more = {"actual_start": START, "actual_finish": START + draw(st.integers(0, 5_000))}
        elif what == "begun":
            more = {"actual_start": START + draw(st.integers(0, 4_000)), "percent": float(draw(st.integers(0, 99)))}
        elif what == "off":
            more = {"active": False}
        elif what == "weekend":
            # Saturday, noon.
            more = {"duration": 0, "moment": START + 5 * 1440 + 180, "actual_start": None, "percent": 0.0}
        rows.append(replace(activity, **more))  # type: ignore[arg-type]
    if draw(st.booleans()):
        rows = [replace(row, parent=100) if row.key % 3 == 0 else row for row in rows]
        rows.append(Activity(100, "Phase"))
    links = list(network.links)
    if any(row.key == 100 for row in rows) and draw(st.booleans()):
        other = next((row.key for row in rows if row.key % 3 and row.key != 100), None)
        if other is not None:
            links.append(Link(100, other) if draw(st.booleans()) else Link(other, 100))
    return replace(network, activities=rows, links=links, status=draw(st.none() | st.just(START + 2_000)))


def uncertain(network: Network) -> Model:
    """Everything at once."""
    parents = {a.parent for a in network.activities}
    own = [a for a in network.activities if a.key not in parents]
    estimates = [
        Estimate(a.key, a.duration * 0.5, a.duration, a.duration * 2, Shape(i % 3))
        for i, a in enumerate(own)
        if a.duration and i % 4
    ]
    keys = tuple(e.task for e in estimates)
    effects = tuple(Effect(How.DAYS, -100, 200, 900, task=a.key) for a in own[:2])
    return Model(
        network,
        estimates,
        [
            Driver(1, 0.4, (*effects, Effect(How.MONEY, 1, 2, 3))),
            Driver(2, 0.5, (Effect(How.FACTOR, 0.5, 1, 2), Effect(How.DAYS, 0, 10, 480))),
        ],
        [CostLine(1, 10, 20, 30, task=own[0].key), CostLine(2, 5, 5, 5)],
        [Correlation("all", tasks=keys, rho=0.4)] if keys else [],
    )


def same(a: Run, b: Run) -> bool:
    names = ("finish", "cost", "criticality", "cruciality")
    return all(np.array_equal(getattr(a, name), getattr(b, name), equal_nan=True) for name in names)


@quick
@given(lived_in())
def test_without_uncertainty_every_iteration_has_the_dates_of_the_plan(network: Network) -> None:
    try:
        plan = compute(network)
    except PlanError:
        assume(False)
    parents = {a.parent for a in network.activities}
    active = np.array([a.active and a.key not in parents for a in network.activities])
    # What is put off as late as possible can end with the project, never after it.
    finish = int(plan.early_finish[active].max()) if active.any() else network.start
    certain = [Estimate(a.key, *[a.duration] * 3) for a in network.activities if a.key not in parents]
    for model in (Model(network), Model(network, certain)):
        run = simulate(model, seed=1, iterations=3)
        assert run.plan_finish == finish
        assert (run.finish == finish).all()
        assert run.criticality is not None
        assert (run.criticality[active & plan.longest] == 1).all()
        assert set(run.criticality.tolist()) <= {0.0, 1.0}


@quick
@given(lived_in(), st.integers(0, 2**63))
def test_threads_and_compilation_change_no_bit(network: Network, seed: int) -> None:
    pytest.importorskip("numba")
    model = uncertain(network)
    try:
        plain = simulate(model, seed=seed, iterations=1300, compiled=False)
    except PlanError:
        assume(False)
    assert same(plain, simulate(model, seed=seed, iterations=1300, compiled=True, threads=3))
