"""Business acts on pain points, goals, KPIs, requirements and sign-offs."""

from projects.goals.services.goals import achieve_goal, add_goal, change_goal, drop_goal, submit_goal
from projects.goals.services.kpis import add_kpi, change_kpi, check_kpi, fill_kpi, retire_kpi
from projects.goals.services.pain_points import (
    add_evidence,
    change_pain_point,
    delete_pain_point,
    raise_pain_point,
    remove_evidence,
)
from projects.goals.services.requirements import (
    assess_requirement,
    change_requirement,
    decide_requirement,
    raise_requirement,
)
from projects.goals.services.sign_offs import ask_sign_off, decline, goals_changed, not_asked, sign, withdraw_sign_off

__all__ = [
    "achieve_goal",
    "add_evidence",
    "add_goal",
    "add_kpi",
    "ask_sign_off",
    "assess_requirement",
    "change_goal",
    "change_kpi",
    "change_pain_point",
    "change_requirement",
    "check_kpi",
    "decide_requirement",
    "decline",
    "delete_pain_point",
    "drop_goal",
    "fill_kpi",
    "goals_changed",
    "not_asked",
    "raise_pain_point",
    "raise_requirement",
    "remove_evidence",
    "retire_kpi",
    "sign",
    "submit_goal",
    "withdraw_sign_off",
]
