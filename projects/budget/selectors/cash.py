"""The cash curve: plan, promised, spent and still to come, cumulated month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from pmo.web import formats
from projects.budget.choices import CommitmentState, Spending
from projects.budget.selectors.ledger import Ledger
from projects.budget.selectors.released import ZERO


@dataclass(frozen=True)
class Month:
    """Cumulated at the end of a month. Spent and promised only until this month, the forecast from it on."""

    first: date
    plan: Decimal
    committed: Decimal | None
    actual: Decimal | None
    forecast: Decimal | None


def months(book: Ledger) -> list[Month]:
    """From the first to the last month that says anything."""
    this = book.today.replace(day=1)
    plan = _merged(book, "approved")
    spent = _merged(book, "spent")
    to_come: dict[date, Decimal] = {}
    for row in book.to_come.values():
        for month, value in row.items():
            to_come[month] = to_come.get(month, ZERO) + value
    promised: dict[date, Decimal] = {}
    for commitment in book.commitments:
        if commitment.state == CommitmentState.COMMITTED:
            month = commitment.on.replace(day=1)
            promised[month] = promised.get(month, ZERO) + commitment.value
    known = [*plan, *spent, *to_come, *promised]
    if not known:
        return []
    found, sums, month = [], {"plan": ZERO, "committed": ZERO, "actual": ZERO, "come": ZERO}, min(known)
    while month <= max(*known, this):
        sums["plan"] += plan.get(month, ZERO)
        sums["committed"] += promised.get(month, ZERO)
        sums["actual"] += spent.get(month, ZERO)
        sums["come"] += to_come.get(month, ZERO)
        past = month <= this
        found.append(
            Month(
                month,
                sums["plan"],
                sums["committed"] if past else None,
                sums["actual"] if past else None,
                book.actual + sums["come"] if month >= this else None,
            )
        )
        month = (month + timedelta(days=31)).replace(day=1)
    return found


def flows(book: Ledger, name: str) -> dict[str, dict[date, Decimal]]:
    """Money out by month, capital and operating apart. `name`: "approved", as approved and without contingency; or
    "expected", what was spent and what is still to come."""
    found: dict[str, dict[date, Decimal]] = {kind: {} for kind in Spending.values}
    for line in book.lines:
        parts = (book.spent, book.to_come) if name == "expected" else (book.approved,)
        if line.is_contingency and name != "expected":
            continue
        months = found[line.spending]
        for part in parts:
            for month, value in part.get(line.pk, {}).items():
                months[month] = months.get(month, ZERO) + value
    return found


def _merged(book: Ledger, name: str) -> dict[date, Decimal]:
    found: dict[date, Decimal] = {}
    for row in getattr(book, name).values():
        for month, value in row.items():
            found[month] = found.get(month, ZERO) + value
    return found


def chart(book: Ledger) -> dict[str, Any] | None:
    """What `curves` draws; None while nothing is known."""
    rows = months(book)
    if not rows:
        return None
    series = [
        {"name": _("actual"), "style": "measured", "values": [text(row.actual) for row in rows]},
        {"name": _("forecast"), "style": "forecast", "values": [text(row.forecast) for row in rows]},
        {"name": _("plan"), "style": "expected", "values": [text(row.plan) for row in rows]},
        {"name": _("committed"), "style": "plain", "values": [text(row.committed) for row in rows]},
    ]
    return frame(book.budget.currency, [row.first for row in rows], series)


def frame(currency: str, days: list[date], series: list[dict[str, Any]]) -> dict[str, Any]:
    """Unit and scale of a chart of amounts: 万元, or millions."""
    chinese = formats.is_zh()
    return {
        "unit": formats.money_unit(currency),
        "scale": 10_000 if chinese else 1_000_000,
        "digits": 1 if chinese else 2,
        "months": [f"{day:%Y-%m}" for day in days],
        "series": series,
        "level": None,
    }


def text(value: Decimal | None) -> str | None:
    """Amounts travel as text."""
    return None if value is None else str(value)
