"""The rules of benefits: two people agree, two people book, plans move months, KPIs make money."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from metrics.kpis import services as kpis
from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from projects.benefits import adoption, services
from projects.benefits.adoption import Adoption
from projects.benefits.models import Benefit, Realisation
from projects.benefits.selectors import book
from projects.benefits.selectors.months import month_of
from projects.engines.benefits import Missing
from projects.schedule import services as schedule
from projects.schedule.models import Plan, Task
from tests import factories
from tests.factories import World
from tests.projects.benefits.conftest import Worth, agree, fresh, measure, month

pytestmark = pytest.mark.django_db


def line_of(benefit: Benefit, world: World) -> book.Line:
    return book.one(Benefit.objects.select_related(*book.RELATED).get(pk=benefit.pk), world.today)


def booking(world: World, worth: Worth, amount: str = "4000", ago: int = -1, **more: Any) -> Realisation:
    given = {
        "by": world.owner,
        "month": month(world, ago),
        "reference": f"GL {ago}",
        "evidence": "Account 6602",
        **more,
    }
    return services.book(benefit=fresh(worth.booked), amount=D(amount), now=world.now, **given)


def test_planned_money_of_a_kpi_is_its_improvement_times_the_money_of_one_unit(world: World, worth: Worth) -> None:
    """95 × 126 h = 11,970 a month, from the month after go-live (September) for a year."""
    line = line_of(worth.computed, world)
    assert set(line.planned.values()) == {D("11970.00")}
    assert (min(line.planned), len(line.planned)) == (month_of(date(2026, 9, 1)), 12)
    assert line.potential == D("143640.00")


def test_a_yearly_amount_grows_evenly_and_adds_up(world: World, worth: Worth) -> None:
    line = line_of(worth.booked, world)
    first = month_of(date(2026, 9, 1))
    assert [line.planned[first + n] for n in range(5)] == [D(2500), D(5000), D(7500), D(10000), D(10000)]
    assert line.total == D("105000.00")


def test_realised_money_comes_from_what_was_measured(world: World, agreed: Worth) -> None:
    """380 h in September and 318 h in October: 40 × 95 = 3,800 and 102 × 95 = 9,690."""
    measure(world, agreed.kpi, date(2026, 9, 28), "380")
    measure(world, agreed.kpi, date(2026, 10, 30), "318")
    measure(world, agreed.kpi, date(2026, 11, 20), "300")
    line = line_of(agreed.computed, world)
    assert list(line.realised.values()) == [D("3800.00"), D("9690.00")]
    assert (line.realised_to_date, line.due_to_date) == (D("13490.00"), D("23940.00"))
    assert line.unmeasured == []


def test_a_month_without_a_value_counts_as_nothing_and_says_so(world: World, agreed: Worth) -> None:
    measure(world, agreed.kpi, date(2026, 8, 15), "380")
    line = line_of(agreed.computed, world)
    assert line.realised == {}
    assert line.unmeasured == [month_of(date(2026, 9, 1)), month_of(date(2026, 10, 1))]


def test_a_measure_that_gets_worse_costs(world: World, agreed: Worth) -> None:
    measure(world, agreed.kpi, date(2026, 9, 12), "440")
    assert line_of(agreed.computed, world).realised_to_date == D("-1900.00")


def test_a_dis_benefit_is_negative(world: World, worth: Worth) -> None:
    line = line_of(worth.cost, world)
    assert line.planned_to_date == D(-2000)
    assert line.potential == D(-12000)


def test_a_slip_moves_the_plan_and_leaves_what_was_agreed(
    world: World, agreed: Worth, slip: Callable[[Worth, int], None]
) -> None:
    """Two months later: two full months less come within the agreed year."""
    slip(agreed, 2)
    line = line_of(agreed.computed, world)
    assert min(line.planned) == month_of(date(2026, 11, 1))
    assert min(line.agreed_months) == month_of(date(2026, 9, 1))
    assert (line.slip, line.shortfall) == (2, D("23940.00"))
    assert line.due_to_date == D("23940.00")


def test_the_actual_day_of_a_milestone_counts(world: World, worth: Worth) -> None:
    schedule.report_progress(
        by=world.pm, task=Task.objects.select_related("plan__project").get(pk=worth.live.pk), now=world.now,
        values={"actual_finish": "2026-10-12"},
    )  # fmt: skip
    line = line_of(worth.computed, world)
    assert (line.place.on, line.place.done) == (date(2026, 10, 12), True)
    assert min(line.planned) == month_of(date(2026, 11, 1))


def test_a_milestone_that_was_removed_is_missed_and_comes_back_when_that_is_undone(world: World, worth: Worth) -> None:
    plan = Plan.objects.get(project=world.mine)
    schedule.apply(by=world.pm, plan=plan, ops=[{"op": "delete", "ids": [worth.live.pk]}], now=world.now)
    line = line_of(worth.computed, world)
    assert (line.why, line.planned) == ("task_gone", {})
    schedule.undo(by=world.pm, plan=Plan.objects.get(pk=plan.pk), now=world.now)
    assert line_of(worth.computed, world).benefit.task_id == worth.live.pk


def test_owner_and_finance_agree_and_the_months_are_kept(world: World, worth: Worth) -> None:
    services.propose(by=world.pm, benefit=worth.booked, now=world.now)
    asked = Message.objects.filter(rule="benefit.asked").values_list("recipient__username", flat=True)
    assert set(asked) == {"owner", "cfo"}
    assert services.confirm(by=world.owner, benefit=worth.booked, now=world.now).state == "proposed"
    assert services.confirm(by=world.cfo, benefit=worth.booked, now=world.now).state == "agreed"
    version = worth.booked.versions.get()
    assert (version.months["2026-09"], version.total) == ("2500.00", D("105000.00"))
    assert AuditEntry.objects.filter(act="benefit.agreed").count() == 1


def test_an_owner_who_proposes_has_confirmed(world: World, worth: Worth) -> None:
    services.propose(by=world.owner, benefit=worth.booked, now=world.now)
    assert services.confirm(by=world.cfo, benefit=worth.booked, now=world.now).state == "agreed"


def test_nobody_confirms_twice_nor_for_both(world: World, worth: Worth) -> None:
    services.propose(by=world.pmo, benefit=worth.booked, now=world.now)
    services.confirm(by=world.owner, benefit=worth.booked, now=world.now)
    with pytest.raises(Conflict):
        services.confirm(by=world.owner, benefit=worth.booked, now=world.now)
    with pytest.raises(Forbidden, match="own_proposal"):
        services.confirm(by=world.pmo, benefit=worth.booked, now=world.now)
    with pytest.raises(Forbidden):
        services.confirm(by=world.pm, benefit=worth.booked, now=world.now)


def test_an_incomplete_draft_is_not_proposed(world: World, worth: Worth) -> None:
    services.change_benefit(by=world.pm, benefit=worth.booked, attribution="", validator=None, now=world.now)
    with pytest.raises(Invalid) as refused:
        services.propose(by=world.pm, benefit=worth.booked, now=world.now)
    assert refused.value.message == "Not complete yet: Attribution, Two people."


def test_a_declined_benefit_is_a_draft_with_the_reason(world: World, worth: Worth) -> None:
    services.propose(by=world.pm, benefit=worth.booked, now=world.now)
    found = services.decline(by=world.cfo, benefit=worth.booked, reason="Too high", now=world.now)
    assert (found.state, found.state_reason, found.owner_confirmed_at) == ("draft", "Too high", None)
    assert Message.objects.filter(rule="benefit.declined", recipient=world.pm, channel="inbox").count() == 1


def test_what_is_agreed_is_taken_up_again_before_it_changes(world: World, agreed: Worth) -> None:
    with pytest.raises(Conflict):
        services.change_benefit(by=world.pm, benefit=agreed.booked, amount=D(1), now=world.now)
    services.reopen(by=world.pm, benefit=agreed.booked, reason="Half of it", now=world.now)
    services.change_benefit(by=world.pm, benefit=agreed.booked, amount=D(60_000), now=world.now)
    line = line_of(agreed.booked, world)
    assert (line.total, line.agreed_total) == (D("52500.00"), D("105000.00"))
    with pytest.raises(Conflict, match="kept"):
        services.delete_benefit(by=world.pm, benefit=agreed.booked, now=world.now)


def test_a_closed_benefit_ends(world: World, agreed: Worth) -> None:
    services.close(by=world.pm, benefit=agreed.booked, reason="The contract ended", now=world.now)
    assert max(line_of(agreed.booked, world).planned) == month_of(date(2026, 11, 1))


def test_booked_money_counts_once_finance_validated_it(world: World, agreed: Worth) -> None:
    row = booking(world, agreed)
    line = line_of(agreed.booked, world)
    assert (line.realised_to_date, line.waiting) == (D(0), D(4000))
    assert fresh(agreed.booked).state == "realising"
    services.validate(by=world.cfo, realisation=row, note="seen", now=world.now)
    line = line_of(agreed.booked, world)
    assert (line.realised_to_date, line.waiting) == (D(4000), D(0))
    assert line.missing_months == [month_of(date(2026, 9, 1))]


def test_nobody_validates_what_they_booked_or_own(world: World, agreed: Worth) -> None:
    mine = booking(world, agreed, by=world.pmo)
    with pytest.raises(Forbidden, match="own_booking"):
        services.validate(by=world.pmo, realisation=mine, now=world.now)
    with pytest.raises(Forbidden, match="own_booking"):
        services.validate(by=world.owner, realisation=mine, now=world.now)
    with pytest.raises(Forbidden):
        services.validate(by=world.pm, realisation=mine, now=world.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Realisation.objects.filter(pk=mine.pk).update(
            state="validated", decided_by=world.pmo, decided_at=timezone.now()
        )


def test_an_amount_is_validated_once(world: World, agreed: Worth) -> None:
    row = booking(world, agreed)
    services.validate(by=world.cfo, realisation=row, now=world.now)
    with pytest.raises(Conflict, match="state"):
        services.validate(by=world.cfo, realisation=row, now=world.now)
    with pytest.raises(Conflict, match="state"):
        services.give_back(by=world.cfo, realisation=row, reason="x", now=world.now)


def test_only_who_is_named_answers_for_finance_or_the_pmo_in_their_place(world: World, agreed: Worth) -> None:
    row = booking(world, agreed)
    with pytest.raises(Forbidden, match="not_named"):
        services.validate(by=world.ceo, realisation=row, now=world.now)
    assert services.validate(by=world.pmo, realisation=row, now=world.now).state == "validated"


def test_validated_money_is_corrected_by_another_booking(world: World, agreed: Worth) -> None:
    row = services.validate(by=world.cfo, realisation=booking(world, agreed), now=world.now)
    with pytest.raises(Conflict, match="validated"):
        services.change_booking(by=world.owner, realisation=row, amount=D(1), now=world.now)
    with pytest.raises(Conflict, match="validated"):
        services.withdraw(by=world.owner, realisation=row, reason="x", now=world.now)
    less = booking(world, agreed, "-500", reference="GL correction")
    services.validate(by=world.cfo, realisation=less, now=world.now)
    assert line_of(agreed.booked, world).realised_to_date == D(3500)


def test_a_returned_amount_is_put_right_and_waits_anew(world: World, agreed: Worth) -> None:
    row = services.give_back(by=world.cfo, realisation=booking(world, agreed), reason="No account", now=world.now)
    assert Message.objects.filter(rule="benefit.returned", recipient=world.owner, channel="inbox").count() == 1
    row = services.change_booking(by=world.owner, realisation=row, amount=D(3900), now=world.now)
    assert (row.state, row.decided_by_id) == ("waiting", None)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"ago": 2}, "future"),
        ({"amount": "0"}, "amount"),
        ({"amount": "1.005"}, "amount"),
        ({"reference": " "}, "required"),
        ({"evidence": ""}, "required"),
    ],
)
def test_a_booking_without_its_facts_is_refused(world: World, agreed: Worth, more: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid, match=code):
        booking(world, agreed, **more)


def test_nothing_is_booked_twice_nor_for_what_is_computed_or_not_agreed(world: World, worth: Worth) -> None:
    with pytest.raises(Conflict, match="state"):
        booking(world, worth)
    for benefit in (worth.computed, worth.booked):
        agree(world, benefit)
    booking(world, worth)
    with pytest.raises(Conflict, match="booked"):
        booking(world, worth)
    with pytest.raises(Conflict, match="computed"):
        services.book(
            by=world.owner, benefit=fresh(worth.computed), month=world.today, amount=D(1), reference="x", evidence="x",
            now=world.now,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"no_kpi_reason": ""}, "kpi"),
        ({"validator": "owner"}, "validator"),
        ({"validator": "employee"}, "validator"),
        ({"way": "kpi"}, "kpi"),
        ({"anchor": "task", "task": None}, "task"),
        ({"ramp_shares": [10, 300]}, "ramp_shares"),
        ({"kpi": "other"}, "kpi"),
        ({"adoption_kpi": "days"}, "adoption_kpi"),
    ],
)
def test_what_does_not_fit_together_is_refused(world: World, worth: Worth, values: dict[str, Any], field: str) -> None:
    given = dict(values)
    if "validator" in given:
        given["validator"] = getattr(world, given["validator"])
    if given.get("kpi") == "other":
        given["kpi"] = world.other_kpi
    if given.get("adoption_kpi") == "days":
        given["adoption_kpi"] = world.kpi
    with pytest.raises(Invalid) as refused:
        services.change_benefit(by=world.pm, benefit=worth.booked, now=world.now, **given)
    assert refused.value.field == field


def test_what_is_not_in_money_has_no_amount_and_capital_comes_once(world: World, worth: Worth) -> None:
    found = services.change_benefit(by=world.pm, benefit=worth.booked, kind="no_money", now=world.now)
    assert (found.amount, line_of(found, world).why) == (None, "no_money")
    found = services.change_benefit(
        by=world.pm, benefit=found, kind="capital", amount=D(100), duration_months=3, now=world.now
    )
    assert list(line_of(found, world).planned.values()) == [D("33.34"), D("33.33"), D("33.33")]


def test_a_stale_change_is_refused(world: World, worth: Worth) -> None:
    services.change_benefit(by=world.pm, benefit=worth.booked, name="A", expected=1, now=world.now)
    with pytest.raises(StaleWrite):
        services.change_benefit(by=world.pm, benefit=worth.booked, name="B", expected=1, now=world.now)


def test_todays_adoption_comes_from_the_kpi_and_then_from_use_itself(
    world: World, worth: Worth, monkeypatch: pytest.MonkeyPatch
) -> None:
    """143,640 a year × 60 % ÷ 90 % = 95,760; measured by use at 45 %: 71,820."""
    share = factories.make_kpi(
        world.now, world.goal, unit="%", unit_en="%", baseline=D(0), target=D(90), name="使用率", name_en="Use"
    )
    services.change_benefit(by=world.pm, benefit=worth.computed, adoption_planned=D(90), now=world.now)
    none = line_of(worth.computed, world).at_adoption
    assert isinstance(none, Missing)
    assert none.reason == "no_rate"
    services.change_benefit(by=world.pm, benefit=worth.computed, adoption_kpi=share, now=world.now)
    measure(world, share, world.today - timedelta(days=4), "60")
    kpis.recompute([share.pk], now=world.now)
    assert line_of(worth.computed, world).at_adoption == D("95760.00")
    monkeypatch.setattr(adoption, "_sources", [lambda ids, on: {pk: Adoption(D(45), on) for pk in ids}])
    assert line_of(worth.computed, world).at_adoption == D("71820.00")


def test_reminders_come_once_a_month_and_once_a_week(world: World, agreed: Worth) -> None:
    assert services.remind_all(now=world.now) == 2
    assert set(Message.objects.filter(rule="benefit.book").values_list("recipient__username", flat=True)) == {"owner"}
    assert services.remind_all(now=world.now + timedelta(days=1)) == 0
    booking(world, agreed)
    later = world.now + timedelta(days=4)
    assert services.remind_all(now=later) == 1
    assert services.remind_all(now=later) == 0
    assert Message.objects.get(rule="benefit.remind", channel="inbox").recipient == world.cfo


def test_a_rate_is_entered_by_the_pmo_and_only_once_a_day(world: World, worth: Worth) -> None:
    given = {"portfolio": world.portfolio, "since_on": world.today, "rate": D("9.5"), "now": world.now}
    with pytest.raises(Forbidden):
        services.set_rate(by=world.pm, **given)
    services.set_rate(by=world.pmo, **given)
    with pytest.raises(Conflict):
        services.set_rate(by=world.pmo, **given)
