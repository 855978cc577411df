from celery import shared_task
from django.utils import timezone

from projects.schedule import services


@shared_task(name="projects.recompute_plans")
def recompute_plans() -> int:
    """Plans whose company calendar changed since they were computed."""
    return services.recompute_stale(now=timezone.now())


@shared_task(name="projects.milestone_reminders")
def milestone_reminders() -> int:
    return services.remind(now=timezone.now())
