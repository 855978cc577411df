"""Milestones of a project and of all projects; calendar links to them."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import access
from pmo.records import DomainError
from pmo.web.pages import done, render
from projects.portfolio import selectors as portfolio
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import page
from projects.schedule import panels, services
from projects.schedule.feeds import calendar_of
from projects.schedule.models import MilestoneFeed
from projects.schedule.selectors import feeds
from projects.schedule.selectors import plans as selectors
from projects.schedule.views.common import load_plan

VIEWS = ("open", "late", "slipped", "mine", "all")
PER_PAGE = 50


def of_project(request: HttpRequest, key: str) -> HttpResponse:
    plan = load_plan(request, key)
    today = timezone.localdate()
    facts = selectors.facts_of(plan, today)
    context = page(
        request,
        plan.project,
        "milestones",
        plan=plan,
        facts=facts,
        lines=_lines(facts.milestones, today),
        notices=panels.notices(plan.project, request.user),
    )
    return render(request, "projects/schedule/milestones.html", context)


def everywhere(request: HttpRequest) -> HttpResponse:
    """Milestones of all plans the reader may see, by day."""
    today = timezone.localdate()
    asked = request.GET.get("show", "")
    wanted = asked if asked in VIEWS else VIEWS[0]
    shown = Paginator(selectors.milestones(request.user, wanted, today), PER_PAGE).get_page(request.GET.get("page"))
    lines = _lines(selectors.as_milestones(shown), today)
    context = {"lines": lines, "page": shown, "wanted": wanted, "nav": "/milestones/", "feeds": feeds.own(request.user)}
    return render(request, "projects/schedule/all_milestones.html", context)


def _lines(found: list[selectors.Milestone], today: Any) -> list[dict[str, Any]]:
    return [{"m": m, "task": m.task, "status": _status(m, today), "word": _word(m, today)} for m in found]


def _status(m: selectors.Milestone, today: Any) -> str:
    if m.is_done:
        return "done"
    if m.is_late(today) or (m.task.critical and (m.slip or 0) > 0):
        return "off"
    return "risk" if (m.slip or 0) > 0 else "ok"


def _word(m: selectors.Milestone, today: Any) -> str:
    if m.is_done:
        return _("Reached")
    if m.is_late(today):
        return _("Overdue")
    return _("Slipped") if (m.slip or 0) > 0 else _("As agreed") if m.slip is not None else _("Planned")


# --- calendar links ---------------------------------------------------------------------------------------------------


def my_feeds(request: HttpRequest) -> HttpResponse:
    return _feeds(request)


def _feeds(request: HttpRequest, *, secret: str = "", error: str = "") -> HttpResponse:
    context = {
        "feeds": feeds.own(request.user),
        "projects": Project.objects.visible_to(request.user).filter(plan__isnull=False).order_by("key"),
        "secret": secret,
        "error": error,
        "nav": "/milestones/",
    }
    return render(request, "projects/schedule/feeds.html", context, status=422 if error else 200)


@require_POST
def open_feed(request: HttpRequest) -> HttpResponse:
    """The secret address is shown on the answer, once."""
    key = request.POST.get("project", "")
    project = access.get_visible_or_404(portfolio.visible(request.user), request.user, key=key) if key else None
    try:
        _feed, token = services.open_feed(by=request.user, project=project, now=timezone.now())
    except DomainError as error:
        return _feeds(request, error=error.message)
    return _feeds(request, secret=request.build_absolute_uri(reverse("schedule:feed", args=[token])))


@require_POST
def revoke_feed(request: HttpRequest, pk: int) -> HttpResponse:
    found: MilestoneFeed = access.get_visible_or_404(
        MilestoneFeed.objects.select_related("project"), request.user, pk=pk
    )
    services.revoke_feed(by=request.user, feed=found, now=timezone.now())
    return done(request, _("The calendar link no longer answers"), reverse("schedule:feeds"))


def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The iCalendar file behind a secret address; anything else is not there."""
    found = feeds.by_token(token, timezone.now())
    if found is None:
        return HttpResponse(status=404)
    content = calendar_of(found, timezone.now(), request.build_absolute_uri("/"))
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")
