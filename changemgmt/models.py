"""Register of the package's models."""

from changemgmt.comms.models import (
    Announcement,
    AnnouncementQuestion,
    CommsTemplate,
    PlanEntry,
    Receipt,
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
    "CommsTemplate",
    "Impact",
    "PlanEntry",
    "PulseRound",
    "PulseSeat",
    "Receipt",
    "Stakeholder",
    "StakeholderAction",
    "UnitCapacity",
]
