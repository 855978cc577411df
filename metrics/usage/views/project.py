"""What the systems of a project deliver: do events arrive, and are they understood?"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from metrics.usage.models import UsageSystem
from metrics.usage.selectors import counts, intake, systems
from metrics.usage.services.rollups import today_of
from metrics.usage.wording import lead
from pmo.access import policy
from pmo.web.pages import render
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page


def usage(request: HttpRequest, key: str) -> HttpResponse:
    """One system of the project, the first unless another is asked for."""
    project = load_project(request, key, "usage")
    rows = systems.measured(project)
    chosen = next((row for row in rows if row.code == request.GET.get("system")), rows[0] if rows else None)
    user = request.user
    context = page(
        request,
        project,
        "usage",
        systems=rows,
        system=chosen,
        may_add=project.is_open and policy.may(user, "add", "usage_system", project_id=project.pk),
        may_set_up=policy.may(user, "view", "usage_system", project_id=project.pk),
    )
    context |= _system(chosen, project) if chosen is not None else {"lead": lead(None, None, None, 0)}
    return render(request, "metrics/usage/project.html", context)


def _system(system: UsageSystem, project: Project) -> dict[str, Any]:
    today = today_of(system, timezone.now())
    delivered = intake.of(system, today)
    day = counts.last_day(system)
    whole = counts.everybody(system, day) if day else None
    return {
        "intake": delivered,
        "day": day,
        "lead": lead(system, delivered, whole, delivered.silent_days or 0),
        "delivered": _delivered(delivered),
    }


def _delivered(delivered: intake.Intake) -> dict[str, Any]:
    """Events per day of receipt as bars of the same height for all."""
    most = max((n for _day, n in delivered.days), default=0)
    return {"most": most, "days": list(reversed(delivered.days))}
