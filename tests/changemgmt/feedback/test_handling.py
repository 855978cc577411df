"""Put in order, answered, decided, done, told, closed; merged, voted for, linked; taken up when nobody answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from changemgmt.feedback import services, sight
from changemgmt.feedback.models import Feedback, FeedbackVote
from changemgmt.feedback.selectors import board, figures, items
from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from projects.portfolio import dimensions
from projects.portfolio.dimensions import decisions_of
from tests import factories
from tests.changemgmt.feedback.conftest import Shop, given
from tests.factories import World

pytestmark = pytest.mark.django_db


def delivered() -> None:
    Message.objects.update(state="sent", sent_at="2026-11-23T09:00:00Z")


def told(rule: str, item: Feedback, to: Any) -> bool:
    return Message.objects.of_occasion(rule, item).filter(recipient=to, channel="inbox").exists()


# --- who sees what ----------------------------------------------------------------------------------------------------


def test_who_reads_what_was_said_with_a_name(world: World, shop: Shop, give: Callable[..., Feedback]) -> None:
    """The matrix: PMO all, executives none, the project's manager its own, business owners and champions their unit,
    its author theirs."""
    item = give()
    seen = {name for name in ("pmo", "ceo", "cfo", "pm", "owner", "it", "change", "champion", "employee", "stranger",
                              "admin") if Feedback.objects.visible_to(getattr(world, name)).exists()}  # fmt: skip
    assert seen == {"pmo", "pm", "change", "owner", "champion"}
    assert Feedback.objects.visible_to(shop.people[1]).get() == item
    assert not Feedback.objects.visible_to(shop.people[2]).exists()


def test_a_voice_hears_its_own_unit_only(world: World, shop: Shop, give: Callable[..., Feedback]) -> None:
    give(unit=world.workshop)
    assert not Feedback.objects.visible_to(world.owner).exists()
    assert not Feedback.objects.visible_to(world.champion).exists()
    assert Feedback.objects.visible_to(world.pm).exists()


def test_executives_read_figures_only(world: World, shop: Shop, give: Callable[..., Feedback]) -> None:
    for _n in range(5):
        give()
    for _n in range(6):
        give(unit=world.finance)
    assert figures.may_read(world.ceo)
    assert not figures.may_read(world.pm)
    found = figures.figures(world.today)
    assert found.whole.received == 11
    assert {line.unit: line.response.received for line in found.lines if line.response} == {
        shop.unit: 5,
        world.finance: 6,
    }


def test_no_difference_gives_a_small_unit_away(world: World, shop: Shop, give: Callable[..., Feedback]) -> None:
    for _n in range(5):
        give()
    for _n in range(6):
        give(unit=world.finance)
    give(unit=world.workshop)
    found = figures.figures(world.today)
    # One is too few, and whole less finance less one would tell it: the smaller of the others is left out as well.
    assert {line.unit for line in found.lines if line.response} == {world.finance}
    assert {line.unit for line in found.lines if not line.response} == {world.workshop, shop.unit}


# --- from new to closed -----------------------------------------------------------------------------------------------


def test_the_whole_way(world: World, shop: Shop, give: Callable[..., Feedback], later: Callable[[int], Any]) -> None:
    item, author = give(text="早上很慢"), shop.people[1]
    services.triage(by=world.pm, item=item, title="早上页面慢", title_en="Slow mornings", owner=world.change,
                    on_board=True, now=world.now)  # fmt: skip
    assert told("feedback.assigned", item, world.change)
    services.answer(by=world.change, item=item, text="在查", **later(1))
    item.refresh_from_db()
    assert (item.state, item.answered_on) == ("answered", world.today + timedelta(days=1))
    assert told("feedback.answered", item, author)
    services.decide(
        by=world.change, item=item, decision="will", reason="加服务器", reason_en="Another server", **later(2)
    )
    item.refresh_from_db()
    with pytest.raises(Conflict) as refused:
        services.close(by=world.change, item=item, **later(2))
    assert refused.value.code == "not_done"
    services.fulfil(by=world.change, item=item, outcome="加了一台", outcome_en="Added one", **later(5))
    item.refresh_from_db()
    with pytest.raises(Conflict) as refused:
        services.close(by=world.change, item=item, **later(5))
    assert refused.value.code == "not_told"
    assert services.close_told(**later(5)) == 0
    delivered()
    assert services.close_told(**later(6)) == 1
    assert services.close_told(**later(6)) == 0
    item.refresh_from_db()
    assert (item.state, item.told_on) == ("closed", world.today + timedelta(days=6))
    acts = list(AuditEntry.objects.filter(object_id=item.pk).order_by("pk").values_list("act", flat=True))
    assert [act.partition(".")[2] for act in acts] == [
        "given", "triaged", "answered", "decided", "fulfilled", "closed",
    ]  # fmt: skip


def test_the_database_refuses_to_close_what_nobody_was_told(give: Callable[..., Feedback]) -> None:
    item = give()
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.filter(pk=item.pk).update(state="closed")


def test_who_turned_messages_off_has_been_told_all_the_same(
    world: World, shop: Shop, give: Callable[..., Feedback]
) -> None:
    item = give()
    services.decide(by=world.pm, item=item, decision="wont", reason="不做", today=world.today, now=world.now)
    Message.objects.update(state="skipped", skip_reason="muted")
    assert services.close_told(today=world.today, now=world.now) == 1


def test_a_decision_stops_the_clock_too(world: World, give: Callable[..., Feedback]) -> None:
    item = give()
    services.decide(by=world.pm, item=item, decision="later", reason="明年", today=world.today, now=world.now)
    item.refresh_from_db()
    assert (item.answered_on, item.owner) == (world.today, world.pm)
    with pytest.raises(Conflict):
        services.fulfil(by=world.pm, item=item, outcome="x", today=world.today, now=world.now)


def test_only_who_may_answer_becomes_the_owner(
    world: World, shop: Shop, give: Callable[..., Feedback], give_anonymously: Callable[..., Any]
) -> None:
    item = give()
    able = set(sight.answerers(item).values_list("username", flat=True))
    assert {"pmo", "pm", "change", "owner", "champion", "it"} <= able
    assert not able & {"ceo", "stranger", "employee", "w1"}
    with pytest.raises(Invalid):
        services.triage(by=world.pm, item=item, title="x", owner=world.stranger, now=world.now)
    # A team member reads nothing anonymous, not even by being made its owner.
    assert "it" not in set(sight.answerers(give_anonymously().item).values_list("username", flat=True))


def test_who_may_not_is_refused(world: World, shop: Shop, give: Callable[..., Feedback]) -> None:
    item = give()
    day = {"today": world.today, "now": world.now}
    with pytest.raises(Forbidden):
        services.answer(by=world.ceo, item=item, text="x", **day)
    with pytest.raises(Forbidden):
        services.answer(by=shop.people[1], item=item, text="x", **day)
    with pytest.raises(Forbidden):
        services.triage(by=world.owner, item=item, title="x", owner=world.pm, now=world.now)
    services.answer(by=world.owner, item=item, text="我来问", **day)


def test_a_stale_decision_is_refused(world: World, give: Callable[..., Feedback]) -> None:
    item = give()
    seen = item.version
    services.answer(by=world.pm, item=item, text="在看", today=world.today, now=world.now)
    with pytest.raises(StaleWrite):
        services.decide(by=world.pm, item=item, decision="will", reason="x", expected=seen, today=world.today,
                        now=world.now)  # fmt: skip


def test_words_among_those_who_handle_it_stay_there(world: World, give: Callable[..., Feedback]) -> None:
    item = give()
    services.note(by=world.pm, item=item, text="别告诉他", today=world.today, now=world.now)
    assert not items.author_page(item).notes
    assert len(items.item_page(item, world.pm).notes) == 1


# --- votes, watchers, merging -----------------------------------------------------------------------------------------


def test_one_vote_per_person_on_what_stands_on_the_board(
    world: World, shop: Shop, give: Callable[..., Feedback]
) -> None:
    item = give()
    with pytest.raises(Forbidden):
        services.vote(by=shop.people[2], item=item)
    services.triage(by=world.pm, item=item, title="慢", owner=world.pm, on_board=True, now=world.now)
    item.refresh_from_db()
    assert services.vote(by=shop.people[2], item=item) is True
    assert services.vote(by=shop.people[2], item=item) is False
    with pytest.raises(Conflict):
        services.vote(by=shop.people[1], item=item)
    with pytest.raises(Forbidden):
        services.vote(by=world.stranger, item=item)
    assert board.board(shop.people[3]).looked_at[0].supporters == 2  # type: ignore[attr-defined]
    assert services.vote(by=shop.people[2], item=item, on=False) is True


def test_merging_moves_votes_and_watchers_and_both_say_so(
    world: World, shop: Shop, give: Callable[..., Feedback]
) -> None:
    one, other = give(), give(by=shop.people[2])
    for item in (one, other):
        services.triage(by=world.pm, item=item, title="慢", owner=world.pm, on_board=True, now=world.now)
        item.refresh_from_db()
    services.vote(by=shop.people[3], item=one)
    services.vote(by=shop.people[3], item=other)
    services.vote(by=shop.people[4], item=other)
    services.watch(by=shop.people[5], item=other)
    services.merge(by=world.pm, item=other, into=one, today=world.today, now=world.now)
    one.refresh_from_db()
    other.refresh_from_db()
    voters = set(FeedbackVote.objects.filter(feedback=one).values_list("user__username", flat=True))
    assert voters == {"w2", "w3", "w4"}
    assert set(one.watches.values_list("user__username", flat=True)) == {"w2", "w5"}
    assert not other.votes.exists()
    assert (other.state, other.merged_into) == ("merged", one)
    assert {"feedback.merged", "feedback.taken_in"} <= set(AuditEntry.objects.values_list("act", flat=True))
    assert told("feedback.merged", other, shop.people[2])
    services.decide(by=world.pm, item=one, decision="wont", reason="不行", today=world.today, now=world.now)
    assert all(told("feedback.watched", one, shop.people[n]) for n in (2, 3, 4, 5))
    assert told("feedback.decided", one, shop.people[1])
    with pytest.raises(Conflict):
        services.answer(by=world.pm, item=other, text="x", today=world.today, now=world.now)
    with pytest.raises(Conflict):
        services.merge(by=world.pm, item=one, into=one, today=world.today, now=world.now)


def test_the_holder_of_a_code_follows_what_it_was_merged_into(
    world: World, give: Callable[..., Feedback], give_anonymously: Callable[..., Any]
) -> None:
    target, made = give(), give_anonymously()
    services.merge(by=world.pm, item=made.item, into=target, today=world.today, now=world.now)
    services.decide(by=world.pm, item=target, decision="will", reason="做", today=world.today, now=world.now)
    found = items.by_receipt(made.receipt)
    assert found is not None
    assert items.author_page(found).leading.decision == "will"


def test_links_stay_in_the_project(world: World, give: Callable[..., Feedback]) -> None:
    from pmo.records.models import create
    from projects.goals.models import Requirement

    def wish(project: Any) -> Requirement:
        return create(Requirement(project=project, number=1, title="加服务器", raised_by=world.pm), now=world.now)

    item = give()
    mine = wish(world.mine)
    services.link(by=world.pm, item=item, requirement=mine, now=world.now)
    item.refresh_from_db()
    assert [one.label for one in items.links(item, world.pm)] == ["加服务器"]
    with pytest.raises(Invalid):
        services.link(by=world.pmo, item=item, requirement=wish(world.other), now=world.now)


def test_the_board_shows_titles_to_whoever_it_concerns(world: World, shop: Shop, give: Callable[..., Feedback]) -> None:
    item = give(text="班长的名字")
    assert board.board(shop.people[2]).is_empty
    services.triage(by=world.pm, item=item, title="页面慢", owner=world.pm, on_board=True, now=world.now)
    assert [one.title for one in board.board(shop.people[2]).looked_at] == ["页面慢"]
    assert board.board(world.stranger).is_empty


# --- talks ------------------------------------------------------------------------------------------------------------


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
