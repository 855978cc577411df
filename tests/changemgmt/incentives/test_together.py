"""Many at once: one gets the last gift, an allowance is spent once, a thing is paid once."""

from __future__ import annotations

from functools import partial

import pytest

from changemgmt.incentives import services
from changemgmt.incentives.choices import AccountKind
from changemgmt.incentives.models import Gift, PointAward, Redemption
from pmo.accounts.models import User
from pmo.records import DomainError
from tests import factories
from tests.changemgmt.incentives.conftest import NOW, TODAY, Shop, open_shop
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50


@pytest.fixture
def shop() -> Shop:
    return open_shop(factories.make_world(NOW))


def won(found: list[object]) -> int:
    assert None not in found, "somebody got stuck"
    return sum(not isinstance(one, DomainError) for one in found)


def test_of_fifty_who_redeem_the_last_gift_exactly_one_wins(shop: Shop) -> None:
    people = [factories.make_user(NOW, unit=shop.world.finance) for _ in range(MANY)]
    from changemgmt.incentives.causes import Done
    from changemgmt.incentives.models import PointRule
    from pmo.records.models import create

    services.change_budget(by=shop.world.pmo, budget=shop.budget, points=5000, now=NOW)
    rule = create(PointRule(name="r", cause="assessment", points=20, from_on=TODAY), now=NOW)
    services.award(rule=rule, now=NOW, done=[Done(str(one.pk), TODAY, user_id=one.pk) for one in people])
    Gift.objects.filter(pk=shop.gift.pk).update(stock=1)
    found = at_once(*(partial(shop.redeem, User.objects.get(pk=one.pk)) for one in people))
    assert won(found) == 1
    assert Gift.objects.get(pk=shop.gift.pk).stock == 0
    assert Redemption.objects.count() == 1
    assert shop.at(AccountKind.HELD) == 20
    assert shop.sound()


def test_a_click_sent_eight_times_at_once_asks_once(shop: Shop) -> None:
    shop.give(shop.ann, 100)
    found = at_once(*(partial(shop.redeem, shop.ann, "same") for _ in range(8)))
    assert len({getattr(one, "pk", None) for one in found}) == 1
    assert (shop.balance(shop.ann), Redemption.objects.count()) == (80, 1)


def test_points_are_not_spent_twice_on_different_gifts(shop: Shop) -> None:
    shop.give(shop.ann, 30)
    gifts = [services.add_gift(by=shop.world.change, name=f"g{n}", price=20, stock=9, now=NOW) for n in range(6)]
    found = at_once(*(partial(shop.redeem, shop.ann, f"k{n}", gift) for n, gift in enumerate(gifts)))
    assert won(found) == 1
    assert shop.balance(shop.ann) == 10
    assert shop.sound()


def test_the_last_of_an_allowance_is_given_once(shop: Shop) -> None:
    people = [factories.make_user(NOW, unit=shop.world.finance) for _ in range(8)]
    found = at_once(*(partial(shop.thank, shop.ann, one, f"k{n}") for n, one in enumerate(people)))
    assert won(found) == 3
    assert shop.sound()


def test_a_sweep_that_runs_six_times_at_once_pays_once(shop: Shop) -> None:
    for ago in (3, 2, 1):
        shop.help(ago)
    found = at_once(*(partial(services.sweep, now=NOW) for _ in range(6)))
    assert sum(int(str(one)) for one in found) == 3
    assert PointAward.objects.count() == 3
    assert shop.balance(shop.ann) == 30
    assert shop.sound()


def test_approved_and_cancelled_at_once_is_one_of_both(shop: Shop) -> None:
    shop.give(shop.ann, 50)
    wish = shop.redeem(shop.ann)
    found = at_once(
        partial(services.approve, by=shop.world.change, redemption=wish, now=NOW),
        partial(services.cancel, by=shop.ann, redemption=wish, now=NOW),
    )
    assert won(found) == 1
    assert shop.sound()
