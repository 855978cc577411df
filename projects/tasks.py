"""Register of the package's background tasks."""

from projects.benefits.tasks import benefit_reminders, value_standings
from projects.budget.tasks import approval_reminders, labour_costs, money_standings
from projects.gates.tasks import gate_reminders, watch_kill_criteria
from projects.risks.tasks import risk_reminders
from projects.schedule.tasks import milestone_reminders, recompute_plans

__all__ = [
    "approval_reminders",
    "benefit_reminders",
    "gate_reminders",
    "labour_costs",
    "milestone_reminders",
    "money_standings",
    "recompute_plans",
    "risk_reminders",
    "value_standings",
    "watch_kill_criteria",
]
