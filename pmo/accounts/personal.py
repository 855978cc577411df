"""What every room keeps about a person: handed out to them, and what becomes of it when they are forgotten.

Each field that points at a person is either answered here, by the room it belongs to, or is the mark of a business act
(`tests/architecture/test_personal.py`). Marks stay: after forgetting they lead to "former member 7f3a".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from django.apps import apps
from django.utils.functional import Promise

from pmo.accounts.models import User


class Fate(Enum):
    """What becomes of rows about somebody who is forgotten."""

    KEEP = "keep"  # a fact of the business; it names a former member
    CLEAR = "clear"  # the row stays, what the person said in it goes
    DELETE = "delete"


@dataclass(frozen=True)
class Held:
    """Rows of `model` ("changemgmt.Enrolment") that `path` leads from to the person.

    `fields`: what is handed out, as in `values()`. `cleared`: what fields become where the fate is CLEAR.
    `where`: a filter, for rows that are personal in some states only. `private`: of `fields`, what the person alone may
    read, as what a message said: whoever else hands the data out leaves it away.
    """

    model: str
    path: str
    fields: tuple[str, ...]
    fate: Fate = Fate.KEEP
    cleared: Mapping[str, Any] = field(default_factory=dict)
    where: Mapping[str, Any] = field(default_factory=dict)
    private: tuple[str, ...] = ()

    def shown(self, *, alone: bool) -> tuple[str, ...]:
        return self.fields if alone else tuple(name for name in self.fields if name not in self.private)

    def rows(self, user: User) -> Any:
        manager: Any = apps.get_model(self.model)._base_manager
        return manager.filter(**{self.path: user.pk}, **self.where)


@dataclass(frozen=True)
class Part:
    """What one room keeps. `export` and `erase` are for what is not rows with a key to the person; `erase` answers how
    many rows went. Rows go in the order of `held`."""

    code: str
    label: str | Promise
    held: tuple[Held, ...] = ()
    export: Callable[[User, datetime], Any] | None = None
    erase: Callable[[User, datetime], int] | None = None


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    _parts[part.code] = part


def parts() -> list[Part]:
    return list(_parts.values())


def answered() -> set[tuple[str, str]]:
    """Model and field of every key to a person that a room answers for."""
    return {(held.model, held.path) for part in _parts.values() for held in part.held}


def bundle(user: User, now: datetime, *, alone: bool) -> dict[str, Any]:
    """Everything kept about the person, by room and model, with codes as programs know them.

    alone  the person takes it themselves: what nobody else may read is in it too
    """
    return {part.code: _export(part, user, now, alone) for part in _parts.values()}


def _export(part: Part, user: User, now: datetime, alone: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for held in part.held:
        fields = held.shown(alone=alone)
        found.setdefault(held.model, []).extend(held.rows(user).order_by("pk").values(*fields))
    if part.export is not None:
        found["more"] = part.export(user, now)
    return found


def erase(user: User, now: datetime) -> int:
    """Let go what is the person's own, room by room; how many rows it was. Called within a transaction."""
    return sum(_erase(part, user, now) for part in _parts.values())


def _erase(part: Part, user: User, now: datetime) -> int:
    gone = part.erase(user, now) if part.erase is not None else 0
    for held in part.held:
        rows = held.rows(user)
        if held.fate is Fate.DELETE:
            gone += rows.delete()[0]
        elif held.fate is Fate.CLEAR:
            gone += rows.update(**held.cleared)
    return gone
