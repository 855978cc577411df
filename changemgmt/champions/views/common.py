"""What the pages of this room share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from changemgmt.champions import rights
from changemgmt.champions.models import Champion
from changemgmt.champions.selectors import network
from pmo import access
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done
from projects.portfolio.models import Project


def load_champion(request: HttpRequest, pk: int) -> Champion:
    found: Champion = access.get_visible_or_404(network.visible(request.user), request.user, pk=pk)
    return found


def load_managed(request: HttpRequest, pk: int) -> Champion:
    """A champion this person sees (404) and decides about (403)."""
    found = load_champion(request, pk)
    rights.require_manage(request.user, found)
    return found


def load_for_nomination(request: HttpRequest, key: str) -> tuple[Project, Any]:
    """The project and the units somebody may nominate for: by role on it, or as head of a unit it concerns."""
    user = request.user
    project = rights.project_to_nominate_in(user, key)
    if project is None:
        raise Http404
    units = rights.units_to_nominate_for(user, project)
    if not units.exists():
        policy.require(user, "add", "champion", project_id=project.pk)
    return project, units


def act(request: HttpRequest, do: Callable[[], Any], said: str, to: str) -> HttpResponse:
    """One act with a button: what is refused is said on the page it came from."""
    try:
        do()
    except Forbidden:
        raise
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(to)
    return done(request, said, to)
