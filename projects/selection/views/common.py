"""The parts of portfolio choice as tabs, and which portfolio a page is about."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from pmo.access import policy
from projects.portfolio.models import Portfolio
from projects.selection.selectors import scenarios as selectors

TABS = (
    ("assessments", "assessment", "view"),
    ("chart", "assessment", "view"),
    ("scenarios", "scenario", "view"),
    ("criteria", "scenario", "change"),
)


def tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    words = {
        "assessments": _("Proposals"),
        "chart": _("Risk and value"),
        "scenarios": _("Scenarios"),
        "criteria": _("Criteria"),
    }
    return [
        {"label": words[name], "url": reverse(f"selection:{name}"), "count": None, "current": name == current}
        for name, kind, verb in TABS
        if policy.may(request.user, verb, kind)
    ]


def context(request: HttpRequest, current: str, **more: Any) -> dict[str, Any]:
    return {"room_tabs": tabs(request, current), "nav": "selection", **more}


def chosen_portfolio(request: HttpRequest) -> Portfolio | None:
    """The one the address names, else the first the reader sees; 404 for one they do not see."""
    rows = selectors.portfolios(request.user).distinct()
    code = request.GET.get("portfolio", "")
    if not code:
        return rows.first()
    found = rows.filter(code=code[:16]).first()
    if found is None:
        raise Http404
    return found
