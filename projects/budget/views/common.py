"""What the pages of a project's money share: the project, its budget, the tabs below the stage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render
from projects.budget.models import Budget
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page


def load(request: HttpRequest, key: str) -> tuple[Project, Budget]:
    """The project and its budget; 404 without either, or without the right to see money."""
    project = load_project(request, key, "budget")
    budget = Budget.objects.visible_to(request.user).filter(project=project).first()
    if budget is None:
        raise Http404
    budget.project = project
    return project, budget


def money_page(request: HttpRequest, project: Project, tab: str, **more: Any) -> dict[str, Any]:
    """Context of a page below the tab Money of the stage."""
    return page(request, project, "money", money_tabs=tabs(project, tab), may=rights(request, project), **more)


def tabs(project: Project, current: str) -> list[dict[str, Any]]:
    named = (
        ("overview", _("Overview")),
        ("lines", _("Lines and months")),
        ("tranches", _("Tranches")),
        ("commitments", _("Commitments")),
        ("actuals", _("Actuals")),
        ("earned", _("Earned value")),
    )
    return [
        {
            "label": label,
            "url": reverse(f"budget:{name}", args=[project.key]),
            "count": None,
            "current": name == current,
        }
        for name, label in named
    ]


def rights(request: HttpRequest, project: Project) -> dict[str, bool]:
    """What the reader may do with the money of an open project; reading aside."""
    user, pk = request.user, project.pk
    found = {
        verb: project.is_open and policy.may(user, verb, "budget", project_id=pk)
        for verb in ("add", "change", "delete", "release", "import")
    }
    found["export"] = policy.may(user, "export", "budget", project_id=pk)
    found["ask"] = project.is_open and policy.may(user, "add", "approval", project_id=pk)
    return found


def form_page(request: HttpRequest, form: Any, project: Project, title: str, back: str, **more: Any) -> HttpResponse:
    context = {"form": form, "project": project, "title": title, "back": back, "nav": "projects", **more}
    return render(request, "projects/budget/form.html", context, status=422 if form.errors else 200)


def tried(form: Any, act: Callable[[], Any]) -> Any:
    """What the act gives; None when it is refused, with the refusal beside its field."""
    try:
        return act()
    except Forbidden:
        raise
    except DomainError as error:
        form.apply(error)
        form.refusal = error
        return None


def answer(request: HttpRequest, act: Callable[[], Any], text: str, to: str) -> HttpResponse | str:
    """Do it and go on, or the words of the refusal."""
    try:
        act()
    except Forbidden:
        raise
    except DomainError as error:
        return error.message
    return done(request, text, to)
