"""Articles of the world: one for everybody, one of a project, one in hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from metrics.knowledge import services
from metrics.knowledge.models import Article
from tests.factories import World


@pytest.fixture
def write(world: World) -> Callable[..., Article]:
    """A draft by the PMO lead, unless told otherwise."""

    def act(title: str = "报工怎么做", **values: Any) -> Article:
        given = {"by": world.pmo, "title": title, "body": "扫工单码,再报工。", "now": world.now, **values}
        return services.create_article(**given)

    return act


@pytest.fixture
def publish(world: World, write: Callable[..., Article]) -> Callable[..., Article]:
    def act(title: str = "报工怎么做", **values: Any) -> Article:
        return services.publish(by=world.pmo, article=write(title, **values), now=world.now)

    return act


@pytest.fixture
def article(publish: Callable[..., Article]) -> Article:
    """Published for everybody."""
    return publish(
        title_en="How to report work",
        summary="三步完成报工",
        body="# 准备\n\n打开手机。\n\n## 扫码\n\n扫工单码,再报工。\n\n# 结束\n\n交班。",
        body_en="Scan the order, then report the work.",
        tags=["报工", "MES"],
    )
