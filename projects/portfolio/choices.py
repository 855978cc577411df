"""Stages, states and team roles of projects."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pmo.access.roles import Role


class Stage(models.TextChoices):
    """The way of a project. The five in the middle are its pages."""

    PROPOSAL = "proposal", pgettext_lazy("stage", "Proposal")
    GOALS = "goals", pgettext_lazy("stage", "Goals")
    PLANNING = "planning", pgettext_lazy("stage", "Planning")
    EXECUTION = "execution", pgettext_lazy("stage", "Execution")
    CHANGE = "change", pgettext_lazy("stage", "Change")
    IMPROVEMENT = "improvement", pgettext_lazy("stage", "Improvement")
    OPERATION = "operation", pgettext_lazy("stage", "Operation")


ORDER: tuple[str, ...] = tuple(Stage.values)
FIVE: tuple[Stage, ...] = (Stage.GOALS, Stage.PLANNING, Stage.EXECUTION, Stage.CHANGE, Stage.IMPROVEMENT)


class State(models.TextChoices):
    ACTIVE = "active", _("Active")
    ON_HOLD = "on_hold", _("On hold")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class Status(models.TextChoices):
    """The six states of every mark in the product, worst first when sorted by SEVERITY."""

    OK = "ok", pgettext_lazy("status", "On track")
    RISK = "risk", pgettext_lazy("status", "At risk")
    OFF = "off", pgettext_lazy("status", "Off track")
    NONE = "none", pgettext_lazy("status", "No data")
    IDLE = "idle", pgettext_lazy("status", "Not started")
    DONE = "done", pgettext_lazy("status", "Done")


SEVERITY: dict[str, int] = {"off": 5, "none": 4, "risk": 3, "ok": 2, "idle": 1, "done": 0}


def worst(statuses: list[str]) -> str:
    """The worst of several statuses; idle when there are none."""
    return max(statuses, key=SEVERITY.__getitem__, default=Status.IDLE.value)


class TeamRole(models.TextChoices):
    """What a person is on a project. The first three persons of a project (sponsor, manager, owner) are unique."""

    SPONSOR = "sponsor", _("Sponsor")
    MANAGER = "manager", _("Project manager")
    BUSINESS_OWNER = "business_owner", _("Business owner")
    BUSINESS_EXPERT = "business_expert", _("Business expert")
    IT_ENGINEER = "it_engineer", _("IT engineer")
    CHANGE_MANAGER = "change_manager", _("Change manager")
    CHAMPION = "champion", _("Champion")
    SUPPORT = "support", _("Support")
    CLIENT = "client", _("Read-only client")


# The rights a team role carries on its project.
RIGHTS: dict[str, Role] = {
    TeamRole.SPONSOR: Role.EXECUTIVE,
    TeamRole.MANAGER: Role.PROJECT_MANAGER,
    TeamRole.BUSINESS_OWNER: Role.BUSINESS_OWNER,
    TeamRole.BUSINESS_EXPERT: Role.BUSINESS_EXPERT,
    TeamRole.IT_ENGINEER: Role.IT_ENGINEER,
    TeamRole.CHANGE_MANAGER: Role.CHANGE_MANAGER,
    TeamRole.CHAMPION: Role.CHAMPION,
    TeamRole.SUPPORT: Role.SUPPORT,
    TeamRole.CLIENT: Role.CLIENT,
}

SINGLE_ROLES = (TeamRole.SPONSOR, TeamRole.MANAGER, TeamRole.BUSINESS_OWNER)
# Parts that an act of another room gives and takes back, besides the project's own team page.
BY_ACT = frozenset({TeamRole.CHAMPION})
