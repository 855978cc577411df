"""Who may write the log of a unit: the project's team by their roles, the unit's head and its people."""

from __future__ import annotations

from typing import Any

from metrics.contest.models import ContestUnit
from metrics.contest.models.scopes import own_units
from pmo.access import policy


def may_write(user: Any, place: ContestUnit) -> bool:
    return policy.may(user, "change", place) or place.unit_id in own_units(user, "change", "meeting")


def require_write(user: Any, place: ContestUnit) -> None:
    """Raises Forbidden."""
    if not may_write(user, place):
        policy.require(user, "change", place)
