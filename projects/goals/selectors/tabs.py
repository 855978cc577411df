"""What the tabs of the first stage say."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from projects.goals.choices import PainStatus
from projects.goals.models import PainPoint, Requirement, SignOff
from projects.portfolio.models import Project


def pain_points(project: Project, user: Any) -> QuerySet[PainPoint]:
    return PainPoint.objects.visible_to(user).filter(project=project).exclude(status=PainStatus.DISMISSED)


def requirements(project: Project, user: Any) -> QuerySet[Requirement]:
    return Requirement.objects.visible_to(user).filter(project=project)


def sign_off(project: Project, user: Any) -> tuple[str, str] | None:
    """The newest version that was put before the executives."""
    rounds = SignOff.objects.visible_to(user).filter(project=project).order_by("-goals_version")
    newest = rounds.only("id", "goals_version").first()
    if newest is None:
        return None
    return _("Sign-off, version %(version)s") % {"version": newest.goals_version}, newest.url
