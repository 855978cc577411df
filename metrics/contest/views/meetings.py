"""The page of a unit: its place, and the log of its daily meetings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from metrics.contest import rights, services
from metrics.contest.explain import steps
from metrics.contest.forms import DecisionForm, DropForm, first_owner
from metrics.contest.models import ContestUnit, MeetingDecision
from metrics.contest.selectors import contests, meetings
from metrics.contest.views.common import NAV, load_place
from pmo import access
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render


def unit(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, load_place(request, pk))


def _form(request: HttpRequest, place: ContestUnit, data: Any = None) -> DecisionForm:
    """Filled so far that only the sentence is left to type."""
    people = meetings.people(place)
    today = contests.today_in(place.contest, timezone.now())
    initial = {
        "day": today,
        "owner": first_owner(request.user, people.filter(unit__path__startswith=place.unit.path)) or place.unit.head_id,
        "due_on": meetings.next_workday(today, contests.table_of(place.contest)),
    }
    return DecisionForm(data, people=people, initial=initial)


def _page(
    request: HttpRequest, place: ContestUnit, *, form: DecisionForm | None = None, error: str = "", status: int = 200
) -> HttpResponse:
    user, contest = request.user, place.contest
    project = contest.system.project
    today = contests.today_in(contest, timezone.now())
    recent = meetings.recent(place)
    may_write = project.is_open and place.active and rights.may_write(user, place)
    context = {
        "place": place,
        "contest": contest,
        "project": project,
        "today": today,
        "log": meetings.log(place, today, contests.table_of(contest)),
        "latest": recent[0] if recent else None,
        "steps": steps(recent[0].week, recent[0]) if recent else [],
        "recent": recent,
        "may_write": may_write,
        "may_hand_over": may_write and policy.may(user, "add", "action", project_id=project.pk),
        "may_see_contest": policy.may(user, "view", "usage", project_id=project.pk),
        "form": form or (_form(request, place) if may_write else None),
        "drop_form": DropForm(auto_id=False),
        "error": error,
        "nav": NAV,
    }
    return render(request, "metrics/contest/unit.html", context, status=status)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    place = load_place(request, pk)
    rights.require_write(request.user, place)
    form = _form(request, place, request.POST)
    if form.is_valid():
        try:
            services.decide(by=request.user, place=place, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Noted"), place.url)
    return _page(request, place, form=form, status=422)


@require_POST
def held(request: HttpRequest, pk: int) -> HttpResponse:
    """Met today, nothing to decide."""
    place = load_place(request, pk)
    rights.require_write(request.user, place)
    now = timezone.now()
    try:
        services.note_meeting(by=request.user, place=place, day=contests.today_in(place.contest, now), now=now)
    except DomainError as error:
        return _page(request, place, error=error.message, status=409)
    return done(request, _("Noted: today's meeting was held"), place.url)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _decision(request, pk)
    people = meetings.people(found.place, found.owner_id)
    form = DecisionForm(request.POST or None, instance=found, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_decision(
                by=request.user, decision=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), found.place.url)
    context: dict[str, Any] = {
        "form": form,
        "decision": found,
        "place": found.place,
        "project": found.place.contest.system.project,
    }
    context |= {"contest": found.place.contest, "back": found.url, "nav": NAV}
    return render(request, "metrics/contest/decision.html", context, status=422 if form.errors else 200)


@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, services.finish_decision, _("Done"))


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")[:300]
    return _act(request, pk, services.drop_decision, _("Dropped"), reason=reason)


@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, services.hand_over, _("It is an action of the project now"))


def _decision(request: HttpRequest, pk: int) -> MeetingDecision:
    """A decision this person sees (404) and may write to (403)."""
    found: MeetingDecision = access.get_visible_or_404(meetings.decisions(request.user), request.user, pk=pk)
    rights.require_write(request.user, found.place)
    return found


def _act(request: HttpRequest, pk: int, service: Callable[..., Any], said: str, **values: Any) -> HttpResponse:
    found = _decision(request, pk)
    try:
        service(by=request.user, decision=found, now=timezone.now(), **values)
    except Forbidden:
        raise
    except DomainError as error:
        return _page(request, load_place(request, found.place.pk), error=error.message, status=409)
    return done(request, said, found.place.url)
