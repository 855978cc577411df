from celery import shared_task
from django.utils import timezone

from changemgmt.comms import services


@shared_task(name="changemgmt.announcements_due")
def announcements_due() -> int:
    return services.publish_due(now=timezone.now())


@shared_task(name="changemgmt.announcement_reminders")
def announcement_reminders() -> int:
    return services.remind(now=timezone.now())
