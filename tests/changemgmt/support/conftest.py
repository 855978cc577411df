"""A desk on our project: Sam leads it, Max works at it; Ann and Bo of the finance unit ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from changemgmt.support import services
from changemgmt.support.models import SupportRequest, SupportSetting, SupportTeam
from pmo.access.roles import Role
from pmo.accounts.models import User
from projects.portfolio.choices import TeamRole
from tests import factories
from tests.factories import World

ZONE = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment of November 2026 on the company's clock; the 23rd is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@dataclass
class Desk:
    setting: SupportSetting
    sam: User
    max: User
    ann: User
    bo: User
    team: SupportTeam


@pytest.fixture
def desk(world: World) -> Desk:
    now = at(2, 9)
    sam, other = (factories.make_user(now, name, Role.SUPPORT, unit=world.company) for name in ("sam", "max"))
    for person in (sam, other):
        factories.add_member(now, world.mine, person, TeamRole.SUPPORT)
    ann, bo = (factories.make_user(now, name, unit=world.finance) for name in ("ann", "bo"))
    for person in (ann, bo):
        person.refresh_from_db()
    setting = services.open_desk(by=world.pm, project=world.mine, lead=sam, now=now)
    team = services.save_team(by=world.pm, project=world.mine, values={"name": "一线", "members": [sam]}, now=now)
    world.mine.refresh_from_db()
    return Desk(setting, sam, other, ann, bo, team)


@pytest.fixture
def ask(world: World, desk: Desk) -> Callable[..., SupportRequest]:
    """Asked by Ann on Monday 23 November at 9:00, unless told otherwise."""

    def act(**values: Any) -> SupportRequest:
        wanted: dict[str, Any] = {
            "by": desk.ann, "project": world.mine, "text": "报销单提交不了\n按钮是灰的", "impact": "team",
            "now": at(23, 9), **values,
        }  # fmt: skip
        return services.ask(**wanted)

    return act
