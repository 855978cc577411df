"""Kinds and states of pain points, goals, KPIs, requirements and sign-offs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PainSource(models.TextChoices):
    INTERVIEW = "interview", _("Interview")
    QUESTIONNAIRE = "questionnaire", _("Questionnaire")
    PROCESS_ANALYSIS = "process_analysis", _("Process analysis")
    OTHER = "other", _("Other evidence")


class PainStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("pain point", "Open")
    CURED = "cured", _("Cured")
    DISMISSED = "dismissed", _("Dismissed")


class GoalStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    AGREED = "agreed", _("Agreed")
    ACHIEVED = "achieved", _("Achieved")
    DROPPED = "dropped", _("Dropped")


class KpiKind(models.TextChoices):
    REACH = "reach", _("Reach a target")
    ABOVE = "above", _("Stay above")
    BELOW = "below", _("Stay below")
    WITHIN = "within", _("Stay within")
    BASELINE = "baseline", _("Measure the baseline first")


class Cadence(models.TextChoices):
    DAILY = "daily", _("Daily")
    WEEKLY = "weekly", _("Weekly")
    MONTHLY = "monthly", _("Monthly")
    QUARTERLY = "quarterly", _("Quarterly")


CADENCE_DAYS: dict[str, float] = {"daily": 1.0, "weekly": 7.0, "monthly": 30.4375, "quarterly": 91.3125}


class Feasibility(models.TextChoices):
    PENDING = "pending", _("Not assessed")
    FEASIBLE = "feasible", _("Feasible")
    CONDITIONS = "conditions", _("Feasible with conditions")
    NOT_FEASIBLE = "not_feasible", _("Not feasible")


class RiskLevel(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class RequirementStatus(models.TextChoices):
    RAISED = "raised", _("Raised")
    ASSESSED = "assessed", _("Assessed")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    DEFERRED = "deferred", _("Deferred")


class SignOffStatus(models.TextChoices):
    OPEN = "open", _("Waiting for signatures")
    SIGNED = "signed", _("Signed")
    DECLINED = "declined", _("Declined")
    VOID = "void", _("Void: goals changed since")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class SignatureDecision(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SIGNED = "signed", _("Signed")
    DECLINED = "declined", _("Declined")


# A live round binds the goals: a change of what it says voids it.
LIVE = (SignOffStatus.OPEN, SignOffStatus.SIGNED)
# What a version consists of: goals somebody has offered for agreement.
OFFERED = (GoalStatus.SUBMITTED, GoalStatus.AGREED, GoalStatus.ACHIEVED)
DECIDED = (RequirementStatus.APPROVED, RequirementStatus.REJECTED, RequirementStatus.DEFERRED)
