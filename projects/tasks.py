"""Register of the package's background tasks."""

from projects.risks.tasks import risk_reminders
from projects.schedule.tasks import milestone_reminders, recompute_plans

__all__ = ["milestone_reminders", "recompute_plans", "risk_reminders"]
