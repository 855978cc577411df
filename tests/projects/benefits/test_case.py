"""The value case, and the sums of projects: exact, kept while they hold, computed otherwise."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metrics.kpis import services as kpis
from projects.benefits import figures, parts, proof, rollup, services
from projects.benefits.models import ValueStanding
from projects.benefits.selectors import case as cases
from projects.benefits.selectors.case import Case, Side
from projects.benefits.selectors.months import month_of
from projects.budget import services as budget
from projects.engines.benefits import Missing, Payback
from projects.gates.choices import Met
from projects.portfolio.models import Project
from tests.factories import World
from tests.projects.benefits.conftest import Worth, agree, fresh, measure, month

pytestmark = pytest.mark.django_db


def case(world: World) -> Case:
    return cases.of_project(Project.objects.select_related("portfolio").get(pk=world.mine.pk), world.today)


def side(world: World) -> Side:
    found = case(world).expected
    assert isinstance(found, Side)
    return found


def test_the_flows_are_those_of_budget_and_benefits(world: World, agreed: Worth) -> None:
    """September: 3,800 measured − 1,000 not booked yet (nothing) = 3,800; October 9,690 measured;
    November: 11,970 + 7,500 − 1,000 planned, 150,000 to be spent; December 11,970 + 10,000 − 1,000 − 150,000."""
    measure(world, agreed.kpi, date(2026, 9, 28), "380")
    measure(world, agreed.kpi, date(2026, 10, 30), "318")
    found = side(world)
    assert found.months[0] == month_of(date(2026, 9, 1))
    assert found.flows[:4] == [D("3800.00"), D("9690.00"), D("-131530.00"), D("-129030.00")]
    assert (found.cost, len(found.months)) == (D("300000.00"), 12)
    assert found.roi == (found.benefit - 300_000) / 300_000 * 100


def test_the_net_present_value_is_the_sum_of_discounted_months(world: World, agreed: Worth) -> None:
    services.set_rate(by=world.pmo, portfolio=world.portfolio, since_on=world.today, rate=D(12), now=world.now)
    found = side(world)
    by_hand = sum(float(flow) / 1.12 ** (n / 12) for n, flow in enumerate(found.flows))
    assert isinstance(found.npv, D)
    assert abs(float(found.npv) - by_hand) < 0.006


def test_soft_money_counts_only_where_the_portfolio_says_so(world: World, worth: Worth) -> None:
    services.change_benefit(by=world.pm, benefit=worth.booked, nature="soft", now=world.now)
    for benefit in (worth.computed, worth.booked, worth.cost):
        agree(world, fresh(benefit))
    without = side(world)
    assert sum(without.soft.values()) == D("97500.00")
    services.set_rate(
        by=world.pmo, portfolio=world.portfolio, since_on=world.today, rate=D(8), count_soft=True, now=world.now
    )
    assert side(world).benefit - without.benefit == D("97500.00")


def test_without_a_budget_there_is_no_net_present_value(world: World, agreed: Worth) -> None:
    other = services.add_benefit(
        by=world.stranger, project=world.other, name="X", kpi=world.other_kpi, amount=D(100), now=world.now
    )
    found = cases.of_project(Project.objects.select_related("portfolio").get(pk=other.project_id), world.today)
    assert isinstance(found.expected, Missing)
    assert found.expected.reason == "no_budget"
    assert found.drafted


def test_payback_is_a_month_of_the_case(world: World, agreed: Worth) -> None:
    services.reopen(by=world.pm, benefit=agreed.booked, reason="x", now=world.now)
    services.change_benefit(
        by=world.pm, benefit=agreed.booked, amount=D(1_200_000), ramp_months=0, offset_months=5, now=world.now
    )
    agree(world, fresh(agreed.booked))
    back = side(world).payback
    assert isinstance(back, Payback)
    cumulated = side(world).cumulated
    assert cumulated[back.period] >= 0 > cumulated[back.period - 1]


def test_as_agreed_needs_an_approved_budget(world: World, agreed: Worth) -> None:
    found = case(world).agreed
    assert isinstance(found, Missing)
    assert found.reason == "not_approved"
    approval = budget.ask_budget(by=world.pm, budget=agreed.budget, now=world.now)
    budget.sign(by=world.cfo, approval=approval, now=world.now)
    now = case(world).agreed
    assert isinstance(now, Side)
    # Contingency is not expected to be spent.
    assert now.cost == D("300000.00")


def test_stored_sums_are_those_computed_and_read_in_one_query(world: World, agreed: Worth) -> None:
    rows = figures.with_benefits(Project.objects.all()).order_by("key")
    computed = figures.of(rows, world.today)
    assert services.refresh_all(now=world.now) == 1
    with CaptureQueriesContext(connection) as queries:
        assert figures.of(rows, world.today) == computed
    assert len(queries) == 1
    assert services.refresh_all(now=world.now) == 0


@pytest.mark.parametrize("what", ["day", "booking", "plan", "money", "kpi", "rate"])
def test_sums_of_something_else_are_computed_anew(world: World, agreed: Worth, what: str) -> None:
    services.refresh_all(now=world.now)
    now = world.now
    if what == "day":
        now += timedelta(days=1)
    elif what == "booking":
        services.book(
            by=world.owner, benefit=fresh(agreed.booked), month=month(world, -1), amount=D(1), reference="x",
            evidence="x", now=now,
        )  # fmt: skip
    elif what == "plan":
        ValueStanding.objects.update(plan_version=99)
    elif what == "money":
        budget.add_phase(by=world.pm, budget=agreed.budget, name="X", now=now)
    elif what == "kpi":
        measure(world, agreed.kpi, date(2026, 10, 30), "318")
        kpis.recompute([agreed.kpi.pk], now=now)
    else:
        services.set_rate(by=world.pmo, portfolio=world.portfolio, since_on=world.today, rate=D(5), now=now)
    assert services.refresh_all(now=now) == 1


def test_agreed_benefits_begin_by_themselves(world: World, agreed: Worth) -> None:
    services.refresh_all(now=world.now)
    assert fresh(agreed.computed).state == "realising"


def test_the_roll_up_shows_hard_and_soft_apart_and_drafts_aside(world: World, agreed: Worth) -> None:
    services.add_benefit(
        by=world.stranger, project=world.other, name="X", kpi=world.other_kpi, amount=D(100), now=world.now
    )
    found = rollup.of(world.pmo, world.today)
    assert [row.project.pk for row in found.rows] == [world.mine.pk]
    assert [project.pk for project in found.drafted] == [world.other.pk]
    assert found.hard.due == D("29440.00")
    assert found.soft.count == 0
    assert [row.project.pk for row in rollup.of(world.owner, world.today).rows] == [world.mine.pk]
    assert rollup.of(world.employee, world.today).rows == []


def test_the_gate_asks_for_agreement_and_then_for_the_net_present_value(world: World, worth: Worth) -> None:
    found = proof.value_case(world.mine, world.today, D(0))
    assert (found.status, found.sentence.key) == (Met.MISSED, "gate.evidence.value.draft")
    for benefit in (worth.computed, worth.booked, worth.cost):
        agree(world, benefit)
    found = proof.value_case(world.mine, world.today, D(0))
    assert (found.status, found.sentence.key) == (Met.MISSED, "gate.evidence.value.npv")
    assert proof.value_case(world.mine, world.today, D(-10_000_000)).status == Met.MET
    assert proof.value_case(world.other, world.today, D(0)).sentence.key == "gate.evidence.value.none"


def test_the_status_document_tells_the_same_stored_or_computed(world: World, agreed: Worth) -> None:
    told = parts.of_project(world.mine, world.today, world.today)
    services.refresh_all(now=world.now)
    assert parts.of_project(world.mine, world.today, world.today) == told
    assert told is not None
    assert told["hard"]["due"] == "29440.00"
    assert parts.of_project(world.other, world.today, world.today) is None
