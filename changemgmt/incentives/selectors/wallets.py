"""What somebody has: points by lot, what lapses next, where they came from, and why something earned none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet, Sum

from changemgmt.engines import ledger
from changemgmt.engines.ledger import Lot
from changemgmt.incentives.choices import NOTICE_DAYS, OF_PERSON, AccountKind, Outcome
from changemgmt.incentives.models import PointAccount, PointAward, PointEntry, PointWish

SHOWN = 12


def lots(accounts: Collection[int]) -> dict[int, list[Lot]]:
    """Open lots by wallet, in the order they are used up (two queries)."""
    if not accounts:
        return {}
    arrived: dict[int, list[Lot]] = defaultdict(list)
    for pk, account, points, expires_on in PointEntry.objects.filter(credit__in=accounts).values_list(
        "pk", "credit_id", "points", "expires_on"
    ):
        arrived[account].append(Lot(pk, points, expires_on))
    gone = PointEntry.objects.filter(debit__in=accounts, lot__isnull=False).order_by()
    taken = dict(gone.values_list("lot_id").annotate(n=Sum("points")))
    return {account: ledger.open_lots(rows, taken) for account, rows in arrived.items()}


def wallets(user: Any) -> QuerySet[PointAccount]:
    rows: QuerySet[PointAccount] = PointAccount.objects.filter(user_id=user.pk, kind=AccountKind.WALLET)
    return rows.order_by("budget__year", "pk")


@dataclass(frozen=True)
class Wallet:
    """`lots` of all budgets together, what lapses first before."""

    points: int
    held: int
    lots: list[Lot]

    @property
    def next_on(self) -> date | None:
        return self.lots[0].expires_on if self.lots else None

    @property
    def next_points(self) -> int:
        return sum(lot.points for lot in self.lots if lot.expires_on == self.next_on)

    def lapsing(self, today: date) -> int:
        """Points that lapse within the time of the notice."""
        until = today + timedelta(days=NOTICE_DAYS)
        return sum(lot.points for lot in self.lots if lot.expires_on is not None and lot.expires_on <= until)


def wallet(user: Any, by: Any = None) -> Wallet:
    """Three queries. `by`: only what this reader sees of it."""
    accounts = PointAccount.objects.visible_to(by) if by is not None else PointAccount.objects.all()
    rows = list(accounts.filter(user_id=user.pk, kind__in=OF_PERSON))
    own = [row.pk for row in rows if row.kind == AccountKind.WALLET]
    found = [lot for some in lots(own).values() for lot in some]
    found.sort(key=lambda lot: (lot.expires_on or date.max, lot.id))
    points = sum(row.balance for row in rows if row.kind == AccountKind.WALLET)
    return Wallet(points, sum(row.balance for row in rows if row.kind == AccountKind.HELD), found)


def balance(user: Any) -> int:
    """Points somebody may spend (one query)."""
    rows = PointAccount.objects.filter(user_id=user.pk, kind=AccountKind.WALLET)
    return int(rows.aggregate(n=Sum("balance"))["n"] or 0)


def awards(user: Any) -> QuerySet[PointAward]:
    """One's own, newest first."""
    rows: QuerySet[PointAward] = PointAward.objects.filter(user_id=user.pk)
    return rows.select_related("rule", "recognition__giver").order_by("-on", "-pk")


def earned(user: Any) -> QuerySet[PointAward]:
    return awards(user).exclude(outcome=Outcome.REFUSED)


def refused(user: Any, today: date) -> QuerySet[PointAward]:
    """Of the last three months: what is older nobody asks about."""
    return awards(user).filter(outcome=Outcome.REFUSED, on__gte=today - timedelta(days=92))


def shows(user: Any) -> bool:
    """Whether somebody lets their name stand in the ranking."""
    return PointWish.objects.filter(user_id=user.pk).exists()


@dataclass(frozen=True)
class Line:
    """A line of a statement: `points` with their sign, `after` what was there then."""

    entry: PointEntry
    points: int
    after: int


def statement(accounts: Iterable[PointAccount]) -> list[Line]:
    """Every entry of these accounts, newest first, with the balance after it (one query). What moves between them is
    left out."""
    ids = {account.pk for account in accounts}
    rows = PointEntry.objects.filter(debit__in=ids) | PointEntry.objects.filter(credit__in=ids)
    found, after = [], 0
    for entry in rows.select_related("transaction__award__rule", "transaction__redemption__gift").order_by("pk"):
        inward, outward = entry.credit_id in ids, entry.debit_id in ids
        if inward and outward:
            continue
        points = entry.points if inward else -entry.points
        after += points
        found.append(Line(entry, points, after))
    return found[::-1]
