"""Register of the package's models."""

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
    "Blackout",
    "Impact",
    "PulseRound",
    "PulseSeat",
    "Stakeholder",
    "StakeholderAction",
    "UnitCapacity",
]
