from celery import shared_task
from django.utils import timezone

from metrics.usage import services


@shared_task(name="metrics.usage_rollup")
def usage_rollup() -> int:
    return services.roll_up(now=timezone.now())


@shared_task(name="metrics.usage_eligibility")
def usage_eligibility() -> int:
    now = timezone.now()
    changed = services.resolve_all(now=now)
    services.roll_up(now=now)
    return changed


@shared_task(name="metrics.usage_nightly")
def usage_nightly() -> int:
    now = timezone.now()
    changed = services.nightly(now=now)
    services.roll_up(now=now)
    return changed
