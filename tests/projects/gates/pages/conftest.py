"""People in front of the pages; pages read the clock themselves."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.factories import World
from tests.projects.gates.pages.kit import ClientOf


@pytest.fixture
def now() -> Any:
    return timezone.now()


@pytest.fixture
def world(db: None, now: Any) -> World:
    return factories.make_world(now)


@pytest.fixture
def pm(world: World, client_of: ClientOf) -> Client:
    return client_of(world.pm)


@pytest.fixture
def pmo(world: World, client_of: ClientOf) -> Client:
    return client_of(world.pmo)


@pytest.fixture
def ceo(world: World, client_of: ClientOf) -> Client:
    return client_of(world.ceo)
