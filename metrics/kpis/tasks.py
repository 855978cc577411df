from celery import shared_task
from django.utils import timezone

from metrics.kpis import services


@shared_task(name="metrics.recompute_touched")
def recompute_touched() -> int:
    """Readings noted as out of date. Woken by each change; the beat finds what a lost call left."""
    return services.recompute_touched(now=timezone.now())


@shared_task(name="metrics.recompute_all")
def recompute_all() -> int:
    return services.recompute_all(now=timezone.now())


@shared_task(name="metrics.kpi_reminders")
def kpi_reminders() -> int:
    return services.remind(now=timezone.now())
