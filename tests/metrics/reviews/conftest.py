"""A rule, a planned review and its messages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils import translation

from metrics.reviews import services
from metrics.reviews.models import Review, ReviewRule
from pmo.accounts.models import User
from pmo.notify.choices import Channel
from pmo.notify.models import Message
from pmo.texts import Sentence
from tests.factories import World


@pytest.fixture
def rule(world: World) -> ReviewRule:
    """The portfolio, nine working days after the quarter, at 09:30 in Shanghai."""
    return services.save_rule(
        by=world.pmo,
        rule=ReviewRule(portfolio=world.portfolio),
        now=world.now,
        participants=[world.ceo, world.cfo],
        offset_workdays=9,
        at_time=time(9, 30),
        duration_minutes=90,
        organiser=world.pmo,
        active=True,
    )


@pytest.fixture
def plan(world: World) -> Callable[..., Review]:
    """A review of the person's own project, ten days from now at 09:30 in Shanghai."""

    def act(**values: Any) -> Review:
        given = {
            "by": world.pm,
            "portfolio": world.portfolio,
            "project": world.mine,
            "quarter": "2026Q3",
            "starts_at": world.now + timedelta(days=10, hours=-7, minutes=-30),
            "organiser": world.pm,
            "participants": [world.owner, world.employee],
            "now": world.now,
            **values,
        }
        return services.plan_review(**given)

    return act


@pytest.fixture
def review(plan: Callable[..., Review]) -> Review:
    return plan()


@pytest.fixture
def held(review: Review, world: World) -> Review:
    after = review.starts_at + timedelta(hours=1)
    return services.hold_review(
        by=world.pm, review=review, now=after, notes="说过的话", present=[world.pm, world.owner]
    )


def inbox(user: User, rule: str = "") -> list[Message]:
    rows = Message.objects.filter(recipient=user, channel=Channel.INBOX).order_by("due_at", "pk")
    return list(rows.filter(rule=rule) if rule else rows)


def said(message: Message, language: str = "en") -> str:
    with translation.override(language):
        sentence = Sentence.from_json(message.text)
        assert sentence is not None
        return sentence.plain()


def local(review: Review, days_before: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the review's day in Shanghai, so many days before."""
    from zoneinfo import ZoneInfo

    day = review.starts_at.astimezone(ZoneInfo("Asia/Shanghai")).date() - timedelta(days=days_before)
    return datetime.combine(day, time(hour, minute), tzinfo=ZoneInfo("Asia/Shanghai"))
