"""Register of the package's models."""

from changemgmt.comms.models import Announcement, AnnouncementQuestion, CommsTemplate, PlanEntry, Receipt

__all__ = ["Announcement", "AnnouncementQuestion", "CommsTemplate", "PlanEntry", "Receipt"]
