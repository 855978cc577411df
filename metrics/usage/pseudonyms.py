"""Who an event is about, as the tables know it: 64 bits of an HMAC whose key is not in the database."""

from __future__ import annotations

import hashlib

from django.conf import settings


def of_user(user_id: int) -> int:
    """The subject of somebody in the directory, the same in every system and whatever their number becomes."""
    return _subject(f"user:{user_id}")


def of_stranger(identity: str, person: str) -> int:
    """The subject of a name no directory knows: counted, and recognised when the directory learns of it."""
    return _subject(f"{identity}:{fold(person)}")


def fold(person: str) -> str:
    """What is the same person however a system writes the number or address."""
    return person.strip().casefold()


def _subject(text: str) -> int:
    keyed = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=settings.USAGE_PSEUDONYM_KEY, digest_size=8)
    return int.from_bytes(keyed.digest(), "big", signed=True)
