from celery import shared_task
from django.utils import timezone

from pmo.idempotency import services


@shared_task(name="pmo.purge_keys")
def purge_keys() -> int:
    return services.purge(now=timezone.now())
