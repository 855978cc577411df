"""Actions are given, chased until done, and finished with what came of them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from metrics.reviews import services
from metrics.reviews.choices import ActionStatus
from metrics.reviews.models import Action
from pmo.audit.models import AuditEntry
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from tests.metrics.reviews.conftest import inbox, said

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def action(world):
    return services.add_action(
        by=world.pm,
        project=world.mine,
        title="统一成本中心编码",
        title_en="One set of cost centre codes",
        owner=world.owner,
        due_on=world.today + timedelta(days=10),
        now=world.now,
    )


def morning(action, days):
    return datetime.combine(action.due_on + timedelta(days=days), time(9, 0), tzinfo=SHANGHAI)


def test_the_owner_is_told_at_once(world, action):
    message = inbox(world.owner, "action.given")[0]
    assert "One set of cost centre codes" in said(message)
    assert "统一成本中心编码" in said(message, "zh-hans")
    assert AuditEntry.objects.get(act="action.given").project_id == world.mine.pk


def test_nobody_is_told_of_an_action_they_gave_themselves(world):
    services.add_action(by=world.pm, project=world.mine, title="x", owner=world.pm, due_on=world.today, now=world.now)
    assert inbox(world.pm, "action.given") == []


def test_it_is_chased_three_days_before_on_the_day_and_every_week_until_done(world, action):
    counts = {}
    for days in range(-4, 23):
        services.chase_actions(now=morning(action, days))
        counts[days] = len(inbox(world.owner, "action.due_soon")) + len(inbox(world.owner, "action.overdue"))
    assert counts[-4] == 0
    assert counts[-3] == counts[-1] == 1
    assert counts[0] == counts[6] == 2
    assert counts[7] == 3
    assert counts[14] == 4
    assert counts[22] == 5
    services.finish_action(by=world.owner, action=action, status="done", result="312 个编码", now=morning(action, 22))
    services.chase_actions(now=morning(action, 40))
    assert len(inbox(world.owner, "action.overdue")) == 3


def test_chasing_twice_equals_chasing_once(world, action):
    assert services.chase_actions(now=morning(action, 0)) == 1
    assert services.chase_actions(now=morning(action, 0)) == 0


def test_a_new_day_chases_anew(world, action):
    services.chase_actions(now=morning(action, 0))
    services.change_action(
        by=world.pm, action=action, due_on=action.due_on + timedelta(days=30), now=morning(action, 0)
    )
    assert services.chase_actions(now=morning(action, -3)) == 1


def test_a_new_owner_is_told(world, action):
    services.change_action(by=world.pm, action=action, owner=world.it, now=world.now)
    assert len(inbox(world.it, "action.given")) == 1


def test_finishing_needs_a_result_and_happens_once(world, action):
    with pytest.raises(Invalid) as error:
        services.finish_action(by=world.owner, action=action, status="done", result="  ", now=world.now)
    assert error.value.field == "result"
    with pytest.raises(Invalid):
        services.finish_action(by=world.owner, action=action, status="open", result="x", now=world.now)
    services.finish_action(by=world.owner, action=action, status="done", result="312 个编码", now=world.now)
    stored = Action.objects.get()
    assert (stored.status, stored.result, stored.done_at) == (ActionStatus.DONE, "312 个编码", world.now)
    assert inbox(world.owner, "action.given")[0].read_at or inbox(world.owner, "action.given")[0].state == "withdrawn"
    with pytest.raises(Conflict):
        services.finish_action(by=world.owner, action=action, status="dropped", result="x", now=world.now)


def test_a_day_gone_by_and_an_empty_title_are_refused(world):
    for values, field in (({"due_on": world.today - timedelta(days=1)}, "due_on"), ({"title": " "}, "title")):
        given = {"title": "x", "owner": world.owner, "due_on": world.today, **values}
        with pytest.raises(Invalid) as error:
            services.add_action(by=world.pm, project=world.mine, now=world.now, **given)
        assert error.value.field == field
    assert not Action.objects.exists()


def test_only_those_who_may_give_and_finish(world, action):
    for who in (world.employee, world.champion, world.stranger, world.admin, world.ceo):
        with pytest.raises(Forbidden):
            services.add_action(
                by=who, project=world.mine, title="x", owner=world.owner, due_on=world.today, now=world.now
            )
    for who in (world.stranger, world.employee, world.it):
        with pytest.raises(Forbidden):
            services.finish_action(by=who, action=action, status="done", result="x", now=world.now)


def test_a_stale_change_is_refused(world, action):
    services.change_action(by=world.pm, action=action, title="先到", expected=1, now=world.now)
    with pytest.raises(StaleWrite):
        services.change_action(by=world.pm, action=action, title="后到", expected=1, now=world.now)
    assert Action.objects.get().title == "先到"


def test_an_action_handed_over_waits_for_its_new_owner_alone(world, action):
    assert inbox(world.owner, "action.given")
    services.change_action(by=world.pm, action=action, owner=world.it, now=world.now)
    assert len(inbox(world.it, "action.given")) == 1
    assert all(m.read_at or m.state == "withdrawn" for m in inbox(world.owner))
