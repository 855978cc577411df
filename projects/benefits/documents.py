"""The value case as the interface answers it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from projects.benefits.selectors.case import Case, Side
from projects.benefits.selectors.months import text_of
from projects.benefits.words import reason
from projects.engines.benefits import Missing, Payback


def case_document(found: Case) -> dict[str, Any]:
    side = found.expected
    return {
        "currency": found.currency,
        "rate": float(found.rule.rate),
        "soft_counts": found.rule.count_soft,
        "drafted": found.drafted,
        "not_available": reason(side) if isinstance(side, Missing) else "",
        "expected": _side(side),
        "agreed": _side(found.agreed),
        "flows": [] if isinstance(side, Missing) else _flows(side),
    }


def _side(side: Side | Missing) -> dict[str, Any] | None:
    if isinstance(side, Missing):
        return None
    figures = {
        "npv": side.npv,
        "irr": side.irr,
        "payback_month": side.payback,
        "discounted_payback_month": side.discounted_payback,
        "roi": side.roi,
    }
    told: dict[str, Any] = {name: _told(value, side) for name, value in figures.items()}
    told["not_available"] = {name: reason(value) for name, value in figures.items() if isinstance(value, Missing)}
    return told | {"benefit": side.benefit, "cost": side.cost}


def _told(value: Decimal | Payback | Missing, side: Side) -> Any:
    if isinstance(value, Missing):
        return None
    return text_of(side.months[value.period]) if isinstance(value, Payback) else value


def _flows(side: Side) -> list[dict[str, Any]]:
    return [
        {"month": text_of(month), "cost": side.cost_of(month), "benefit": side.benefit_of(month), "cumulated": total}
        for month, total in zip(side.months, side.cumulated, strict=True)
    ]
