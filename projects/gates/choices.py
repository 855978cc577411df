"""Decisions at gates, kinds of criteria, states and verdicts of pilots."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pmo.access.roles import Role


class Outcome(models.TextChoices):
    GO = "go", _("Go")
    CONDITIONAL = "conditional", _("Go with conditions")
    HOLD = "hold", _("Hold")
    RECYCLE = "recycle", _("Rework and come again")
    STOP = "stop", _("Stop the project")


class GateStatus(models.TextChoices):
    """Where a gate stands; held and reworked ones are decided again."""

    PLANNED = "planned", pgettext_lazy("gate", "To be decided")
    PASSED = "passed", pgettext_lazy("gate", "Passed")
    CONDITIONAL = "conditional", pgettext_lazy("gate", "Passed with conditions")
    HELD = "held", pgettext_lazy("gate", "On hold")
    RECYCLED = "recycled", pgettext_lazy("gate", "Being reworked")
    STOPPED = "stopped", pgettext_lazy("gate", "Stopped here")


class DecisionRule(models.TextChoices):
    ALL = "all", _("All gatekeepers agree")
    MAJORITY = "majority", _("More than half agree")
    ONE = "one", _("One gatekeeper decides")


class Met(models.TextChoices):
    """What evidence says."""

    MET = "met", pgettext_lazy("criterion", "Met")
    MISSED = "missed", pgettext_lazy("criterion", "Not met")
    NOT_AVAILABLE = "not_available", pgettext_lazy("criterion", "Not available")


class PilotStatus(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("pilot", "Planned")
    RUNNING = "running", pgettext_lazy("pilot", "Running")
    JUDGED = "judged", pgettext_lazy("pilot", "Judged")
    CANCELLED = "cancelled", pgettext_lazy("pilot", "Called off")


class PilotVerdict(models.TextChoices):
    ROLL_OUT = "roll_out", _("Roll out")
    CHANGED = "changed", _("Roll out with changes")
    REPEAT = "repeat", _("Repeat the pilot")
    STOP = "stop", _("Do not roll out")


class About(models.TextChoices):
    """What a criterion of a pilot is about."""

    KPI = "kpi", _("KPI")
    ADOPTION = "adoption", _("Adoption")
    DEFECTS = "defects", _("Defects")
    SATISFACTION = "satisfaction", _("Satisfaction")
    OTHER = "other", pgettext_lazy("pilot", "Something else")


class Measure(models.TextChoices):
    """How a criterion is counted, which decides its interval."""

    SHARE = "share", _("Share: so many of so many")
    MEAN = "mean", _("Mean of single values")
    RATE = "rate", _("Events per period")
    KPI = "kpi", _("Value of a KPI")


class FeedbackKind(models.TextChoices):
    GOOD = "good", _("Works well")
    PROBLEM = "problem", _("Gets in the way")
    DEFECT = "defect", _("Defect")
    IDEA = "idea", _("Idea")


PASSED = (GateStatus.PASSED, GateStatus.CONDITIONAL)
UNDECIDED = (GateStatus.PLANNED, GateStatus.HELD, GateStatus.RECYCLED)
OPENING = (Outcome.GO, Outcome.CONDITIONAL)
COMES_AGAIN = (Outcome.HOLD, Outcome.RECYCLE)
OPEN_PILOTS = (PilotStatus.PLANNED, PilotStatus.RUNNING)
OPENS_ROLLOUT = (PilotVerdict.ROLL_OUT, PilotVerdict.CHANGED)
# Who sees every project, and so can be a gatekeeper of one they do not work on.
KEEPER_ROLES = (Role.PMO_LEAD, Role.EXECUTIVE)
# Points of a should-meet criterion.
POINTS = 10
