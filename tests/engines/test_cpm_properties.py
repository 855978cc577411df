"""What holds for every plan."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from projects.engines.cpm import Constraint, Link, LinkKind, Network, PlanError, Schedule, Scheduler, compute, passes
from tests.engines.networks import plans

FIGURES = (
    "start", "finish", "early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float",
    "critical", "longest", "duration", "percent", "summary",
)  # fmt: skip
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def same(a: Schedule, b: Schedule) -> bool:
    order_a, order_b = np.argsort(a.keys), np.argsort(b.keys)
    return all((getattr(a, name)[order_a] == getattr(b, name)[order_b]).all() for name in FIGURES)


@quick
@given(plans(), st.randoms(use_true_random=False))
def test_the_order_of_input_does_not_matter(network: Network, chance: random.Random) -> None:
    activities, links = list(network.activities), list(network.links)
    chance.shuffle(activities)
    chance.shuffle(links)
    assert same(compute(network), compute(replace(network, activities=activities, links=links)))


@quick
@given(plans(plain=True), st.data())
def test_another_link_never_finishes_earlier(network: Network, data: st.DataObject) -> None:
    assume(len(network.activities) > 1)
    a = data.draw(st.integers(0, len(network.activities) - 2))
    b = data.draw(st.integers(a + 1, len(network.activities) - 1))
    assume((a, b) not in {(link.predecessor, link.successor) for link in network.links})
    more = replace(network, links=[*network.links, Link(a, b, data.draw(st.sampled_from(LinkKind)))])
    assert compute(more).project_finish >= compute(network).project_finish


@quick
@given(plans(plain=True), st.integers(1, 100_000))
def test_on_an_endless_calendar_a_later_start_shifts_everything(network: Network, by: int) -> None:
    before, after = compute(network), compute(replace(network, start=network.start + by))
    for name in ("start", "finish", "late_start", "late_finish"):
        assert (getattr(after, name) == getattr(before, name) + by).all()
    assert (after.total_float == before.total_float).all()


@quick
@given(plans())
def test_floats(network: Network) -> None:
    found = compute(network)
    assert (found.free_float >= 0).all()
    assert (found.free_float <= np.maximum(found.total_float, 0)).all()
    assert (found.finish >= found.start).all()
    plain = all(a.constraint == Constraint.ASAP and a.actual_start is None for a in network.activities)
    if plain and all(a.deadline is None for a in network.activities):
        assert found.critical.any()
        assert (found.total_float >= 0).all() or any(link.lag < 0 for link in network.links)


@quick
@given(plans(plain=True))
def test_every_link_is_kept(network: Network) -> None:
    found = compute(network)
    for link in network.links:
        p, s = found.row(link.predecessor), found.row(link.successor)
        source = found.finish[p] if link.kind in (LinkKind.FS, LinkKind.FF) else found.start[p]
        target = found.start[s] if link.kind in (LinkKind.FS, LinkKind.SS) else found.finish[s]
        assert target >= source + link.lag


@quick
@given(plans(), st.data())
def test_an_edit_gives_what_a_fresh_start_gives(network: Network, data: st.DataObject) -> None:
    scheduler = Scheduler(network)
    for _turn in range(data.draw(st.integers(1, 4))):
        before = scheduler.schedule
        edit = _edit(scheduler.network, data)
        _schedule, changed = scheduler.change(**edit)
        fresh = compute(scheduler.network)
        assert same(scheduler.schedule, fresh)
        assert (scheduler.schedule.driver == fresh.driver).all()
        kept = set(before.keys.tolist()) & set(fresh.keys.tolist())
        for key in kept - changed:
            assert before.start[before.row(key)] == fresh.start[fresh.row(key)]


def _edit(network: Network, data: st.DataObject) -> dict[str, object]:
    rows, links = network.activities, network.links
    chosen = data.draw(st.sampled_from(list(rows)))
    kinds = ["duration", "constraint"]
    pairs = {(link.predecessor, link.successor) for link in links}
    free = [(a.key, b.key) for a in rows for b in rows if a.key < b.key and (a.key, b.key) not in pairs]
    kinds += ["link"] * bool(free) + ["unlink"] * bool(links) + ["remove"] * (len(rows) > 1)
    kind = data.draw(st.sampled_from(kinds))
    if kind == "duration":
        return {"activities": [replace(chosen, duration=data.draw(st.integers(0, 20)) * 240)]}
    if kind == "constraint":
        moment = network.start + data.draw(st.integers(0, 20_000))
        return {"activities": [replace(chosen, constraint=Constraint.SNET, moment=moment)]}
    if kind == "link":
        a, b = data.draw(st.sampled_from(free))
        return {"links_added": [Link(a, b, data.draw(st.sampled_from(LinkKind)))]}
    if kind == "unlink":
        return {"links_removed": [data.draw(st.sampled_from(sorted(pairs)))]}
    return {"removed": [chosen.key]}


def test_a_refused_edit_changes_nothing() -> None:
    from tests.engines.networks import network, task

    scheduler = Scheduler(network(task(1), task(2), links=[Link(1, 2)]))
    before = scheduler.schedule
    with pytest.raises(PlanError, match="cycle"):
        scheduler.change(links_added=[Link(2, 1)])
    assert scheduler.schedule is before
    assert scheduler.change(activities=[task(1, 2)])[0].project_finish > before.project_finish


def test_compiled_and_interpreted_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba")
    chance = random.Random(7)
    from tests.engines.networks import network, task

    rows = [task(key, chance.randint(0, 8) / 2, calendar=chance.choice([None, 0, 1])) for key in range(300)]
    links = {(chance.randint(max(0, b - 9), b - 1), b) for b in range(1, 300) for _ in range(2)}
    kinds = [Link(a, b, chance.choice(list(LinkKind)), chance.choice([0, 0, 480, -60])) for a, b in sorted(links)]
    plan = network(*rows, links=kinds)
    plain = compute(plan)
    monkeypatch.setattr(passes, "LARGE", 0)
    assert same(compute(plan), plain)
