"""What a pain point was found from. Rooms above name a kind and resolve its ids to something that can be opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pmo.texts import Sentence


@dataclass(frozen=True)
class Evidence:
    """`label` names the thing ("Reimbursements, log of 23 Nov"), `sentence` says what was found there."""

    label: str
    url: str
    sentence: Sentence | None = None


# Gets the reader and ids of one kind; answers only what the reader may open. One fixed number of queries.
Resolver = Callable[[Any, Sequence[int]], Mapping[int, Evidence]]

_resolvers: dict[str, Resolver] = {}


def register(kind: str, resolver: Resolver) -> None:
    """Resolve `PainPoint.evidence_id` of pain points whose `evidence_kind` is `kind`."""
    if _resolvers.get(kind, resolver) is not resolver:
        raise ValueError(f"evidence of kind {kind!r} has a resolver already")
    _resolvers[kind] = resolver


def resolve(user: Any, kind: str, ids: Sequence[int]) -> Mapping[int, Evidence]:
    """The evidence `user` may open, by id; nothing for kinds nobody registered."""
    resolver = _resolvers.get(kind)
    return resolver(user, ids) if resolver is not None and ids else {}
