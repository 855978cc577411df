"""Business acts on stakeholders, impacts, load and the pulse."""

from changemgmt.readiness.services.impacts import add_impact, change_impact, check_impact, remove_impact
from changemgmt.readiness.services.load import add_blackout, change_blackout, remove_blackout, set_capacity
from changemgmt.readiness.services.pulse import cancel_round, close_round, start_round, submit, work_off
from changemgmt.readiness.services.reminders import remind_of_actions
from changemgmt.readiness.services.stakeholders import (
    add_action,
    add_stakeholder,
    change_action,
    change_stakeholder,
    check_stakeholder,
    drop_action,
    finish_action,
    remove_stakeholder,
)

__all__ = [
    "add_action",
    "add_blackout",
    "add_impact",
    "add_stakeholder",
    "cancel_round",
    "change_action",
    "change_blackout",
    "change_impact",
    "change_stakeholder",
    "check_impact",
    "check_stakeholder",
    "close_round",
    "drop_action",
    "finish_action",
    "remind_of_actions",
    "remove_blackout",
    "remove_impact",
    "remove_stakeholder",
    "set_capacity",
    "start_round",
    "submit",
    "work_off",
]
