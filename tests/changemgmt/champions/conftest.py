"""A finance department of twenty with a team below it, its head, and a network that begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from changemgmt.champions import services
from changemgmt.champions.models import Champion
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from tests import factories
from tests.conftest import NOW
from tests.factories import World

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@dataclass
class Network:
    """`head` leads finance without any role; `ann` and `bob` work there, `eve` in a team below, `foreign` elsewhere."""

    world: World
    head: User
    ann: User
    bob: User
    eve: User
    foreign: User
    team: Unit

    def nominate(self, user: User, by: User | None = None, unit: Unit | None = None, **values: Any) -> Champion:
        world = self.world
        return services.nominate(
            by=by or world.change, project=world.mine, unit=unit or world.finance, user=user, now=NOW, **values
        )

    def champion(self, user: User, **values: Any) -> Champion:
        return services.accept(by=user, champion=self.nominate(user, **values), now=NOW)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def network(world: World) -> Network:
    now = NOW
    team = factories.make_unit(now, "发票组", world.finance, kind="team")
    people = {name: factories.make_user(now, name, unit=world.finance) for name in ("head", "ann", "bob")}
    for _ in range(9):
        factories.make_user(now, unit=world.finance)
    eve = factories.make_user(now, "eve", unit=team)
    for _ in range(5):
        factories.make_user(now, unit=team)
    world.finance.head = people["head"]
    world.finance.save()
    foreign = factories.make_user(now, "foreign", unit=world.workshop)
    return Network(world, eve=eve, foreign=foreign, team=team, **people)


def client_of(user: User | None) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    if user is not None:
        client.force_login(user)
    return client
