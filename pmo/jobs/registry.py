"""Which code does which kind of work. Rooms register their handlers by importing them in `ready.connect()`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from pmo.texts import Sentence

if TYPE_CHECKING:
    from pmo.jobs.runner import JobRun


class Cancelled(Exception):
    """The owner cancelled the work."""


class LeaseLost(Exception):
    """Another worker has taken the job over; this run must leave no effect."""


@dataclass(frozen=True)
class JobResult:
    """What came out: a page to go to, the same for programs, JSON data for the API, and a sentence for the owner."""

    url: str = ""
    api_url: str = ""
    data: dict[str, Any] | None = None
    text: Sentence | None = None


Run = Callable[["JobRun"], JobResult]


@dataclass(frozen=True)
class Handler:
    """`label` is an English msgid. `cancellable` work is safe to leave at any `progress()` call."""

    kind: str
    label: str
    run: Run
    atomic: bool = False
    cancellable: bool = True


_handlers: dict[str, Handler] = {}


def handler(kind: str, *, label: str, atomic: bool = False, cancellable: bool = True) -> Callable[[Run], Run]:
    """Register the decorated function for `kind`.

    atomic: the whole function is one transaction with the mark "done"; only for work of a few seconds, as on SQLite
    nobody else can write meanwhile. Otherwise the function ends with `return run.commit(write)`.
    """

    def register(run: Run) -> Run:
        known = _handlers.get(kind)
        if known is not None and known.run.__qualname__ != run.__qualname__:
            raise ValueError(f"job kind {kind!r} has two handlers")
        _handlers[kind] = Handler(kind, label, run, atomic, cancellable)
        return run

    return register


def find(kind: str) -> Handler:
    """Raises LookupError for a kind this process does not know."""
    try:
        return _handlers[kind]
    except KeyError:
        raise LookupError(f"no handler for jobs of kind {kind!r}") from None


def label(kind: str) -> str:
    """The name of the work in the active language."""
    known = _handlers.get(kind)
    return gettext(known.label) if known else kind


def msgid(kind: str) -> str:
    known = _handlers.get(kind)
    return known.label if known else kind


def cancellable(kind: str) -> bool:
    known = _handlers.get(kind)
    return known.cancellable if known else True
