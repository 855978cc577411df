"""What becomes of a nomination, what a champion does, what colleagues ask."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Files of materials, in `pmo.files`.
MATERIAL_FILE = "champion_material"

# People per champion: below five it is a second staff, beyond fifty nobody is served.
RATIO = 15
RATIO_RANGE = (5, 50)
# A unit with fewer people counts with the one above it.
SMALLEST_UNIT = 5
SMALLEST_RANGE = (1, 30)
TERM_MONTHS = 6
TERM_RANGE = (1, 24)
# Working days without any activity before the change manager is told.
QUIET_DAYS = 14
QUIET_RANGE = (5, 60)
# Percent of somebody's work; all promises of a person together may not exceed it.
TIME_SHARE = 10
MOST_TIME = 20
# Working days: an unanswered question goes to whoever leads the change; a nomination is brought to mind again.
ANSWER_WITHIN = 2
REMIND_AFTER = 3
# Working days before the end of a term at which the champion is asked to go on.
ASK_BEFORE = 20


class ChampionState(models.TextChoices):
    NOMINATED = "nominated", pgettext_lazy("champion", "Nominated")
    ACTIVE = "active", pgettext_lazy("champion", "Active")
    REFUSED = "refused", pgettext_lazy("champion", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("champion", "Nomination withdrawn")
    ENDED = "ended", pgettext_lazy("champion", "Ended")


HELD = (ChampionState.NOMINATED, ChampionState.ACTIVE)


class EndKind(models.TextChoices):
    BY_HAND = "by_hand", _("Ended by hand")
    RESIGNED = "resigned", _("Stepped down")
    TERM = "term", _("The term was over")
    LEFT = "left", _("Left the company")


class Renewal(models.TextChoices):
    """What the champion says when the term comes to its end."""

    NONE = "", pgettext_lazy("renewal", "Not asked yet")
    OFFERED = "offered", pgettext_lazy("renewal", "Will go on")
    DECLINED = "declined", pgettext_lazy("renewal", "Will stop")


class SkillKind(models.TextChoices):
    SYSTEM = "system", _("Processes and systems")
    LANGUAGE = "language", _("Languages")
    SHIFT = "shift", _("Shifts")


class EntryKind(models.TextChoices):
    """What a champion writes into the log."""

    ANSWER = "answer", pgettext_lazy("champion log", "Helped somebody")
    SESSION = "session", pgettext_lazy("champion log", "Held a session")
    FEEDBACK = "feedback", pgettext_lazy("champion log", "Gathered feedback")
    OTHER = "other", pgettext_lazy("champion log", "Something else")


class Topic(models.TextChoices):
    """One tap says what it is about; words may be added."""

    HOW = "how", _("How does it work?")
    BROKEN = "broken", _("Something does not work")
    ACCESS = "access", _("I cannot get in")
    VISIT = "visit", _("Come by, please")


class QuestionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("question", "Open")
    ANSWERED = "answered", pgettext_lazy("question", "Answered")
    WITHDRAWN = "withdrawn", pgettext_lazy("question", "Taken back")
