"""Minutes taken live, items for the next phase, signatures, sending it on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from metrics.reviews import services
from metrics.reviews.models import Review, ReviewSigner
from metrics.reviews.signatures import digest
from pmo.audit.models import AuditEntry
from pmo.records import Conflict, Forbidden, Invalid, StaleWrite
from tests.metrics.reviews.conftest import inbox


def write(world, review, text, expected, by=None, minutes=0):
    return services.write_note(
        by=by or world.pm, review=review, section="kpis", text=text, expected=expected,
        now=world.now + timedelta(minutes=minutes),
    )  # fmt: skip


def close(world, held, **more):
    services.add_decision(by=world.pm, review=held, text="继续", now=world.now)
    return services.close_review(by=world.pm, review=held, now=world.now, **more)


def test_minutes_are_kept_by_section_and_a_stale_one_is_refused(world, held):
    first = write(world, held, "夜班缺枪", 0)
    second = write(world, held, "夜班缺 14 把枪", first.version)
    assert second.version == 2
    with pytest.raises(StaleWrite) as error:
        write(world, held, "另一个人的话", 1, by=world.pmo)
    assert error.value.current.text == "夜班缺 14 把枪"
    with pytest.raises(StaleWrite):
        write(world, held, "以为还没有", 0, by=world.pmo)


def test_an_answer_lost_on_its_way_is_sent_again_without_harm(world, held):
    write(world, held, "夜班缺枪", 0)
    assert write(world, held, "夜班缺枪", 1).version == 1


def test_typing_leaves_one_entry_and_another_hand_a_new_one(world, held):
    for number, text in enumerate(("夜", "夜班", "夜班缺枪")):
        write(world, held, text, number, minutes=number)
    assert AuditEntry.objects.filter(act="review.minuted").count() == 1
    write(world, held, "夜班缺枪。", 3, by=world.pmo, minutes=4)
    assert AuditEntry.objects.filter(act="review.minuted").count() == 2


def test_only_who_leads_the_review_takes_minutes_and_only_until_it_is_closed(world, held):
    with pytest.raises(Forbidden):
        write(world, held, "我也写", 0, by=world.owner)
    with pytest.raises(Invalid):
        services.write_note(by=world.pm, review=held, section="nothing", text="x", expected=0, now=world.now)
    close(world, held)
    with pytest.raises(Conflict):
        write(world, held, "补一句", 0)


def test_an_item_for_the_next_phase_stands_in_the_scope_and_leads_back(world, held):
    link = services.propose_item(
        by=world.pm, review=held, project=world.mine, title="手套操作", why="夜班提到", now=world.now
    )
    assert (link.item.project, link.item.priority, link.review) == (world.mine, "wont", held)
    assert AuditEntry.objects.filter(act="review.proposed").count() == 1
    with pytest.raises(Invalid):
        services.propose_item(by=world.pm, review=held, project=world.mine, title=" ", now=world.now)
    with pytest.raises(Forbidden):
        services.propose_item(by=world.owner, review=held, project=world.mine, title="我也提", now=world.now)


def test_closing_freezes_the_minutes_and_asks_for_signatures(world, held):
    write(world, held, "夜班缺枪", 0)
    close(world, held, chair=world.owner)
    review = Review.objects.get()
    assert review.minutes["sections"] == {"kpis": "夜班缺枪"}
    assert [row.user for row in review.signers.all()] == [world.owner]
    assert len(inbox(world.owner, "review.sign")) == 1


def test_who_closes_what_they_chair_has_signed(world, held):
    close(world, held)
    row = ReviewSigner.objects.get()
    assert (row.user, row.is_chair, row.digest) == (world.pm, True, digest(Review.objects.get()))


def test_only_the_named_sign_once_and_only_what_they_read(world, held):
    close(world, held, chair=world.owner)
    review = Review.objects.get()
    with pytest.raises(Forbidden):
        services.sign(by=world.cfo, review=review, mark=digest(review), now=world.now)
    with pytest.raises(Conflict):
        services.sign(by=world.owner, review=review, mark="0" * 64, now=world.now)
    services.sign(by=world.owner, review=review, mark=digest(review), now=world.now)
    with pytest.raises(Conflict):
        services.sign(by=world.owner, review=review, mark=digest(review), now=world.now)
    assert AuditEntry.objects.filter(act="review.signed").count() == 1


def test_what_happens_to_an_action_later_does_not_touch_the_signature(world, held):
    action = services.add_action(
        by=world.pm, review=held, title="甲", owner=world.owner, due_on=world.today, now=world.now
    )
    close(world, held)
    services.finish_action(by=world.owner, action=action, status="done", result="好了", now=world.now)
    assert ReviewSigner.objects.get().digest == digest(Review.objects.get())


def test_reopening_lets_signatures_fall_until_all_have_signed(world, held):
    close(world, held, chair=world.owner, signers=[world.pm])
    review = Review.objects.get()
    services.sign(by=world.pm, review=review, mark=digest(review), now=world.now)
    with pytest.raises(Invalid):
        services.reopen(by=world.pm, review=review, reason="", now=world.now)
    services.reopen(by=world.pm, review=review, reason="漏记一项", now=world.now)
    assert (Review.objects.get().status, ReviewSigner.objects.count()) == ("held", 0)
    again = services.close_review(by=world.pm, review=Review.objects.get(), now=world.now)
    with pytest.raises(Conflict):
        services.reopen(by=world.pm, review=again, reason="再来", now=world.now)


def test_a_signer_took_part(world, held):
    with pytest.raises(Invalid):
        close(world, held, signers=[world.cfo])


def test_it_is_sent_to_those_who_may_read_it_and_to_nobody_else(world, held):
    assert services.distribute(by=world.pm, review=held, people=[world.ceo], now=world.now) == 1
    assert services.distribute(by=world.pm, review=held, people=[world.ceo], now=world.now) == 0
    assert len(inbox(world.ceo, "review.sent")) == 1
    with pytest.raises(Invalid):
        services.distribute(by=world.pm, review=held, people=[world.stranger], now=world.now)
    with pytest.raises(Forbidden):
        services.distribute(by=world.owner, review=held, people=[world.ceo], now=world.now)
