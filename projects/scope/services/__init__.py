"""Business acts on the scope."""

from projects.scope.services.baselines import take_baseline
from projects.scope.services.changes import (
    add_line,
    assess_change,
    change_change,
    decide_change,
    raise_change,
    remove_line,
    withdraw_change,
)
from projects.scope.services.effects import Effect, effect_of
from projects.scope.services.items import add_item, bring_back, change_item, delete_item, take_out

__all__ = [
    "Effect",
    "add_item",
    "add_line",
    "assess_change",
    "bring_back",
    "change_change",
    "change_item",
    "decide_change",
    "delete_item",
    "effect_of",
    "raise_change",
    "remove_line",
    "take_baseline",
    "take_out",
    "withdraw_change",
]
