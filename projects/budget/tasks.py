from celery import shared_task
from django.utils import timezone

from projects.budget import services


@shared_task(name="projects.approval_reminders")
def approval_reminders() -> int:
    return services.remind_all(now=timezone.now())


@shared_task(name="projects.money_standings")
def money_standings() -> int:
    return services.refresh_all(now=timezone.now())


@shared_task(name="projects.labour_costs")
def labour_costs() -> int:
    return services.compute_all(now=timezone.now())
