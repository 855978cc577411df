"""What the pages of the planning stage share: the project, its spine, the tabs of the stage."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from pmo import access
from pmo.access import policy
from projects.portfolio import selectors, stage_tabs
from projects.portfolio.choices import Stage
from projects.portfolio.models import Project


def load_project(request: HttpRequest, key: str, kind: str) -> Project:
    """The project if the reader may see it and its things of this kind; 404 otherwise."""
    found: Project = access.get_visible_or_404(selectors.visible(request.user), request.user, key=key)
    if not policy.may(request.user, "view", kind, project_id=found.pk):
        raise Http404
    return found


def page(request: HttpRequest, project: Project, tab: str, **more: Any) -> dict[str, Any]:
    """Context of a page below the spine."""
    return {
        "project": project,
        "stages": selectors.spine(project, timezone.localdate()),
        "tabs": stage_tabs.tabs_for(request.user, project, Stage.PLANNING, tab),
        "nav": "projects",
        **more,
    }
