from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils.translation import gettext_noop as N_

from pmo import jobs, texts
from pmo.accounts.models import User
from pmo.jobs import registry
from pmo.texts import Sentence

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

texts.register("test.step", N_("Step %(n)s"))


class Ticking:
    """A clock the test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> datetime:
        self.now += timedelta(**delta)
        return self.now


@pytest.fixture
def clock() -> Ticking:
    return Ticking()


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
def handle(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Register a handler for the length of the test."""
    monkeypatch.setattr(registry, "_handlers", dict(registry._handlers))

    def register(run: registry.Run, kind: str = "test.work", **options: Any) -> None:
        registry._handlers.pop(kind, None)
        jobs.handler(kind, label="Process analysis", **options)(run)

    return register


@pytest.fixture
def step() -> Callable[[int], Sentence]:
    return lambda n: Sentence("test.step", {"n": n})
