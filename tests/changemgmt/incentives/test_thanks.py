"""Colleagues thank each other within an allowance, not themselves, not in circles; a wall that can be kept clean."""

from __future__ import annotations

from datetime import timedelta

import pytest

from changemgmt.incentives import services
from changemgmt.incentives.models import PointRule, Recognition
from changemgmt.incentives.selectors import thanks
from pmo.records import Conflict, Forbidden, Invalid
from tests import factories
from tests.changemgmt.incentives.conftest import DAY, NOW, TODAY, Shop, opens, told

pytestmark = pytest.mark.django_db
DECEMBER = NOW + timedelta(days=10)


def test_thanks_reach_the_wallet_and_the_wall_at_once(shop: Shop) -> None:
    made = shop.thank(shop.ann, shop.bob)
    assert shop.balance(shop.bob) == 5
    assert list(thanks.wall(shop.world.employee)) == [made]
    assert list(thanks.wall(shop.world.stranger)) == []
    assert told("recognition.received", shop.bob) == 1
    assert shop.sound()


def test_sent_twice_it_is_one(shop: Shop) -> None:
    assert shop.thank(shop.ann, shop.bob) == shop.thank(shop.ann, shop.bob)
    assert shop.balance(shop.bob) == 5


def test_an_allowance_is_what_is_left_of_the_month_and_new_with_the_next(shop: Shop) -> None:
    people = [factories.make_user(NOW, unit=shop.world.finance) for _ in range(4)]
    for number, person in enumerate(people[:3]):
        shop.thank(shop.ann, person, str(number))
    found = thanks.allowance(shop.ann, TODAY)
    assert found is not None
    assert (found.given, found.left, found.times) == (15, 0, 0)
    with pytest.raises(Conflict, match="allowance"):
        shop.thank(shop.ann, people[3], "x")
    shop.thank(shop.ann, people[3], "y", now=DECEMBER)
    later = thanks.allowance(shop.ann, DECEMBER.date())
    # Nothing was saved up.
    assert later is not None
    assert (later.given, later.left) == (5, 10)


def test_not_oneself_not_without_words_not_somebody_who_left(shop: Shop) -> None:
    with pytest.raises(Invalid, match="oneself"):
        shop.thank(shop.ann, shop.ann)
    with pytest.raises(Invalid, match="required"):
        shop.thank(shop.ann, shop.bob, text="ok")
    shop.bob.is_active = False
    shop.bob.save()
    with pytest.raises(Invalid, match="inactive"):
        shop.thank(shop.ann, shop.bob)


def test_the_same_two_not_more_often_than_the_rule_says(shop: Shop) -> None:
    shop.thank(shop.ann, shop.bob, "1")
    shop.thank(shop.ann, shop.bob, "2")
    with pytest.raises(Conflict, match="pair"):
        shop.thank(shop.ann, shop.bob, "3")


def test_not_back_on_the_same_day(shop: Shop) -> None:
    shop.thank(shop.ann, shop.bob)
    with pytest.raises(Conflict, match="circle"):
        shop.thank(shop.bob, shop.ann)
    shop.thank(shop.bob, shop.ann, now=NOW + DAY)


def test_above_the_cap_of_the_receiver_words_stay_and_points_do_not_come(shop: Shop) -> None:
    PointRule.objects.filter(pk=shop.thanks.pk).update(cap=5)
    shop.thank(shop.ann, shop.bob)
    made = shop.thank(shop.world.employee, shop.bob)
    assert (made.award.points, made.award.reason, shop.balance(shop.bob)) == (0, "cap", 5)


def test_without_a_rule_recognition_is_closed(shop: Shop) -> None:
    services.change_rule(by=shop.world.change, rule=shop.thanks, active=False, now=NOW)
    with pytest.raises(Conflict, match="closed"):
        shop.thank(shop.ann, shop.bob)


def test_reported_looked_at_and_taken_down_with_its_points(shop: Shop) -> None:
    made = shop.thank(shop.ann, shop.bob)
    made = services.report(by=shop.world.employee, recognition=made, text="this is about me", now=NOW)
    assert told("recognition.reported", shop.world.change) == 1
    assert list(thanks.reported(shop.world.change)) == [made]
    with pytest.raises(Conflict, match="reported"):
        services.report(by=shop.world.employee, recognition=made, text="again", now=NOW)
    with pytest.raises(Forbidden):
        services.withdraw(by=shop.world.employee, recognition=made, reason="no", now=NOW)
    services.withdraw(by=shop.world.change, recognition=made, reason="about somebody else", now=NOW)
    assert shop.balance(shop.bob) == 0
    assert list(thanks.wall(shop.world.employee)) == []
    assert (told("recognition.withdrawn", shop.ann), told("recognition.withdrawn", shop.bob)) == (1, 1)
    for person in (shop.ann, shop.bob):
        assert opens("recognition.withdrawn", person)
    # The allowance stays used, or thanks without end could be sent.
    assert thanks.given_in_month(shop.ann.pk, TODAY) == 5
    assert services.sweep(now=NOW + DAY) == 0
    assert shop.sound()


def test_a_report_that_is_looked_at_is_gone(shop: Shop) -> None:
    made = services.report(
        by=shop.world.employee, recognition=shop.thank(shop.ann, shop.bob), text="hm, not so", now=NOW
    )
    services.keep(by=shop.world.change, recognition=made, now=NOW)
    assert not thanks.reported(shop.world.change).exists()
    assert Recognition.objects.get().shown


def test_nobody_judges_what_they_gave(shop: Shop) -> None:
    made = shop.thank(shop.world.change, shop.bob)
    with pytest.raises(Forbidden, match="forbidden"):
        services.withdraw(by=shop.world.change, recognition=made, reason="mine", now=NOW)
