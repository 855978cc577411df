"""Register of the package's background tasks."""

from changemgmt.readiness.tasks import pulse_rounds, stakeholder_reminders

__all__ = [
    "pulse_rounds",
    "stakeholder_reminders",
]
