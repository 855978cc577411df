"""Earned value of a project on any day, with how each figure is computed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo.access import policy
from pmo.web.pages import done, render
from projects.budget import services
from projects.budget.earned_words import estimates, figures, reason, schedule_figures
from projects.budget.forms.money import MethodForm
from projects.budget.models import Budget
from projects.budget.selectors import cash, earned
from projects.budget.selectors.earned import Earned
from projects.budget.views.common import load, money_page, tried
from projects.portfolio.models import Project


def earned_value(request: HttpRequest, key: str) -> HttpResponse:
    project, budget = load(request, key)
    return _page(request, project, budget)


def _page(request: HttpRequest, project: Project, budget: Budget, *, form: MethodForm | None = None) -> HttpResponse:
    today = timezone.localdate()
    as_of = _day(request.GET.get("as_of", ""), today)
    found = earned.of_project(project, as_of, today, budget=budget)
    context = money_page(
        request,
        project,
        "earned",
        budget=budget,
        earned=found,
        as_of=as_of,
        today=today,
        why=reason(found.missing) if found.missing else "",
        figures=figures(found),
        estimates=estimates(found),
        schedule=schedule_figures(found),
        curve=_curve(found),
        method_form=form or MethodForm(row=budget, initial={"method": budget.method}),
    )
    return render(request, "projects/budget/earned.html", context, status=422 if form else 200)


def _day(asked: str, today: date) -> date:
    """A day until today; today without one."""
    try:
        return min(date.fromisoformat(asked), today) if asked else today
    except ValueError:
        return today


def _curve(found: Earned) -> dict[str, Any] | None:
    if not found.trend:
        return None
    rows = found.trend
    series = [
        {"name": _("earned"), "style": "measured", "values": [cash.text(row.ev) for row in rows]},
        {"name": _("spent"), "style": "plain", "values": [cash.text(row.ac) for row in rows]},
        {"name": _("planned"), "style": "expected", "values": [cash.text(row.pv) for row in rows]},
    ]
    made = cash.frame(found.currency, [row.on for row in rows], series)
    made["months"] = [row.on.isoformat() for row in rows]
    return made


@require_POST
def method(request: HttpRequest, key: str) -> HttpResponse:
    """How the end is estimated from now on."""
    project, budget = load(request, key)
    policy.require(request.user, "change", budget)
    form = MethodForm(request.POST, row=budget)
    if form.is_valid():
        saved = tried(
            form,
            lambda: services.change_budget(
                by=request.user, budget=budget, expected=form.expected, now=timezone.now(), **form.values()
            ),
        )
        if saved is not None:
            return done(request, _("Saved"), reverse("budget:earned", args=[project.key]))
    return _page(request, project, budget, form=form)
