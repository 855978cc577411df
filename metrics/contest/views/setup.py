"""A contest is set up beside its system, and the links to its wall are made and revoked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from metrics.contest import services
from metrics.contest.forms import ContestForm, WallForm
from metrics.contest.models import Contest
from metrics.contest.selectors import contests
from metrics.contest.views.common import NAV, load_system
from metrics.usage.models import UsageSystem
from pmo import access
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError
from pmo.web.pages import done, render

HISTORY = 8


def setup(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for the first time and every other."""
    system = load_system(request, pk)
    found = contests.visible(request.user).filter(system=system).first()
    today = timezone.localdate()
    form = ContestForm(request.POST or None, instance=found, system=system, today=today)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            if found is None:
                made = services.start_contest(by=request.user, system=system, now=now, **form.values())
            else:
                made = services.change_contest(
                    by=request.user, contest=found, expected=form.expected, now=now, **form.values()
                )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), made.url)
    return _page(request, system, found, form)


def _page(
    request: HttpRequest,
    system: UsageSystem,
    found: Contest | None,
    form: ContestForm,
    *,
    wall_form: WallForm | None = None,
    made: services.NewWall | None = None,
    error: str = "",
) -> HttpResponse:
    wrong = bool(form.errors or (wall_form is not None and wall_form.errors))
    context: dict[str, Any] = {
        "system": system,
        "project": system.project,
        "contest": found,
        "form": form,
        "wall_form": wall_form or WallForm(),
        "walls": contests.walls(found, timezone.now()) if found is not None else [],
        "made": made,
        "made_url": _absolute(request, made.token) if made is not None else "",
        "entries": audit.history(found)[:HISTORY] if found is not None else [],
        "error": error,
        "back": found.url if found is not None else reverse("contest:page", args=[system.project.key]),
        "nav": NAV,
    }
    return render(request, "metrics/contest/setup.html", context, status=409 if error else 422 if wrong else 200)


def _absolute(request: HttpRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("contest:wall_link", args=[token]))


@require_POST
def wall_new(request: HttpRequest, pk: int) -> HttpResponse:
    """No redirect after it is made: the address exists only in this answer."""
    found = access.get_visible_or_404(contests.visible(request.user), request.user, pk=pk)
    policy.require(request.user, "change", found)
    wall_form, made = WallForm(request.POST), None
    if wall_form.is_valid():
        try:
            made = services.add_wall(by=request.user, contest=found, now=timezone.now(), **wall_form.cleaned_data)
        except DomainError as error:
            wall_form.apply(error)
    form = ContestForm(instance=found, system=found.system, today=timezone.localdate())
    return _page(request, found.system, found, form, wall_form=None if made else wall_form, made=made)


@require_POST
def wall_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    link = access.get_visible_or_404(contests.wall_links(request.user), request.user, pk=pk)
    policy.require(request.user, "change", link)
    system, found = link.contest.system, link.contest
    try:
        services.revoke_wall(by=request.user, link=link, now=timezone.now())
    except DomainError as error:
        form = ContestForm(instance=found, system=system, today=timezone.localdate())
        return _page(request, system, found, form, error=error.message)
    back = f"{reverse('contest:setup', args=[system.pk])}#walls"
    return done(request, _("“%(name)s” is revoked") % {"name": link.name}, back)
