"""The schedule of all projects, or of those of one portfolio."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from pmo.access import policy
from pmo.web.pages import render
from projects.portfolio import narrowing
from projects.schedule.js_texts import gantt_texts
from projects.schedule.selectors import plans as selectors
from projects.schedule.selectors import portfolio
from projects.schedule.views.common import answer

PER_PAGE = 50


def _choice(request: HttpRequest) -> narrowing.Choice:
    policy.require(request.user, "view", "plan")
    rows = selectors.visible(request.user).filter(project__state__in=("active", "on_hold"))
    return narrowing.narrow(rows.order_by("project__key"), request.GET.get("portfolio", ""))


def schedule(request: HttpRequest) -> HttpResponse:
    choice = _choice(request)
    plans = list(choice.rows)
    baselines = selectors.current_baselines({plan.pk: plan for plan in plans})
    page: Any = Paginator(plans, PER_PAGE).get_page(request.GET.get("page"))
    shown = selectors.facts(page.object_list, timezone.localdate(), baselines, next_only=True)
    page.object_list = list(shown.values())
    context = {
        "choice": choice,
        "facts": page,
        "late": sum((selectors.slip(plan, baselines.get(plan.pk)) or 0) > 0 for plan in plans),
        "data_url": f"{reverse('schedule:portfolio_data')}{choice.query}",
        "texts": gantt_texts(),
        "nav": "/schedule/",
    }
    return render(request, "projects/schedule/portfolio.html", context)


def data(request: HttpRequest) -> HttpResponse:
    choice = _choice(request)
    url = f"{reverse('schedule:portfolio_data')}{choice.query}"
    response = answer(portfolio.document(portfolio.with_waves(choice.rows), timezone.localdate(), url))
    response["Cache-Control"] = "private, no-cache"
    return response
