"""Baselines: take one, choose which counts, compare two."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.records import DomainError
from pmo.web.pages import done, render
from projects.portfolio.stage_pages import page
from projects.schedule import services
from projects.schedule.forms import BaselineForm
from projects.schedule.models import Baseline
from projects.schedule.selectors import baselines as comparing
from projects.schedule.selectors import plans as selectors
from projects.schedule.views.common import load_plan


def baselines(request: HttpRequest, key: str) -> HttpResponse:
    """All of them; POST takes a new one."""
    plan = load_plan(request, key)
    may_change = plan.project.is_open and policy.may(request.user, "change", plan)
    if request.method == "POST":
        policy.require(request.user, "change", plan)
    form = BaselineForm(request.POST or None) if may_change or request.method == "POST" else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            made = services.take_baseline(by=request.user, plan=plan, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            form.apply(error)
        else:
            text = _("Baseline %(n)s taken; slips are counted against it") % {"n": made.number}
            return done(request, text, reverse("schedule:baselines", args=[key]))
    known = selectors.baselines(plan)
    before = _chosen(request, known, "before") or next((b for b in known if b.is_current), None)
    after = _chosen(request, known, "after")
    context = page(
        request,
        plan.project,
        "baselines",
        plan=plan,
        baselines=known,
        form=form,
        may_change=may_change,
        before=before,
        after=after,
        differences=comparing.compare(plan, before, after) if before else [],
    )
    return render(request, "projects/schedule/baselines.html", context, status=422 if form and form.errors else 200)


def _chosen(request: HttpRequest, known: list[Baseline], name: str) -> Baseline | None:
    wanted = request.GET.get(name, "")
    return next((b for b in known if str(b.number) == wanted), None)


def _load(request: HttpRequest, pk: int) -> Baseline:
    rows = Baseline.objects.select_related("plan__project")
    found: Baseline = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    return _act(request, found, services.make_baseline_current, _("Slips are counted against baseline %(n)s"))


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "delete", found)
    return _act(request, found, services.delete_baseline, _("Baseline %(n)s deleted"))


def _act(request: HttpRequest, found: Baseline, service: Callable[..., object], text: str) -> HttpResponse:
    back = reverse("schedule:baselines", args=[found.plan.project.key])
    try:
        service(by=request.user, baseline=found, now=timezone.now())
    except DomainError as error:
        if error.status == 403:
            raise
        return done(request, error.message, back)
    return done(request, text % {"n": found.number}, back)
