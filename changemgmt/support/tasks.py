from celery import shared_task
from django.utils import timezone

from changemgmt.support import services


@shared_task(name="changemgmt.support_chase")
def support_chase() -> int:
    return services.chase(now=timezone.now()) + services.tell_ready(today=timezone.localdate(), now=timezone.now())


@shared_task(name="changemgmt.support_close")
def support_close() -> int:
    return services.close_quiet(today=timezone.localdate(), now=timezone.now())


@shared_task(name="changemgmt.support_mail")
def support_mail() -> int:
    return services.poll(now=timezone.now()).taken
