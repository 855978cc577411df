from celery import shared_task
from django.utils import timezone

from metrics.surveys import services


@shared_task(name="metrics.survey_rounds")
def survey_rounds() -> int:
    return services.work_off(now=timezone.now())
