"""Acts on a contest, its weeks, the log of daily meetings and the links to its wall."""

from metrics.contest.services.announcing import announce
from metrics.contest.services.meetings import (
    change_decision,
    decide,
    drop_decision,
    finish_decision,
    hand_over,
    note_meeting,
    remind,
)
from metrics.contest.services.setup import change_contest, start_contest
from metrics.contest.services.walls import NewWall, add_wall, revoke_wall
from metrics.contest.services.weeks import correct_week, work_off

__all__ = [
    "NewWall",
    "add_wall",
    "announce",
    "change_contest",
    "change_decision",
    "correct_week",
    "decide",
    "drop_decision",
    "finish_decision",
    "hand_over",
    "note_meeting",
    "remind",
    "revoke_wall",
    "start_contest",
    "work_off",
]
