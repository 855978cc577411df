"""A gift for points: asked for, approved, handed over, received; points and stock follow, or come back."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changemgmt.incentives.choices import RECEIPT_DAYS, RETURN_DAYS, TAKEN, AccountKind, Move, RedemptionState
from changemgmt.incentives.models import Gift, PointEntry, Redemption
from changemgmt.incentives.services.common import record, tell
from changemgmt.incentives.services.posting import Leg, Posting, Short, accounts, hold, open_wallets, post, spend
from pmo import notify
from pmo.access import policy
from pmo.accounts.models import User
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, name, num

S = RedemptionState


@transaction.atomic
def redeem(*, by: Any, gift: Gift, key: str, now: datetime) -> Redemption:
    """Ask for a gift: a piece of the stock and the points are set aside.

    key  drawn for the form, or the key of the request: the same one again gives what is there
    Raises Forbidden (left the company), Conflict (not offered, out of stock, limit reached) or Short.
    """
    policy.require(by, "add", "redemption")
    # Everybody who wants this gift waits here: limits are counted under the lock.
    held = Gift.objects.select_for_update().get(pk=gift.pk)
    same = Redemption.objects.filter(user_id=by.pk, key=key).first()
    if same is not None:
        if same.gift_id != held.pk:
            raise Conflict(_("This key was used for another gift."), code="key")
        return same
    user = User.objects.get(pk=by.pk)
    if not user.is_active:
        raise Forbidden(_("Whoever has left redeems nothing."))
    _require_offered(held, user, timezone.localdate(now))
    if not Gift.objects.filter(pk=held.pk, stock__gte=1).update(stock=F("stock") - 1):
        raise Conflict(_("The last “%(gift)s” is gone."), params={"gift": held.label}, code="out_of_stock")
    made = create(Redemption(gift=held, user=user, points=held.price, key=key[:64]), now=now)
    _set_aside(made, now)
    record(by, "redemption.asked", made, now, after={"gift": held.name, "points": made.points})
    return made


def _require_offered(gift: Gift, user: User, today: date) -> None:
    if not gift.offered_on(today):
        raise Conflict(_("This gift is not offered now."), code="not_offered")
    if gift.limit is None:
        return
    if Redemption.objects.filter(gift=gift, user=user, state__in=TAKEN).count() >= gift.limit:
        raise Conflict(
            _("At most %(limit)s per person, and you have them."), params={"limit": gift.limit}, code="limit"
        )


def _set_aside(row: Redemption, now: datetime) -> None:
    """Hold the points: what lapses first goes first, over all budgets."""
    own = open_wallets(row.user)
    lots = sorted((lot for _account, some in own.values() for lot in some), key=lambda lot: (
        lot.expires_on or date.max, lot.id))  # fmt: skip
    of = {lot.id: account for account, some in own.values() for lot in some}
    there = sum(lot.points for lot in lots)
    if there < row.points:
        raise Short(_("You have %(there)s of the %(price)s points it costs."),
                    params={"there": there, "price": row.points}, code="short")  # fmt: skip
    budgets = {account.budget_id for account in of.values()}
    found = accounts((budget, AccountKind.HELD.value, row.user_id, None) for budget in budgets)
    legs = []
    for leg in spend(lots, 0, 0, row.points):
        account = of[leg.lot or 0]
        held = found[account.budget_id, AccountKind.HELD.value, row.user_id, None]
        legs.append(Leg(account.pk, held.pk, leg.points, lot=leg.lot, expires_on=leg.expires_on))
    post(Posting(kind=Move.HOLD, occasion=f"hold:{row.pk}", by=row.user, redemption=row, legs=legs), now=now)


@transaction.atomic
def approve(*, by: Any, redemption: Redemption, now: datetime, expected: int | None = None) -> Redemption:
    """Raises Forbidden (one's own), Conflict (decided already) or StaleWrite."""
    row = _decided(by, redemption, S.ASKED)
    row.state, row.decided_by_id, row.decided_at = S.APPROVED, by.pk, now
    save(row, now=now, expected=expected, fields=["state", "decided_by", "decided_at"])
    record(by, "redemption.approved", row, now, before={"state": S.ASKED}, after={"state": row.state})
    tell("redemption.approved", row, row.user, Sentence("redemption.approved", {"gift": name(row.gift)}), now,
         url=row.url)  # fmt: skip
    return row


@transaction.atomic
def refuse(*, by: Any, redemption: Redemption, reason: str, now: datetime, expected: int | None = None) -> Redemption:
    """Points and piece go back. Raises Forbidden (one's own), Conflict (decided already), Invalid or StaleWrite."""
    row = _decided(by, redemption, S.ASKED, S.APPROVED)
    if not reason.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="reason")
    before = {"state": row.state}
    row.state, row.decided_by_id, row.decided_at, row.reason = S.REFUSED, by.pk, now, reason.strip()[:300]
    save(row, now=now, expected=expected, fields=["state", "decided_by", "decided_at", "reason"])
    _give_back(row, by, now)
    record(by, "redemption.refused", row, now, before=before, after={"state": row.state, "reason": row.reason})
    words = {"gift": name(row.gift), "reason": row.reason, "n": num(row.points)}
    tell("redemption.refused", row, row.user, Sentence("redemption.refused", words), now, url=row.url)
    return row


@transaction.atomic
def cancel(*, by: Any, redemption: Redemption, now: datetime, expected: int | None = None) -> Redemption:
    """Take one's own wish back while nobody has approved it. Raises Forbidden, Conflict or StaleWrite."""
    row = _own(by, redemption, S.ASKED)
    row.state = S.CANCELLED
    save(row, now=now, expected=expected, fields=["state"])
    _give_back(row, by, now)
    record(by, "redemption.cancelled", row, now, before={"state": S.ASKED}, after={"state": row.state})
    return row


@transaction.atomic
def hand_over(
    *, by: Any, redemption: Redemption, now: datetime, place: str = "", expected: int | None = None
) -> Redemption:
    """The gift has left the stock for its receiver, who is asked whether it came.

    Raises Forbidden (one's own), Conflict or StaleWrite.
    """
    policy.require(by, "hand", redemption)
    row = _locked(redemption, S.APPROVED)
    _not_oneself(by, row)
    row.state, row.handed_by_id, row.handed_at, row.place = S.HANDED, by.pk, now, place.strip()[:120]
    save(row, now=now, expected=expected, fields=["state", "handed_by", "handed_at", "place"])
    record(by, "redemption.handed", row, now, before={"state": S.APPROVED}, after={"state": row.state})
    tell("redemption.handed", row, row.user, Sentence("redemption.handed", {"gift": name(row.gift), "who": name(by)}),
         now, url=row.url, period=str(row.version))  # fmt: skip
    return row


@transaction.atomic
def receive(*, by: Any, redemption: Redemption, now: datetime, expected: int | None = None) -> Redemption:
    """It has come: the points are gone. Raises Forbidden (somebody else's), Conflict or StaleWrite."""
    row = _own(by, redemption, S.HANDED)
    _finish(row, by, now, expected=expected)
    record(by, "redemption.received", row, now, before={"state": S.HANDED}, after={"state": row.state})
    return row


@transaction.atomic
def not_received(*, by: Any, redemption: Redemption, now: datetime, expected: int | None = None) -> Redemption:
    """Nothing has come: it is to be handed over again. Raises Forbidden (somebody else's), Conflict or StaleWrite."""
    row = _own(by, redemption, S.HANDED)
    handed_by = row.handed_by
    row.state, row.handed_by, row.handed_at = S.APPROVED, None, None
    save(row, now=now, expected=expected, fields=["state", "handed_by", "handed_at"])
    record(by, "redemption.not_received", row, now, before={"state": S.HANDED}, after={"state": row.state})
    notify.settle(rule="redemption.handed", subject=row, now=now)
    words = Sentence("redemption.not_received", {"who": name(by), "gift": name(row.gift)})
    tell("redemption.not_received", row, handed_by, words, now, url=row.url, period=str(row.version))
    return row


def receive_silent(*, now: datetime) -> int:
    """What was handed over two weeks ago and not complained about has come; returns how many. Safe to run again."""
    rows = Redemption.objects.filter(state=S.HANDED, handed_at__lt=now - timedelta(days=RECEIPT_DAYS))
    return sum(_receive_silent(row, now) for row in rows.order_by("pk"))


@transaction.atomic
def _receive_silent(found: Redemption, now: datetime) -> bool:
    row = _read(found)
    if row.state != S.HANDED:
        return False
    row.by_itself = True
    _finish(row, None, now)
    record(None, "redemption.received", row, now, before={"state": S.HANDED}, after={"state": row.state})
    return True


@transaction.atomic
def cancel_left(*, redemption: Redemption, now: datetime) -> bool:
    """Whoever asked has left before it was handed over: points and piece go back. Safe to call again."""
    row = _read(redemption)
    if row.state not in (S.ASKED, S.APPROVED) or row.user.is_active:
        return False
    before = {"state": row.state}
    row.state = S.CANCELLED
    save(row, now=now, fields=["state"])
    _give_back(row, None, now)
    record(None, "redemption.cancelled", row, now, before=before, after={"state": row.state})
    return True


def _finish(row: Redemption, by: Any, now: datetime, expected: int | None = None) -> None:
    row.state, row.received_at = S.DONE, now
    save(row, now=now, expected=expected, fields=["state", "received_at", "by_itself"])
    sums: dict[tuple[int, int], int] = defaultdict(int)
    for entry in _held(row):
        sums[entry.credit_id, entry.credit.budget_id] += entry.points
    found = accounts((budget, AccountKind.REDEEMED.value, None, None) for _held_pk, budget in sums)
    legs = [
        Leg(account, found[budget, AccountKind.REDEEMED.value, None, None].pk, points)
        for (account, budget), points in sorted(sums.items())
    ]
    post(Posting(kind=Move.REDEEM, occasion=f"redeem:{row.pk}", by=by, redemption=row, legs=legs), now=now)
    notify.settle(rule="redemption.handed", subject=row, now=now)


def _give_back(row: Redemption, by: Any, now: datetime) -> None:
    """The points into the wallets they came from. Those about to lapse stay usable for a while: the wait was not
    their owner's."""
    Gift.objects.filter(pk=row.gift_id).update(stock=F("stock") + 1)
    held = _held(row)
    # Wallets before what is held, as everywhere.
    hold([entry.debit_id for entry in held])
    soonest = timezone.localdate(now) + timedelta(days=RETURN_DAYS)
    legs = [
        Leg(entry.credit_id, entry.debit_id, entry.points,
            expires_on=max(entry.expires_on, soonest) if entry.expires_on else None)
        for entry in held
    ]  # fmt: skip
    post(Posting(kind=Move.RELEASE, occasion=f"release:{row.pk}", by=by, redemption=row, legs=legs), now=now)


def _held(row: Redemption) -> list[PointEntry]:
    rows = PointEntry.objects.filter(transaction__redemption=row, transaction__kind=Move.HOLD)
    return list(rows.select_related("credit").order_by("pk"))


def _read(redemption: Redemption) -> Redemption:
    rows = Redemption.objects.select_for_update(of=("self",)).select_related("gift", "user", "handed_by", "decided_by")
    found: Redemption = rows.get(pk=redemption.pk)
    return found


def _locked(redemption: Redemption, *states: str) -> Redemption:
    row = _read(redemption)
    if row.state not in states:
        raise Conflict(_("This is settled: %(state)s."), params={"state": row.get_state_display()}, code="settled")
    return row


def _decided(by: Any, redemption: Redemption, *states: str) -> Redemption:
    policy.require(by, "decide", redemption)
    row = _locked(redemption, *states)
    _not_oneself(by, row)
    return row


def _not_oneself(by: Any, row: Redemption) -> None:
    if row.user_id == by.pk:
        raise Forbidden(_("Nobody approves or hands over what they asked for themselves."))


def _own(by: Any, redemption: Redemption, *states: str) -> Redemption:
    if redemption.user_id != by.pk or getattr(by, "read_only", False):
        raise Forbidden(_("Only whoever asked for it does this."))
    return _locked(redemption, *states)
