"""Gifts as a person sees them, and what is on its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from changemgmt.incentives.choices import TAKEN, WAITING, RedemptionState
from changemgmt.incentives.models import Gift, Redemption
from pmo.access import policy

OUT, LIMIT, SHORT, CLOSED = "out", "limit", "short", "closed"


@dataclass(frozen=True)
class Offer:
    """A gift for one person: `why` says what is in the way (a code), `missing` the points for it."""

    gift: Gift
    had: int
    missing: int
    why: str

    @property
    def can(self) -> bool:
        return not self.why


def visible(user: Any) -> QuerySet[Gift]:
    rows: QuerySet[Gift] = Gift.objects.visible_to(user)
    return rows.select_related("picture").defer("picture__content")


def offered(user: Any, today: date) -> QuerySet[Gift]:
    """Those of the day."""
    begun = Q(from_on__isnull=True) | Q(from_on__lte=today)
    return visible(user).filter(begun, Q(until_on__isnull=True) | Q(until_on__gte=today), active=True)


def had(user: Any) -> dict[int, int]:
    """How many of each gift somebody has, or has asked for."""
    rows = Redemption.objects.filter(user_id=user.pk, state__in=TAKEN).order_by()
    return dict(rows.values_list("gift_id").annotate(n=Count("pk")))


def offer(gift: Gift, mine: int, balance: int, today: date) -> Offer:
    missing = max(gift.price - balance, 0)
    why = ""
    if not gift.offered_on(today):
        why = CLOSED
    elif gift.stock <= 0:
        why = OUT
    elif gift.limit is not None and mine >= gift.limit:
        why = LIMIT
    elif missing:
        why = SHORT
    return Offer(gift, mine, missing, why)


def offers(user: Any, balance: int, today: date) -> list[Offer]:
    """The catalogue for somebody: what they can have, then what they save for, then what is not to be had; the cheaper
    first (two queries)."""
    mine = had(user)
    found = [offer(gift, mine.get(gift.pk, 0), balance, today) for gift in offered(user, today)]
    order = {"": 0, SHORT: 1, LIMIT: 2, OUT: 3, CLOSED: 4}
    return sorted(found, key=lambda one: (order[one.why], one.gift.price, one.gift.pk))


def redemptions(user: Any) -> QuerySet[Redemption]:
    rows: QuerySet[Redemption] = Redemption.objects.visible_to(user)
    return rows.select_related("gift", "user__unit", "decided_by", "handed_by")


def own(user: Any) -> QuerySet[Redemption]:
    return redemptions(user).filter(user_id=user.pk)


def to_handle(user: Any) -> QuerySet[Redemption] | None:
    """What waits for somebody to be decided or handed over: never their own."""
    if not policy.may(user, "decide", "redemption"):
        return None
    return redemptions(user).filter(state__in=WAITING).exclude(user_id=user.pk)


def to_confirm(user: Any) -> QuerySet[Redemption]:
    """Handed over to somebody who has not said that it came."""
    return own(user).filter(state=RedemptionState.HANDED)
