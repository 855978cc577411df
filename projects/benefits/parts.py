"""Benefits in the status document of a project and in the summary of the portfolio: amounts as text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from projects.benefits import figures, rollup
from projects.benefits.figures import Sums
from projects.portfolio.models import Project


def of_project(project: Project, as_of: date, today: date) -> dict[str, Any] | None:
    """As they stand today; null without benefits, and for a past day, of which only the bookings are known."""
    if as_of < today:
        return None
    found = figures.of(figures.with_benefits(Project.objects.filter(pk=project.pk)), today)
    if not found:
        return None
    one = found[0]
    return {
        "currency": one.currency,
        "agreed": not one.drafted,
        "hard": _sums(one.hard),
        "soft": _sums(one.soft),
        "npv": None if one.npv is None else f"{one.npv:.2f}",
    }


def of_portfolio(reader: Any, today: date) -> dict[str, Any] | None:
    """Sums over the open projects whose benefits the reader sees; null without any that is agreed."""
    found = rollup.of(reader, today)
    if not found.rows:
        return None
    return {
        "currency": found.currency,
        "hard": _sums(found.hard),
        "soft": _sums(found.soft),
        "npv": f"{found.npv:.2f}" if found.valued else None,
        "projects": len(found.rows),
        "left_out": [project.key for project in found.left_out],
    }


def _sums(sums: Sums) -> dict[str, Any]:
    share = sums.realisation
    return {
        "due": f"{sums.due:.2f}",
        "realised": f"{sums.realised:.2f}",
        "waiting": f"{sums.waiting:.2f}",
        "realisation": round(float(share), 1) if isinstance(share, Decimal) else None,
        "yearly": f"{sums.yearly:.2f}",
        "at_adoption": f"{sums.at_adoption:.2f}" if sums.adoptable else None,
    }
