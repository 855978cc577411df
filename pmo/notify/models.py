"""Promised messages: one row per occasion, recipient and channel. The row is the truth; a worker carries it out."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from .choices import HIDDEN_STATES, Channel, Delivery, Kind, SkipReason, State

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from pmo.accounts.models import User


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: User | AnonymousUser) -> MessageQuerySet:
        """A message belongs to its recipient alone, whatever the roles of others."""
        return self.filter(recipient_id=user.pk, channel=Channel.INBOX).exclude(state__in=HIDDEN_STATES)

    def for_verb(self, user: User | AnonymousUser, verb: str) -> MessageQuerySet:
        return self.visible_to(user)

    def arrived(self, now: datetime) -> MessageQuerySet:
        """Promised for now or earlier: a message for next week is not in today's inbox."""
        return self.filter(due_at__lte=now)

    def of_occasion(self, rule: str, subject: models.Model, period: str | None = None) -> MessageQuerySet:
        rows = self.filter(rule=rule, subject_kind=subject._meta.label_lower, subject_id=str(subject.pk))
        return rows if period is None else rows.filter(period=period)


class Message(models.Model):
    """One promised message on one channel to one person.

    The occasion is (rule, subject, period): never "now", so two beat processes, a repeated task or a killed worker
    arrive at the same row. The inbox row counts as delivered by existing; the mail row is leased, sent and marked.
    """

    rule = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    period = models.CharField(max_length=64, blank=True)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages")
    channel = models.CharField(max_length=8, choices=Channel.choices)

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.REMINDER)
    text = models.JSONField(default=dict)
    url = models.CharField(max_length=500, blank=True)
    due_at = models.DateTimeField()
    # Stamped by the database: a promise for next week has no other moment of its own to tell.
    created_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True, blank=True)

    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    skip_reason = models.CharField(max_length=12, choices=SkipReason.choices, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    message_id = models.CharField(max_length=160, blank=True)
    digest = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="folded")

    objects = MessageQuerySet.as_manager()
    access_kind: ClassVar[str] = "message"
    access_owner: ClassVar[str] = "recipient_id"

    class Meta:
        app_label = "pmo"
        ordering = ["-due_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject_kind", "subject_id", "period", "recipient", "channel"],
                name="message_once_per_occasion",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.LEASED) | (Q(lease_until__isnull=False) & ~Q(lease_token="")),
                name="message_lease_complete",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENT) | Q(sent_at__isnull=False), name="message_sent_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SKIPPED) | ~Q(skip_reason=""), name="message_skip_has_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "channel", "-due_at"], name="message_inbox"),
            models.Index(
                fields=["recipient"],
                condition=Q(channel=Channel.INBOX, read_at__isnull=True),
                name="message_unread",
            ),
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=[State.PENDING, State.LEASED, State.HELD]),
                name="message_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject_kind}:{self.subject_id} {self.period} → {self.recipient_id} ({self.channel})"

    @property
    def unread(self) -> bool:
        return self.read_at is None

    @property
    def occasion(self) -> tuple[str, str, str, str]:
        return (self.rule, self.subject_kind, self.subject_id, self.period)


class Preference(models.Model):
    """What one person wants of one group of messages; no row means the default of the group."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="message_preferences")
    group = models.CharField(max_length=32)
    inbox = models.BooleanField(default=True)
    mail = models.CharField(max_length=8, choices=Delivery.choices, default=Delivery.AT_ONCE)
    updated_at = models.DateTimeField()

    class Meta:
        app_label = "pmo"
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="preference_once_per_group")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.group}: {self.mail}"

    def as_dict(self) -> dict[str, Any]:
        return {"group": self.group, "inbox": self.inbox, "mail": self.mail}
