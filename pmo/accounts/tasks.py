from celery import shared_task
from django.utils import timezone

from pmo.accounts import lockout, mails


@shared_task(name=mails.TASK)
def send_account_mails() -> int:
    return mails.deliver(now=timezone.now())


@shared_task(name="pmo.account_housekeeping")
def forget_old_account_rows() -> int:
    now = timezone.now()
    return mails.forget_old(now=now) + lockout.forget_old(now=now)
