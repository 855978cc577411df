"""Shapes of stage 1 in the interface."""

from projects.goals.serializers.goals import GoalIn, GoalNew, GoalOut, KpiIn, KpiNew, KpiOut, ReasonIn
from projects.goals.serializers.pain_points import PainPointIn, PainPointNew, PainPointOut
from projects.goals.serializers.requirements import AssessIn, DecideIn, RequirementIn, RequirementNew, RequirementOut
from projects.goals.serializers.sign_offs import DeclineIn, NothingIn, SignatureOut, SignIn, SignOffNew, SignOffOut

__all__ = [
    "AssessIn",
    "DecideIn",
    "DeclineIn",
    "GoalIn",
    "GoalNew",
    "GoalOut",
    "KpiIn",
    "KpiNew",
    "KpiOut",
    "NothingIn",
    "PainPointIn",
    "PainPointNew",
    "PainPointOut",
    "ReasonIn",
    "RequirementIn",
    "RequirementNew",
    "RequirementOut",
    "SignIn",
    "SignOffNew",
    "SignOffOut",
    "SignatureOut",
]
