"""A gift is asked for, approved, handed over and received; points and stock follow, or come back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from changemgmt.incentives import services
from changemgmt.incentives.choices import AccountKind
from changemgmt.incentives.models import Gift, PointEntry, Redemption
from changemgmt.incentives.selectors import wallets
from changemgmt.incentives.services.posting import Short
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from tests.changemgmt.incentives.conftest import DAY, NOW, TODAY, Shop, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def rich(shop: Shop) -> Shop:
    shop.give(shop.ann, 50)
    return shop


def stock(shop: Shop) -> int:
    return Gift.objects.get(pk=shop.gift.pk).stock


def test_the_whole_way_of_a_gift(rich: Shop) -> None:
    wish = rich.redeem(rich.ann)
    assert (rich.balance(rich.ann), rich.at(AccountKind.HELD), stock(rich)) == (30, 20, 2)
    wish = services.approve(by=rich.world.change, redemption=wish, now=NOW)
    assert told("redemption.approved", rich.ann) == 1
    wish = services.hand_over(by=rich.world.change, redemption=wish, place="front desk", now=NOW)
    assert told("redemption.handed", rich.ann) == 1
    wish = services.receive(by=rich.ann, redemption=wish, now=NOW)
    assert (wish.state, rich.at(AccountKind.HELD), rich.at(AccountKind.REDEEMED)) == ("done", 0, 20)
    assert rich.sound()


def test_a_double_click_asks_once(rich: Shop) -> None:
    first, second = rich.redeem(rich.ann, "same"), rich.redeem(rich.ann, "same")
    assert first == second
    assert (rich.balance(rich.ann), stock(rich)) == (30, 2)


def test_a_key_names_one_gift(rich: Shop) -> None:
    other = services.add_gift(by=rich.world.change, name="本子", price=5, stock=1, now=NOW)
    rich.redeem(rich.ann, "same")
    with pytest.raises(Conflict, match="key"):
        rich.redeem(rich.ann, "same", other)


def test_too_few_points_are_refused_and_leave_everything(shop: Shop) -> None:
    shop.give(shop.ann, 19)
    with pytest.raises(Short, match="short"):
        shop.redeem(shop.ann)
    assert (shop.balance(shop.ann), stock(shop)) == (19, 3)


def test_nothing_in_stock_a_limit_and_days_are_kept(rich: Shop) -> None:
    services.restock(by=rich.world.change, gift=rich.gift, change=-2, now=NOW)
    gift = Gift.objects.get(pk=rich.gift.pk)
    services.change_gift(by=rich.world.change, gift=gift, limit=1, now=NOW)
    rich.redeem(rich.ann)
    with pytest.raises(Conflict, match="limit"):
        rich.redeem(rich.ann, "again")
    rich.give(rich.bob, 50)
    with pytest.raises(Conflict, match="out_of_stock"):
        rich.redeem(rich.bob)
    Gift.objects.filter(pk=gift.pk).update(until_on=TODAY - DAY)
    with pytest.raises(Conflict, match="not_offered"):
        rich.redeem(rich.bob)


def test_refused_with_a_reason_gives_points_and_piece_back(rich: Shop) -> None:
    wish = rich.redeem(rich.ann)
    with pytest.raises(Invalid, match="required"):
        services.refuse(by=rich.world.change, redemption=wish, reason=" ", now=NOW)
    wish = services.refuse(by=rich.world.change, redemption=wish, reason="broken in transport", now=NOW)
    assert (wish.state, rich.balance(rich.ann), stock(rich), rich.at(AccountKind.HELD)) == ("refused", 50, 3, 0)
    assert told("redemption.refused", rich.ann) == 1
    with pytest.raises(Conflict, match="settled"):
        services.approve(by=rich.world.change, redemption=wish, now=NOW)
    assert rich.sound()


def test_what_comes_back_keeps_its_day_but_at_least_a_month(rich: Shop) -> None:
    wish = rich.redeem(rich.ann)
    services.cancel(by=rich.ann, redemption=wish, now=NOW)
    assert {lot.expires_on.isoformat() for lot in wallets.wallet(rich.ann).lots if lot.expires_on} == {"2027-11-23"}
    wish = rich.redeem(rich.ann, "late")
    late = NOW + timedelta(days=360)
    services.refuse(by=rich.world.change, redemption=wish, reason="gone", now=late)
    days = sorted(lot.expires_on for lot in wallets.wallet(rich.ann).lots if lot.expires_on)
    assert days[-1] == TODAY + timedelta(days=390)
    assert rich.sound()


def test_cancelled_only_by_oneself_and_before_it_is_approved(rich: Shop) -> None:
    wish = rich.redeem(rich.ann)
    with pytest.raises(Forbidden):
        services.cancel(by=rich.bob, redemption=wish, now=NOW)
    wish = services.approve(by=rich.world.change, redemption=wish, now=NOW)
    with pytest.raises(Conflict, match="settled"):
        services.cancel(by=rich.ann, redemption=wish, now=NOW)


def test_nobody_approves_hands_over_or_receives_in_their_own_favour(shop: Shop) -> None:
    change = shop.world.change
    shop.give(change, 50)
    wish = shop.redeem(change)
    with pytest.raises(Forbidden, match="forbidden"):
        services.approve(by=change, redemption=wish, now=NOW)
    wish = services.approve(by=shop.world.pmo, redemption=wish, now=NOW)
    with pytest.raises(Forbidden, match="forbidden"):
        services.hand_over(by=change, redemption=wish, now=NOW)
    wish = services.hand_over(by=shop.world.pmo, redemption=wish, now=NOW)
    with pytest.raises(Forbidden, match="forbidden"):
        services.receive(by=shop.world.pmo, redemption=wish, now=NOW)
    with pytest.raises(Forbidden):
        services.approve(by=shop.bob, redemption=wish, now=NOW)


def test_it_has_not_come_and_is_handed_over_again(rich: Shop) -> None:
    wish = services.approve(by=rich.world.change, redemption=rich.redeem(rich.ann), now=NOW)
    wish = services.hand_over(by=rich.world.change, redemption=wish, now=NOW)
    wish = services.not_received(by=rich.ann, redemption=wish, now=NOW)
    assert (wish.state, wish.handed_by) == ("approved", None)
    assert told("redemption.not_received", rich.world.change) == 1
    services.hand_over(by=rich.world.change, redemption=wish, now=NOW + DAY)
    assert told("redemption.handed", rich.ann) == 2


def test_two_silent_weeks_after_the_hand_over_count_as_received_once(rich: Shop) -> None:
    wish = services.approve(by=rich.world.change, redemption=rich.redeem(rich.ann), now=NOW)
    services.hand_over(by=rich.world.change, redemption=wish, now=NOW)
    assert services.receive_silent(now=NOW + timedelta(days=13)) == 0
    late = NOW + timedelta(days=15)
    assert [services.receive_silent(now=late), services.receive_silent(now=late)] == [1, 0]
    found = Redemption.objects.get()
    assert (found.state, found.by_itself, rich.at(AccountKind.REDEEMED)) == ("done", True, 20)


def test_an_old_version_is_refused(rich: Shop) -> None:
    wish = rich.redeem(rich.ann)
    with pytest.raises(StaleWrite):
        services.approve(by=rich.world.change, redemption=wish, expected=7, now=NOW)


def test_a_closed_account_redeems_nothing(rich: Shop) -> None:
    rich.ann.is_active = False
    rich.ann.save()
    with pytest.raises(Forbidden):
        rich.redeem(rich.ann)


def test_points_that_lapse_first_are_spent_first(shop: Shop) -> None:
    shop.give(shop.ann, 15)
    shop.give(shop.ann, 15, now=NOW - timedelta(days=100))
    shop.redeem(shop.ann)
    left = wallets.wallet(shop.ann).lots
    assert [(lot.points, lot.expires_on) for lot in left] == [(10, TODAY.replace(year=2027))]
    assert PointEntry.objects.filter(transaction__kind="hold").count() == 2


def test_a_stock_never_falls_below_nothing(shop: Shop) -> None:
    with pytest.raises(Conflict, match="stock"):
        services.restock(by=shop.world.change, gift=shop.gift, change=-4, now=NOW)
    with pytest.raises(Forbidden):
        services.restock(by=shop.ann, gift=shop.gift, change=4, now=NOW)
