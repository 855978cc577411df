"""Kinds of events, of sources and of cadences; how people are named in events; why an event is refused."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# An event of no feature: somebody signed in.
NO_FEATURE = 0
MAX_BATCH = 500
MAX_BYTES = 256 * 1024


class EventKind(models.IntegerChoices):
    LOGIN = 0, pgettext_lazy("usage event", "Log-in")
    VIEW = 1, pgettext_lazy("usage event", "Opened")
    CLICK = 2, pgettext_lazy("usage event", "Clicked")
    ACTION = 3, pgettext_lazy("usage event", "Done")


# What counts as having used a feature: looking at it does not.
USES = (EventKind.CLICK, EventKind.ACTION)
KIND_CODES: dict[str, int] = {"login": 0, "view": 1, "click": 2, "action": 3}


class Identity(models.TextChoices):
    """What `person` in the events of a system is."""

    EMPLOYEE_NO = "employee_no", _("Employee number")
    USERNAME = "username", _("User name")
    EMAIL = "email", _("E-mail address")


class Cadence(models.TextChoices):
    """How often somebody in a role is expected to act."""

    DAILY = "daily", pgettext_lazy("cadence", "Daily")
    WEEKLY = "weekly", pgettext_lazy("cadence", "Weekly")
    MONTHLY = "monthly", pgettext_lazy("cadence", "Monthly")


# Days within which one core action keeps the cadence.
CADENCE_DAYS: dict[str, int] = {"daily": 1, "weekly": 7, "monthly": 28}


class SourceKind(models.TextChoices):
    SERVER = "server", pgettext_lazy("usage source", "Server")
    BEACON = "beacon", pgettext_lazy("usage source", "Browser beacon")


class UploadStatus(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("usage upload", "Waiting")
    READING = "reading", pgettext_lazy("usage upload", "Being read")
    DONE = "done", pgettext_lazy("usage upload", "Done")
    FAILED = "failed", pgettext_lazy("usage upload", "Failed")


class Dimension(models.TextChoices):
    """What people are counted by. Units count everybody below them."""

    ALL = "all", pgettext_lazy("counted by", "Everybody")
    UNIT = "unit", pgettext_lazy("counted by", "Unit")
    ROLE = "role", pgettext_lazy("counted by", "Role")
    WAVE = "wave", pgettext_lazy("counted by", "Wave")
    SITE = "site", pgettext_lazy("counted by", "Site")


class Refusal(models.TextChoices):
    """Why one event of a batch was not taken, with what would be right."""

    NOT_AN_OBJECT = "not_an_object", _("An event is an object.")
    UNKNOWN_FIELD = (
        "unknown_field",
        _("Fields are event_id, person, feature, occurred_at and kind; others are refused."),
    )
    EVENT_ID = "bad_event_id", _("event_id is a text of 1 to 64 characters, the same at every delivery of this event.")
    PERSON = "bad_person", _("person is a text of 1 to 128 characters.")
    KIND = "unknown_kind", _("kind is login, view, click or action.")
    FEATURE = "unknown_feature", _("This system has no such feature; add it first. Log-ins have none.")
    TIME = "bad_time", _("occurred_at is a moment with its offset, like 2026-11-23T08:30:00+08:00.")
    FUTURE = "in_the_future", _("occurred_at lies more than 5 minutes ahead: the clock of the source is wrong.")
    TOO_OLD = "too_old", _("occurred_at is older than single events are kept.")
