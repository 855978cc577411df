"""Levelling a plan: begun here, watched, compared, confirmed or discarded."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo.access import policy
from pmo.jobs import selectors as jobs
from pmo.records import DomainError
from pmo.web.pages import done, render
from projects.portfolio.stage_pages import load_project, page
from projects.resources import services
from projects.resources.forms import LevellingForm
from projects.resources.models import Levelling
from projects.resources.selectors import resources as selectors
from projects.schedule.models import Plan
from projects.schedule.selectors import plans

# Of a levelled plan; the rest is folded away.
MOVES_SHOWN = 60


def _plan(request: HttpRequest, key: str) -> Plan:
    project = load_project(request, key, "plan")
    found = plans.plan_of(request.user, project)
    if found is None:
        raise Http404
    return found


def levelling(request: HttpRequest, key: str) -> HttpResponse:
    return _page(request, _plan(request, key))


def _page(request: HttpRequest, plan: Plan, *, error: str = "") -> HttpResponse:
    found = selectors.newest_levelling(plan)
    may = plan.project.is_open and policy.may(request.user, "change", plan)
    result = _readable(found) if found else None
    moves = result["moves"] if result else []
    context = page(
        request,
        plan.project,
        "people",
        plan=plan,
        levelling=found,
        result=result,
        first_moves=moves[:MOVES_SHOWN],
        more_moves=moves[MOVES_SHOWN:],
        stale=found is not None and found.state == "proposed" and found.plan_version != plan.version,
        job=_job(request, found) if found and found.state == "running" else None,
        form=LevellingForm() if may else None,
        may=may,
        error=error,
    )
    return render(request, "projects/resources/levelling.html", context, status=409 if error else 200)


def _job(request: HttpRequest, found: Levelling) -> Any:
    job = jobs.mine(request.user).filter(pk=found.job_id or 0).first()  # type: ignore[arg-type]
    return jobs.card(job) if job is not None else None


def _readable(found: Levelling) -> dict[str, Any]:
    """The comparison with days as days and names in the reader's language."""
    result = dict(found.result)
    for name in ("finish_before", "finish_after"):
        result[name] = date.fromisoformat(result[name]) if result.get(name) else None
    english = (get_language() or "").startswith("en")
    result["moves"] = [
        {
            **move,
            "label": (move["name_en"] if english else "") or move["name"],
            "from_on": date.fromisoformat(move["from_on"]),
            "to_on": date.fromisoformat(move["to_on"]),
        }
        for move in result.get("moves", [])
    ]
    return result


@require_POST
def start(request: HttpRequest, key: str) -> HttpResponse:
    plan = _plan(request, key)
    policy.require(request.user, "change", plan)
    form = LevellingForm(request.POST)
    if not form.is_valid():
        return _page(request, plan, error=_("Choose how long it may take."))
    try:
        services.start_levelling(by=request.user, plan=plan, now=timezone.now(), **form.cleaned_data)
    except DomainError as error:
        return _page(request, plan, error=error.message)
    return done(request, _("Levelling has begun"), reverse("resources:levelling", args=[key]))


@require_POST
def apply(request: HttpRequest, key: str) -> HttpResponse:
    plan = _plan(request, key)
    policy.require(request.user, "change", plan)
    found = selectors.newest_levelling(plan)
    if found is None:
        return _page(request, plan, error=_("There is no proposal to confirm."))
    try:
        services.apply_levelling(by=request.user, levelling=found, now=timezone.now())
    except DomainError as error:
        return _page(request, plan, error=error.message)
    return done(request, _("The levelled plan is the plan now"), plan.url)


@require_POST
def discard(request: HttpRequest, key: str) -> HttpResponse:
    plan = _plan(request, key)
    policy.require(request.user, "change", plan)
    found = selectors.newest_levelling(plan)
    if found is None:
        return _page(request, plan, error=_("There is no proposal to confirm."))
    try:
        services.discard_levelling(by=request.user, levelling=found, now=timezone.now())
    except DomainError as error:
        return _page(request, plan, error=error.message)
    return done(request, _("Discarded; the plan stays as it is"), reverse("resources:levelling", args=[key]))
