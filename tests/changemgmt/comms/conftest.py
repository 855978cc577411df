"""Announcements of the world: the change manager writes, the project manager approves, finance reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from changemgmt.comms import services
from changemgmt.comms.models import Announcement
from tests.factories import World

Write = Callable[..., Announcement]


@pytest.fixture
def write(world: World) -> Write:
    """A draft for all staff of the project, in the sponsor's name, unless told otherwise."""

    def act(title: str = "为什么做费控", **values: Any) -> Announcement:
        given = {
            "by": world.change,
            "project": world.mine,
            "sender": world.cfo,
            "title": title,
            "body": "因为报销要 **5 天**。",
            "now": world.now,
            **values,
        }
        return services.draft(**given)

    return act


@pytest.fixture
def approve(world: World, write: Write) -> Write:
    def act(title: str = "为什么做费控", **values: Any) -> Announcement:
        found = write(title, **values)
        services.submit(by=world.change, announcement=found, now=world.now)
        return services.approve(by=world.pm, announcement=found, now=world.now)

    return act


@pytest.fixture
def send(world: World, approve: Write) -> Write:
    def act(title: str = "为什么做费控", **values: Any) -> Announcement:
        return services.publish(by=world.change, announcement=approve(title, **values), now=world.now)

    return act


@pytest.fixture
def sent(send: Write) -> Announcement:
    return send(title_en="Why expense control", body_en="Because a claim takes **5 days**.")
