"""Notes of a talk, and the lines of them that become items."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from changemgmt.feedback import services
from changemgmt.feedback.selectors import items
from pmo.records import Conflict, Forbidden, Invalid
from tests.changemgmt.feedback.conftest import Shop
from tests.factories import World

pytestmark = pytest.mark.django_db


def test_lines_of_a_talk_become_items_once(world: World, shop: Shop) -> None:
    notes = "- 夜班没人教\n\n- 扫码枪坏了两把\n谢谢大家"
    meeting = services.hold_meeting(by=world.pm, title="焊装座谈", held_on=world.today - timedelta(days=3), notes=notes,
                                    project=world.mine, unit=shop.unit, now=world.now)  # fmt: skip
    assert [line.text for line in items.lines(meeting)] == ["夜班没人教", "扫码枪坏了两把", "谢谢大家"]
    made = services.take_lines(by=world.pm, meeting=meeting, chosen={1: "stuck", 3: "idea"}, now=world.now)
    assert [(one.meeting_line, one.kind, one.author) for one in made] == [(1, "stuck", None), (3, "idea", None)]
    assert made[0].received_on == world.today - timedelta(days=3)
    assert services.take_lines(by=world.pm, meeting=meeting, chosen={1: "stuck"}, now=world.now) == []
    with pytest.raises(Invalid):
        services.take_lines(by=world.pm, meeting=meeting, chosen={2: "stuck"}, now=world.now)
    with pytest.raises(Conflict):
        services.change_meeting(by=world.pm, meeting=meeting, notes="anders", now=world.now)
    with pytest.raises(Forbidden):
        services.take_lines(by=world.owner, meeting=meeting, chosen={4: "idea"}, now=world.now)


def test_what_was_said_at_a_talk_is_closed_when_somebody_says_how_they_were_told(world: World, shop: Shop) -> None:
    meeting = services.hold_meeting(by=world.pm, title="座谈", held_on=world.today, notes="太慢", project=world.mine,
                                    now=world.now)  # fmt: skip
    (item,) = services.take_lines(by=world.pm, meeting=meeting, chosen={1: "stuck"}, now=world.now)
    services.decide(by=world.pm, item=item, decision="wont", reason="不行", today=world.today, now=world.now)
    assert services.close_told(today=world.today, now=world.now) == 0
    with pytest.raises(Conflict):
        services.close(by=world.pm, item=item, today=world.today, now=world.now)
    done = services.close(by=world.pm, item=item, told_how="下次座谈说了", today=world.today, now=world.now)
    assert (done.state, done.told_how) == ("closed", "下次座谈说了")


def test_a_talk_is_noted_after_it_was_held(world: World) -> None:
    with pytest.raises(Invalid):
        services.hold_meeting(by=world.pm, title="x", held_on=world.today + timedelta(days=2), notes="x", now=world.now,
                              project=world.mine)  # fmt: skip
    with pytest.raises(Forbidden):
        services.hold_meeting(by=world.employee, title="x", held_on=world.today, notes="x", now=world.now)


def test_a_talk_of_this_morning_is_noted_before_the_sun_is_up_in_greenwich(world: World) -> None:
    """At seven in Shanghai it is still yesterday in UTC."""
    early = datetime(2026, 11, 23, 7, tzinfo=ZoneInfo("Asia/Shanghai"))
    made = services.hold_meeting(
        by=world.pm, title="早会", held_on=early.date(), notes="太慢", project=world.mine, now=early
    )
    assert made.held_on == date(2026, 11, 23)
