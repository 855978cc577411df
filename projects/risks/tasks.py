from celery import shared_task
from django.utils import timezone

from projects.risks import services


@shared_task(name="projects.risk_reminders")
def risk_reminders() -> int:
    return services.remind(now=timezone.now())
