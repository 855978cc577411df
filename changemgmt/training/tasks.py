from celery import shared_task
from django.utils import timezone

from changemgmt.training import services


@shared_task(name="changemgmt.assessments_over")
def assessments_over() -> int:
    return services.sweep(now=timezone.now())


@shared_task(name="changemgmt.training_enrolments")
def training_enrolments() -> int:
    return services.enrol_all(now=timezone.now())


@shared_task(name="changemgmt.training_reminders")
def training_reminders() -> int:
    return services.remind(now=timezone.now())
