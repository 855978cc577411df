"""Acts on review rules, reviews, decisions and actions."""

from metrics.reviews.services.actions import add_action, change_action, chase_actions, finish_action
from metrics.reviews.services.files import ask_file, clear_files, clear_files_of, keep_file
from metrics.reviews.services.minutes import propose_item, write_note
from metrics.reviews.services.packs import compose_due, recompose
from metrics.reviews.services.reminders import remind
from metrics.reviews.services.reviews import (
    add_decision,
    cancel_review,
    change_notes,
    change_review,
    hold_review,
    plan_review,
    remove_decision,
    respond,
)
from metrics.reviews.services.rules import delete_rule, save_rule, schedule_reviews
from metrics.reviews.services.signing import close_review, distribute, reopen, sign

__all__ = [
    "add_action",
    "add_decision",
    "ask_file",
    "cancel_review",
    "change_action",
    "change_notes",
    "change_review",
    "chase_actions",
    "clear_files",
    "clear_files_of",
    "close_review",
    "compose_due",
    "delete_rule",
    "distribute",
    "finish_action",
    "hold_review",
    "keep_file",
    "plan_review",
    "propose_item",
    "recompose",
    "remind",
    "remove_decision",
    "reopen",
    "respond",
    "save_rule",
    "schedule_reviews",
    "sign",
    "write_note",
]
