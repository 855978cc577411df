"""The schedule of all projects."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from pmo.access import policy
from pmo.web.pages import render
from projects.schedule.js_texts import gantt_texts
from projects.schedule.models import Plan
from projects.schedule.selectors import plans as selectors
from projects.schedule.selectors import portfolio
from projects.schedule.views.common import answer


def _plans(request: HttpRequest) -> list[Plan]:
    rows = selectors.visible(request.user).filter(project__state__in=("active", "on_hold")).order_by("project__key")
    return portfolio.with_waves(rows)


def schedule(request: HttpRequest) -> HttpResponse:
    policy.require(request.user, "view", "plan")
    plans = _plans(request)
    found = list(selectors.facts(plans, timezone.localdate()).values())
    late = sorted((f for f in found if (f.slip or 0) > 0), key=lambda f: -(f.slip or 0))
    context = {"plans": plans, "facts": found, "late": late, "texts": gantt_texts(), "nav": "/schedule/"}
    return render(request, "projects/schedule/portfolio.html", context)


def data(request: HttpRequest) -> HttpResponse:
    policy.require(request.user, "view", "plan")
    response = answer(portfolio.document(_plans(request), timezone.localdate()))
    response["Cache-Control"] = "private, no-cache"
    return response
