from celery import shared_task
from django.utils import timezone

from pmo.audit import services


@shared_task(name="pmo.seal_audit")
def seal_audit() -> int:
    return services.seal(now=timezone.now())
