"""Two people and one benefit in the same instant: exactly one outcome, nothing lost, nothing counted twice."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from pmo.notify.models import Message
from pmo.records import Conflict, DomainError
from pmo.records.errors import StaleWrite
from projects.benefits import services
from projects.benefits.models import Benefit, BenefitVersion, Realisation
from tests import factories
from tests.conftest import NOW
from tests.factories import World
from tests.projects.benefits.conftest import Worth, agree, fresh, month, plan_worth
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def standing(transactional_db: None) -> tuple[World, Worth]:
    world = factories.make_world(NOW)
    return world, plan_worth(world)


@pytest.fixture
def booking(standing: tuple[World, Worth]) -> Realisation:
    """Ten thousand of last month, waiting for finance."""
    world, worth = standing
    return services.book(
        by=world.owner,
        benefit=agree(world, worth.booked),
        month=month(world, -1),
        amount=Decimal(10_000),
        reference="FP-1",
        evidence="Account 6602",
        now=NOW,
    )


def _refusals(found: list[Any]) -> list[Any]:
    return [one for one in found if isinstance(one, DomainError)]


def test_of_two_editors_one_wins_and_the_other_is_told(standing: tuple[World, Worth]) -> None:
    world, worth = standing
    seen = [fresh(worth.booked), fresh(worth.booked)]

    def edit(place: int) -> Any:
        one = seen[place]
        return lambda: services.change_benefit(
            by=world.pm, benefit=one, expected=one.version, now=NOW, amount=Decimal(130_000 + place)
        )

    found = at_once(edit(0), edit(1))
    assert [type(one) for one in _refusals(found)] == [StaleWrite], found
    kept = next(one for one in found if isinstance(one, Benefit))
    after = fresh(worth.booked)
    assert (after.amount, after.version) == (kept.amount, seen[0].version + 1)


def test_owner_and_finance_at_once_agree_once(standing: tuple[World, Worth]) -> None:
    world, worth = standing
    services.propose(by=world.pm, benefit=worth.booked, now=NOW)
    found = at_once(
        lambda: services.confirm(by=world.owner, benefit=fresh(worth.booked), now=NOW),
        lambda: services.confirm(by=world.cfo, benefit=fresh(worth.booked), now=NOW),
    )
    assert not _refusals(found), found
    assert fresh(worth.booked).state in ("agreed", "realising")
    assert BenefitVersion.objects.filter(benefit=worth.booked).count() == 1
    told = Message.objects.filter(recipient=world.pm, rule__startswith="benefit.agreed", channel="inbox")
    assert told.count() == 1


@pytest.mark.parametrize("who", ["owner", "cfo"])
def test_a_confirmation_sent_twice_counts_once(standing: tuple[World, Worth], who: str) -> None:
    world, worth = standing
    services.propose(by=world.pm, benefit=worth.booked, now=NOW)
    person = getattr(world, who)
    found = at_once(*[lambda: services.confirm(by=person, benefit=fresh(worth.booked), now=NOW)] * 3)
    assert [type(one) for one in _refusals(found)] == [Conflict, Conflict], found
    after = fresh(worth.booked)
    assert (after.state, BenefitVersion.objects.count()) == ("proposed", 0)
    assert bool(after.owner_confirmed_at) != bool(after.finance_confirmed_at)


def test_an_edit_during_the_confirmation_never_leaves_other_words_agreed(standing: tuple[World, Worth]) -> None:
    """Either the edit came first, and there is a draft again, or it is refused: what is agreed is what both saw."""
    world, worth = standing
    services.propose(by=world.pm, benefit=worth.booked, now=NOW)
    services.confirm(by=world.owner, benefit=worth.booked, now=NOW)
    found = at_once(
        lambda: services.confirm(by=world.cfo, benefit=fresh(worth.booked), now=NOW),
        lambda: services.change_benefit(by=world.pm, benefit=fresh(worth.booked), now=NOW, amount=Decimal(1)),
    )
    assert len(_refusals(found)) == 1, found
    after = fresh(worth.booked)
    agreed = BenefitVersion.objects.filter(benefit=worth.booked).count()
    assert (after.amount, after.state, agreed) in (
        (Decimal(120_000), "agreed", 1),
        (Decimal(1), "draft", 0),
    )


def test_an_amount_validated_twice_at_once_counts_once(standing: tuple[World, Worth], booking: Realisation) -> None:
    world, _worth = standing
    found = at_once(*[lambda: services.validate(by=world.cfo, realisation=booking, now=NOW)] * 2)
    assert [type(one) for one in _refusals(found)] == [Conflict], found
    rows = Realisation.objects.filter(state="validated")
    assert [row.amount for row in rows] == [Decimal(10_000)]


def test_an_amount_is_validated_or_withdrawn_never_both(standing: tuple[World, Worth], booking: Realisation) -> None:
    world, _worth = standing
    found = at_once(
        lambda: services.validate(by=world.cfo, realisation=booking, now=NOW),
        lambda: services.withdraw(by=world.owner, realisation=booking, reason="Wrong account", now=NOW),
    )
    assert [type(one) for one in _refusals(found)] == [Conflict], found
    assert list(Realisation.objects.values_list("state", flat=True)) in (["validated"], [])


def test_one_document_is_booked_once_however_often_it_is_sent(standing: tuple[World, Worth]) -> None:
    world, worth = standing
    benefit = agree(world, worth.booked)

    def send() -> Realisation:
        return services.book(
            by=world.owner,
            benefit=fresh(benefit),
            month=month(world, -1),
            amount=Decimal(500),
            reference="FP-7",
            evidence="Account 6602",
            now=NOW + timedelta(minutes=1),
        )

    found = at_once(send, send, send)
    assert [type(one) for one in _refusals(found)] == [Conflict, Conflict], found
    assert Realisation.objects.filter(reference="FP-7").count() == 1
