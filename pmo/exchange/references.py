"""People and units named in cells. Their rooms register how to find them, all names of a file in one query."""

from __future__ import annotations

from collections.abc import Callable

# Names as typed → id of the row each one means; names that mean nobody are absent.
Resolver = Callable[[set[str]], dict[str, int]]

_resolvers: dict[str, Resolver] = {}


def register(kind: str, resolver: Resolver) -> None:
    if kind in _resolvers and _resolvers[kind] is not resolver:
        raise ValueError(f"references of kind {kind!r} have a resolver already")
    _resolvers[kind] = resolver


def resolve(kind: str, names: set[str]) -> dict[str, int]:
    return _resolvers[kind](names) if names else {}
