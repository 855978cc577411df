"""A finance department of eight with a budget, a rule for champions, one for thanks, and two gifts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from changemgmt.champions.models import Champion, ChampionEntry
from changemgmt.incentives import services
from changemgmt.incentives.choices import AccountKind, Cause
from changemgmt.incentives.models import Gift, PointAccount, PointBudget, PointRule, Recognition, Redemption
from changemgmt.incentives.selectors import books, wallets
from pmo.accounts.models import User
from pmo.notify.models import Message
from pmo.records.models import create
from tests import factories
from tests.conftest import NOW
from tests.factories import World

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@dataclass
class Shop:
    """`ann` and `bob` work in finance without any role, `head` heads it; `world.change` keeps rules and gifts."""

    world: World
    ann: User
    bob: User
    head: User
    budget: PointBudget
    rule: PointRule
    thanks: PointRule
    gift: Gift
    champion: Champion

    def help(self, days_ago: int = 0, **values: Any) -> ChampionEntry:
        """Ann helps somebody as a champion."""
        on = TODAY - days_ago * DAY
        return create(ChampionEntry(champion=self.champion, on=on, note="showed how", **values), now=NOW)

    def give(self, person: User, points: int, now: Any = NOW) -> None:
        """Points out of thin air, as the ledger knows none: a rule paid them for so many things."""
        from changemgmt.incentives.causes import Done

        done = [
            Done(f"gift-{person.pk}-{points}-{now.timestamp()}", TODAY, user_id=person.pk, text={"zh": "x", "en": ""})
        ]
        rule = create(PointRule(name="r", cause=Cause.ASSESSMENT, points=points, from_on=TODAY - 9 * DAY), now=NOW)
        services.award(rule=rule, now=now, done=done)
        PointRule.objects.filter(pk=rule.pk).update(active=False)

    def balance(self, person: User) -> int:
        return wallets.balance(person)

    def at(self, kind: AccountKind) -> int:
        return sum(PointAccount.objects.filter(kind=kind).values_list("balance", flat=True))

    def redeem(self, person: User, key: str = "k", gift: Gift | None = None) -> Redemption:
        return services.redeem(by=person, gift=gift or self.gift, key=key, now=NOW)

    def thank(
        self, by: User, to: User, key: str = "k", now: Any = NOW, text: str = "helped me with the report"
    ) -> Recognition:
        return services.recognise(by=by, to=to, text=text, key=key, now=now)

    def sound(self) -> bool:
        return books.audit() == []


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def open_shop(world: World) -> Shop:
    people = {name: factories.make_user(NOW, name, unit=world.finance) for name in ("ann", "bob", "head")}
    world.finance.head = people["head"]
    world.finance.save()
    budget = services.add_budget(by=world.pmo, year=2026, points=1000, value=Decimal("0.50"), now=NOW)
    rule = services.add_rule(
        by=world.change, name="超级用户帮助", name_en="Help as a champion", cause=Cause.CHAMPION, points=10,
        cap=30, period="month", from_on=TODAY - 60 * DAY, now=NOW,
    )  # fmt: skip
    thanks = services.add_rule(
        by=world.change, name="同事认可", name_en="Thanks", cause=Cause.RECOGNITION, points=5, allowance=15,
        pair_limit=2, from_on=TODAY - 60 * DAY, now=NOW,
    )  # fmt: skip
    gift = services.add_gift(by=world.change, name="保温杯", name_en="Mug", price=20, stock=3, now=NOW)
    champion = create(
        Champion(project=world.mine, unit=world.finance, user=people["ann"], state="active",
                 since_on=TODAY - 50 * DAY, until_on=TODAY + 50 * DAY, nominated_by=world.pm),
        now=NOW,
    )  # fmt: skip
    return Shop(world=world, budget=budget, rule=rule, thanks=thanks, gift=gift, champion=champion, **people)


@pytest.fixture
def shop(world: World) -> Shop:
    return open_shop(world)


def client_of(user: User | None) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    if user is not None:
        client.force_login(user)
    return client


def told(rule: str, person: User | None = None) -> int:
    rows = Message.objects.filter(rule=rule, channel="inbox")
    return (rows if person is None else rows.filter(recipient=person)).count()


def opens(rule: str, person: User) -> bool:
    """Whether what a message of the rule leads to may be read by whoever got it."""
    message = Message.objects.filter(rule=rule, recipient=person, channel="inbox").latest("pk")
    return client_of(person).get(message.url).status_code == 200
