"""Roles people learn for, states of courses, enrolments, sessions, attempts, kinds of questions."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LearnerRole(models.TextChoices):
    """What somebody does with the system afterwards: the columns of the coverage matrix."""

    OPERATE = "operate", _("Staff operate")
    APPROVE = "approve", _("Managers approve")
    CONFIGURE = "configure", _("Administrators configure")
    SUPPORT = "support", _("Support helps")


class CourseState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("course", "In preparation")
    OPEN = "open", pgettext_lazy("course", "Open")
    CLOSED = "closed", pgettext_lazy("course", "Closed")


class MaterialKind(models.TextChoices):
    TEXT = "text", pgettext_lazy("material", "Text")
    LINK = "link", pgettext_lazy("material", "Link")
    FILE = "file", pgettext_lazy("material", "File")


class QuestionKind(models.TextChoices):
    SINGLE = "single", _("One of several")
    MULTIPLE = "multiple", _("Several of several")
    ORDER = "order", pgettext_lazy("question", "Put in order")
    TEXT = "text", _("Free text")


class Source(models.TextChoices):
    """How somebody came to be enrolled."""

    RULE = "rule", pgettext_lazy("enrolment", "By rule")
    SELF = "self", pgettext_lazy("enrolment", "By themselves")
    PERSON = "person", pgettext_lazy("enrolment", "By somebody")


class SessionState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("training session", "Planned")
    CANCELLED = "cancelled", pgettext_lazy("training session", "Cancelled")


class SeatState(models.TextChoices):
    BOOKED = "booked", pgettext_lazy("training seat", "Has a seat")
    WAITING = "waiting", pgettext_lazy("training seat", "Waiting list")
    GIVEN_UP = "given_up", pgettext_lazy("training seat", "Given up")


class AttemptKind(models.TextChoices):
    BEFORE = "before", pgettext_lazy("assessment", "Before the course")
    FINAL = "final", pgettext_lazy("assessment", "Final")


class AttemptState(models.TextChoices):
    RUNNING = "running", pgettext_lazy("assessment", "Running")
    MARKING = "marking", pgettext_lazy("assessment", "Waits for marking")
    DONE = "done", pgettext_lazy("assessment", "Marked")


class Progress(models.TextChoices):
    """Where somebody stands with a course; computed, never stored."""

    OVERDUE = "overdue", pgettext_lazy("learning", "Overdue")
    EXPIRED = "expired", pgettext_lazy("learning", "Expired")
    OPEN = "open", pgettext_lazy("learning", "To do")
    MARKING = "marking", pgettext_lazy("learning", "Waits for marking")
    PASSED = "passed", pgettext_lazy("learning", "Passed")


COURSE_FILE: Final = "course"
"""`Attachment.kind` of the files of a course."""

FEWEST_RATINGS: Final = 5
"""Below so many the satisfaction of a course is not shown."""

GRACE_SECONDS: Final = 15
"""What was sent in the last second still arrives."""

CODE_SECONDS: Final = 30
CODES_ACCEPTED: Final = 3
"""A check-in code is shown for half a minute and taken while it, or one of the two after it, is shown."""

COVERAGE_DEFAULT: Final = 80
