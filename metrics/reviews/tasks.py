from celery import shared_task
from django.utils import timezone

from metrics.reviews import services


@shared_task(name="metrics.review_reminders")
def review_reminders() -> int:
    now = timezone.now()
    return services.schedule_reviews(now=now) + services.remind(now=now) + services.chase_actions(now=now)
