"""A Redis cache that a dead Redis does not turn into a dead site."""

import time
from collections.abc import Callable
from itertools import islice
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

PAUSE_SECONDS = 5.0
SCANNED = 1_000


class ForgivingRedisCache(RedisCache):
    """Falls back on the memory of the process while Redis is away, and asks it again after a short pause.

    Rate limits keep counting (per process) in the meantime, so they do not open up with a lost Redis.
    """

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._standby = LocMemCache("luodi-standby", {})
        self._away_until = 0.0

    def _try(self, method: str, *args: Any, **kwargs: Any) -> Any:
        standby: Callable[..., Any] = getattr(self._standby, method)
        if time.monotonic() < self._away_until:
            return standby(*args, **kwargs)
        try:
            return getattr(super(), method)(*args, **kwargs)
        except (RedisConnectionError, RedisTimeoutError, OSError):
            self._away_until = time.monotonic() + PAUSE_SECONDS
            return standby(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("delete", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("get_many", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("has_key", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("incr", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._try("delete_many", *args, **kwargs)

    def clear(self) -> Any:
        """Removes this cache's own keys: the same Redis also holds the queues of Celery, and other caches."""
        self._standby.clear()
        if time.monotonic() < self._away_until:
            return False
        try:
            client = self._cache.get_client(None, write=True)
            while keys := list(islice(client.scan_iter(f"{self.key_prefix}:*", count=SCANNED), SCANNED)):
                client.delete(*keys)
        except (RedisConnectionError, RedisTimeoutError, OSError):
            self._away_until = time.monotonic() + PAUSE_SECONDS
            return False
        return True
