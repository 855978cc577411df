"""The pulse: where the groups of a project stand, rounds, and the five taps people answer with."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changemgmt.readiness import advice, services, wording
from changemgmt.readiness.choices import STATEMENTS, Element
from changemgmt.readiness.forms.pulse import CancelForm, RoundForm
from changemgmt.readiness.models import PulseRound
from changemgmt.readiness.selectors import pulse as selectors
from changemgmt.readiness.selectors.pulse import Result
from pmo import access
from pmo.access import policy
from pmo.records import Conflict, DomainError, Invalid
from pmo.web.pages import done, render
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page


def project_pulse(request: HttpRequest, key: str) -> HttpResponse:
    """Where the groups stand, from the newest closed round; below it all rounds."""
    project = load_project(request, key, "readiness")
    rounds = selectors.of_project(request.user, project)
    closed = next((one for one in rounds if one.results.get("whole")), None)
    return _page(request, project, rounds, rounds[0] if rounds else None, closed)


def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    found = _round(request, pk)
    rounds = selectors.of_project(request.user, found.project)
    return _page(request, found.project, rounds, found, found if found.results.get("whole") else None, one=True)


def _page(
    request: HttpRequest,
    project: Project,
    rounds: list[PulseRound],
    first: PulseRound | None,
    shown: PulseRound | None,
    *,
    one: bool = False,
    error: str = "",
) -> HttpResponse:
    made = selectors.result(shown) if shown is not None else None
    running = next((found for found in rounds if found.is_open), None)
    user, pk = request.user, project.pk
    may_start = project.is_open and policy.may(user, "add", "readiness", project_id=pk)
    context = page(
        request,
        project,
        "pulse",
        lead=wording.pulse(shown or first, made),
        rounds=rounds,
        shown=shown,
        one=first.number if one and first is not None else 0,
        running=running,
        running_lead=wording.pulse(running, None) if running is not None else None,
        result=made,
        groups=_groups(made, project, user),
        elements=Element.choices,
        statements=STATEMENTS,
        may_start=may_start and running is None,
        may_change=project.is_open and policy.may(user, "change", "readiness", project_id=pk),
        may_act=project.is_open and policy.may(user, "add", "stakeholder_action", project_id=pk),
        cancel_form=CancelForm(),
        error=error,
    )
    return render(request, "changemgmt/readiness/pulse.html", context, status=422 if error else 200)


def _groups(made: Result | None, project: Project, user: Any) -> list[dict[str, Any]]:
    """Every group with its bars, its sentence, and what helps at its barrier."""
    if made is None:
        return []
    found = []
    for one in made.groups:
        row: dict[str, Any] = {"one": one, "id": f"h-g{one.group.pk}"}
        if one.found is not None:
            row |= {
                "sentence": wording.result(one.found),
                "bars": _bars(one.found),
                "steps": advice.for_barrier(one.found.barrier, project, user),
            }
        found.append(row)
    return found


def _bars(found: Any) -> list[dict[str, Any]]:
    """People per barrier in percent, from the first element to "ready", with where each part begins."""
    labels = [*(label for _value, label in Element.choices), _("Ready")]
    bars, start = [], 0.0
    for place, (label, count) in enumerate(zip(labels, found.counts, strict=True)):
        share = 100 * count / found.n
        mean = found.means[place] if place < len(found.means) else None
        bars.append({"label": label, "share": share, "start": start, "place": place, "mean": mean})
        start += share
    return bars


def _round(request: HttpRequest, pk: int) -> PulseRound:
    found: PulseRound = access.get_visible_or_404(selectors.visible(request.user), request.user, pk=pk)
    return found


def new_round(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "readiness")
    policy.require(request.user, "add", "readiness", project_id=project.pk)
    form = RoundForm(request.POST or None, user=request.user, project=project)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.start_round(by=request.user, project=project, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(n)s people are asked") % {"n": made.invited}, _pulse_url(project))
    context = {
        "form": form,
        "project": project,
        "title": _("Ask where people stand"),
        "tab": "pulse",
        "back": _pulse_url(project),
        "statements": STATEMENTS,
    }
    return render(request, "changemgmt/readiness/round_form.html", context, status=422 if form.errors else 200)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found = _round(request, pk)
    policy.require(request.user, "change", found)
    try:
        services.close_round(by=request.user, found=found, now=timezone.now())
    except Conflict:
        return redirect(found.url)
    return done(request, _("Closed and counted"), found.url)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = _round(request, pk)
    policy.require(request.user, "change", found)
    form = CancelForm(request.POST)
    try:
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        services.cancel_round(by=request.user, found=found, reason=reason, now=timezone.now())
    except DomainError as error:
        if error.status == 403:
            raise
        rounds = selectors.of_project(request.user, found.project)
        return _page(request, found.project, rounds, found, None, one=True, error=error.message)
    return done(request, _("Called off"), _pulse_url(found.project))


def _pulse_url(project: Project) -> str:
    return reverse("readiness:pulse", args=[project.key])


# ---- five taps ----------------------------------------------------------------------------------------------------


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """For whoever is asked; nobody else finds anything here."""
    seat = selectors.seat_of(request.user, pk)
    if seat is None:
        raise Http404
    found, now = seat.round, timezone.now()
    if seat.answer is not None:
        return redirect("readiness:thanks", found.pk)
    if not found.is_open or found.closes_at <= now:
        return render(request, "changemgmt/readiness/closed.html", {"round": found, "project": found.project})
    given = [_number(request.POST.get(f"e{place}")) for place in range(len(STATEMENTS))]
    errors: dict[str, Any] = {}
    if request.method == "POST":
        try:
            services.submit(by=request.user, found=found, given=given, now=now)
        except Conflict:
            # Answered in another window, or closed a moment ago: the next page says which.
            return redirect("readiness:answer", found.pk)
        except Invalid as error:
            errors[error.field] = error.message
        else:
            return redirect("readiness:thanks", found.pk)
    items = [
        {"name": f"e{place}", "text": text, "value": given[place], "error": errors.get(f"e{place}", "")}
        for place, text in enumerate(STATEMENTS)
    ]
    context = {"round": found, "project": found.project, "items": items, "errors": errors, "steps": range(1, 6)}
    return render(request, "changemgmt/readiness/answer.html", context, status=422 if errors else 200)


def thanks(request: HttpRequest, pk: int) -> HttpResponse:
    seat = selectors.seat_of(request.user, pk)
    if seat is None:
        raise Http404
    if seat.answer is None:
        # Not answered yet, or counted and deleted meanwhile: the next page says which.
        return redirect("readiness:answer", pk)
    return render(request, "changemgmt/readiness/thanks.html", {"round": seat.round, "project": seat.round.project})


def _number(value: str | None) -> int | None:
    return int(value) if value in ("1", "2", "3", "4", "5") else None
