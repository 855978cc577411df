"""What a forecast comes to, and why a target is not reached."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_noop as N_
from django.utils.translation import pgettext_lazy


class Outcome(models.TextChoices):
    REACHED = "reached", pgettext_lazy("forecast", "Reached")
    COMING = "coming", pgettext_lazy("forecast", "Will be reached")
    NEVER = "never", pgettext_lazy("forecast", "Not reached at this pace")
    UNKNOWN = "unknown", pgettext_lazy("forecast", "Not available")


# Wording by the reasons of `metrics.engines.adoption_curve`.
REASONS = {
    "too_few_points": N_("fewer than six full weeks are counted"),
    "no_change": N_("the rate does not move"),
    "falling": N_("the rate is falling"),
    "no_trend": N_("the rate goes up and down without a trend"),
    "levels_off_below_target": N_("the course levels off below the target"),
    "beyond_horizon": N_("it would take more than a year"),
}

# Days of the events a funnel looks at; single events are kept for 90.
WINDOWS = (7, 14, 28, 56, 84)
STEPS = (2, 8)
