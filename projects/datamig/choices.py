"""Kinds of rules about data, states of profiles, kinds of migration runs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# What the owner of files calls ours.
DATA_FILE = "data_profile"
PROFILE = "datamig.profile"


class RuleKind(models.TextChoices):
    """What a rule asks of the data."""

    COMPLETE = "complete", pgettext_lazy("data rule", "Complete: filled in")
    UNIQUE = "unique", pgettext_lazy("data rule", "Unique: occurs once")
    NUMBER = "number", pgettext_lazy("data rule", "Valid: a number in bounds")
    DATE = "date", pgettext_lazy("data rule", "Valid: a day in bounds")
    LENGTH = "length", pgettext_lazy("data rule", "Valid: so many characters")
    OPTION = "option", pgettext_lazy("data rule", "Valid: one of a list")
    REFERENCE = "reference", pgettext_lazy("data rule", "Refers to another data set")


class ProfileState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("profile", "Being read")
    READY = "ready", pgettext_lazy("profile", "Read")
    FAILED = "failed", pgettext_lazy("profile", "Cannot be read")


class RunKind(models.TextChoices):
    TRIAL = "trial", _("Trial run")
    FINAL = "final", _("Final run")


# Rules that look at one column; uniqueness takes several together.
ONE_COLUMN = frozenset(RuleKind) - {RuleKind.UNIQUE}
