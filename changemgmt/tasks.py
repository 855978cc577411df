"""Register of the package's background tasks."""

from changemgmt.comms.tasks import (
    announcement_reminders,
    announcements_due,
)
from changemgmt.feedback.tasks import (
    feedback_admit,
    feedback_chase,
    feedback_close,
)
from changemgmt.readiness.tasks import (
    pulse_rounds,
    stakeholder_reminders,
)

__all__ = [
    "announcement_reminders",
    "announcements_due",
    "feedback_admit",
    "feedback_chase",
    "feedback_close",
    "pulse_rounds",
    "stakeholder_reminders",
]
