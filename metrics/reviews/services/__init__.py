"""Acts on review rules, reviews, decisions and actions."""

from metrics.reviews.services.actions import add_action, change_action, chase_actions, finish_action
from metrics.reviews.services.reminders import remind
from metrics.reviews.services.reviews import (
    add_decision,
    cancel_review,
    change_review,
    close_review,
    hold_review,
    plan_review,
    remove_decision,
    respond,
)
from metrics.reviews.services.rules import delete_rule, save_rule, schedule_reviews

__all__ = [
    "add_action",
    "add_decision",
    "cancel_review",
    "change_action",
    "change_review",
    "chase_actions",
    "close_review",
    "delete_rule",
    "finish_action",
    "hold_review",
    "plan_review",
    "remind",
    "remove_decision",
    "respond",
    "save_rule",
    "schedule_reviews",
]
