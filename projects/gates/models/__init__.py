"""Gates with their criteria and decisions, pilots, what would end a project."""

from projects.gates.models.decisions import GateCondition, GateDecision, Vote
from projects.gates.models.gates import (
    Gate,
    GateCriterion,
    Gatekeeper,
    GateTemplate,
    TemplateCriterion,
    TemplateGate,
)
from projects.gates.models.kill import KillAlarm, KillCriterion
from projects.gates.models.pilots import Pilot, PilotCriterion, PilotFeedback, RolloutException

__all__ = [
    "Gate",
    "GateCondition",
    "GateCriterion",
    "GateDecision",
    "GateTemplate",
    "Gatekeeper",
    "KillAlarm",
    "KillCriterion",
    "Pilot",
    "PilotCriterion",
    "PilotFeedback",
    "RolloutException",
    "TemplateCriterion",
    "TemplateGate",
    "Vote",
]
