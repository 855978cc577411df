"""Hyper-care ends by its criteria; figures of support, small units withheld."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from changemgmt.support import adoption, health, proof, services
from changemgmt.support.models import HyperCare, SupportRequest
from changemgmt.support.selectors import care as selectors
from changemgmt.support.selectors import figures
from changemgmt.support.services.care import USUAL
from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid
from projects.portfolio.audience import staff
from tests import factories
from tests.changemgmt.support.conftest import Desk, at
from tests.factories import World

pytestmark = pytest.mark.django_db

Ask = Callable[..., SupportRequest]
TODAY = date(2026, 11, 30)


def begun(world: World, *criteria: tuple[str, Decimal, int]) -> HyperCare:
    return services.begin(by=world.pm, project=world.mine, started_on=date(2026, 11, 2), today=TODAY, now=at(2, 9),
                          criteria=criteria or USUAL)  # fmt: skip


def test_every_criterion_says_what_it_found(world: World, desk: Desk, ask: Ask) -> None:
    """Seven people: one contact in the last week is 14.3 of a hundred, the week before none."""
    seven = 7
    for _n in range(seven - staff(world.mine).count()):
        factories.make_user(world.now, unit=world.finance)
    row = ask()
    services.resolve(by=desk.sam, row=row, solution="好了", now=at(23, 12))
    ask(impact="many", urgency="high", now=at(30, 8))
    care = begun(world)
    page = selectors.read(care, TODAY, at(30, 9))
    found = {one.criterion.kind: (one.value, one.met) for one in page.readings}
    assert found["contacts"] == (pytest.approx(100 / seven), False)
    assert found["open_p1"] == (1, False)
    assert found["within"] == (100.0, True)
    assert found["backlog"] == (1, True)
    assert found["adoption"] == (None, None)
    assert not page.may_end
    assert "2 of 5" in page.lead.plain()


def test_it_ends_by_criteria_or_by_an_exception_of_the_pmo(world: World, desk: Desk, ask: Ask) -> None:
    ask(now=at(30, 8))
    care = begun(world, ("backlog", Decimal(0), 1))
    with pytest.raises(Conflict) as refused:
        services.end(by=world.pm, care=care, today=TODAY, now=at(30, 9))
    assert "1 open requests, at most 0" in refused.value.message
    with pytest.raises(Forbidden):
        services.end(by=world.pm, care=care, exception="急", today=TODAY, now=at(30, 9))
    ended = services.end(by=world.pmo, care=care, exception="供应商接手", today=TODAY, now=at(30, 9))
    assert (ended.state, ended.exception_reason, ended.outcome[0]["met"]) == ("ended", "供应商接手", False)
    assert AuditEntry.objects.get(act="hypercare.ended").reason == "供应商接手"
    evidence = proof.criteria(world.mine, TODAY, None)
    assert evidence.status == "missed"
    with pytest.raises(Conflict):
        services.end(by=world.pmo, care=care, today=TODAY, now=at(30, 9))


def test_met_it_can_end_and_the_manager_is_told_once(world: World, desk: Desk) -> None:
    assert proof.criteria(world.mine, TODAY, None).status == "not_available"
    care = begun(world, ("backlog", Decimal(3), 1), ("open_p1", Decimal(0), 1))
    assert services.tell_ready(today=TODAY, now=at(30, 9)) == 1
    assert services.tell_ready(today=TODAY, now=at(30, 10)) == 0
    assert Message.objects.filter(rule="hypercare.ready", recipient=world.pm, channel="inbox").count() == 1
    assert proof.criteria(world.mine, TODAY, None).status == "met"
    services.end(by=world.pm, care=care, today=TODAY, now=at(30, 9))
    assert proof.criteria(world.mine, TODAY, None).status == "met"


def test_whoever_leads_makes_it_stricter_only(world: World, desk: Desk) -> None:
    care = begun(world, ("backlog", Decimal(3), 1))
    given: dict[str, Any] = {"care": care, "kind": "backlog", "now": at(30, 9)}
    with pytest.raises(Invalid):
        services.set_criterion(by=world.pm, threshold=Decimal(2), reason=" ", **given)
    services.set_criterion(by=world.pm, threshold=Decimal(2), reason="更严", **given)
    with pytest.raises(Forbidden):
        services.set_criterion(by=world.pm, threshold=Decimal(9), reason="更松", **given)
    services.set_criterion(by=world.pmo, threshold=Decimal(9), reason="更松", **given)
    with pytest.raises(Invalid):
        services.set_criterion(by=world.pmo, threshold=None, reason="去掉", **given)
    assert care.criteria.get().threshold == 9


def test_one_at_a_time_and_not_before_its_day(world: World, desk: Desk) -> None:
    begun(world)
    with pytest.raises(Conflict):
        begun(world)
    with pytest.raises(Invalid):
        services.begin(by=world.pm, project=world.mine, wave=2, started_on=TODAY + timedelta(days=1), today=TODAY,
                       now=at(30, 9))  # fmt: skip
    with pytest.raises(Forbidden):
        services.begin(by=desk.sam, project=world.mine, wave=2, started_on=TODAY, today=TODAY, now=at(30, 9))


def test_adoption_comes_from_whoever_counts_it(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adoption, "_sources", [lambda project, wave, on: 82.0])
    care = begun(world, ("adoption", Decimal(80), 1))
    reading = selectors.read(care, TODAY, at(30, 9)).readings[0]
    assert (reading.value, reading.met) == (82.0, True)


def test_weeks_count_contacts_per_hundred_people(world: World, desk: Desk, ask: Ask) -> None:
    people = staff(world.mine).count()
    ask(now=at(17, 9))
    ask(now=at(19, 9))
    ask(now=at(23, 9))
    ask(now=at(30, 8))  # of the running week: no week yet
    weeks = figures.weeks(world.mine, people, TODAY)
    assert [(week.monday, week.contacts) for week in weeks[-2:]] == [(date(2026, 11, 16), 2), (date(2026, 11, 23), 1)]
    assert weeks[-2].rate == pytest.approx(200 / people)
    assert figures.weeks(world.mine, 0, TODAY)[-1].rate is None


def test_small_units_are_withheld_also_as_what_is_left_over(world: World, desk: Desk, ask: Ask) -> None:
    cell = factories.make_unit(world.now, "报销组", world.finance)
    pair = [factories.make_user(world.now, unit=cell) for _n in range(2)]
    for _n in range(6 - staff(world.mine).filter(unit=world.finance).count()):
        factories.make_user(world.now, unit=world.finance)
    pair[0].refresh_from_db()
    ask(by=pair[0])
    lines = {line.unit: line for line in figures.units(world.mine, at(24, 9))}
    assert lines[cell].rate is None
    whole = lines[world.finance]
    assert whole.contacts == 1
    assert whole.rate == pytest.approx(100 / whole.people)


def test_health_is_off_when_something_pressing_is_late(world: World, desk: Desk, ask: Ask) -> None:
    assert health.read([world.mine], TODAY) == {}
    row = ask()
    assert health.read([world.mine], date(2026, 11, 23))[world.mine.pk].status == "risk"
    ask(impact="many", urgency="high")
    found = health.read([world.mine], date(2026, 11, 23))[world.mine.pk]
    assert found.status == "off"
    services.resolve(by=desk.sam, row=row, solution="好了", now=at(23, 10))


def test_what_is_late_now_counts_against_the_share(world: World, desk: Desk, ask: Ask) -> None:
    done, _late = ask(), ask(impact="many", urgency="high")
    services.resolve(by=desk.sam, row=done, solution="好了", now=at(23, 12))
    resolved, answered = figures.kept(world.mine, at(23, 15))
    assert (resolved.value, resolved.judged) == (50.0, 2)  # type: ignore[union-attr]
    assert (answered.value, answered.judged) == (50.0, 2)  # type: ignore[union-attr]
    found = figures.of(world.mine, date(2026, 11, 23), at(23, 15))
    assert (found.open, found.late, found.open_p1) == (1, 1, 1)
