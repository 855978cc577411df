from celery import shared_task
from django.utils import timezone

from changemgmt.incentives import services


@shared_task(name="changemgmt.points_awards")
def points_awards() -> int:
    return services.sweep(now=timezone.now())


@shared_task(name="changemgmt.points_lapse")
def points_lapse() -> int:
    now = timezone.now()
    services.warn(now=now)
    services.receive_silent(now=now)
    return services.lapse(now=now) + services.leave(now=now)


@shared_task(name="changemgmt.points_audit")
def points_audit() -> int:
    return len(services.audit(now=timezone.now()))
