"""What another desk solved before: brought over at once, judged by the clock of this one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from changemgmt.support import services
from changemgmt.support.models import SupportRequest
from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Forbidden, Invalid
from tests.changemgmt.support.conftest import Desk, at
from tests.factories import World

pytestmark = pytest.mark.django_db


def past(desk: Desk, day: int, **values: Any) -> services.Past:
    asked = at(day, 10)
    given = {"answered_at": asked + timedelta(minutes=30), "resolved_at": asked + timedelta(hours=2), **values}
    return services.Past(requester=desk.ann, title="旧", opened_at=asked, impact="team", **given)


def test_it_is_numbered_in_order_and_judged(world: World, desk: Desk) -> None:
    late = past(desk, 17, answered_at=at(18, 15), resolved_at=at(23, 10))
    services.bring_over(by=desk.sam, project=world.mine, past=[late, past(desk, 16)], now=at(24, 9))
    rows = list(SupportRequest.objects.order_by("number"))
    assert [(row.number, row.answer_met, row.resolve_met, row.state) for row in rows] == [
        (1, True, True, "closed"),
        (2, False, False, "closed"),
    ]
    assert AuditEntry.objects.filter(act="support.brought_over").count() == 1
    assert not Message.objects.exists()
    following = services.ask(by=desk.ann, project=world.mine, text="新", now=at(24, 10))
    assert following.number == 3


def test_not_out_of_order_and_not_by_anybody(world: World, desk: Desk) -> None:
    wrong = past(desk, 16, resolved_at=at(16, 9))
    with pytest.raises(Invalid):
        services.bring_over(by=desk.sam, project=world.mine, past=[wrong], now=at(24, 9))
    with pytest.raises(Forbidden):
        services.bring_over(by=desk.ann, project=world.mine, past=[past(desk, 16)], now=at(24, 9))
