"""What people cost a project: hours promised × the rate of their role, never typed, never one person's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pmo.audit.models import AuditEntry
from pmo.records import Conflict, Forbidden, Invalid
from projects.budget import services
from projects.budget.labour_models import LabourRate
from projects.budget.models import BudgetLine, LineMonth
from projects.budget.selectors import labour
from projects.resources import services as resources
from projects.resources.models import Allocation, Resource
from tests.factories import World
from tests.projects.budget.conftest import Money

D = Decimal
# A Monday; ten working days of eight hours follow.
START, FINISH = date(2027, 3, 22), date(2027, 4, 2)


def rate(world: World, role: str, amount: str, since: date = date(2027, 1, 1), currency: str = "CNY") -> LabourRate:
    return services.add_labour_rate(
        by=world.pmo, role=role, since_on=since, amount=D(amount), currency=currency, now=world.now
    )


@pytest.fixture
def tester(world: World) -> Resource:
    return resources.add_resource(by=world.pmo, name="Tester", role="tester", now=world.now)


@pytest.fixture
def half(world: World, tester: Resource) -> Allocation:
    """Half of a tester: seven days of March and, 1 and 2 April, two of April… as the calendar has it."""
    return resources.add_allocation(
        by=world.pm, project=world.mine, resource=tester, start_on=START, finish_on=FINISH, amount=D(50), now=world.now
    )


@pytest.fixture
def line(world: World, planned: Money) -> Callable[..., BudgetLine]:
    def make(**values: Any) -> BudgetLine:
        given = {"title": "Own people", "phase": planned.pilot, "category": "internal", "basis": "labour", **values}
        return services.add_line(by=world.pm, budget=planned.budget, now=world.now, **given)

    return make


def months(line: BudgetLine) -> dict[str, Decimal]:
    rows = LineMonth.objects.filter(line=line, plan__gt=0).order_by("month")
    return {f"{row.month:%Y-%m}": row.plan for row in rows}


def test_hours_by_month_times_the_rate_of_the_day(world: World, half: Allocation) -> None:
    rate(world, "tester", "100")
    rate(world, "tester", "110.50", date(2027, 3, 29))
    found = labour.of_project(world.mine, "CNY", world.today)
    assert found is not None
    assert found.lacking == []
    # Five days of four hours at 100, three at 110.50 in March; 1 and 2 April at 110.50.
    assert found.months == {date(2027, 3, 1): D("3326.00"), date(2027, 4, 1): D("884.00")}
    assert found.hours == D("40.00")


def test_what_has_no_rate_is_named_and_never_a_zero_in_silence(world: World, half: Allocation) -> None:
    found = labour.of_project(world.mine, "CNY", world.today)
    assert found is not None
    assert (found.total, found.lacking, found.hours) == (D(0), ["tester"], D("40.00"))
    rate(world, "tester", "20", currency="EUR")
    without = labour.of_project(world.mine, "CNY", world.today)
    assert without is not None
    assert without.lacking == ["EUR"]
    services.add_rate(by=world.pmo, currency="EUR", since_on=world.today, rate=D("7.5"), now=world.now)
    known = labour.of_project(world.mine, "CNY", world.today)
    assert known is not None
    assert (known.total, known.lacking) == (D("6000.00"), [])
    assert labour.of_project(world.other, "CNY", world.today) is None


def test_a_computed_line_follows_allocations_and_rates(
    world: World, half: Allocation, tester: Resource, line: Callable[..., BudgetLine]
) -> None:
    rate(world, "tester", "100")
    made = line()
    assert months(made) == {"2027-03": D("3200.00"), "2027-04": D("800.00")}
    assert services.compute_all(now=world.now) == 0
    resources.change_allocation(by=world.pm, allocation=half, amount=D(100), now=world.now)
    assert BudgetLine.objects.get(pk=made.pk).computed_at is None
    assert services.compute_all(now=world.now) == 1
    assert months(made) == {"2027-03": D("6400.00"), "2027-04": D("1600.00")}
    entry = AuditEntry.objects.filter(act="budget.labour_computed").latest("id")
    assert entry.actor is None
    assert entry.after["plan"] == ["2027-03 6400.00", "2027-04 1600.00"]
    resources.add_absence(
        by=world.pmo, resource=tester, start_on=date(2027, 4, 1), finish_on=date(2027, 4, 2), now=world.now
    )
    assert services.compute_all(now=world.now) == 1
    assert months(made) == {"2027-03": D("6400.00")}
    found = rate(world, "tester", "50", date(2027, 2, 1))
    assert services.compute_all(now=world.now) == 1
    assert months(made) == {"2027-03": D("3200.00")}
    services.remove_labour_rate(by=world.pmo, rate=found, now=world.now)
    resources.remove_allocation(by=world.pm, allocation=half, now=world.now)
    assert services.compute_all(now=world.now) == 1
    assert months(made) == {}
    assert services.compute_all(now=world.now + timedelta(days=1)) == 1


def test_its_plan_is_never_typed(
    world: World, half: Allocation, planned: Money, line: Callable[..., BudgetLine]
) -> None:
    rate(world, "tester", "100")
    made = line()
    cell = (made.pk, date(2027, 3, 1))
    with pytest.raises(Invalid, match="computed"):
        services.set_months(by=world.pm, budget=planned.budget, cells={cell: {"plan": D(1)}}, now=world.now)
    services.set_months(by=world.pm, budget=planned.budget, cells={cell: {"plan": D(3200)}}, now=world.now)
    services.set_months(by=world.pm, budget=planned.budget, cells={cell: {"forecast": D(3000)}}, now=world.now)
    with pytest.raises(Conflict, match="second"):
        line(title="More people")
    with pytest.raises(Invalid, match="contingency"):
        services.change_line(by=world.pm, line=made, category="contingency", now=world.now)
    typed = services.change_line(by=world.pm, line=made, basis="typed", now=world.now)
    assert months(typed) == {"2027-03": D("3200.00"), "2027-04": D("800.00")}
    services.set_months(by=world.pm, budget=planned.budget, cells={cell: {"plan": D(1)}}, now=world.now)
    assert LineMonth.objects.get(line=made, month=date(2027, 3, 1)).plan == D(1)


def test_rates_are_the_pmos_and_only_roles_have_one(world: World) -> None:
    with pytest.raises(Forbidden):
        services.add_labour_rate(by=world.pm, role="tester", since_on=world.today, amount=D(1), now=world.now)
    with pytest.raises(Invalid, match="required"):
        rate(world, "pat", "100")
    rate(world, "tester", "100")
    with pytest.raises(Conflict, match="exists"):
        rate(world, "tester", "120")
    assert {field.name for field in LabourRate._meta.get_fields()}.isdisjoint({"user", "person", "resource"})


def test_the_pages_of_labour(
    world: World, half: Allocation, planned: Money, client_of: Callable[[Any], Client]
) -> None:
    pmo, pm, it = client_of(world.pmo), client_of(world.pm), client_of(world.it)
    page = reverse("budget:labour_rates")
    values = {"role": "tester", "since_on": "2027-01-01", "amount": "100", "currency": "CNY"}
    money = reverse("budget:overview", args=[world.mine.key])
    assert "there is no rate: Tester" in pm.get(money).content.decode()
    assert pm.post(page, values).status_code == 403
    assert it.get(page).status_code == 404
    assert pmo.post(page, values).status_code == 302
    assert pmo.post(page, values).status_code == 422
    assert "100.00 CNY" in pm.get(page).content.decode()
    shown = pm.get(money).content.decode()
    assert "40 hours promised" in shown
    assert "?basis=labour" in shown
    new = reverse("budget:line_new", args=[world.mine.key])
    assert '<option value="labour" selected>' in pm.get(f"{new}?basis=labour").content.decode()
    line = {
        "title": "Own people", "phase": planned.pilot.pk, "category": "internal", "spending": "capital",
        "basis": "labour", "currency": "CNY",
    }  # fmt: skip
    assert pm.post(new, line).status_code == 302
    made = BudgetLine.objects.get(basis="labour")
    lines = pm.get(reverse("budget:lines", args=[world.mine.key]) + "?year=2027").content.decode()
    assert "Computed from the team's allocations" in lines
    assert f'name="plan-{made.pk}-2027-03"' not in lines
    assert "?basis=labour" not in pm.get(money).content.decode()
    assert pmo.post(reverse("budget:labour_rate_remove", args=[LabourRate.objects.get().pk])).status_code == 302
