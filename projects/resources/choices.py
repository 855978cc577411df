"""Roles people work in, kinds of absence, units of allocations."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.portfolio.choices import TeamRole


class WorkRole(models.TextChoices):
    """What a person, or somebody still to be found, works as."""

    BUSINESS_EXPERT = "business_expert", _("Business expert")
    IT_ENGINEER = "it_engineer", _("IT engineer")
    CHANGE_MANAGER = "change_manager", _("Change manager")
    ANALYST = "analyst", _("Business analyst")
    DATA = "data", _("Data engineer")
    TESTER = "tester", _("Tester")
    TRAINER = "trainer", _("Trainer")
    VENDOR = "vendor", _("Vendor consultant")
    MANAGER = "manager", _("Project manager")


class AbsenceKind(models.TextChoices):
    LEAVE = "leave", _("Leave")
    SICK = "sick", _("Sick")
    TRAINING = "training", _("Training")
    TRAVEL = "travel", _("Business trip")
    OTHER = "other", pgettext_lazy("absence", "Other")


class AllocationUnit(models.TextChoices):
    PERCENT = "percent", _("% of the person's time")
    HOURS = "hours", _("hours per week")


class WhatIfAct(models.TextChoices):
    """What could happen to a project, tried on copies."""

    LATER = "later", pgettext_lazy("what if", "began later")
    PAUSE = "pause", pgettext_lazy("what if", "paused from today")
    STOP = "stop", pgettext_lazy("what if", "stopped today")
    TEAM = "team", pgettext_lazy("what if", "had more or fewer people")
    FIRST = "first", pgettext_lazy("what if", "went before all others")


class LevellingState(models.TextChoices):
    RUNNING = "running", pgettext_lazy("levelling", "Computing")
    PROPOSED = "proposed", pgettext_lazy("levelling", "Proposed")
    APPLIED = "applied", pgettext_lazy("levelling", "Applied")
    DISCARDED = "discarded", pgettext_lazy("levelling", "Discarded")
    FAILED = "failed", pgettext_lazy("levelling", "Failed")


# A roll-out without one of these three fails on the one that is missing.
CROSS_FUNCTIONAL = (WorkRole.BUSINESS_EXPERT, WorkRole.IT_ENGINEER, WorkRole.CHANGE_MANAGER)
# Which role of a team counts as which.
TEAM_ROLES: dict[str, WorkRole] = {
    TeamRole.BUSINESS_EXPERT: WorkRole.BUSINESS_EXPERT,
    TeamRole.IT_ENGINEER: WorkRole.IT_ENGINEER,
    TeamRole.CHANGE_MANAGER: WorkRole.CHANGE_MANAGER,
    TeamRole.MANAGER: WorkRole.MANAGER,
}
