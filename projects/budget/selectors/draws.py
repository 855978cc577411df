"""Contingency drawn, and the risks it was drawn for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from projects.budget.models import ContingencyDraw
from projects.risks.models import Risk


def shown_risks(draws: Iterable[ContingencyDraw], user: Any) -> set[int]:
    """Ids of the risks behind these draws that the reader may see (one query, none without any)."""
    ids = {draw.risk_id for draw in draws if draw.risk_id is not None}
    return set(Risk.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()


def of_risk(risk: Risk, user: Any, today: date) -> dict[str, Any] | None:
    """What was drawn for a risk; None when nothing was, or for readers who may not see money."""
    rows = ContingencyDraw.objects.visible_to(user).filter(risk=risk)
    found = list(rows.select_related("line", "source", "made_by", "budget__project"))
    if not found:
        return None
    total = sum((row.value for row in found), Decimal(0))
    return {"draws": found, "total": total, "budget": found[0].budget}
