"""Register of the package's models."""

from changemgmt.champions.models import (
    Champion,
    ChampionEntry,
    ChampionMaterial,
    ChampionQuestion,
    ChampionSetting,
    ChampionSkill,
    CriticalProcess,
)
from changemgmt.comms.models import (
    Announcement,
    AnnouncementQuestion,
    CommsTemplate,
    PlanEntry,
    Receipt,
)
from changemgmt.feedback.models import (
    Feedback,
    FeedbackMeeting,
    FeedbackNote,
    FeedbackPicture,
    FeedbackVote,
    FeedbackWatch,
)
from changemgmt.readiness.models import (
    Blackout,
    Impact,
    PulseRound,
    PulseSeat,
    Stakeholder,
    StakeholderAction,
    UnitCapacity,
)

__all__ = [
    "Announcement",
    "AnnouncementQuestion",
    "Blackout",
    "Champion",
    "ChampionEntry",
    "ChampionMaterial",
    "ChampionQuestion",
    "ChampionSetting",
    "ChampionSkill",
    "CommsTemplate",
    "CriticalProcess",
    "Feedback",
    "FeedbackMeeting",
    "FeedbackNote",
    "FeedbackPicture",
    "FeedbackVote",
    "FeedbackWatch",
    "Impact",
    "PlanEntry",
    "PulseRound",
    "PulseSeat",
    "Receipt",
    "Stakeholder",
    "StakeholderAction",
    "UnitCapacity",
]
