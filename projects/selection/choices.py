"""What is maximised, what is limited, what is forced, states of a scenario."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Objective(models.TextChoices):
    """What the sum over the chosen projects shall be as large as possible of."""

    SCORE = "score", _("Weighted score")
    DELAY = "delay", _("Cost of delay")
    BENEFIT = "benefit", _("Expected benefit")


class LineKind(models.TextChoices):
    """What a figure of an assessment, or a limit of a scenario, is about."""

    YEAR = "year", _("Cost of a year")
    ROLE = "role", _("Person-days of a role in a quarter")
    UNIT = "unit", _("Change load of a unit")


class Force(models.TextChoices):
    NONE = "none", pgettext_lazy("selection", "Free to choose")
    MUST = "must", pgettext_lazy("selection", "Must be chosen")
    MUST_NOT = "must_not", pgettext_lazy("selection", "Must not be chosen")


class ScenarioState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("scenario", "Not computed")
    RUNNING = "running", pgettext_lazy("scenario", "Computing")
    DONE = "done", pgettext_lazy("scenario", "Computed")
    IMPOSSIBLE = "impossible", pgettext_lazy("scenario", "Impossible")
    FAILED = "failed", pgettext_lazy("scenario", "Failed")


# The parts of WSJF are estimated against each other, in these steps.
STEPS = (1, 2, 3, 5, 8, 13, 20)
STEP_CHOICES = [(step, str(step)) for step in STEPS]
# Levels of a criterion and of the risk.
LEVELS = (1, 2, 3, 4, 5)
RISKS = [
    (1, pgettext_lazy("risk", "1 · very low")),
    (2, pgettext_lazy("risk", "2 · low")),
    (3, pgettext_lazy("risk", "3 · medium")),
    (4, pgettext_lazy("risk", "4 · high")),
    (5, pgettext_lazy("risk", "5 · very high")),
]
SECONDS = (4, 10, 30, 60)
