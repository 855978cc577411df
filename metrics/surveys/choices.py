"""Purposes, levels of confidentiality, states of rounds, kinds of questions."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Purpose(models.TextChoices):
    SATISFACTION = "satisfaction", _("Satisfaction")
    PAIN_POINTS = "pain_points", _("Finding pain points")
    TRAINING = "training", _("Training")
    OTHER = "other", pgettext_lazy("survey", "Other")


class Confidentiality(models.TextChoices):
    """How far an answer leads back to a person. Confidential is never called anonymous."""

    ANONYMOUS = "anonymous", _("Anonymous")
    CONFIDENTIAL = "confidential", _("Confidential")
    NAMED = "named", _("With names")


class RoundStatus(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("survey round", "Planned")
    OPEN = "open", pgettext_lazy("survey round", "Open")
    CLOSED = "closed", pgettext_lazy("survey round", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("survey round", "Cancelled")


class Repeat(models.TextChoices):
    ONCE = "once", _("Once")
    QUARTERLY = "quarterly", _("Every quarter")


class QuestionKind(models.TextChoices):
    NPS = "nps", _("Recommendation, 0 to 10 (NPS)")
    CSAT = "csat", _("Satisfaction, 1 to 5 (CSAT)")
    SUS = "sus", _("System usability scale (SUS)")
    SINGLE = "single", _("One of several")
    MULTIPLE = "multiple", _("Several of several")
    MATRIX = "matrix", _("Statements on a scale of 1 to 5")
    TEXT = "text", _("Free text")


SCORED: Final = (QuestionKind.NPS, QuestionKind.CSAT, QuestionKind.SUS)
"""Kinds with one figure per round, which a KPI may follow."""

FEED: Final = "survey"
"""`Kpi.feed_kind` of KPIs whose measurements are the scores of a survey's rounds."""

EVIDENCE: Final = "survey_round"
"""`PainPoint.evidence_kind` of pain points found in the answers of a round."""

SMALLEST_GROUP: Final = 5
