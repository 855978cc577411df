"""What came into the mailbox, each message once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from changemgmt.support.choices import MailReason, MailState
from changemgmt.support.models.requests import MAX_TEXT, SupportRequest
from pmo.access.models import ScopedManager
from pmo.records.models import Record

USER = settings.AUTH_USER_MODEL


class SupportMailbox(models.Model):
    """How far the mailbox has been read. The lease keeps two pollers apart; one that was killed loses it."""

    name = models.CharField(max_length=200, unique=True)
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    polled_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "changemgmt"


class SupportMail(Record):
    """A message that was read. Its words are kept only while somebody must look at them."""

    access_kind = "support_mail"

    message_id = models.CharField(max_length=64, unique=True, editable=False)
    sender = models.CharField(_("from"), max_length=254, editable=False)
    subject = models.CharField(_("subject"), max_length=200, editable=False)
    text = models.TextField(max_length=MAX_TEXT, blank=True, editable=False)
    received_at = models.DateTimeField(_("received"), editable=False)
    size = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=MailState.choices, editable=False)
    reason = models.CharField(_("reason"), max_length=10, choices=MailReason.choices, blank=True, editable=False)
    request = models.ForeignKey(SupportRequest, models.SET_NULL, null=True, blank=True, related_name="mails")

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["sender", "received_at"], name="supportmail_rate"),
            models.Index(fields=["state", "-received_at"], name="supportmail_held"),
        ]

    def __str__(self) -> str:
        return self.subject
