"""Business acts at gates and on pilots."""

from projects.gates.services.chain import (
    add_criterion,
    add_gate,
    change_criterion,
    change_gate,
    plan_gate,
    plan_gates,
    remove_criterion,
    remove_gate,
)
from projects.gates.services.conditions import close_condition
from projects.gates.services.decisions import Asked, EvidenceChanged, decide, require_keeper
from projects.gates.services.kill import add_kill_criterion, answer_alarm, require_sponsor, retire_kill_criterion, watch
from projects.gates.services.reminders import remind

__all__ = [
    "Asked",
    "EvidenceChanged",
    "add_criterion",
    "add_gate",
    "add_kill_criterion",
    "answer_alarm",
    "change_criterion",
    "change_gate",
    "close_condition",
    "decide",
    "plan_gate",
    "plan_gates",
    "remind",
    "remove_criterion",
    "remove_gate",
    "require_keeper",
    "require_sponsor",
    "retire_kill_criterion",
    "watch",
]
