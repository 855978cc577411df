"""Register of the package's background tasks."""

from projects.budget.tasks import approval_reminders
from projects.schedule.tasks import milestone_reminders, recompute_plans

__all__ = ["approval_reminders", "milestone_reminders", "recompute_plans"]
