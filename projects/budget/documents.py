"""Earned value as programs read it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from projects.budget.choices import Method
from projects.budget.earned_words import reason
from projects.budget.selectors.earned import Earned
from projects.engines.earned_value import Missing


def earned_document(found: Earned) -> dict[str, Any]:
    """The answer of `projects/{key}/earned-value/`."""
    m, s = found.measures, found.schedule
    names = ("bac", "pv", "ev", "ac", "cv", "sv")
    return {
        "as_of": found.as_of,
        "currency": found.currency,
        "method": found.method,
        "not_available": reason(found.missing) if found.missing else "",
        **{name: getattr(m, name) if m else None for name in names},
        "cpi": _ratio(m.cpi) if m else None,
        "spi": _ratio(m.spi) if m else None,
        "tcpi": _ratio(m.tcpi_bac) if m else None,
        "eac": found.eac,
        "estimates": [
            {
                "method": code,
                "eac": _known(m.eac[code]),
                "etc": _known(m.etc[code]),
                "vac": _known(m.vac[code]),
                "tcpi": _ratio(m.tcpi_eac[code]),
                "not_available": _why(m.eac[code]),
            }
            for code in Method.values
        ]
        if m
        else [],
        "schedule": None
        if s is None or isinstance(s, Missing)
        else {name: _ratio(getattr(s, name)) for name in ("es", "at", "pd", "sv", "spi", "ieac", "tspi")},
        "trend": [{"on": p.on, "pv": p.pv, "ev": p.ev, "ac": p.ac} for p in found.trend],
    }


def _known(figure: Decimal | Missing) -> Decimal | None:
    return None if isinstance(figure, Missing) else figure


def _ratio(figure: Decimal | Missing) -> float | None:
    """Not money: a ratio or a number of months."""
    return None if isinstance(figure, Missing) else round(float(figure), 6)


def _why(figure: Decimal | Missing) -> str:
    return reason(figure) if isinstance(figure, Missing) else ""
