"""Acts on a network of champions."""

from changemgmt.champions.services.chasing import remind
from changemgmt.champions.services.log import change_entry, note_entry, remove_entry
from changemgmt.champions.services.nominations import accept, nominate, refuse, withdraw
from changemgmt.champions.services.questions import answer, ask, due_at, escalate, take_back
from changemgmt.champions.services.setup import (
    add_material,
    add_process,
    remove_material,
    remove_process,
    save_setting,
)
from changemgmt.champions.services.terms import change, end, expire, offer_renewal, renew, resign

__all__ = [
    "accept",
    "add_material",
    "add_process",
    "answer",
    "ask",
    "change",
    "change_entry",
    "due_at",
    "end",
    "escalate",
    "expire",
    "nominate",
    "note_entry",
    "offer_renewal",
    "refuse",
    "remind",
    "remove_entry",
    "remove_material",
    "remove_process",
    "renew",
    "resign",
    "save_setting",
    "take_back",
    "withdraw",
]
