"""Put in order, answered, decided, done, told, closed; merged, voted for, linked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from changemgmt.feedback import forms, services, sight
from changemgmt.feedback.models import Feedback, FeedbackVote
from changemgmt.feedback.selectors import board, figures, items
from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from pmo.records.models import create
from projects.goals.models import Requirement
from tests.changemgmt.feedback.conftest import Shop, delivered, told
from tests.factories import World

pytestmark = pytest.mark.django_db


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


def test_a_link_one_may_not_see_stays_when_others_are_saved(world: World, give: Callable[..., Feedback]) -> None:
    item = give()
    wish = create(Requirement(project=world.mine, number=1, title="加服务器", raised_by=world.pm), now=world.now)
    services.link(by=world.pm, item=item, requirement=wish, now=world.now)
    item.refresh_from_db()
    blind = forms.LinkForm({}, row=item, user=world.stranger)
    assert "requirement" not in blind.fields
    assert blind.is_valid()
    assert "requirement" not in blind.values()
    seeing = forms.LinkForm({"requirement": wish.pk}, row=item, user=world.pm)
    assert seeing.is_valid()
    assert seeing.values()["requirement"] == wish


def test_doubles_are_told_apart_and_the_views_say_what_is_to_be_done(
    world: World, shop: Shop, give: Callable[..., Feedback], client_of: Callable[[Any], Client]
) -> None:
    item, same, other = give(), give(by=shop.people[2]), give(by=shop.people[3], reason="how")
    services.answer(by=world.pm, item=same, text="在看", today=world.today, now=world.now)
    services.triage(by=world.pm, item=other, title="不会填", owner=world.pm, now=world.now)
    pm = client_of(world.pm)
    page = pm.get(f"/feedback/{item.pk}/").content.decode()
    assert 'name="into"' not in page
    page = pm.get(f"/feedback/{item.pk}/", {"do": "merge"}).content.decode()
    assert f"{same.label} · {shop.unit.label} · 2026-11-23" in page
    for query, shown, hidden in (("state=new&state=open", other, same), ("state=answered", same, other)):
        rows = pm.get(f"/feedback/all/?mine=1&{query}").content.decode()
        assert f"/feedback/{shown.pk}/" in rows
        assert f"/feedback/{hidden.pk}/" not in rows
    merged = services.merge(by=world.pm, item=item, into=same, today=world.today, now=world.now)
    page = pm.get(merged.url).content.decode()
    assert 'id="decide"' not in page
    assert "Merged into" in page


def test_a_list_of_a_project_stands_under_its_project(world: World, client_of: Callable[[Any], Client]) -> None:
    page = client_of(world.pm).get("/projects/FIN-01/feedback/").content.decode()
    trail = page[page.index("ld-crumb") :][:900]
    assert "Scope" not in trail
