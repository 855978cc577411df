from celery import shared_task
from django.utils import timezone

from metrics.reviews import services


@shared_task(name="metrics.review_reminders")
def review_reminders() -> int:
    now = timezone.now()
    made = services.schedule_reviews(now=now) + services.compose_due(now=now)
    return made + services.remind(now=now) + services.chase_actions(now=now)


@shared_task(name="metrics.review_files")
def review_files() -> int:
    return services.clear_files(now=timezone.now())
