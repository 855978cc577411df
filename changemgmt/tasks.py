"""Register of the package's background tasks."""

from changemgmt.comms.tasks import (
    announcement_reminders,
    announcements_due,
)
from changemgmt.readiness.tasks import (
    pulse_rounds,
    stakeholder_reminders,
)

__all__ = [
    "announcement_reminders",
    "announcements_due",
    "pulse_rounds",
    "stakeholder_reminders",
]
