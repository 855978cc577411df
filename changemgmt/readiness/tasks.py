from celery import shared_task
from django.utils import timezone

from changemgmt.readiness import services


@shared_task(name="changemgmt.pulse_rounds")
def pulse_rounds() -> int:
    return services.work_off(now=timezone.now())


@shared_task(name="changemgmt.stakeholder_reminders")
def stakeholder_reminders() -> int:
    return services.remind_of_actions(now=timezone.now())
