"""What a reader makes of a finding: a pain point, a KPI. Both are panels beside the table of hand-overs."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from metrics.processes import figures as kpi_figures
from metrics.processes import presentation, results, selectors, services, wording
from metrics.processes.choices import Figure
from metrics.processes.forms import FindingForm, KpiForm
from metrics.processes.models import Process
from metrics.processes.views.common import asked_number, load
from metrics.processes.views.context import page_context
from pmo.access import policy
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.records import DomainError
from pmo.web.pages import done, render


def panel(request: HttpRequest, process: Process, context: dict[str, Any]) -> dict[str, Any]:
    """The panel the address asks for: `?finding=<hand-over>` or `?follow=<figure>`."""
    analysis = context.get("analysis")
    if analysis is None:
        return {}
    if (key := request.GET.get("finding", "")) and context["may_raise"]:
        found = presentation.finding(process, analysis.result, key)
        return _finding(request, process, found) if found else {}
    if (figure := request.GET.get("follow", "")) in Figure.values and context["may_follow"]:
        return _follow(request, process, figure, analysis.result)
    return {}


@require_POST
def raise_pain(request: HttpRequest, pk: int) -> HttpResponse:
    """The hand-over becomes a pain point, linked to a goal or not yet."""
    process = load(request, pk)
    policy.require(request.user, "add", "pain_point", project_id=process.project_id)
    context = page_context(request, process, asked_number(request.POST))
    analysis = context.get("analysis")
    found = presentation.finding(process, analysis.result, request.POST.get("edge", "")) if analysis else None
    if found is None:
        raise Http404
    panel = _finding(request, process, found, data=request.POST)
    form = panel["form"]
    if form.is_valid():
        values = form.cleaned_data
        zh, en = found["titles"]
        untouched = values["title"] == found["title"]
        try:
            pain = services.finding_to_pain_point(
                by=request.user,
                log=context["log"],
                source=found["edge"]["source"],
                target=found["edge"]["target"],
                title=zh if untouched else values["title"],
                title_en=en if untouched else "",
                goal=values["goal"] if request.POST.get("link") != "0" else None,
                units=values["affected"],
                hours_per_month=values["hours_per_month"],
                money_per_month=values["money_per_month"],
                now=timezone.now(),
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Raised as pain point %(code)s") % {"code": pain.code}, f"{context['log'].url}#h-s")
    context.update(panel, chosen=found["edge"]["key"])
    return render(request, "metrics/processes/process.html", context, partial="below", status=422)


@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """A figure becomes a KPI with a measured baseline."""
    process = load(request, pk)
    policy.require(request.user, "add", "kpi", project_id=process.project_id)
    context = page_context(request, process, asked_number(request.POST))
    analysis = context.get("analysis")
    figure = request.POST.get("figure", "")
    if analysis is None or figure not in Figure.values:
        raise Http404
    panel = _follow(request, process, figure, analysis.result, data=request.POST)
    form = panel["form"]
    if form.is_valid():
        values = form.cleaned_data
        try:
            kpi = services.figure_to_kpi(
                by=request.user,
                process=process,
                goal=values["goal"],
                figure=figure,
                target=values["target"],
                due_on=values["due_on"],
                owner=values["owner"],
                log=context["log"],
                now=timezone.now(),
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(
                request, _("KPI made; its baseline is measured from log %(n)s") % {"n": context["log"].number}, kpi.url
            )
    context.update(panel)
    return render(request, "metrics/processes/process.html", context, partial="below", status=422)


def _finding(request: HttpRequest, process: Process, found: dict[str, Any], data: Any = None) -> dict[str, Any]:
    goals = selectors.open_goals(process.project)
    ids = [*process.project.unit_links.values_list("unit_id", flat=True), process.unit_id or 0]
    units = Unit.objects.visible_to(request.user).filter(pk__in=ids).order_by("path")
    first = goals.first()
    initial = {
        "edge": found["edge"]["key"],
        "title": found["title"],
        "affected": [process.unit_id] if process.unit_id else [],
        "goal": first.pk if first else None,
    }
    form = FindingForm(data, initial=initial, goals=goals, units=units)
    return {"panel": "finding", "form": form, "finding": found, "has_goals": first is not None}


def _follow(
    request: HttpRequest, process: Process, figure: str, result: dict[str, Any], data: Any = None
) -> dict[str, Any]:
    goals = selectors.open_goals(process.project)
    people = User.objects.visible_to(request.user).filter(is_active=True).order_by("name")
    owner = process.project.business_owner_id or process.project.manager_id
    first = goals.first()
    form = KpiForm(
        data,
        initial={"figure": figure, "goal": first.pk if first else None, "owner": owner},
        goals=goals,
        people=people,
    )
    return {
        "panel": "follow",
        "form": form,
        "has_goals": first is not None,
        "figure_label": wording.figure_label(figure),
        "baseline": wording.rounded(float(kpi_figures.overall(result, figure)), figure),
        "baseline_on": kpi_figures.known_on(result),
        "month_count": len(results.complete_months(result)),
    }
