"""What the pages of a project's stages share: the project, its spine, the tabs of the stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from pmo import access
from pmo.access import policy
from projects.portfolio import selectors, stage_tabs
from projects.portfolio.models import Project
from projects.portfolio.remembered import marked

# What other rooms keep beside a project and every page of it asks for: names of its one-to-one relations.
_beside: list[str] = []


def register_beside(relation: str) -> None:
    """Load this relation with the project, in the same query."""
    if relation not in _beside:
        _beside.append(relation)


def load_project(request: HttpRequest, key: str, kind: str = "project") -> Project:
    """The project if the reader may see it and its things of this kind; 404 otherwise."""
    rows = marked(selectors.visible(request.user)).select_related(*_beside)
    found: Project = access.get_visible_or_404(rows, request.user, key=key)
    if kind != "project" and not policy.may(request.user, "view", kind, project_id=found.pk):
        raise Http404
    return found


def _completed(project: Project) -> None:
    """What the frame of a page asks of a project, in one query, where the page loaded the project without it."""
    if hasattr(project, "last_entry"):
        return
    known: Any = marked(Project.objects.filter(pk=project.pk)).select_related(*_beside).get()
    for name, value in known._state.fields_cache.items():
        project._state.fields_cache.setdefault(name, value)
    project.last_entry = known.last_entry  # type: ignore[attr-defined]


def page(
    request: HttpRequest, project: Project, tab: str, *, counts: Mapping[str, int] | None = None, **more: Any
) -> dict[str, Any]:
    """Context of a page below the spine. `counts` of tabs the page knows are not asked for again."""
    _completed(project)
    return {
        "project": project,
        "stages": selectors.spine_at(project, timezone.localdate(), stage_tabs.stage_of(tab)),
        "tabs": stage_tabs.tabs_for(request.user, project, tab, counts or {}),
        "nav": "projects",
        **more,
    }
