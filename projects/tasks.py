"""Register of the package's background tasks."""

from projects.budget.tasks import approval_reminders
from projects.schedule.tasks import milestone_reminders, recompute_plans

__all__ = ["approval_reminders", "milestone_reminders", "recompute_plans"]
from projects.gates.tasks import gate_reminders, watch_kill_criteria

__all__ = ["gate_reminders", "milestone_reminders", "recompute_plans", "watch_kill_criteria"]
