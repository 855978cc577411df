from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from pmo.exchange import services


@shared_task(name="pmo.purge_imports")
def purge_imports() -> int:
    return services.purge(now=timezone.now())
