"""What can be found, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    sub: str = ""
    icon: str = "right"
    status: str = ""
    """A status code (ok, risk, off, …) where the kind has one."""


@dataclass(frozen=True)
class Found:
    """What matches, not read yet: one query tells of all kinds together which have anything.

    rows    the matching rows, unsliced
    names   fields whose equal or like beginning puts a row first; without them the order of `rows` holds
    """

    rows: QuerySet[Any]
    hit: Callable[[Any], Hit]
    names: Sequence[str] = ()


Provider = Callable[[Any, str, int], "Sequence[Hit] | Found"]


@dataclass(frozen=True)
class Source:
    kind: str
    label: Text
    find: Provider
    order: int


@dataclass(frozen=True)
class Command:
    """An act or a place.

    url     address, or a function giving it (`lambda: reverse(…)`)
    right   (kind, verb) somebody's roles must allow; None for everybody
    words   further words it is found by, in any language
    """

    title: Text
    url: str | Callable[[], str]
    icon: str = "right"
    right: tuple[str, str] | None = None
    words: tuple[str, ...] = ()
    sub: Text = ""
    order: int = 50

    def href(self) -> str:
        return self.url() if callable(self.url) else self.url


_sources: dict[str, Source] = {}
_commands: list[Command] = []


def register(kind: str, label: Text, find: Provider, *, order: int = 50) -> None:
    """`find(user, query, limit)` gives the best hits the user may see; `label` heads them."""
    if kind in _sources and _sources[kind].find is not find:
        raise ValueError(f"search for {kind!r} is registered twice")
    _sources[kind] = Source(kind, label, find, order)


def register_command(command: Command) -> None:
    if command not in _commands:
        _commands.append(command)


def sources() -> list[Source]:
    return sorted(_sources.values(), key=lambda source: source.order)


def commands() -> list[Command]:
    return sorted(_commands, key=lambda command: command.order)
