"""Promised messages: written with their cause, delivered by a worker, exactly once in the inbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any


def promise(**kwargs: Any) -> bool:
    """See `pmo.notify.services.promise`; importable before the models are loaded."""
    from pmo.notify import services

    return services.promise(**kwargs)


def promise_many(promises: Any) -> int:
    """See `pmo.notify.services.promise_many`."""
    from pmo.notify import services

    return services.promise_many(promises)


def withdraw(**kwargs: Any) -> int:
    """See `pmo.notify.services.withdraw`."""
    from pmo.notify import services

    return services.withdraw(**kwargs)


def settle(**kwargs: Any) -> int:
    """See `pmo.notify.services.settle`."""
    from pmo.notify import services

    return services.settle(**kwargs)


def forget(**kwargs: Any) -> int:
    """See `pmo.notify.services.forget`."""
    from pmo.notify import services

    return services.forget(**kwargs)


def inbox_count(user: Any, now: datetime) -> int:
    """See `pmo.notify.selectors.inbox_count`."""
    from pmo.notify import selectors

    return selectors.inbox_count(user, now)
