from celery import shared_task
from django.utils import timezone

from changemgmt.champions import services


@shared_task(name="changemgmt.champion_terms")
def champion_terms() -> int:
    return services.expire(now=timezone.now())


@shared_task(name="changemgmt.champion_reminders")
def champion_reminders() -> int:
    return services.remind(now=timezone.now())


@shared_task(name="changemgmt.champion_questions")
def champion_questions() -> int:
    return services.escalate(now=timezone.now())
