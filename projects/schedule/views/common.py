"""What the pages of a plan share: the plan, its tasks, JSON in and out."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from pmo import access
from pmo.records import DomainError, Invalid, StaleWrite
from projects.portfolio.stage_pages import load_project
from projects.schedule.models import Plan, Task
from projects.schedule.selectors import plans as selectors

MOST_BYTES = 2_000_000


def load_plan(request: HttpRequest, key: str) -> Plan:
    """The plan of a visible project; 404 when there is none."""
    plan = selectors.plan_of(request.user, load_project(request, key, "plan"))
    if plan is None:
        raise Http404
    return plan


def load_task(request: HttpRequest, pk: int) -> Task:
    found: Task = access.get_visible_or_404(selectors.visible_tasks(request.user), request.user, pk=pk)
    return found


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
