"""Only released money can be committed, whoever is first; releases are decisions of others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from pmo.audit.models import AuditEntry
from pmo.records import Conflict, DomainError, Forbidden, Invalid, StaleWrite
from projects.budget import services
from projects.budget.models import Actual, Budget, BudgetVersion, Commitment, Tranche
from projects.budget.selectors import ledger, released
from projects.budget.services import approvals
from projects.gates import services as gates
from projects.risks import services as risks
from tests import factories
from tests.conftest import NOW
from tests.factories import World
from tests.projects.budget.conftest import Money, plan_money
from tests.together import at_once

Commit = Callable[..., Commitment]


def free(money: Money) -> Decimal:
    return released.by_phase([money.budget.pk])[money.pilot.pk].free


def test_what_is_not_released_cannot_be_committed_and_the_refusal_says_what_is(commit: Commit, money: Money) -> None:
    commit("120000.50")
    with pytest.raises(services.NotReleased) as refused:
        commit("29999.51")
    told = refused.value.message
    for figure in ("150,000.00", "120,000.50", "29,999.50", "29,999.51", "T-02"):
        assert figure in told
    assert refused.value.tranche == money.second
    commit("29999.50")
    assert free(money) == 0


def test_another_phase_has_money_of_its_own(world: World, commit: Commit, money: Money) -> None:
    line = services.add_line(
        by=world.pm, budget=money.budget, title="Later", category="data", phase=money.rollout, now=world.now
    )
    with pytest.raises(services.NotReleased) as refused:
        commit(1, line=line)
    assert refused.value.room.released == 0
    assert refused.value.tranche == money.second


def test_frozen_money_cannot_be_committed_and_comes_back(world: World, commit: Commit, money: Money) -> None:
    commit(100_000)
    services.freeze(by=world.cfo, tranche=money.first, reason="Vendor in trouble", now=world.now)
    with pytest.raises(services.NotReleased):
        commit(1)
    services.release(by=world.cfo, tranche=money.first, now=world.now)
    assert free(money) == 50_000


def test_ending_a_commitment_frees_its_money_unless_some_is_spent(world: World, commit: Commit, money: Money) -> None:
    first, second = commit(100_000), commit(50_000)
    services.record_actual(
        by=world.pm,
        line=money.build,
        commitment=first,
        amount=Decimal(10),
        on=world.today,
        reference="I-1",
        now=world.now,
    )
    with pytest.raises(Conflict, match="spent"):
        services.end_commitment(by=world.pm, commitment=first, reason="x", now=world.now)
    services.end_commitment(by=world.pm, commitment=second, reason="Not needed", now=world.now)
    assert free(money) == 50_000


def test_what_was_spent_without_a_commitment_or_beyond_it_is_taken(world: World, commit: Commit, money: Money) -> None:
    order = commit(100_000)
    for reference, amount, on_order in (
        ("I-1", "100500.25", order),
        ("I-2", "20000.00", None),
        ("I-3", "-500.00", None),
    ):
        services.record_actual(
            by=world.pm,
            line=money.build,
            commitment=on_order,
            amount=Decimal(amount),
            on=world.today,
            reference=reference,
            now=world.now,
        )
    assert free(money) == Decimal("29999.75")


def test_a_document_is_booked_once(world: World, money: Money) -> None:
    given: dict[str, Any] = {"by": world.pm, "line": money.build, "on": world.today, "now": world.now}
    services.record_actual(amount=Decimal(10), reference=" INV-7 ", **given)
    with pytest.raises(Conflict, match="booked"):
        services.record_actual(amount=Decimal(10), reference="INV-7", **given)
    assert Actual.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal("0.001")}, "cents"),
        ({"on": date(2026, 11, 24)}, "future"),
        ({"reference": " "}, "required"),
        ({"currency": "EUR"}, "no_rate"),
    ],
)
def test_bookings_that_are_refused(world: World, money: Money, values: dict[str, Any], code: str) -> None:
    given = {"line": money.build, "amount": Decimal(1), "on": world.today, "reference": "I-1", **values}
    with pytest.raises(Invalid) as refused:
        services.record_actual(by=world.pm, now=world.now, **given)
    assert refused.value.code == code


def test_where_a_gate_releases_the_next_tranche_the_refusal_names_the_gate(
    world: World, commit: Commit, money: Money
) -> None:
    gate = gates.add_gate(
        by=world.pmo, project=world.mine, name="Roll-out", from_stage="planning", to_stage="execution", now=world.now
    )
    Tranche.objects.filter(pk=money.second.pk).update(gate=gate)
    with pytest.raises(services.NotReleased) as refused:
        commit("150000.01")
    assert f"released by a go of the gate {gate.code} Roll-out" in refused.value.message
    assert "Ask for the next tranche" not in refused.value.message


def test_contingency_is_neither_committed_nor_spent_but_drawn(world: World, commit: Commit, money: Money) -> None:
    with pytest.raises(Invalid, match="contingency"):
        commit(1, line=money.reserve)
    given: dict[str, Any] = {"by": world.pm, "source": money.reserve, "line": money.build, "now": world.now}
    with pytest.raises(Invalid, match="required"):
        services.draw(value=Decimal(1), reason=" ", **given)
    services.draw(value=Decimal(45_000), reason="Data worse than thought", **given)
    with pytest.raises(Conflict, match="not_left"):
        services.draw(value=Decimal("15000.01"), reason="More of it", **given)
    found = ledger.of_project(world.mine, world.today)
    assert found is not None
    assert (found.contingency, found.drawn) == (60_000, 45_000)
    assert sum(found.to_come[money.build.pk].values()) == 245_000


def test_contingency_is_drawn_for_a_threat_of_the_project(world: World, money: Money) -> None:
    given: dict[str, Any] = {"source": money.reserve, "line": money.build, "now": world.now, "value": Decimal(5_000)}
    threat = risks.raise_risk(by=world.pm, project=world.mine, title="Old data", now=world.now)
    chance = risks.raise_risk(by=world.pm, project=world.mine, title="Cheaper", kind="opportunity", now=world.now)
    foreign = risks.raise_risk(by=world.pmo, project=world.other, title="Not ours", now=world.now)
    for wrong in (chance, foreign):
        with pytest.raises(Invalid, match="foreign"):
            services.draw(by=world.pm, risk=wrong, **given)
    made = services.draw(by=world.pm, risk=threat, **given)
    assert (made.risk, made.reason) == (threat, "")
    entry = AuditEntry.objects.filter(act="contingency.drawn").latest("id")
    assert entry.after["risk"] == "R-01"
    with pytest.raises(Conflict, match="in_use"):
        risks.delete_risk(by=world.pm, risk=threat, now=world.now)


def test_nothing_is_released_before_the_budget_is_approved_nor_beyond_it(world: World, planned: Money) -> None:
    with pytest.raises(Conflict, match="not_approved"):
        services.release(by=world.cfo, tranche=planned.first, now=world.now)
    services.sign(
        by=world.cfo, approval=services.ask_budget(by=world.pm, budget=planned.budget, now=world.now), now=world.now
    )
    for tranche in (planned.first, planned.second):
        services.release(by=world.cfo, tranche=tranche, now=world.now)
    more = services.plan_tranche(
        by=world.pm,
        budget=planned.budget,
        phase=planned.pilot,
        amount=Decimal("60000.01"),
        planned_on=world.today,
        now=world.now,
    )
    with pytest.raises(Conflict, match="beyond_budget"):
        services.release(by=world.cfo, tranche=more, now=world.now)
    with pytest.raises(Conflict, match="released"):
        services.release(by=world.cfo, tranche=planned.first, now=world.now)


def test_who_releases_is_neither_the_manager_nor_who_asked(world: World, money: Money) -> None:
    with pytest.raises(Forbidden):
        services.release(by=world.pm, tranche=money.second, now=world.now)
    approval = services.ask_tranche(by=world.pmo, tranche=money.second, now=world.now)
    with pytest.raises(Forbidden, match="own_request"):
        services.release(by=world.pmo, tranche=money.second, now=world.now)
    with pytest.raises(Conflict, match="approval_open"):
        services.release(by=world.cfo, tranche=money.second, now=world.now)
    services.sign(by=world.cfo, approval=approval, now=world.now)
    money.second.refresh_from_db()
    assert (money.second.state, money.second.released_by) == ("released", world.cfo)


def test_a_smaller_budget_than_what_is_released_is_not_approved(world: World, money: Money) -> None:
    cells = {(line.pk, date(2026, 11, 1)): {"plan": Decimal(1)} for line in (money.licences, money.build)}
    cells |= {(line.pk, date(2026, 12, 1)): {"plan": Decimal(0)} for line in (money.build, money.reserve)}
    services.set_months(by=world.pm, budget=money.budget, cells=cells, now=world.now)
    approval = services.ask_budget(by=world.pm, budget=money.budget, now=world.now)
    with pytest.raises(Conflict, match="below_released"):
        services.sign(by=world.cfo, approval=approval, now=world.now)
    approval.refresh_from_db()
    assert approval.state == "open"


def test_a_plan_that_changes_while_it_is_approved_has_to_be_raised_again(world: World, planned: Money) -> None:
    approval = services.ask_budget(by=world.pm, budget=planned.budget, now=world.now)
    cells = {(planned.build.pk, date(2026, 12, 1)): {"plan": Decimal(170_000)}}
    services.set_months(by=world.pm, budget=planned.budget, cells=cells, now=world.now)
    with pytest.raises(Conflict, match="plan_changed"):
        services.sign(by=world.cfo, approval=approval, now=world.now)
    services.give_back(by=world.cfo, approval=approval, reason="With the new plan", now=world.now)
    services.raise_again(by=world.pm, approval=approval, now=world.now)
    services.sign(by=world.cfo, approval=approval, now=world.now)
    assert BudgetVersion.objects.get().total == 380_000


def test_two_edits_of_the_plan_at_once_show_the_second_the_first(world: World, planned: Money) -> None:
    seen = Budget.objects.get(pk=planned.budget.pk).version
    cells = {(planned.build.pk, date(2026, 12, 1)): {"plan": Decimal(1)}}
    services.set_months(by=world.pm, budget=planned.budget, cells=cells, now=world.now, expected=seen)
    other = {(planned.build.pk, date(2026, 12, 1)): {"plan": Decimal(2)}}
    with pytest.raises(StaleWrite):
        services.set_months(by=world.pm, budget=planned.budget, cells=other, now=world.now, expected=seen)


def test_euros_are_converted_once_at_the_rate_of_their_day(world: World, commit: Commit, money: Money) -> None:
    for day, rate in ((date(2026, 11, 1), "7.8123"), (date(2026, 11, 20), "7.9")):
        services.add_rate(by=world.pmo, currency="EUR", since_on=day, rate=Decimal(rate), now=world.now)
    early = commit("1000.01", currency="EUR", on=date(2026, 11, 19))
    late = commit("1000.01", currency="EUR", on=date(2026, 11, 20))
    assert (early.value, late.value) == (Decimal("7812.38"), Decimal("7900.08"))
    services.add_rate(by=world.pmo, currency="EUR", since_on=date(2026, 11, 15), rate=Decimal(9), now=world.now)
    early.refresh_from_db()
    assert early.value == Decimal("7812.38")
    with pytest.raises(Conflict, match="exists"):
        services.add_rate(by=world.pmo, currency="EUR", since_on=date(2026, 11, 15), rate=Decimal(9), now=world.now)
    with pytest.raises(Forbidden):
        services.add_rate(by=world.pm, currency="USD", since_on=world.today, rate=Decimal(7), now=world.now)


def test_another_rate_of_exchange_is_not_another_plan(world: World, planned: Money) -> None:
    def rate(day: date, value: str) -> None:
        services.add_rate(by=world.pmo, currency="EUR", since_on=day, rate=Decimal(value), now=world.now)

    rate(date(2026, 11, 1), "8")
    services.add_line(
        by=world.pm,
        budget=planned.budget,
        title="Abroad",
        category="hardware",
        phase=planned.pilot,
        currency="EUR",
        months={date(2026, 12, 1): Decimal(100)},
        now=world.now,
    )
    approval = services.ask_budget(by=world.pm, budget=planned.budget, now=world.now)
    services.sign(by=world.cfo, approval=approval, now=world.now)
    rate(world.today, "9")
    book = ledger.of_project(world.mine, world.today)
    assert book is not None
    assert (book.budgeted, book.planned, book.is_as_approved) == (360_800, 360_900, True)
    with pytest.raises(Conflict, match="approved"):
        services.ask_budget(by=world.pm, budget=planned.budget, now=world.now)
    cells = {(planned.build.pk, date(2026, 12, 1)): {"plan": Decimal(150_001)}}
    services.set_months(by=world.pm, budget=planned.budget, cells=cells, now=world.now)
    changed = ledger.of_project(world.mine, world.today)
    assert changed is not None
    assert not changed.is_as_approved


# --- at once --------------------------------------------------------------------------------------------------------


@pytest.fixture
def standing(transactional_db: None) -> tuple[World, Money]:
    world = factories.make_world(NOW)
    money = plan_money(world)
    approval = services.ask_budget(by=world.pm, budget=money.budget, now=NOW)
    services.sign(by=world.cfo, approval=approval, now=NOW)
    services.release(by=world.cfo, tranche=money.first, now=NOW)
    return world, money


@pytest.mark.django_db(transaction=True)
def test_commitments_at_once_never_overdraw(standing: tuple[World, Money]) -> None:
    world, money = standing

    def act(number: int) -> Callable[[], Any]:
        return lambda: services.commit(
            by=world.pm, line=money.build, amount=Decimal(40_000), supplier=f"S{number}", on=world.today, now=NOW
        )

    found = at_once(*(act(number) for number in range(6)))
    refused = [one for one in found if isinstance(one, services.NotReleased)]
    assert len(refused) == 3, found
    assert sum(row.value for row in Commitment.objects.all()) == 120_000
    assert sorted(Commitment.objects.values_list("number", flat=True)) == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_two_approvers_at_once_release_once(standing: tuple[World, Money]) -> None:
    world, money = standing
    services.save_rule(
        by=world.pmo,
        portfolio=world.portfolio,
        subject="tranche",
        above=Decimal(0),
        mode="any",
        parts=[("person", world.cfo), ("person", world.ceo)],
        now=NOW,
    )
    approval = services.ask_tranche(by=world.pm, tranche=money.second, now=NOW)
    found = at_once(
        lambda: services.sign(by=world.cfo, approval=approval, now=NOW),
        lambda: services.sign(by=world.ceo, approval=approval, now=NOW),
    )
    assert sum(isinstance(one, Conflict) for one in found) == 1, found
    assert Tranche.objects.get(pk=money.second.pk).state == "released"
    assert approval.steps.filter(state="signed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_both_of_two_approvers_at_once_finish_it(standing: tuple[World, Money]) -> None:
    world, money = standing
    services.save_rule(
        by=world.pmo,
        portfolio=world.portfolio,
        subject="tranche",
        above=Decimal(0),
        mode="all",
        parts=[("person", world.cfo), ("person", world.ceo)],
        now=NOW,
    )
    approval = services.ask_tranche(by=world.pm, tranche=money.second, now=NOW)
    found = at_once(
        lambda: services.sign(by=world.cfo, approval=approval, now=NOW),
        lambda: services.sign(by=world.ceo, approval=approval, now=NOW),
    )
    assert not any(isinstance(one, DomainError) for one in found), found
    approval.refresh_from_db()
    assert (approval.state, Tranche.objects.get(pk=money.second.pk).state) == ("approved", "released")


@pytest.mark.django_db(transaction=True)
def test_a_release_during_a_change_of_the_budget_leaves_no_more_released_than_approved(
    standing: tuple[World, Money],
) -> None:
    """A smaller budget is approved while the second tranche is released: one of the two is refused."""
    world, money = standing
    cells = {(money.build.pk, date(2026, 12, 1)): {"plan": Decimal(10_000)}}
    services.set_months(by=world.pm, budget=money.budget, cells=cells, now=NOW)
    approval = services.ask_budget(by=world.pm, budget=money.budget, now=NOW + timedelta(minutes=1))
    found = at_once(
        lambda: services.sign(by=world.cfo, approval=approval, now=NOW + timedelta(minutes=2)),
        lambda: services.release(by=world.pmo, tranche=money.second, now=NOW + timedelta(minutes=2)),
    )
    assert sum(isinstance(one, Conflict) for one in found) == 1, found
    given = sum(row.amount for row in Tranche.objects.filter(state="released"))
    newest = BudgetVersion.objects.order_by("-number").first()
    assert newest is not None
    assert given <= newest.total


def test_sums_of_many_cents_are_exact_in_the_database(world: World, money: Money) -> None:
    for number in range(30):
        services.record_actual(
            by=world.pm,
            line=money.build,
            amount=Decimal("0.10") if number % 3 else Decimal("9999999999.99"),
            on=world.today,
            reference=f"I-{number}",
            now=world.now,
        )
    assert released.by_phase([money.budget.pk])[money.pilot.pk].actual == Decimal("100000000001.90")
    with connection.cursor() as cursor:
        cursor.execute("SELECT amount, value FROM projects_actual")
        assert all(isinstance(value, int) for row in cursor.fetchall() for value in row)


def test_reminders_once_a_day_for_whose_turn_it_is(world: World, money: Money) -> None:
    approval = services.ask_tranche(by=world.pm, tranche=money.second, now=world.now)
    assert services.remind(by=world.pm, approval=approval, now=world.now) == 1
    assert services.remind(by=world.pm, approval=approval, now=world.now) == 0
    assert [step.signer for step in approvals.turns(approval)] == [world.cfo]
