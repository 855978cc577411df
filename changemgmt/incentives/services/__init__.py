"""Acts on points, gifts and recognition."""

from changemgmt.incentives.services.auditing import audit
from changemgmt.incentives.services.awarding import award, reverse, sweep, take_back_gone
from changemgmt.incentives.services.gifts import add_gift, change_gift, remove_picture, restock
from changemgmt.incentives.services.lapsing import lapse, leave, warn
from changemgmt.incentives.services.pots import share_out
from changemgmt.incentives.services.redeeming import (
    approve,
    cancel,
    hand_over,
    not_received,
    receive,
    receive_silent,
    redeem,
    refuse,
)
from changemgmt.incentives.services.setup import (
    add_budget,
    add_rule,
    change_budget,
    change_rule,
    save_policy,
    show_me,
)
from changemgmt.incentives.services.thanks import keep, recognise, report, withdraw

__all__ = [
    "add_budget",
    "add_gift",
    "add_rule",
    "approve",
    "audit",
    "award",
    "cancel",
    "change_budget",
    "change_gift",
    "change_rule",
    "hand_over",
    "keep",
    "lapse",
    "leave",
    "not_received",
    "receive",
    "receive_silent",
    "recognise",
    "redeem",
    "refuse",
    "remove_picture",
    "report",
    "restock",
    "reverse",
    "save_policy",
    "share_out",
    "show_me",
    "sweep",
    "take_back_gone",
    "warn",
    "withdraw",
]
