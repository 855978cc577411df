"""Kinds of stakeholders, aspects and levels of impact, steps of engagement, elements of readiness."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StakeholderKind(models.TextChoices):
    GROUP = "group", pgettext_lazy("stakeholder", "Group")
    PERSON = "person", pgettext_lazy("stakeholder", "Person")


class Engagement(models.IntegerChoices):
    """How somebody stands towards the change, from the farthest to the nearest."""

    UNAWARE = 1, pgettext_lazy("engagement", "Unaware")
    RESISTANT = 2, pgettext_lazy("engagement", "Resistant")
    NEUTRAL = 3, pgettext_lazy("engagement", "Neutral")
    SUPPORTIVE = 4, pgettext_lazy("engagement", "Supportive")
    LEADING = 5, pgettext_lazy("engagement", "Leading")


class Quadrant(models.TextChoices):
    """What to do with somebody, by power and interest."""

    MANAGE = "manage", _("Involve closely")
    SATISFY = "satisfy", _("Keep satisfied")
    INFORM = "inform", _("Keep informed")
    WATCH = "watch", _("Watch")


class Aspect(models.TextChoices):
    """What of people's work changes. Their order is the one of the engine."""

    PROCESS = "process", pgettext_lazy("aspect of change", "Process")
    TECHNOLOGY = "technology", pgettext_lazy("aspect of change", "Tools")
    ROLE = "role", pgettext_lazy("aspect of change", "Role and duties")
    STRUCTURE = "structure", pgettext_lazy("aspect of change", "Reporting lines")
    LOCATION = "location", pgettext_lazy("aspect of change", "Place of work")
    BEHAVIOUR = "behaviour", pgettext_lazy("aspect of change", "Habits and culture")
    MEASURES = "measures", pgettext_lazy("aspect of change", "What is measured")


class Level(models.IntegerChoices):
    NONE = 0, pgettext_lazy("impact", "None")
    LOW = 1, pgettext_lazy("impact", "Low")
    MEDIUM = 2, pgettext_lazy("impact", "Medium")
    HIGH = 3, pgettext_lazy("impact", "High")


class ActionStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("stakeholder action", "Open")
    DONE = "done", pgettext_lazy("stakeholder action", "Done")
    DROPPED = "dropped", pgettext_lazy("stakeholder action", "Dropped")


class BlackoutKind(models.TextChoices):
    """Times in which nobody should be asked to change. All but the first are computed from the working calendar."""

    OWN = "own", pgettext_lazy("blackout", "Dates of your own")
    MONTH_END = "month_end", pgettext_lazy("blackout", "Month-end")
    YEAR_END = "year_end", pgettext_lazy("blackout", "Year-end")
    SPRING_FESTIVAL = "spring_festival", pgettext_lazy("blackout", "Spring Festival")


class RoundStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("pulse", "Open")
    CLOSED = "closed", pgettext_lazy("pulse", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("pulse", "Cancelled")


class Element(models.IntegerChoices):
    """Five things people need to change, each building on the one before it, in our own words."""

    AWARENESS = 0, pgettext_lazy("element of readiness", "Know why")
    DESIRE = 1, pgettext_lazy("element of readiness", "Want to")
    KNOWLEDGE = 2, pgettext_lazy("element of readiness", "Know how")
    ABILITY = 3, pgettext_lazy("element of readiness", "Can do it")
    REINFORCEMENT = 4, pgettext_lazy("element of readiness", "Keep it up")


STATEMENTS: Final = (
    _("I know why this change comes, and why now."),
    _("I want it to work, and I will do my part."),
    _("I know what I will do differently, step by step."),
    _("I can do it in my daily work: I have the time, the access and the practice."),
    _("When I work the new way it is noticed, and the old way is really over."),
)
"""What people say yes or no to, one per element."""

SMALLEST: Final = 5
"""Nobody is asked, and nothing is shown, in groups of fewer people."""

READY: Final = 60
"""Percent of people without a barrier from which a group is ready, unless a gate says otherwise."""
