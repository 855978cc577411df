"""What nobody answers goes further up; what waits for a person; how fast people are answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from changemgmt.feedback import services
from changemgmt.feedback.models import Feedback
from changemgmt.feedback.selectors import figures
from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Conflict
from projects.portfolio import dimensions
from projects.portfolio.dimensions import decisions_of
from tests import factories
from tests.changemgmt.feedback.conftest import Shop, delivered, given, told
from tests.factories import World

pytestmark = pytest.mark.django_db


# --- nobody answers ---------------------------------------------------------------------------------------------------


def test_unanswered_feedback_goes_up_each_step_once(
    world: World, shop: Shop, give: Callable[..., Feedback], later: Callable[[int], Any]
) -> None:
    """Said on Monday, due on Wednesday: on Thursday the head of the unit, after three working days more (Tuesday is the
    fourth) the sponsor; on Saturday and Sunday nobody, and however often it runs, each once."""
    item = give()
    services.triage(by=world.pm, item=item, title="慢", owner=world.pm, now=world.now)
    counts = {}
    for days in range(12):
        counts[days] = services.chase(**later(days)) + 10 * services.chase(**later(days))
    assert counts == {**dict.fromkeys(range(12), 0), 2: 1, 3: 1, 8: 1}
    assert (world.today + timedelta(days=8)).weekday() == 1
    assert told("feedback.answer_due", item, world.pm)
    assert told("feedback.unit_late", item, shop.head)
    assert told("feedback.management_late", item, world.cfo)
    item.refresh_from_db()
    assert item.step == "management"
    acts = AuditEntry.objects.filter(object_id=item.pk, act="feedback.escalated")
    assert [(entry.actor, entry.after["step"]) for entry in acts.order_by("pk")] == [
        (None, "unit"),
        (None, "management"),
    ]


def test_a_long_outage_takes_both_steps_at_once(world: World, shop: Shop, give: Callable[..., Feedback],
                                                later: Callable[[int], Any]) -> None:  # fmt: skip
    give()
    assert services.chase(**later(30)) == 2
    assert services.chase(**later(31)) == 0


def test_neither_head_nor_management_reads_words_they_may_not_see(
    world: World, shop: Shop, give: Callable[..., Feedback], later: Callable[[int], Any]
) -> None:
    """The head has no role here, the sponsor is an executive: both are told that something waits, not what."""
    item = give(text="秘密")
    Feedback.objects.filter(pk=item.pk).update(title="秘密标题")
    services.chase(**later(30))
    for message in Message.objects.filter(rule__endswith="_late"):
        assert "秘密" not in str(message.text)
        assert f"/feedback/{item.pk}/" not in message.url


def test_an_answer_ends_it(
    world: World, shop: Shop, give: Callable[..., Feedback], later: Callable[[int], Any]
) -> None:
    item = give()
    services.answer(by=world.pm, item=item, text="在看", **later(1))
    assert services.chase(**later(9)) == 0
    assert services.chase(**later(60)) == 1
    assert told("feedback.decide_due", item, world.pm)


def test_the_head_is_not_told_of_what_they_said_themselves(
    world: World, shop: Shop, give: Callable[..., Feedback], later: Callable[[int], Any]
) -> None:
    item = give(by=shop.head)
    services.chase(**later(3))
    assert not told("feedback.unit_late", item, shop.head)


# --- what waits -------------------------------------------------------------------------------------------------------


def test_what_waits_for_a_person(world: World, shop: Shop, give: Callable[..., Feedback]) -> None:
    def keys(user: Any) -> list[str]:
        user.__dict__.pop("_decisions", None)
        return [one.key.partition(":")[0] for one in decisions_of(user, world.now) if one.key.startswith("feedback")]

    item = give()
    assert keys(world.pm) == keys(world.change) == ["feedback.triage"]
    assert keys(world.owner) == keys(world.ceo) == keys(shop.people[1]) == []
    services.triage(by=world.pm, item=item, title="慢", owner=world.owner, now=world.now)
    assert keys(world.owner) == ["feedback.answer"]
    assert keys(world.pm) == []
    services.answer(by=world.owner, item=item, text="在看", today=world.today, now=world.now)
    assert keys(world.owner) == ["feedback.decide"]
    give(project=None)
    assert keys(world.pmo) == ["feedback.triage"]


def test_many_of_one_project_are_one_line_that_opens_their_list(
    world: World, give: Callable[..., Feedback], client_of: Callable[..., Any]
) -> None:
    def lines() -> list[dimensions.Decision]:
        world.pm.__dict__.pop("_decisions", None)
        return [one for one in decisions_of(world.pm, world.now) if one.key.startswith("feedback")]

    items = [give() for _n in range(3)]
    assert [one.key.partition(":")[0] for one in lines()] == ["feedback.triage"] * 3
    give()
    (line,) = lines()
    assert line.why.plain().startswith("4 pieces of feedback have no owner yet")
    assert (line.title, line.due_on) == (world.mine.label, items[0].answer_due)
    page = client_of(world.pm).get(line.url).content.decode()
    assert page.count('<th scope="row"') == 4
    for item in Feedback.objects.all():
        services.triage(by=world.pm, item=item, title="慢", owner=world.pm, now=world.now)
    (line,) = lines()
    assert line.why.plain().startswith("4 pieces of feedback wait for your answer")
    assert client_of(world.pm).get(line.url).content.decode().count('<th scope="row"') == 4
    for item in Feedback.objects.all():
        services.answer(by=world.pm, item=item, text="在看", today=world.today, now=world.now)
    (line,) = lines()
    assert line.why.plain().startswith("4 pieces of feedback wait for your decision")
    assert client_of(world.pm).get(line.url).content.decode().count('<th scope="row"') == 4


def test_answered_in_time_is_counted_in_working_days(world: World, shop: Shop, give: Callable[..., Feedback]) -> None:
    """Said on Friday, answered on Tuesday: two working days. Answered on Wednesday: three, and late."""
    friday = date(2026, 11, 13)
    for days in (4, 4, 4, 4, 5):
        item = give(today=friday)
        services.answer(by=world.pm, item=item, text="在看", today=friday + timedelta(days=days), now=world.now)
    found = figures.figures(world.today).whole
    assert found.median == 2.0
    assert found.percent is not None
    assert found.percent[0] == pytest.approx(80)


def test_two_who_close_at_once_close_it_once(world: World, shop: Shop) -> None:
    item = given(world, shop).item
    services.decide(by=world.pm, item=item, decision="wont", reason="x", today=world.today, now=world.now)
    delivered()
    services.close(by=world.pm, item=item, today=world.today, now=world.now)
    with pytest.raises(Conflict):
        services.close(by=world.change, item=item, today=world.today, now=world.now)
    assert factories.CANARY not in item.title
