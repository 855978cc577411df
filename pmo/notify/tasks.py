from celery import shared_task

from pmo.notify.clock import database_clock
from pmo.notify.delivery import deliver_due
from pmo.notify.digest import compose_digests


@shared_task(name="pmo.deliver_messages")
def deliver_messages() -> int:
    return deliver_due(now=database_clock(), clock=database_clock).sent


@shared_task(name="pmo.digest")
def digest() -> int:
    return compose_digests(now=database_clock())
