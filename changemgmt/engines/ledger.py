"""Points as a ledger: balances out of entries, lots that are used up first in, first out, what lapses on a day.

Every entry takes points out of one account and puts them into another, so the sum over all accounts is zero whatever
the entries are: the ledger balances by construction, and `balances` only tells how.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Lot:
    """Points that came in together and lapse together; `expires_on` None: never."""

    id: int
    points: int
    expires_on: date | None


def balances(
    debit: NDArray[np.int64], credit: NDArray[np.int64], points: NDArray[np.int64], accounts: int
) -> NDArray[np.int64]:
    """Balance of each of `accounts` accounts: what came in less what went out.

    debit, credit  (n,) numbers of accounts, 0 ≤ number < accounts; points leave `debit` and reach `credit`
    points         (n,) above zero
    Raises ValueError for an entry of nothing, or from an account into itself. The result sums to zero.
    """
    if points.size and int(points.min()) <= 0:
        raise ValueError("an entry moves at least one point")
    if bool((debit == credit).any()):
        raise ValueError("an entry moves points from one account to another")
    found = np.zeros(accounts, dtype=np.int64)
    np.add.at(found, credit, points)
    np.subtract.at(found, debit, points)
    return found


def differing(stored: Mapping[int, int], computed: Mapping[int, int]) -> dict[int, tuple[int, int]]:
    """Accounts whose stored balance is not the computed one: (stored, computed) by account."""
    ids = sorted({*stored, *computed})
    pairs = {pk: (stored.get(pk, 0), computed.get(pk, 0)) for pk in ids}
    return {pk: pair for pk, pair in pairs.items() if pair[0] != pair[1]}


def open_lots(arrived: Iterable[Lot], taken: Mapping[int, int]) -> list[Lot]:
    """What is left of the lots that arrived, in the order they are used up.

    taken  points gone by lot
    Raises ValueError if more is gone than arrived.
    """
    left = []
    for lot in arrived:
        rest = lot.points - taken.get(lot.id, 0)
        if rest < 0:
            raise ValueError(f"lot {lot.id} gave more than it had")
        if rest:
            left.append(replace(lot, points=rest))
    return sorted(left, key=_order)


def _order(lot: Lot) -> tuple[date, int]:
    """What lapses first goes first; what came in first among those."""
    return lot.expires_on or date.max, lot.id


def take(lots: Sequence[Lot], points: int, first: int | None = None) -> list[tuple[int, int]]:
    """(lot, points) of which `points` are made, first in, first out; the lot `first` before all others.

    Raises ValueError if the lots hold less.
    """
    if points <= 0:
        raise ValueError("at least one point")
    parts, missing = [], points
    for lot in sorted(lots, key=lambda one: (one.id != first, *_order(one))):
        part = min(lot.points, missing)
        if part:
            parts.append((lot.id, part))
            missing -= part
    if missing:
        raise ValueError(f"{missing} points are missing")
    return parts


def lapsed(lots: Iterable[Lot], on: date) -> list[Lot]:
    """Lots that are over on the day: the last day they count is the one before `expires_on`."""
    return [lot for lot in lots if lot.expires_on is not None and lot.expires_on <= on]
