"""Messages and their order, channels, readers, states."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pmo.access.roles import Role


class Topic(models.TextChoices):
    """What is told, in the order people need it: first why, later what is in it for them."""

    WHY = "why", _("Why we do this")
    WHAT = "what", pgettext_lazy("announcement", "What changes")
    WHEN = "when", _("When it comes")
    BENEFIT = "benefit", _("What is in it for me")
    HOW = "how", _("How I do it")
    RESULT = "result", pgettext_lazy("announcement", "What came of it")


class Voice(models.TextChoices):
    """Whom people want to hear it from."""

    EXECUTIVE = "executive", _("an executive")
    LINE = "line", _("the line manager")


# Business messages from those who answer for the business, personal ones from one's own manager.
VOICES: dict[str, Voice] = {
    Topic.WHY: Voice.EXECUTIVE,
    Topic.WHAT: Voice.EXECUTIVE,
    Topic.BENEFIT: Voice.LINE,
    Topic.HOW: Voice.LINE,
}


class Channel(models.TextChoices):
    ANNOUNCEMENT = "announcement", pgettext_lazy("channel", "Announcement")
    MEETING = "meeting", _("Meeting of all")
    TEAM = "team", _("Team or shift meeting")
    MAIL = "mail", pgettext_lazy("channel", "E-mail")
    CHAT = "chat", _("Group chat")
    POSTER = "poster", _("Poster or screen")
    VIDEO = "video", _("Video")
    TRAINING = "training", pgettext_lazy("channel", "Training")


class Audience(models.TextChoices):
    STAFF = "staff", _("All staff of the project's units")
    UNITS = "units", _("All staff of some units")
    PEOPLE = "people", _("People by name")


class State(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("announcement", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("announcement", "To be approved")
    APPROVED = "approved", pgettext_lazy("announcement", "Approved")
    SCHEDULED = "scheduled", pgettext_lazy("announcement", "Scheduled")
    PUBLISHED = "published", pgettext_lazy("announcement", "Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("announcement", "Withdrawn")


# What can still be written on; and of these, what somebody had approved.
OPEN = (State.DRAFT, State.SUBMITTED, State.APPROVED, State.SCHEDULED)
RELEASED = (State.APPROVED, State.SCHEDULED)
# What its readers find: a withdrawn one says that it is.
SENT = (State.PUBLISHED, State.WITHDRAWN)


class QuestionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("question", "Open")
    ANSWERED = "answered", _("Answered")
    MERGED = "merged", _("Asked already")
    REMOVED = "removed", pgettext_lazy("question", "Removed")


AUDIENCE_ROLES = tuple(role for role in Role if role not in (Role.EMPLOYEE, Role.CLIENT, Role.SYSTEM_ADMIN))
MOST_REMINDERS = 3
# Working days between two reminders, and before the first.
REMIND_EVERY = 2
# Working days after which somebody who has to confirm is late.
READ_WITHIN = 5
# Between these hours of the company's clock, on working days, announcements go out; reminders by the reader's clock.
OPENS, CLOSES = time(8, 0), time(18, 0)
# Below this share of its staff a project counts as not having told everybody (people join and move).
TOLD_ENOUGH = 95.0
# Below this share, so many working days after it went out, an announcement has not got through.
READ_ENOUGH, JUDGED_AFTER = 60.0, 5
