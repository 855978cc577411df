"""What the pages of a contest share."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest

from metrics.contest.models import Contest, ContestUnit, ContestWeek
from metrics.contest.selectors import contests, weeks
from metrics.usage.models import UsageSystem
from metrics.usage.selectors import systems
from pmo import access
from pmo.access import policy
from projects.portfolio.models import Project

NAV = "projects"


def load_system(request: HttpRequest, pk: int) -> UsageSystem:
    """The system, for those who may change it."""
    found: UsageSystem = access.get_visible_or_404(systems.visible(request.user), request.user, pk=pk)
    policy.require(request.user, "change", found)
    return found


def chosen(request: HttpRequest, project: Project) -> tuple[list[Contest], Contest | None]:
    """The contests of a project, and the one asked for by its system: the first without a wish."""
    rows = contests.of_project(project)
    wanted = request.GET.get("system") or request.POST.get("system")
    return rows, next((row for row in rows if row.system.code == wanted), rows[0] if rows else None)


def need(request: HttpRequest, project: Project) -> Contest:
    """As `chosen`, where the page is about nothing else."""
    found = chosen(request, project)[1]
    if found is None:
        raise Http404
    return found


def load_place(request: HttpRequest, pk: int) -> ContestUnit:
    found: ContestUnit = access.get_visible_or_404(contests.places(request.user), request.user, pk=pk)
    return found


def load_week(request: HttpRequest, pk: int) -> ContestWeek:
    found: ContestWeek = access.get_visible_or_404(weeks.visible(request.user), request.user, pk=pk)
    return found


def asked_day(request: HttpRequest, name: str) -> date | None:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
