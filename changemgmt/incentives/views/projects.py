"""Points of a project: its budget, its rules."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from changemgmt.incentives import wording
from changemgmt.incentives.models import PointBudget
from changemgmt.incentives.selectors import books, rules
from pmo.access import policy
from pmo.web.pages import render
from projects.portfolio.stage_pages import load_project
from projects.portfolio.stage_pages import page as stage_page


def points(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "point_budget")
    user, year = request.user, timezone.localdate().year
    found = books.books(PointBudget.objects.visible_to(user).filter(project=project).select_related("project"))
    may_rules = policy.may(user, "view", "point_rule", project_id=project.pk)
    context = stage_page(
        request,
        project,
        "points",
        books=found,
        lead=wording.project(next((one for one in found if one.budget.year == year), None)),
        rules=list(rules.of_project(project.pk)) if may_rules else [],
        may_add=project.is_open and policy.may(user, "add", "point_rule", project_id=project.pk),
        may_change=project.is_open and policy.may(user, "change", "point_rule", project_id=project.pk),
    )
    return render(request, "changemgmt/incentives/project.html", context)
