"""Room for the calls of a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

R = TypeVar("R")

# In slots of eight bytes. A little more than half of a power of two leaves as much room beside it.
_ROOM = 2**16


def roomy(function: Callable[..., R]) -> Callable[..., R]:
    """`function`, called with half a megabyte of free room for the frames of what it calls.

    CPython takes frames from chunks of 16 kB. A call at the edge of one asks the system for memory and gives it back at
    once, and a page makes such calls by the thousand: a tenth of its time. The chunk of a caller with a huge frame is
    as large as the frame asks for, and what is left of it serves all calls below.
    """

    def call(*args: Any, **kwargs: Any) -> R:
        return function(*args, **kwargs)

    call.__code__ = call.__code__.replace(co_stacksize=_ROOM)
    return call
