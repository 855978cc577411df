from celery import shared_task
from django.utils import timezone

from metrics.knowledge import services


@shared_task(name="metrics.article_reminders")
def article_reminders() -> int:
    return services.remind(now=timezone.now())
