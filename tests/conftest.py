"""Fixtures every test may use: a clock, people, a small world."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation
from hypothesis import HealthCheck, settings

from pmo.web.frames import roomy
from tests import factories

# Machines are shared: how long an example takes says nothing. CI repeats the same examples every time.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("steady"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "steady")

# A Monday in working hours: 17:00 in Shanghai. Another day may be tried: what holds today must hold tomorrow.
NOW = datetime.fromisoformat(os.environ.get("LUODI_TEST_NOW", "2026-11-23T09:00:00+00:00")).astimezone(UTC)
_OWN_CLOCKS = ("browser", "faults", "journey", "machine_clock")


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is imported and collected stays to the end: looking through it again and again took a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """The clock starts at `NOW` for each test and goes on from there, except where others keep the time."""
    if any(item.get_closest_marker(name) for name in _OWN_CLOCKS):
        return (yield)
    with time_machine.travel(NOW, tick=True):
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool:
    """As a server calls the application."""
    given = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    roomy(pyfuncitem.obj)(**given)
    return True


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes are named by their length: packed ones hold the time, and every process must collect the same names."""
    return f"{len(val)}bytes" if isinstance(val, bytes) else None


@pytest.fixture(autouse=True)
def _clean_surroundings(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test sees another's cache, language or time zone. A standing zoo keeps what is remembered of it."""
    if "zoo" not in request.fixturenames:
        cache.clear()
    with translation.override("en"):
        yield
    timezone.deactivate()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tables that only grow would stop the flush after transactional tests; the guard has tests of its own."""
    from django.db import connection

    from changemgmt.incentives import guard as points
    from pmo.audit import guard

    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        guard.remove(None, editor)
        points.remove(None, editor)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def world(db: None) -> factories.World:
    """A company with one portfolio and two projects that share nobody but the executives."""
    return factories.make_world(NOW)


@pytest.fixture
def client_of() -> Callable[[Any], Client]:
    """A browser in which the given person is signed in."""

    def sign_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
