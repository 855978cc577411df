"""What waits for a person, remembered for a moment: the rail counts it on every page, several pages list it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import get_language

from projects.portfolio import dimensions
from projects.portfolio.dimensions import Decision

# What others ask for shows up after this at the latest; what the person did themselves shows at once (`forget`).
SECONDS = 30
LANGUAGES = ("zh-hans", "en")
HERE = "_waiting"


def key(user_id: int, language: str | None) -> str:
    return f"waiting:{user_id}:{language}"


def of(user: Any, now: datetime) -> list[Decision]:
    """Everything waiting for this person, what has the most consequence first; at most half a minute old."""
    known: list[Decision] | None = user.__dict__.get(HERE)
    if known is not None:
        return known
    name = key(user.pk, get_language())
    found: list[Decision] | None = cache.get(name)
    if found is None:
        found = [_in_words(d) for d in dimensions.decisions_of(user, now)]
        cache.set(name, found, SECONDS)
    # The page and the counter on the rail show the same list.
    user.__dict__[HERE] = found
    return found


def _in_words(found: Decision) -> Decision:
    """With its words in the language they are remembered for: plain strings are quicker to read back."""
    acts = [replace(act, label=str(act.label)) for act in found.acts]
    return replace(found, kind=str(found.kind), acts=acts)


def refresh(user: Any) -> None:
    """Forget what is remembered: the page of decisions itself is always fresh."""
    user.__dict__.pop(HERE, None)
    cache.delete_many([key(user.pk, language) for language in LANGUAGES])


def count(user: Any, now: datetime) -> int:
    return len(of(user, now))


def forget(user_id: int) -> None:
    """Once what the person did is committed, look again."""
    transaction.on_commit(lambda: cache.delete_many([key(user_id, language) for language in LANGUAGES]))


def forget_actor(sender: Any, instance: Any, created: bool, **kwargs: Any) -> None:
    """Every act leaves an entry in the history; whoever acted may have less to decide now."""
    if created and instance.actor_id is not None:
        forget(instance.actor_id)
