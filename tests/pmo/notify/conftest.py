from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from pmo import texts
from pmo.accounts.models import User
from pmo.notify import services
from pmo.texts import Sentence

texts.register("test.note", "Measure **%(what)s** by %(day)s")

# A Monday, 17:00 in Shanghai.
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    def make(username: str = "lin", **fields: Any) -> User:
        values = {"name": username, "email": f"{username}@example.com", "created_at": NOW, "updated_at": NOW}
        return User.objects.create(username=username, **{**values, **fields})

    return make


@pytest.fixture
def note() -> Callable[..., bool]:
    """Promise a message about a person (every model may be a subject)."""

    def promise(to: User, subject: User | None = None, **fields: Any) -> bool:
        values: dict[str, Any] = {
            "rule": "reviews.reminder",
            "subject": subject or to,
            "period": "2026-Q4",
            "text": Sentence("test.note", {"what": texts.words("审批周期", "cycle time"), "day": "23"}),
            "url": "/reviews/1/",
            "at": NOW,
        }
        return services.promise(to=to, **{**values, **fields})

    return promise
