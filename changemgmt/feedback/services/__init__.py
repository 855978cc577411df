"""Business acts of feedback."""

from __future__ import annotations

from changemgmt.feedback.services.admission import admit
from changemgmt.feedback.services.chasing import chase, close_told
from changemgmt.feedback.services.deciding import close, decide, fulfil, link
from changemgmt.feedback.services.giving import Given, add_file, add_words, attach, give, reply_by_receipt, withdraw
from changemgmt.feedback.services.handling import answer, merge, note, triage
from changemgmt.feedback.services.meetings import change_meeting, hold_meeting, take_lines
from changemgmt.feedback.services.supporting import vote, watch

__all__ = [
    "Given",
    "add_file",
    "add_words",
    "admit",
    "answer",
    "attach",
    "change_meeting",
    "chase",
    "close",
    "close_told",
    "decide",
    "fulfil",
    "give",
    "hold_meeting",
    "link",
    "merge",
    "note",
    "reply_by_receipt",
    "take_lines",
    "triage",
    "vote",
    "watch",
    "withdraw",
]
