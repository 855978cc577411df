"""A workshop of six, their head, and things they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from changemgmt.feedback import services
from changemgmt.feedback.models import Feedback
from pmo.accounts.models import User
from pmo.notify.models import Message
from pmo.orgs.models import Unit
from tests import factories
from tests.factories import World


@dataclass
class Shop:
    """`unit` has six people, `cell` below it two; `head` leads the unit, `chief` what is above."""

    unit: Unit
    cell: Unit
    people: list[User]
    head: User
    pair: list[User]


@pytest.fixture
def shop(world: World) -> Shop:
    now = world.now
    unit = factories.make_unit(now, "焊装车间", world.finance, kind="workshop")
    cell = factories.make_unit(now, "焊装二班", unit)
    people = [factories.make_user(now, f"w{n}", unit=unit) for n in range(6)]
    pair = [factories.make_user(now, f"c{n}", unit=cell) for n in range(2)]
    head = people[0]
    Unit.objects.filter(pk=unit.pk).update(head=head)
    unit.refresh_from_db()
    for person in (*people, *pair):
        person.refresh_from_db()
    return Shop(unit, cell, people, head, pair)


@pytest.fixture
def give(world: World, shop: Shop) -> Callable[..., Feedback]:
    """Said on Monday 23 November by somebody of the workshop on our project, unless told otherwise."""

    def act(**values: Any) -> Feedback:
        return given(world, shop, **values).item

    return act


def given(world: World, shop: Shop, **values: Any) -> services.Given:
    wanted: dict[str, Any] = {
        "by": shop.people[1],
        "kind": "stuck",
        "reason": "slow",
        "project": world.mine,
        "today": world.today,
        "now": world.now,
        **values,
    }
    return services.give(**wanted)


@pytest.fixture
def give_anonymously(world: World, shop: Shop) -> Callable[..., services.Given]:
    """Said and let in the next morning, unless `admitted=False`."""

    def act(*, admitted: bool = True, **values: Any) -> services.Given:
        made = given(world, shop, level="anonymous", **values)
        if admitted:
            services.admit(today=made.item.received_on + timedelta(days=1), now=world.now + timedelta(days=1))
            made.item.refresh_from_db()
        return made

    return act


@pytest.fixture
def later(world: World) -> Callable[[int], dict[str, date | datetime]]:
    """The day and moment some days after."""

    def at(days: int) -> dict[str, date | datetime]:
        return {"today": world.today + timedelta(days=days), "now": world.now + timedelta(days=days)}

    return at


def delivered() -> None:
    Message.objects.update(state="sent", sent_at="2026-11-23T09:00:00Z")


def told(rule: str, item: Feedback, to: Any) -> bool:
    return Message.objects.of_occasion(rule, item).filter(recipient=to, channel="inbox").exists()
