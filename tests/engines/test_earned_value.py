"""Earned value and earned schedule: published figures, and what holds for all projects."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.engines import earned_value as ev
from projects.engines.earned_value import Missing, Schedule, Work

CUMULATIVE = [D(n) for n in (0, 100, 220, 350, 500, 680, 820, 920, 1000)]
amounts = st.decimals(min_value=0, max_value=10**9, places=2)


def rounded(figure: D | Missing, digits: int = 4) -> D:
    assert isinstance(figure, D)
    return round(figure, digits)


def test_the_golden_day() -> None:
    found = ev.measure(D(1000), D(500), D(400), D(480), bottom_up_etc=D(650))
    assert (found.cv, found.sv) == (D(-80), D(-100))
    assert (rounded(found.cpi), rounded(found.spi)) == (D("0.8333"), D("0.8"))
    assert found.eac == {
        "remaining_as_planned": D("1080.00"),
        "cpi": D("1200.00"),
        "cpi_spi": D("1380.00"),
        "bottom_up": D("1130.00"),
    }
    assert found.etc["cpi"] == D(720)
    assert found.vac["cpi"] == D(-200)
    assert (rounded(found.tcpi_bac), rounded(found.tcpi_eac["cpi"])) == (D("1.1538"), D("0.8333"))


def test_the_golden_schedule() -> None:
    found = ev.earned_schedule(CUMULATIVE, D(400), D(4))
    assert isinstance(found, Schedule)
    assert (rounded(found.es), rounded(found.spi), found.ieac, rounded(found.tspi)) == (
        D("3.3333"),
        D("0.8333"),
        D("9.6"),
        D("1.1667"),
    )
    assert (found.pd, rounded(found.sv)) == (D(8), D("-0.6667"))


def test_published_examples() -> None:
    """paulgovan/PRA (MIT): two projects of five periods; IE5411 homework 9: six tasks."""
    one = ev.measure(D(100000), D(40000), D(35000), D(36000))
    assert (one.sv, one.cv, one.spi, rounded(one.cpi, 7)) == (D(-5000), D(-1000), D("0.875"), D("0.9722222"))
    two = ev.measure(D(500000), D(250000), D(200000), D(290000))
    assert (two.sv, two.cv, two.spi, rounded(two.cpi, 2)) == (D(-50000), D(-90000), D("0.8"), D("0.69"))
    three = ev.measure(D(248), D(158), D(148), D(210))
    assert (three.cv, three.sv) == (D(-62), D(-10))
    assert (rounded(three.cpi), rounded(three.spi)) == (D("0.7048"), D("0.9367"))
    assert [round(x["cpi"]) for x in (three.eac, three.etc, three.vac)] == [352, 142, -104]  # type: ignore[arg-type]
    cost, value, planned = [8, 40, 30, 20, 20, 30], [10, 50, 40, 40, 30, 40], [8, 40, 30, 20, 20, 40]
    assert (sum(cost), sum(planned), sum(value)) == (148, 158, 210)


def test_may_all_earned_and_part_of_june() -> None:
    """Lipke: the end of July, all of May and two fifths of June are earned."""
    pv = [D(n) for n in (0, 10, 20, 30, 40, 50, 75, 90, 100)]
    found = ev.earned_schedule(pv, D(60), D(7))
    assert isinstance(found, Schedule)
    assert (found.es, found.sv) == (D("5.4"), D("-1.6"))


def test_what_cannot_be_computed_says_why() -> None:
    fresh = ev.measure(D(1000), D(0), D(0), D(0))
    assert (fresh.cpi, fresh.spi) == (ev.NO_ACTUALS, ev.NO_PLAN)
    assert (fresh.eac["cpi"], fresh.eac["bottom_up"]) == (ev.NO_ACTUALS, ev.NO_FORECAST)
    idle = ev.measure(D(1000), D(500), D(0), D(100))
    assert (idle.eac["cpi"], idle.eac["cpi_spi"]) == (ev.NOTHING_EARNED, ev.NOTHING_EARNED)
    assert ev.measure(D(100), D(0), D(10), D(10)).eac["cpi_spi"] == ev.NO_PLAN
    assert ev.measure(D(100), D(50), D(50), D(100)).tcpi_bac == ev.OVERSPENT
    assert ev.measure(D(100), D(100), D(100), D(100)).tcpi_eac["remaining_as_planned"] == ev.FINISHED
    assert ev.earned_schedule([D(0), D(0)], D(0), D(1)) == ev.NO_BUDGET
    early = ev.earned_schedule(CUMULATIVE, D(0), D(0))
    assert isinstance(early, Schedule)
    assert (early.spi, early.ieac) == (ev.NOT_STARTED, ev.NOT_STARTED)
    stuck = ev.earned_schedule(CUMULATIVE, D(0), D(8))
    assert isinstance(stuck, Schedule)
    assert (stuck.ieac, stuck.tspi) == (ev.NOTHING_EARNED, ev.OUT_OF_TIME)


def test_all_earned_stays_at_the_planned_duration_however_long_the_plan_is_flat() -> None:
    found = ev.earned_schedule([*CUMULATIVE, D(1000), D(1000)], D(1000), D(6))
    assert isinstance(found, Schedule)
    assert (found.es, found.pd, found.sv) == (D(8), D(8), D(2))


@pytest.mark.parametrize("cumulative", [[], [D(1), D(2)], [D(0), D(2), D(1)]])
def test_a_plan_that_falls_or_does_not_begin_at_zero_is_refused(cumulative: list[D]) -> None:
    with pytest.raises(ValueError, match="never falls"):
        ev.earned_schedule(cumulative, D(1), D(1))


def test_negative_inputs_are_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        ev.measure(D(100), D(-1), D(0), D(0))
    with pytest.raises(ValueError, match="weights"):
        ev.share_out(D(1), [])


def test_thirds_of_a_euro_lose_no_cent() -> None:
    assert ev.share_out(D("100.00"), [D(1)] * 3) == [D("33.34"), D("33.33"), D("33.33")]
    assert ev.share_out(D("-0.05"), [D(1), D(1)]) == [D("-0.03"), D("-0.02")]
    assert ev.share_out(D(10), [D(0), D(0)]) == [D(5), D(5)]


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2), st.lists(st.integers(0, 10**6), min_size=1))
def test_parts_are_together_the_whole_to_the_cent(amount: D, weights: list[int]) -> None:
    parts = ev.share_out(amount, [D(weight) for weight in weights])
    assert sum(parts) == amount
    assert all(part == part.quantize(ev.CENT) for part in parts)


@given(amounts, amounts, amounts, amounts)
def test_every_estimate_is_money_spent_plus_money_to_come(bac: D, pv: D, earned: D, ac: D) -> None:
    found = ev.measure(bac, pv, earned, ac)
    for method in ev.METHODS:
        eac, etc, vac = found.eac[method], found.etc[method], found.vac[method]
        if isinstance(eac, Missing):
            assert eac == etc == vac
        else:
            assert isinstance(etc, D)
            assert isinstance(vac, D)
            assert (ac + etc, bac - vac) == (eac, eac)


@given(st.lists(amounts, min_size=1, max_size=24), amounts, st.integers(0, 30))
def test_the_earned_schedule_lies_within_the_plan_and_grows_with_what_is_earned(
    steps: list[D], earned: D, at: int
) -> None:
    cumulative = [D(0)]
    for step in steps:
        cumulative.append(cumulative[-1] + step)
    found = ev.earned_schedule(cumulative, earned, D(at))
    more = ev.earned_schedule(cumulative, earned + 1, D(at))
    if isinstance(found, Missing) or isinstance(more, Missing):
        assert cumulative[-1] == 0
    else:
        assert 0 <= found.es <= found.pd <= len(steps)
        assert found.es <= more.es


def test_planned_and_earned_value_of_pieces_of_work() -> None:
    work = [Work(D(1000), 0, 100, D("0.5")), Work(D("33.33"), 50, 50, D(1)), Work(D(10), 90, 200)]
    assert [ev.planned_value(work, at) for at in (0, 50, 95, 500)] == [D(0), D("533.33"), D("983.78"), D("1043.33")]
    assert ev.earned_value(work) == D("533.33")
