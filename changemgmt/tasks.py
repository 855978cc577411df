"""Register of the package's background tasks."""

from changemgmt.comms.tasks import announcement_reminders, announcements_due

__all__ = ["announcement_reminders", "announcements_due"]
