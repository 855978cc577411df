"""Who may do what with a rule or a budget: by their part in the project, or by the right on those of the company."""

from __future__ import annotations

from typing import Any

from changemgmt.incentives.models import PointBudget, PointPolicy, PointRule
from changemgmt.incentives.models.scopes import COMPANY
from pmo.access import policy

Row = PointRule | PointBudget | PointPolicy


def _asked(verb: str, row: Row) -> tuple[str, Any]:
    """What points of the company cost is granted with a right of its own: who makes the rules does not fund them."""
    if getattr(row, "project_id", None) is not None:
        return verb, row
    funds = not isinstance(row, PointRule) and verb in ("add", "change")
    return ("fund" if funds else verb), COMPANY


def may(user: Any, verb: str, row: Row) -> bool:
    return policy.may(user, *_asked(verb, row))


def require(user: Any, verb: str, row: Row) -> None:
    """Raises Forbidden."""
    policy.require(user, *_asked(verb, row))


def keeps_ledger(user: Any) -> bool:
    """Whether somebody reads the ledger of any budget."""
    return policy.may(user, "export", "point_budget") or policy.may(user, "export", COMPANY)
