from celery import shared_task
from django.utils import timezone

from metrics.health import services


@shared_task(name="metrics.health")
def health() -> int:
    return services.recompute_all(now=timezone.now())


@shared_task(name="metrics.health_touched")
def health_touched() -> int:
    return services.recompute_touched(now=timezone.now())
