"""A token bucket per source: so many events per second on average, a burst on top. Counted in Redis, by all processes.

Kept as the moment at which the bucket will be full again (GCRA). Without Redis every process keeps its own: the
sources may then send that many times more, and nothing stops.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from django.core.cache import cache
from redis.exceptions import RedisError

# KEYS[1] bucket; ARGV now, seconds the events cost, seconds of burst. Returns seconds to wait, 0 when taken.
SCRIPT = """
local full = tonumber(redis.call('GET', KEYS[1])) or 0
local now, cost, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local filling = math.max(full - now, 0) + cost
local wait = filling - burst
if wait > 0 then return tostring(wait) end
redis.call('SET', KEYS[1], string.format('%.6f', now + filling), 'PX', math.ceil((burst + 1) * 1000))
return '0'
"""
PAUSE_SECONDS = 5.0

_own: dict[str, float] = {}
_lock = threading.Lock()
_away_until = 0.0


def take(name: str, events: int, *, rate: float, burst: float) -> float:
    """Take room for `events`; 0 when there is, else the seconds after which there will be."""
    global _away_until
    cost, allowed = events / rate, max(burst, events) / rate
    client = _redis()
    if client is not None and time.monotonic() >= _away_until:
        try:
            return float(client.eval(SCRIPT, 1, name, repr(time.time()), repr(cost), repr(allowed)))
        except (RedisError, OSError):
            _away_until = time.monotonic() + PAUSE_SECONDS
    return _take_own(name, cost, allowed)


def _take_own(name: str, cost: float, allowed: float) -> float:
    with _lock:
        now = time.monotonic()
        # From now on, not since the epoch: a full bucket stays full whatever the clock shows.
        filling = max(_own.get(name, 0.0) - now, 0.0) + cost
        wait = filling - allowed
        if wait > 0:
            return wait
        _own[name] = now + filling
    return 0.0


def forget() -> None:
    """Empty the buckets of this process."""
    with _lock:
        _own.clear()


def _redis() -> Any:
    """The client of the cache, where the cache is Redis."""
    inner = getattr(cache, "_cache", None)
    getter = getattr(inner, "get_client", None)
    return getter(None, write=True) if getter is not None else None
