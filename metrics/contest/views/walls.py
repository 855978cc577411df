"""The wall: one screen after the other for whoever is signed in, or comes with a link of it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation

from metrics.contest.models import Contest
from metrics.contest.selectors import walls
from metrics.contest.views.common import need
from pmo.tokens.secret import note_use
from pmo.web.pages import render
from projects.portfolio.stage_pages import load_project


def wall(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "usage")
    found = need(request, project)
    address = f"{reverse('contest:wall', args=[project.key])}?system={found.system.code}"
    return _wall(request, found, address, exit_url=found.url)


def wall_link(request: HttpRequest, token: str) -> HttpResponse:
    """The wall behind a secret address; anything else is not there. It knows no person and shows none."""
    now = timezone.now()
    link = walls.by_token(token, now)
    if link is None:
        raise Http404
    note_use(link, now=now)
    with translation.override(link.language), timezone.override(link.contest.system.time_zone):
        response = _wall(request, link.contest, f"{reverse('contest:wall_link', args=[token])}?", exit_url="")
    # The address is the key: it goes into no referrer, no index and no shared memory.
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _wall(request: HttpRequest, found: Contest, address: str, *, exit_url: str) -> HttpResponse:
    asked = request.GET.get("page", "")
    shown = walls.wall(found, int(asked) if asked.isdecimal() and len(asked) < 4 else 1)
    context = {
        "wall": shown,
        "contest": found,
        "now": timezone.now(),
        "next_url": f"{address}&page={shown.following}",
        "exit_url": exit_url,
    }
    return render(request, "metrics/contest/wall.html", context, partial="screen")
