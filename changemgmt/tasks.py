"""Register of the package's background tasks."""

from changemgmt.training.tasks import assessments_over, training_enrolments, training_reminders

__all__ = [
    "assessments_over",
    "training_enrolments",
    "training_reminders",
]
