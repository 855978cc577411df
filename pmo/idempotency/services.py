"""Do a keyed request once, and answer its repetitions with the first answer.

A claim is committed first (so a twin is told to wait), the answer is written in the transaction of the effect (so a
crash leaves neither or both). A claim older than CLAIM_SECONDS is taken over; the one who lost it cannot commit.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from pmo.idempotency.models import KeyedRequest

if TYPE_CHECKING:
    from pmo.accounts.models import User

CLAIM_SECONDS = 60
KEPT = timedelta(hours=24)


class KeyReused(Exception):
    """The key was used for another request."""


class InFlight(Exception):
    """The first request with this key is still being worked on."""


@dataclass(frozen=True)
class Claim:
    """The right to do the work; `token` proves it when the answer is stored."""

    row_id: int
    token: uuid.UUID


def claim(*, user: User, caller: str, key: str, fingerprint: str, now: datetime) -> Claim | KeyedRequest:
    """A claim to do the work, or the stored request with its first answer. Raises KeyReused or InFlight.

    Call it outside the transaction of the effect.
    """
    token = uuid.uuid4()
    fresh: dict[str, Any] = {"fingerprint": fingerprint, "claim": token, "claimed_at": now}
    row = KeyedRequest.objects.filter(caller=caller, key=key).first()
    if row is None:
        try:
            with transaction.atomic():
                made = KeyedRequest.objects.create(user=user, caller=caller, key=key, **fresh)
            return Claim(made.pk, token)
        except IntegrityError:
            row = KeyedRequest.objects.filter(caller=caller, key=key).first()
    if row is None:
        # The twin came first and was refused meanwhile.
        raise InFlight
    age = now - row.claimed_at
    if age < KEPT:
        if row.fingerprint != fingerprint:
            raise KeyReused
        if row.status is not None:
            return row
        if age < timedelta(seconds=CLAIM_SECONDS):
            raise InFlight
    taken = KeyedRequest.objects.filter(pk=row.pk, claim=row.claim, status=row.status).update(
        **fresh, status=None, headers={}, body="", subject=""
    )
    if not taken:
        raise InFlight
    return Claim(row.pk, token)


def finish(held: Claim, *, status: int, headers: dict[str, str], body: str, subject: str = "") -> None:
    """Store the answer, inside the transaction of the effect. Raises InFlight when the claim was taken over."""
    stored = KeyedRequest.objects.filter(pk=held.row_id, claim=held.token).update(
        status=status, headers=headers, body=body, subject=subject
    )
    if not stored:
        raise InFlight


def release(held: Claim) -> None:
    """Nothing was done: the key may be used again at once, also with a mended body."""
    KeyedRequest.objects.filter(pk=held.row_id, claim=held.token, status=None).delete()


def purge(*, now: datetime, step: int = 2000) -> int:
    """Forget what is older than a day, in steps that lock briefly; returns how many rows."""
    gone = 0
    while old := list(KeyedRequest.objects.filter(claimed_at__lt=now - KEPT).values_list("pk", flat=True)[:step]):
        KeyedRequest.objects.filter(pk__in=old).delete()
        gone += len(old)
    return gone
