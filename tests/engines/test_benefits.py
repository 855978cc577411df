"""Money of benefits: figures worked by hand, published cases, and what holds for all series of flows."""

from __future__ import annotations

from decimal import Decimal as D
from decimal import localcontext

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from projects.engines import benefits as engine
from projects.engines.benefits import Missing, Payback

# Brigham and Ehrhardt, Financial Management: projects S and L at 10 %, one flow a year.
S = [D(-1000), D(500), D(400), D(300), D(100)]
L = [D(-1000), D(100), D(300), D(400), D(600)]
amounts = st.decimals(min_value=0, max_value=10**8, places=2)
rates = st.decimals(min_value=D("0.001"), max_value=D("0.5"), places=4)


def figure(found: D | Missing, digits: int = 4) -> D:
    assert isinstance(found, D)
    return round(found, digits)


@pytest.mark.parametrize(
    ("flows", "npv", "irr", "payback", "discounted"),
    [(S, "78.82", "0.1449", "2.3333", "2.9533"), (L, "49.18", "0.1179", "3.3333", "3.8800")],
)
def test_published_projects(flows: list[D], npv: str, irr: str, payback: str, discounted: str) -> None:
    assert engine.npv(flows, D("0.1")) == D(npv)
    assert figure(engine.irr(flows)) == D(irr)
    simple = engine.payback(flows)
    later = engine.payback(engine.discounted(flows, D("0.1")))
    assert isinstance(simple, Payback)
    assert isinstance(later, Payback)
    assert (round(simple.exact, 4), round(later.exact, 4)) == (D(payback), D(discounted))


def test_a_year_by_hand() -> None:
    """1,200 spent, 110 a month for a year at 12.6825…% a year, which is 1 % a month.

    Annuity of 12 months at 1 %: 11.25507747; 110 × that = 1,238.06; less 1,200 = 38.06.
    """
    flows = [D(-1200), *[D(110)] * 12]
    rate = engine.per_month(D("0.126825030131969720661201"))
    assert round(rate, 20) == D("0.01")
    assert engine.npv(flows, rate) == D("38.06")
    assert engine.payback(flows) == Payback(11, D(10) + D(100) / D(110))


def test_a_year_later_is_worth_a_year_of_interest_less() -> None:
    flows = [*[D(0)] * 12, D("1080.00")]
    assert engine.npv(flows, engine.per_month(D("0.08"))) == D("1000.00")


def test_rate_of_a_doubling_within_a_year() -> None:
    found = engine.annual_irr([D(-100), *[D(0)] * 11, D(200)])
    assert figure(found, 12) == D(1)


def test_a_rate_below_zero_is_a_rate() -> None:
    assert figure(engine.irr([D(-100), D(50)])) == D("-0.5")


def test_several_rates_are_none() -> None:
    """−1,600 + 10,000 − 10,000 (the oil pump of Lorie and Savage): 25 % and 400 % both fit."""
    assert engine.irr([D(-1600), D(10000), D(-10000)]) == engine.SEVERAL


def test_a_cost_at_the_end_does_not_spoil_a_rate_that_is_the_only_positive_one() -> None:
    """The cumulated flows −100, 20, 140, 130 change their sign once (Norstrom). At 82.6891 %:

    −100 + 65.6854 + 35.9547 − 1.6401 = 0.
    """
    flows = [D(-100), D(120), D(120), D(-10)]
    found = engine.irr(flows)
    assert isinstance(found, D)
    assert round(found, 6) == D("0.826891")
    assert engine.npv(flows, found) == D("0.00")


@pytest.mark.parametrize(
    ("flows", "irr", "payback"),
    [
        ([], engine.NO_FLOWS, engine.NO_FLOWS),
        ([D(0), D(0)], engine.NO_FLOWS, engine.NO_FLOWS),
        ([D(10), D(20)], engine.NO_COST, engine.NO_COST),
        ([D(-10), D(-20)], engine.NO_BENEFIT, engine.NOT_WITHIN),
        ([D(-1), D(100)], engine.BEYOND, Payback(1, D("0.01"))),
        ([D(-100), D(40)], D("-0.6"), engine.NOT_WITHIN),
    ],
)
def test_what_is_not_available_says_why(flows: list[D], irr: object, payback: object) -> None:
    found = engine.irr(flows)
    assert (round(found, 6) if isinstance(found, D) else found) == irr
    assert engine.payback(flows) == payback


def test_payback_that_does_not_last_does_not_count() -> None:
    """Back at zero after one month, below again after two, back for good in the fourth."""
    assert engine.payback([D(-10), D(10), D(-5), D(3), D(4)]) == Payback(4, D("3.5"))


def test_a_linear_ramp_reaches_the_full_amount_in_its_last_month() -> None:
    assert engine.linear_ramp(4) == (D("0.25"), D("0.5"), D("0.75"), D(1))
    assert engine.monthly(D(1000), 24321, 6, engine.linear_ramp(4)) == {
        24321: D("250.00"),
        24322: D("500.00"),
        24323: D("750.00"),
        24324: D("1000.00"),
        24325: D("1000.00"),
        24326: D("1000.00"),
    }
    assert engine.linear_ramp(0) == ()


def test_what_comes_once_is_shared_out_to_the_cent() -> None:
    assert list(engine.once(D(100), 5, 3).values()) == [D("33.34"), D("33.33"), D("33.33")]


def test_a_benefit_lasts() -> None:
    with pytest.raises(ValueError, match="at least one month"):
        engine.monthly(D(1), 0, 0)
    with pytest.raises(ValueError, match="negative"):
        engine.monthly(D(1), 0, 2, (D(-1),))


def test_money_of_a_kpi() -> None:
    """95 for an hour; 420 h at the beginning, 294 promised, 318 measured: 102 h saved of 126."""
    assert engine.improvement(D(294), D(420), D(294)) == 126
    assert engine.improvement(D(318), D(420), D(294)) == 102
    assert engine.improvement(D(450), D(420), D(294)) == -30
    assert engine.improvement(D(90), D(70), D(95)) == 20


def test_todays_adoption() -> None:
    assert engine.at_adoption(D(120000), D(60), D(90)) == D("80000.00")
    assert engine.at_adoption(D(120000), None, D(90)) == engine.NO_RATE
    assert engine.at_adoption(D(120000), D(60), None) == engine.NO_ASSUMPTION


def test_shares_of_what_was_planned() -> None:
    assert engine.realisation(D(75), D(100)) == 75
    assert engine.realisation(D(75), D(0)) == engine.NOTHING_PLANNED
    assert engine.roi(D(250), D(100)) == 150
    assert engine.roi(D(250), D(0)) == engine.NO_COST


def test_a_slip_of_two_months_costs_two_full_months() -> None:
    agreed = engine.monthly(D(100), 10, 12, engine.linear_ramp(3))
    moved = engine.monthly(D(100), 12, 12, engine.linear_ramp(3))
    assert engine.shortfall(agreed, moved) == 200
    assert engine.shortfall(agreed, agreed) == 0
    assert engine.shortfall({}, moved) == 0


@given(cost=st.decimals(min_value=1000, max_value=10**7, places=2), income=st.lists(amounts, min_size=1, max_size=60))
def test_the_value_at_the_internal_rate_is_nothing(cost: D, income: list[D]) -> None:
    flows = [-cost, *income]
    found = engine.irr(flows)
    assume(isinstance(found, D))
    assert isinstance(found, D)
    with localcontext() as context:
        context.prec = engine.DIGITS
        worth = sum(engine.discounted(flows, found), D(0))
    # Near −100 % the discounted flows are enormous: what is left is compared with the largest of them.
    largest = max(abs(flow) for flow in engine.discounted(flows, found))
    assert abs(worth) <= max(D("0.01"), largest * D("1e-30"))


@given(income=st.lists(amounts, min_size=1, max_size=60), rate=rates, months=st.integers(1, 24))
def test_money_that_comes_later_is_worth_less(income: list[D], rate: D, months: int) -> None:
    now = engine.npv(income, rate)
    assume(isinstance(now, D) and now > 1000)
    later = engine.npv([*[D(0)] * months, *income], rate)
    assert isinstance(now, D)
    assert isinstance(later, D)
    assert later < now


@given(st.lists(amounts, min_size=1, max_size=40), st.lists(amounts, min_size=1, max_size=40), rates)
def test_values_add_up(one: list[D], two: list[D], rate: D) -> None:
    size = max(len(one), len(two))
    both = [(one[n] if n < len(one) else D(0)) + (two[n] if n < len(two) else D(0)) for n in range(size)]
    parts = [found if isinstance(found := engine.npv(flows, rate), D) else D(0) for flows in (one, two, both)]
    assert abs(parts[0] + parts[1] - parts[2]) <= D("0.02")


@given(cost=amounts, income=st.lists(amounts, min_size=1, max_size=60), rate=rates)
def test_discounting_never_pays_back_sooner(cost: D, income: list[D], rate: D) -> None:
    flows = [-cost, *income]
    simple, later = engine.payback(flows), engine.payback(engine.discounted(flows, rate))
    if isinstance(later, Payback):
        assert isinstance(simple, Payback)
        assert simple.period <= later.period


@given(total=amounts, duration=st.integers(1, 240))
def test_what_comes_once_comes_wholly(total: D, duration: int) -> None:
    assert sum(engine.once(total, 0, duration).values()) == total
