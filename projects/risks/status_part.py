"""The risks of a project in its status document."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from projects.portfolio.models import Project
from projects.risks.models import Risk
from projects.risks.selectors import history
from projects.risks.selectors import risks as selectors

SHOWN = 5


def part(project: Project, as_of: date, today: date) -> dict[str, Any] | None:
    """Open threats, expected loss in money and the worst ones; a past day knows the sums only, from the history."""
    rows = Risk.objects.filter(project=project)
    if as_of < today:
        past = [point for point in history.burn_down(rows, as_of) if point.on == as_of]
        return {"open": past[-1].live, "exposure": _amount(past[-1].money, project), "top": []} if past else None
    risks = list(selectors.ranked(selectors.live(rows)).select_related("owner"))
    if not risks:
        return None
    for risk in risks:
        risk.project = project
    threats = [risk for risk in risks if risk.is_threat]
    money = sum((risk.current_money for risk in threats if risk.current_money is not None), Decimal(0))
    top = [_row(risk) for risk in threats if risk.current_score is not None][:SHOWN]
    return {"open": len(threats), "exposure": _amount(money, project), "top": top}


def _amount(amount: Any, project: Project) -> dict[str, str]:
    return {"amount": f"{amount:.2f}", "currency": project.portfolio.currency}


def _row(risk: Risk) -> dict[str, Any]:
    return {
        "id": risk.pk,
        "code": risk.code,
        "title": risk.label,
        "score": float(risk.current_score or 0),
        "status": risk.status,
        "owner": risk.owner.label if risk.owner else None,
    }
