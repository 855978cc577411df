"""What the pages of a plan share: the project, its plan, the tabs of the stage, JSON in and out."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from pmo import access
from pmo.access import policy
from pmo.records import DomainError, Invalid, StaleWrite
from projects.portfolio import selectors as portfolio
from projects.portfolio import stage_tabs
from projects.portfolio.choices import Stage
from projects.portfolio.models import Project
from projects.schedule.models import Plan, Task
from projects.schedule.selectors import plans as selectors

MOST_BYTES = 2_000_000


def load_project(request: HttpRequest, key: str) -> Project:
    """The project if the reader may see it and its plan; 404 otherwise."""
    found: Project = access.get_visible_or_404(portfolio.visible(request.user), request.user, key=key)
    if not policy.may(request.user, "view", "plan", project_id=found.pk):
        raise Http404
    return found


def load_plan(request: HttpRequest, key: str) -> Plan:
    """The plan of a visible project; 404 when there is none."""
    plan = selectors.plan_of(request.user, load_project(request, key))
    if plan is None:
        raise Http404
    return plan


def load_task(request: HttpRequest, pk: int) -> Task:
    found: Task = access.get_visible_or_404(selectors.visible_tasks(request.user), request.user, pk=pk)
    return found


def page(request: HttpRequest, project: Project, tab: str, **more: Any) -> dict[str, Any]:
    """Context of a page below the spine."""
    return {
        "project": project,
        "stages": portfolio.spine(project, timezone.localdate()),
        "tabs": stage_tabs.tabs_for(request.user, project, Stage.PLANNING, tab),
        "nav": "projects",
        **more,
    }


def body(request: HttpRequest) -> Any:
    """The JSON a script sent. Raises Invalid."""
    if len(request.body) > MOST_BYTES:
        raise Invalid(_("This is too much at once."), code="too_large")
    try:
        found = orjson.loads(request.body or b"{}")
    except orjson.JSONDecodeError:
        raise Invalid(_("This could not be read."), code="not_json") from None
    if not isinstance(found, dict):
        raise Invalid(_("This could not be read."), code="not_json")
    return found


def answer(data: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(data), content_type="application/json", status=status)


def refusal(error: DomainError) -> HttpResponse:
    """Why an edit was refused, as the script shows it."""
    found: dict[str, Any] = {"code": error.code, "field": error.field, "detail": error.message}
    if isinstance(error, StaleWrite):
        found["stale"] = {"by": "", "fields": [], "again": []}
    return answer(found, error.status)
