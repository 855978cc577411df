"""Why a unit has no place, when it will be where it should be, what became of a decision."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Unranked(models.TextChoices):
    """The codes are those of `metrics.engines.ranking`."""

    NOBODY = "nobody_eligible", _("Nobody there should use it.")
    NO_TARGET = "no_target", _("No target is set for this week.")
    TOO_SMALL = "too_small", _("Withheld: fewer than five people, or such a group could be worked out from it.")


class Outlook(models.TextChoices):
    REACHED = "reached", pgettext_lazy("target", "Reached")
    DAY = "day", pgettext_lazy("target", "Reached on a day")
    NEVER = "never", pgettext_lazy("target", "Not at this pace")
    UNKNOWN = "unknown", pgettext_lazy("target", "No forecast")


class Weekday(models.IntegerChoices):
    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")


class DecisionStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("daily meeting", "Open")
    DONE = "done", pgettext_lazy("daily meeting", "Done")
    DROPPED = "dropped", pgettext_lazy("daily meeting", "Dropped")
    HANDED = "handed", pgettext_lazy("daily meeting", "Now an action of the project")


class WallLanguage(models.TextChoices):
    ZH = "zh-hans", "中文"
    EN = "en", "English"
