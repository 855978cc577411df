"""The only place that writes the ledger: entries, and the balances that follow from them, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changemgmt.engines import ledger
from changemgmt.engines.ledger import Lot
from changemgmt.incentives.choices import OF_BUDGET, AccountKind, Move
from changemgmt.incentives.models import (
    PointAccount,
    PointAward,
    PointBudget,
    PointEntry,
    PointTransaction,
    Redemption,
)
from changemgmt.incentives.selectors import wallets
from pmo.records import Conflict

BATCH = 500


class Short(Conflict):
    """An account holds less than what shall leave it."""

    code = "short"


@dataclass(frozen=True)
class Leg:
    """Points from one account to another. `lot`: the entry whose points these are; `expires_on`: of the new lot."""

    debit: int
    credit: int
    points: int
    lot: int | None = None
    expires_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Posting:
    """One transaction to be written. `occasion` names it for ever."""

    kind: Move
    occasion: str
    legs: Sequence[Leg]
    by: Any = None
    award: PointAward | None = None
    redemption: Redemption | None = None


Key = tuple[int, str, int | None, int | None]


def account(
    budget: PointBudget | int, kind: str, *, user_id: int | None = None, unit_id: int | None = None
) -> PointAccount:
    """The account, opened if it is the first time."""
    budget_id = budget if isinstance(budget, int) else budget.pk
    return accounts([(budget_id, kind, user_id, unit_id)])[budget_id, kind, user_id, unit_id]


def accounts(keys: Iterable[Key]) -> dict[Key, PointAccount]:
    """Accounts by (budget, kind, person, unit); those missing are opened (at most three queries)."""
    wanted = sorted(set(keys), key=str)
    found = _read(wanted)
    missing = [key for key in wanted if key not in found]
    if missing:
        # Whoever opens the same one at the same moment: the database keeps one.
        PointAccount.objects.bulk_create(
            [PointAccount(budget_id=b, kind=kind, user_id=user, unit_id=unit) for b, kind, user, unit in missing],
            ignore_conflicts=True,
        )
        found |= _read(missing)
    return found


def _read(keys: Sequence[Key]) -> dict[Key, PointAccount]:
    rows = PointAccount.objects.filter(budget__in={key[0] for key in keys}, kind__in={key[1] for key in keys})
    people = {key[2] for key in keys if key[2] is not None}
    if people and all(key[2] is not None for key in keys):
        rows = rows.filter(user__in=people)
    wanted = set(keys)
    found = {(row.budget_id, row.kind, row.user_id, row.unit_id): row for row in rows}
    return {key: row for key, row in found.items() if key in wanted}


def hold(ids: Collection[int]) -> dict[int, PointAccount]:
    """Lock accounts, always in the same order: those of people and units, then those of the budgets they share. Two who
    move points between the same accounts wait for each other instead of deadlocking."""
    shared = Case(When(kind__in=OF_BUDGET, then=1), default=0)
    rows = PointAccount.objects.select_for_update().filter(pk__in=ids).order_by(shared, "pk")
    return {row.pk: row for row in rows}


def post(posting: Posting, *, now: datetime) -> PointTransaction:
    """Write one transaction. Raises Short."""
    return post_all([posting], now=now)[0]


def post_all(postings: Sequence[Posting], *, now: datetime) -> list[PointTransaction]:
    """Write transactions and move the balances. Raises Short; the transaction of the caller ends with it.

    Balances are moved by conditional updates: none falls below zero, whoever else writes.
    """
    moved: dict[int, int] = defaultdict(int)
    for posting in postings:
        for leg in posting.legs:
            moved[leg.debit] -= leg.points
            moved[leg.credit] += leg.points
    known = hold(moved)
    for pk, points in sorted(moved.items()):
        _move(known[pk], points)
    on = timezone.localdate(now)
    made = PointTransaction.objects.bulk_create(
        [
            PointTransaction(
                kind=one.kind, occasion=one.occasion, at=now, on=on, by=one.by, award=one.award,
                redemption=one.redemption,
            )
            for one in postings
        ],
        batch_size=BATCH,
    )  # fmt: skip
    PointEntry.objects.bulk_create(
        [
            PointEntry(
                transaction=row, debit_id=leg.debit, credit_id=leg.credit, points=leg.points, lot_id=leg.lot,
                expires_on=leg.expires_on,
            )
            for row, posting in zip(made, postings, strict=True)
            for leg in posting.legs
        ],
        batch_size=BATCH,
    )  # fmt: skip
    return made


def _move(row: PointAccount, points: int) -> None:
    rows = PointAccount.objects.filter(pk=row.pk)
    if points < 0 and row.kind != AccountKind.SOURCE:
        rows = rows.filter(balance__gte=-points)
    if points and not rows.update(balance=F("balance") + points):
        raise Short(_("%(missing)s points are missing."), params={"missing": -points - row.balance}, code="short")


def spend(lots: Sequence[Lot], wallet: int, to: int, points: int, first: int | None = None) -> list[Leg]:
    """Legs that take `points` out of a wallet, first in, first out; each keeps the day its lot lapses.

    Raises Short if there are fewer.
    """
    dates = {lot.id: lot.expires_on for lot in lots}
    try:
        parts = ledger.take(lots, points, first)
    except ValueError as error:
        there = sum(lot.points for lot in lots)
        raise Short(_("%(missing)s points are missing."), params={"missing": points - there}) from error
    return [Leg(wallet, to, part, lot=lot, expires_on=dates[lot]) for lot, part in parts]


def open_wallets(user: Any) -> dict[int, tuple[PointAccount, list[Lot]]]:
    """Wallets of somebody, locked, with their open lots."""
    ids = list(wallets.wallets(user).values_list("pk", flat=True))
    locked = hold(ids)
    lots = wallets.lots(ids)
    return {pk: (locked[pk], lots.get(pk, [])) for pk in ids}
