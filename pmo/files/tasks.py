from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from pmo.files import services


@shared_task(name="pmo.sweep_files")
def sweep_files() -> int:
    return services.sweep(now=timezone.now())
