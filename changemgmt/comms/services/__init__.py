"""Business acts of communication."""

from changemgmt.comms.services.drafts import change, delete, draft
from changemgmt.comms.services.plan import add_entry, change_entry, delete_entry, mark_done, reopen_entry, start_plan
from changemgmt.comms.services.publishing import (
    approve,
    next_time,
    publish,
    publish_due,
    schedule,
    send_back,
    submit,
    unschedule,
    withdraw,
)
from changemgmt.comms.services.questions import answer, ask, merge, remove
from changemgmt.comms.services.reading import confirm, opened
from changemgmt.comms.services.reminding import remind
from changemgmt.comms.services.templates import delete_template, save_template

__all__ = [
    "add_entry",
    "answer",
    "approve",
    "ask",
    "change",
    "change_entry",
    "confirm",
    "delete",
    "delete_entry",
    "delete_template",
    "draft",
    "mark_done",
    "merge",
    "next_time",
    "opened",
    "publish",
    "publish_due",
    "remind",
    "remove",
    "reopen_entry",
    "save_template",
    "schedule",
    "send_back",
    "start_plan",
    "submit",
    "unschedule",
    "withdraw",
]
