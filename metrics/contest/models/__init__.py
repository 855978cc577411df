"""A contest of units, its frozen weeks, the log of their daily meetings, the links to its wall."""

from metrics.contest.models.meetings import Meeting, MeetingDecision
from metrics.contest.models.setup import Contest, ContestUnit, WallLink
from metrics.contest.models.weeks import ContestResult, ContestWeek

__all__ = ["Contest", "ContestResult", "ContestUnit", "ContestWeek", "Meeting", "MeetingDecision", "WallLink"]
