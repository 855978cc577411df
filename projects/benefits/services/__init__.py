"""Business acts on benefits."""

from projects.benefits.services.benefits import (
    add_benefit,
    change_benefit,
    close,
    confirm,
    decline,
    delete_benefit,
    propose,
    reopen,
)
from projects.benefits.services.realisations import book, change_booking, give_back, validate, withdraw
from projects.benefits.services.reminders import remind_all
from projects.benefits.services.rules import remove_rate, set_rate
from projects.benefits.services.standing import refresh_all

__all__ = [
    "add_benefit",
    "book",
    "change_benefit",
    "change_booking",
    "close",
    "confirm",
    "decline",
    "delete_benefit",
    "give_back",
    "propose",
    "refresh_all",
    "remind_all",
    "remove_rate",
    "reopen",
    "set_rate",
    "validate",
    "withdraw",
]
