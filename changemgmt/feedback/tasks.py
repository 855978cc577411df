from celery import shared_task
from django.utils import timezone

from changemgmt.feedback import services


@shared_task(name="changemgmt.feedback_admit")
def feedback_admit() -> int:
    return services.admit(today=timezone.localdate(), now=timezone.now())


@shared_task(name="changemgmt.feedback_chase")
def feedback_chase() -> int:
    return services.chase(today=timezone.localdate(), now=timezone.now())


@shared_task(name="changemgmt.feedback_close")
def feedback_close() -> int:
    return services.close_told(today=timezone.localdate(), now=timezone.now())
