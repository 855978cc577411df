"""From the names in events to subjects. Each process keeps the directory for a minute; nobody is asked per event."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.core.cache import cache

from metrics.usage import pseudonyms
from metrics.usage.choices import Identity
from pmo.accounts.models import User

CURRENT = "usage-directory"
SECONDS = 60

# (what the shared cache called current when it was read, {identity: {folded name: subject}}).
_kept: tuple[str, dict[str, dict[str, int]]] = ("", {})


def directory(identity: str) -> Mapping[str, int]:
    """Folded employee number, user name or address → subject, of everybody, those who left included."""
    global _kept
    current = cache.get(CURRENT)
    if current is None:
        cache.add(CURRENT, secrets.token_hex(8), SECONDS)
        current = cache.get(CURRENT) or ""
    if _kept[0] != current:
        _kept = (current, {})
    known = _kept[1].get(identity)
    if known is None:
        known = _kept[1][identity] = _read(identity)
    return known


def _read(identity: str) -> dict[str, int]:
    field = Identity(identity).value
    rows = User.objects.exclude(**{field: ""}).exclude(**{f"{field}__isnull": True}).values_list("pk", field)
    return {pseudonyms.fold(name): pseudonyms.of_user(pk) for pk, name in rows.iterator(5_000)}


def names_of(user: User) -> list[tuple[str, str]]:
    """Under which names events may have known somebody, before the directory did."""
    return [(identity.value, name) for identity in Identity if (name := getattr(user, identity.value))]
