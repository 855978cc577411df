from celery import shared_task
from django.utils import timezone

from projects.gates import services


@shared_task(name="projects.gate_reminders")
def gate_reminders() -> int:
    return services.remind(now=timezone.now())


@shared_task(name="projects.watch_kill_criteria")
def watch_kill_criteria() -> int:
    return services.watch(now=timezone.now())
