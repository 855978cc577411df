"""Figures about years, roles in quarters and units: replaced as a whole, and told to the history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from pmo.orgs.models import Unit
from pmo.records import Invalid
from projects.resources.choices import WorkRole
from projects.selection.choices import LineKind
from projects.selection.models import Line

LARGEST = Decimal("99999999999999.99")
FIRST_YEAR, LAST_YEAR = 2000, 2100


def replace_lines(
    rows: Any, model: type[Line], owner: dict[str, Any], lines: Mapping[tuple[Any, ...], Decimal]
) -> None:
    """Only `lines` stand afterwards. Raises Invalid for a figure about nothing, or below zero."""
    units = set(
        Unit.objects.filter(pk__in=[key[1] for key in lines if key[0] == LineKind.UNIT]).values_list("pk", flat=True)
    )
    made = [model(**owner, **_columns(key, units), amount=_amount(amount)) for key, amount in lines.items()]
    rows.all().delete()
    model._base_manager.bulk_create(made)


def _columns(key: tuple[Any, ...], units: set[int]) -> dict[str, Any]:
    kind = key[0]
    if kind == LineKind.YEAR and isinstance(key[1], int) and FIRST_YEAR <= key[1] <= LAST_YEAR:
        return {"kind": kind, "year": key[1]}
    if kind == LineKind.ROLE and key[1] in WorkRole.values and _quarter(key[2]):
        return {"kind": kind, "role": key[1], "period": key[2]}
    if kind == LineKind.UNIT and key[1] in units:
        return {"kind": kind, "unit_id": key[1]}
    raise Invalid(_("A figure names no year, no role with the first day of a quarter, and no unit."), code="about")


def _quarter(day: date) -> bool:
    return FIRST_YEAR <= day.year <= LAST_YEAR and day.month % 3 == 1 and day.day == 1


def _amount(amount: Decimal) -> Decimal:
    if not amount.is_finite() or not 0 <= amount <= LARGEST:
        raise Invalid(_("A figure is below zero or too large."), code="amount")
    return amount.quantize(Decimal("0.01"))


def said(lines: Iterable[Line]) -> dict[str, Any]:
    """For the history: year 2027: 100.00; a role by its code, which the history puts into words."""
    words: dict[str, list[str]] = {"years": [], "demand": [], "load": []}
    for line in lines:
        if line.kind == LineKind.YEAR:
            words["years"].append(f"{line.year}: {_shown(line.amount)}")
        elif line.kind == LineKind.ROLE:
            words["demand"].append(f"{line.role} {_named(line.period)}: {_shown(line.amount)}")
        else:
            words["load"].append(f"{line.unit}: {_shown(line.amount)}")
    return words


def _shown(amount: Decimal) -> str:
    """6,200,000 and 0.50: as amounts are read."""
    return f"{amount:,.2f}".removesuffix(".00")


def _named(quarter: date | None) -> str:
    return f"{quarter.year} Q{(quarter.month + 2) // 3}" if quarter else ""
