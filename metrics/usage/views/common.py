"""What the pages of a system share."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from metrics.usage.models import UsageSystem
from metrics.usage.selectors import systems
from pmo import access
from pmo.access import policy
from pmo.web.pages import render

NAV = "usage"


def load(request: HttpRequest, pk: int, verb: str = "view") -> UsageSystem:
    """The system if the reader may see it (404) and do this to it (403)."""
    found: UsageSystem = access.get_visible_or_404(systems.visible(request.user), request.user, pk=pk)
    policy.require(request.user, verb, found)
    return found


def load_part(request: HttpRequest, rows: QuerySet[Any], pk: int, verb: str = "change") -> Any:
    """A part of a system, likewise."""
    found: Any = access.get_visible_or_404(rows, request.user, pk=pk)
    policy.require(request.user, verb, found)
    return found


def form_page(
    request: HttpRequest, form: Any, system: UsageSystem, title: str, *, back: str, **more: Any
) -> HttpResponse:
    """A form about a system or a part of it."""
    context = {
        "form": form,
        "system": system,
        "project": system.project,
        "title": title,
        "back": back,
        "nav": NAV,
        **more,
    }
    return render(request, "metrics/usage/form.html", context, status=422 if form.errors else 200)
