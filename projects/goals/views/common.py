"""What the pages of stage 1 share: the project, its spine, the tabs of the stage."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pmo import access
from pmo.access import policy
from projects.goals.choices import PainStatus
from projects.goals.models import PainPoint, Requirement, SignOff
from projects.portfolio import selectors as portfolio
from projects.portfolio.models import Project


def load_project(request: HttpRequest, key: str) -> Project:
    """The project if the reader may see it; 404 otherwise."""
    found: Project = access.get_visible_or_404(portfolio.visible(request.user), request.user, key=key)
    return found


def stage_page(request: HttpRequest, project: Project, tab: str, **more: Any) -> dict[str, Any]:
    """Context of a page below the spine."""
    return {
        "project": project,
        "stages": portfolio.spine(project, timezone.localdate()),
        "tabs": tabs(request, project, tab),
        "nav": "projects",
        **more,
    }


def tabs(request: HttpRequest, project: Project, current: str) -> list[dict[str, Any]]:
    """The parts of stage 1 the reader may see, with counts of what they may see."""
    user = request.user
    found: list[dict[str, Any]] = [
        {"label": _("From pain to result"), "url": reverse("goals:overview", args=[project.key]), "code": "goals"}
    ]
    if policy.may(user, "view", "pain_point", project_id=project.pk):
        rows = PainPoint.objects.visible_to(user).filter(project=project).exclude(status=PainStatus.DISMISSED)
        url = reverse("goals:project_pain_points", args=[project.key])
        found.append({"label": _("Pain points"), "url": url, "count": rows.count(), "code": "pains"})
    if policy.may(user, "view", "requirement", project_id=project.pk):
        count = Requirement.objects.visible_to(user).filter(project=project).count()
        url = reverse("goals:project_requirements", args=[project.key])
        found.append({"label": _("Requirements"), "url": url, "count": count, "code": "requirements"})
    if policy.may(user, "view", "sign_off", project_id=project.pk):
        rounds = SignOff.objects.visible_to(user).filter(project=project).order_by("-goals_version")
        newest = rounds.only("id", "goals_version").first()
        if newest is not None:
            label = _("Sign-off, version %(version)s") % {"version": newest.goals_version}
            found.append({"label": label, "url": newest.url, "code": "sign_off"})
    return [{**tab, "current": tab["code"] == current} for tab in found]
