"""The ledger as managers read it: budgets with their liability, every entry, and whether it all adds up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
from django.db.models import F, QuerySet, Sum

from changemgmt.engines import ledger
from changemgmt.incentives.choices import NEARLY_USED, AccountKind
from changemgmt.incentives.models import PointAccount, PointBudget, PointEntry

K = AccountKind


@dataclass(frozen=True)
class Book:
    """A budget and where its points are."""

    budget: PointBudget
    at: dict[str, int] = field(default_factory=dict)

    def _of(self, *kinds: str) -> int:
        return sum(self.at.get(kind, 0) for kind in kinds)

    @property
    def left(self) -> int:
        return self._of(K.BUDGET)

    @property
    def given(self) -> int:
        """Points that left the budget and did not come back to it."""
        return self._of(K.POT, K.WALLET, K.HELD, K.REDEEMED, K.EXPIRED)

    @property
    def outstanding(self) -> int:
        """With people: may be asked for any day. Pots are theirs as well, though nobody's yet."""
        return self._of(K.WALLET, K.HELD, K.POT)

    @property
    def wallets(self) -> int:
        return self._of(K.WALLET)

    @property
    def held(self) -> int:
        return self._of(K.HELD)

    @property
    def pots(self) -> int:
        return self._of(K.POT)

    @property
    def redeemed(self) -> int:
        return self._of(K.REDEEMED)

    @property
    def expired(self) -> int:
        return self._of(K.EXPIRED)

    @property
    def liability(self) -> Decimal:
        return self.outstanding * self.budget.value

    @property
    def spend(self) -> Decimal:
        return self.redeemed * self.budget.value

    @property
    def total(self) -> Decimal:
        return self.budget.points * self.budget.value

    @property
    def used(self) -> float:
        """Percent given of what may be given."""
        return 100 * self.given / self.budget.points

    @property
    def nearly(self) -> bool:
        return self.used >= NEARLY_USED


def budgets(user: Any) -> QuerySet[PointBudget]:
    rows: QuerySet[PointBudget] = PointBudget.objects.visible_to(user)
    return rows.select_related("project__portfolio")


def books(rows: Iterable[PointBudget]) -> list[Book]:
    """Of these budgets, in their order (two queries)."""
    found = list(rows)
    at: dict[int, dict[str, int]] = defaultdict(dict)
    sums = PointAccount.objects.filter(budget__in=found).order_by().values_list("budget_id", "kind")
    for budget, kind, n in sums.annotate(n=Sum("balance")):
        at[budget][kind] = int(n)
    return [Book(budget, at[budget.pk]) for budget in found]


def nearly_used(rows: QuerySet[PointBudget], year: int) -> QuerySet[PointBudget]:
    """Of the year, with at most a tenth left to give."""
    return rows.filter(
        year=year, accounts__kind=K.BUDGET, accounts__balance__lte=F("points") * (100 - NEARLY_USED) / 100
    )


def entries(user: Any) -> QuerySet[PointEntry]:
    """Every entry the reader may see."""
    rows: QuerySet[PointEntry] = PointEntry.objects.visible_to(user)
    return rows.select_related(
        "transaction__by", "transaction__award", "transaction__redemption__gift", "debit__user", "debit__unit",
        "credit__user", "credit__unit", "debit__budget__project",
    )  # fmt: skip


def kept(user: Any) -> QuerySet[PointEntry]:
    """Entries of budgets whose ledger somebody keeps."""
    return entries(user).filter(debit__budget__in=PointBudget.objects.for_verb(user, "export").order_by().values("pk"))


@dataclass(frozen=True)
class Fault:
    """What does not add up: an account whose stored balance is not that of its entries, or whose lots are not."""

    account_id: int
    label: str
    what: str
    stored: int
    computed: int


def audit() -> list[Fault]:
    """Recompute every balance from the entries (four queries); empty when the ledger is sound."""
    accounts = {row.pk: row for row in PointAccount.objects.select_related("user", "unit", "budget__project")}
    stored = {pk: row.balance for pk, row in accounts.items()}
    place = {pk: number for number, pk in enumerate(stored)}
    listed = PointEntry.objects.order_by("pk").values_list("pk", "debit_id", "credit_id", "points", "lot_id")
    rows: list[Row] = list(listed)
    found = [
        Fault(pk, _label(accounts[pk]), "balance", *pair)
        for pk, pair in ledger.differing(stored, _computed(rows, place)).items()
    ]
    return found + _crossing(rows, accounts) + _loose(rows, accounts)


# Entry, accounts it leaves and reaches, points, the lot it uses up.
Row = tuple[int, int, int, int, int | None]


def _computed(rows: list[Row], place: dict[int, int]) -> dict[int, int]:
    if not rows:
        return dict.fromkeys(place, 0)
    debit = np.array([place[row[1]] for row in rows], dtype=np.int64)
    credit = np.array([place[row[2]] for row in rows], dtype=np.int64)
    points = np.array([row[3] for row in rows], dtype=np.int64)
    sums = ledger.balances(debit, credit, points, len(place))
    return {pk: int(sums[number]) for pk, number in place.items()}


def _crossing(rows: list[Row], accounts: dict[int, PointAccount]) -> list[Fault]:
    """Points never pass from one budget to another: they are worth something else there."""
    return [
        Fault(credit, _label(accounts[credit]), "budget", accounts[debit].budget_id, accounts[credit].budget_id)
        for _pk, debit, credit, _points, _lot in rows
        if accounts[debit].budget_id != accounts[credit].budget_id
    ]


def _loose(rows: list[Row], accounts: dict[int, PointAccount]) -> list[Fault]:
    """Wallets are the sum of their open lots, and no lot gave more than it had."""
    lots, left = {}, {}
    for pk, debit, credit, points, lot in rows:
        if accounts[credit].kind == K.WALLET:
            lots[pk], left[pk] = credit, points
        if accounts[debit].kind == K.WALLET and lot in left and lots[lot] == debit:
            left[lot] -= points
    sums: dict[int, int] = defaultdict(int)
    for pk, account in lots.items():
        sums[account] += max(left[pk], 0)
    return [
        Fault(pk, _label(row), "lots", row.balance, sums[pk])
        for pk, row in accounts.items()
        if row.kind == K.WALLET and row.balance != sums[pk]
    ]


def _label(row: PointAccount) -> str:
    return f"{row.name} · {row.label} · {row.budget.label}" if row.user_id or row.unit_id else (
        f"{row.name} · {row.budget.label}"
    )  # fmt: skip
