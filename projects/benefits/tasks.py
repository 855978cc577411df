from celery import shared_task
from django.utils import timezone

from projects.benefits import services


@shared_task(name="projects.value_standings")
def value_standings() -> int:
    return services.refresh_all(now=timezone.now())


@shared_task(name="projects.benefit_reminders")
def benefit_reminders() -> int:
    return services.remind_all(now=timezone.now())
