"""Where requests come from, how much they press, how far they are; what ends hyper-care."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Files of a request, in `pmo.files`.
FILE = "support"

CLOSE_WORKDAYS = 5
# Working minutes after a breach until the project's manager is told as well.
MANAGER_MINUTES = 240


class Source(models.TextChoices):
    FORM = "form", pgettext_lazy("support", "Form")
    CODE = "code", _("QR code")
    PHONE = "phone", _("Phone call")
    MAIL = "mail", pgettext_lazy("support", "Mail")
    API = "api", _("Interface")


class Impact(models.TextChoices):
    ONE = "one", _("One person")
    TEAM = "team", _("A team")
    MANY = "many", _("Many people")


class Urgency(models.TextChoices):
    LOW = "low", _("Can wait")
    NORMAL = "normal", _("Hinders work")
    HIGH = "high", _("Work stands still")


class Priority(models.IntegerChoices):
    P1 = 1, "P1"
    P2 = 2, "P2"
    P3 = 3, "P3"
    P4 = 4, "P4"


IMPACTS, URGENCIES = list(Impact.values), list(Urgency.values)

# First answer and resolution in working minutes, until a project agrees on its own.
DEFAULT_LEVELS: dict[int, tuple[int, int]] = {1: (30, 240), 2: (60, 540), 3: (240, 1620), 4: (540, 2700)}


class State(models.TextChoices):
    NEW = "new", pgettext_lazy("support", "New")
    ASSIGNED = "assigned", _("Assigned")
    WORKING = "working", _("In progress")
    WAIT_USER = "wait_user", _("Waiting for the requester")
    WAIT_SUPPLIER = "wait_supplier", _("Waiting for the supplier")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", pgettext_lazy("support", "Closed")
    MERGED = "merged", pgettext_lazy("support", "Merged")


OPEN = (State.NEW, State.ASSIGNED, State.WORKING, State.WAIT_USER, State.WAIT_SUPPLIER)
RUNNING = (State.NEW, State.ASSIGNED, State.WORKING, State.WAIT_SUPPLIER)
OVER = (State.RESOLVED, State.CLOSED)


class Step(models.TextChoices):
    """How far up a late request has gone."""

    NONE = "none", pgettext_lazy("escalation", "not yet")
    LEAD = "lead", _("Support lead")
    MANAGER = "manager", _("Project manager")


class NoteKind(models.TextChoices):
    QUESTION = "question", _("From the requester")
    ANSWER = "answer", pgettext_lazy("support", "Answer")
    INTERNAL = "internal", _("Internal note")


class PauseKind(models.TextChoices):
    REQUESTER = "requester", _("Waiting for the requester")
    RESOLVED = "resolved", _("Resolved")


class ErrorState(models.TextChoices):
    OPEN = "open", pgettext_lazy("known error", "Open")
    PLANNED = "planned", _("Fix planned")
    FIXED = "fixed", pgettext_lazy("known error", "Fixed")
    WONT = "wont", _("Will not be fixed")


class CareState(models.TextChoices):
    RUNNING = "running", pgettext_lazy("hyper-care", "Running")
    ENDED = "ended", pgettext_lazy("hyper-care", "Ended")


class Criterion(models.TextChoices):
    CONTACTS = "contacts", _("Contacts per 100 people and week, at most")
    OPEN_P1 = "open_p1", _("Open requests of priority P1, at most")
    WITHIN = "within", _("Resolved within the service level, at least")
    BACKLOG = "backlog", _("Open requests, at most")
    ADOPTION = "adoption", _("Adoption, at least")


class MailState(models.TextChoices):
    TAKEN = "taken", _("Became a request")
    THREADED = "threaded", _("Added to a request")
    HELD = "held", _("In quarantine")
    DROPPED = "dropped", _("Left out")


class MailReason(models.TextChoices):
    NONE = "", "—"
    UNKNOWN = "unknown", _("Sender is nobody of the company")
    AUTOMATIC = "automatic", _("Sent automatically")
    LOOP = "loop", _("From this mailbox itself")
    TOO_MANY = "too_many", _("Too many mails within an hour")
    TOO_LARGE = "too_large", _("Larger than allowed")
    DAMAGED = "damaged", _("Cannot be read")
    FOREIGN = "foreign", _("Answers a request of somebody else")
    NO_PROJECT = "no_project", _("No project with a support desk")
    EMPTY = "empty", _("Without words")
    FORGED = "forged", _("The sender is not proven")
    REMOVED = "removed", _("Removed by a person")
