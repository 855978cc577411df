"""Named states of a promised message and of a person's wishes about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    INBOX = "inbox", _("Inbox")
    MAIL = "mail", _("E-mail")


class State(models.TextChoices):
    PENDING = "pending", _("Waiting")
    LEASED = "leased", _("Being sent")
    HELD = "held", _("Held for the digest")
    FOLDED = "folded", _("Part of a digest")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Parked after repeated failure")
    SKIPPED = "skipped", _("Not sent")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# What still has to move before the promise is kept.
OPEN_STATES = (State.PENDING, State.LEASED, State.HELD)
# Rows of the inbox a person never gets to see.
HIDDEN_STATES = (State.SKIPPED, State.WITHDRAWN)


class Kind(models.TextChoices):
    """What a message asks of its reader; decides its mark in the inbox."""

    REMINDER = "reminder", _("Reminder")
    DECISION = "decision", _("Decision")
    ALERT = "alert", _("Alert")
    INFO = "info", _("News")
    JOB = "job", _("Finished work")
    DIGEST = "digest", _("Daily digest")


class Delivery(models.TextChoices):
    """How e-mail of one group of messages reaches a person."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Daily at 08:30")
    OFF = "off", _("Off")


class SkipReason(models.TextChoices):
    INACTIVE = "inactive", _("The account is no longer active")
    MUTED = "muted", _("Turned off in the person's preferences")
    NO_ADDRESS = "no_address", _("The account has no e-mail address")
    NO_SIGHT = "no_sight", _("The person may no longer see what it is about, or it is gone")
