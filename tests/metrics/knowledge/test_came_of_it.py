"""Articles out of pain points and feedback, and a scope item that a review asked for."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from changemgmt.feedback import services as feedback
from changemgmt.feedback.models import Feedback
from metrics.knowledge import services
from metrics.knowledge.models import Article
from metrics.reviews import services as reviews
from pmo.records import Conflict, Forbidden
from tests.factories import World, make_pain_point

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(world: World) -> Feedback:
    day: dict[str, Any] = {"today": world.today, "now": world.now}
    made = feedback.give(
        by=world.owner, kind="stuck", reason="slow", text="我说的原话", project=world.mine, unit=world.owner.unit,
        vouched=True, level="confidential", **day,
    ).item  # fmt: skip
    feedback.triage(by=world.pm, item=made, title="扫码枪连不上", owner=world.pm, now=world.now)
    return Feedback.objects.get(pk=made.pk)


def decided(world: World, item: Feedback) -> Feedback:
    feedback.answer(by=world.pm, item=item, text="我们看看", today=world.today, now=world.now)
    item.refresh_from_db()
    feedback.decide(
        by=world.pm, item=item, decision="will", reason="换新的扫码枪", today=world.today, now=world.now
    )  # fmt: skip
    item.refresh_from_db()
    return item


def test_feedback_that_was_decided_becomes_a_draft_without_its_words(world: World, item: Feedback) -> None:
    with pytest.raises(Conflict):
        services.from_feedback(by=world.pm, item=item, now=world.now)
    made = services.from_feedback(by=world.pm, item=decided(world, item), now=world.now)
    assert (made.title, made.feedback_id, made.project_id) == ("扫码枪连不上", item.pk, world.mine.pk)
    assert "换新的扫码枪" in made.body
    assert "我说的原话" not in made.body
    assert world.owner.name not in made.body
    with pytest.raises(Forbidden):
        services.from_feedback(by=world.employee, item=item, now=world.now)


def test_the_button_stands_where_there_is_something_to_write(world: World, item: Feedback, client: Client) -> None:
    client.force_login(world.pm)
    write = f"/knowledge/from-feedback/{item.pk}/"
    assert write not in client.get(item.url).content.decode()
    decided(world, item)
    assert write in client.get(item.url).content.decode()
    answer = client.post(write)
    made = Article.objects.get(feedback=item)
    assert answer["Location"] == made.url
    assert made.url in client.get(item.url).content.decode()


def test_a_pain_point_leads_to_its_articles_and_offers_to_write_one(world: World, client: Client) -> None:
    pain = make_pain_point(world.now, world.mine, world.owner)
    client.force_login(world.pm)
    page = client.get(pain.url).content.decode()
    assert f"/knowledge/from-pain-point/{pain.pk}/" in page
    client.post(f"/knowledge/from-pain-point/{pain.pk}/")
    made = Article.objects.get(pain_point=pain)
    assert made.url in client.get(pain.url).content.decode()
    # A draft is its writer's and the editors'.
    client.force_login(world.owner)
    assert made.url not in client.get(pain.url).content.decode()


def test_a_scope_item_says_which_review_asked_for_it(world: World, client: Client) -> None:
    review = reviews.plan_review(
        by=world.pm, portfolio=world.portfolio, project=world.mine, quarter="2026Q3", organiser=world.pm,
        participants=[world.owner], starts_at=world.now.replace(hour=1) + (world.now - world.now.replace(hour=0)) * 30,
        now=world.now,
    )  # fmt: skip
    link = reviews.propose_item(by=world.pm, review=review, project=world.mine, title="批量导入", now=world.now)
    client.force_login(world.pm)
    assert review.url in client.get(link.item.url).content.decode()
    # Who sees the project but not the review reads nothing of it.
    client.force_login(world.it)
    seen = type(review).objects.visible_to(world.it).filter(pk=review.pk).exists()
    assert (review.url in client.get(link.item.url).content.decode()) is seen
