"""What tokens of every kind have in common: a text that is kept nowhere, and the moment of their last use."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

USE_RECORDED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Fresh:
    """`plain` is shown once; `digest` finds it again, `hint` tells it from others."""

    plain: str
    digest: str
    hint: str


def fresh(prefix: str) -> Fresh:
    """256 random bits behind a prefix by which scanners recognise a leaked one."""
    plain = prefix + secrets.token_urlsafe(32)
    return Fresh(plain, digest(plain), plain[: len(prefix) + 4])


def digest(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()


def shape(prefix: str) -> re.Pattern[str]:
    """Nothing is looked up for what cannot be a token."""
    return re.compile(re.escape(prefix) + r"[A-Za-z0-9_-]{43}")


def note_use(row: Any, *, now: datetime) -> None:
    """Remember that a token was used, at most once a minute: reading must not cost a write each time.

    `row` has `last_used_at`; of two requests at once one writes.
    """
    edge = now - USE_RECORDED_EVERY
    if row.last_used_at is not None and row.last_used_at > edge:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lte=edge)
    type(row)._base_manager.filter(stale, pk=row.pk).update(last_used_at=now)
    row.last_used_at = now
