"""The words rights are written in: roles, how far a right reaches, usual sets of verbs."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    PMO_LEAD = "pmo_lead", _("PMO lead")
    EXECUTIVE = "executive", _("Executive")
    PROJECT_MANAGER = "project_manager", _("Project manager")
    BUSINESS_OWNER = "business_owner", _("Business owner")
    BUSINESS_EXPERT = "business_expert", _("Business expert")
    IT_ENGINEER = "it_engineer", _("IT engineer")
    CHANGE_MANAGER = "change_manager", _("Change manager")
    CHAMPION = "champion", _("Champion")
    EMPLOYEE = "employee", _("Employee")
    SUPPORT = "support", _("Support")
    CLIENT = "client", _("Read-only client")
    SYSTEM_ADMIN = "system_admin", _("System administrator")


class Scope(IntEnum):
    """How far a right reaches; a larger number reaches further."""

    NONE = 0
    OWN = 1
    UNIT = 2
    JOINED = 3
    ALL = 4


OWN, UNIT, JOINED, ALL = Scope.OWN, Scope.UNIT, Scope.JOINED, Scope.ALL

Verbs = Mapping[str, Scope]
Rights = Mapping[str, Verbs]


def read(scope: Scope, *kinds: str) -> dict[str, Verbs]:
    """To look at them and take them along."""
    return {kind: {"view": scope, "export": scope} for kind in kinds}


def full(scope: Scope, *kinds: str) -> dict[str, Verbs]:
    """Everything that can be done to a plain object."""
    return {kind: every(scope) for kind in kinds}


def every(scope: Scope) -> dict[str, Scope]:
    """The verbs of a plain object, all as far."""
    return dict.fromkeys(("view", "add", "change", "delete", "export", "import"), scope)


BUSINESS = (
    "pain_point", "goal", "kpi", "requirement", "sign_off", "plan", "task", "scope_item", "change_request", "risk",
    "issue", "response_action", "allocation", "simulation", "gate", "pilot", "data_set", "measurement", "process",
    "health", "review", "action", "survey", "training",
)  # fmt: skip
DIRECTORY: dict[str, Verbs] = {
    "user": {"view": ALL},
    "unit": {"view": ALL},
    "calendar": {"view": ALL},
    "gallery": {"view": ALL},
}
