from celery import shared_task
from django.utils import timezone

from metrics.contest import services


@shared_task(name="metrics.contest_weeks")
def contest_weeks() -> int:
    return services.work_off(now=timezone.now())


@shared_task(name="metrics.meeting_reminders")
def meeting_reminders() -> int:
    return services.remind(now=timezone.now())
