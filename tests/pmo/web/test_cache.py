"""The cache beside its neighbours in one Redis, and without a Redis."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pmo.settings.backends import ForgivingRedisCache
from tests.harness import PrivateRedis
from tests.harness.ports import free_port


def cache(url: str, prefix: str) -> ForgivingRedisCache:
    return ForgivingRedisCache(url, {"KEY_PREFIX": prefix, "OPTIONS": {"socket_connect_timeout": 0.3}})


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with PrivateRedis() as redis:
        yield redis.url


def test_clearing_leaves_the_keys_of_others(url: str) -> None:
    ours, theirs = cache(url, "ours"), cache(url, "theirs")
    ours.set_many({f"key-{n}": n for n in range(2_500)})
    theirs.set("key-1", "kept")
    ours.clear()
    assert ours.get_many(["key-1", "key-2499"]) == {}
    assert theirs.get("key-1") == "kept"


def test_a_lost_redis_is_no_error() -> None:
    lost = cache(f"redis://127.0.0.1:{free_port()}/0", "lost")
    lost.set("key", "kept for the moment")
    assert lost.get("key") == "kept for the moment"
    assert lost.clear() is False
    assert lost.get("key") is None
