"""The company's calendar, asked for once per request.

Every date of every plan is counted in it, so a page of fifty plans would ask a hundred times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pmo.calendars.models import WorkCalendar

# Empty until it was asked for; None outside a request.
_known: ContextVar[list[WorkCalendar] | None] = ContextVar("company_calendar", default=None)


@contextmanager
def remembered() -> Iterator[None]:
    """Within this block the calendar is read once, until it is changed in it."""
    token = _known.set([])
    try:
        yield
    finally:
        _known.reset(token)


def recall(read: Callable[[], WorkCalendar | None]) -> WorkCalendar | None:
    known = _known.get()
    if known:
        return known[0]
    found = read()
    if known is not None and found is not None:
        known.append(found)
    return found


def forget() -> None:
    """Somebody changed a calendar."""
    known = _known.get()
    if known:
        known.clear()
