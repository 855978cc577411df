"""The policy table: every route × method says who may call it. An undeclared one is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """Callable by people some of whose roles allow `verb` on some object of `kind`.

    The table keeps out those who could never succeed; the view still checks the object itself.
    """

    kind: str
    verb: str


@dataclass(frozen=True)
class SignedIn:
    """Callable by everybody who is signed in; the view shows each their own."""

    reason: str = ""


@dataclass(frozen=True)
class Public:
    """Callable by anybody, for the stated reason."""

    reason: str


SIGNED_IN = SignedIn()
Entry = Rule | SignedIn | Public
RoutePolicy = Mapping[str, Mapping[str, Entry]]

_table: dict[str, Mapping[str, Entry]] = {}


def declare(routes: RoutePolicy) -> None:
    """Add a room's routes. A route declared twice is a mistake."""
    for name, methods in routes.items():
        if name in _table and _table[name] != methods:
            raise ValueError(f"route {name!r} is declared twice")
        _table[name] = methods


def rule_for(route: str, method: str) -> Entry | None:
    """The entry for `route` and `method`; HEAD and OPTIONS follow GET or whatever is declared."""
    methods = _table.get(route, {})
    if method == "HEAD":
        method = "GET"
    if method == "OPTIONS":
        return next(iter(methods.values()), None)
    return methods.get(method)


def table() -> RoutePolicy:
    return _table
