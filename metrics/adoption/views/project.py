"""Adoption of a project's systems: against the targets, how they are used, and one unit of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from metrics.adoption import lens, picture, selectors, standing, tables, wording
from metrics.adoption.models import AdoptionTarget
from metrics.adoption.standing import Standing
from metrics.usage.choices import Dimension
from metrics.usage.models import UsageSystem
from metrics.usage.selectors import counts, systems
from metrics.usage.suppression import FEWEST
from pmo import access
from pmo.access import policy
from pmo.exchange.importers import import_url
from pmo.orgs.models import Unit
from pmo.web.pages import render
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page

# Of the chart and of the course of features: thirteen weeks.
DAYS = timedelta(days=90)


def overview(request: HttpRequest, key: str) -> HttpResponse:
    """Rates against targets, with their forecasts: one system, the first unless another is asked for."""
    project, context = _page(request, key, "adoption")
    system: UsageSystem | None = context["system"]
    if system is None:
        return render(request, "metrics/adoption/overview.html", context)
    found = standing.of(system)
    may_change = context["may_change"]
    context |= {
        "found": found,
        "whole": found.whole,
        "lead": wording.lead(found),
        "outlook": wording.outlook(found.whole) if found.whole else None,
        "chart": picture.of(found.whole),
        "units": [tables.row(line, _unit_url(project, system, line)) for line in standing.without_tops(found.units)],
        "parts": _parts(found),
        "activity": tables.habits_of(selectors.activity(system), ""),
        "targets": sorted(found.targets.values(), key=_order),
        "targets_import": import_url("adoption_targets", system=system.pk) if may_change else "",
    }
    return render(request, "metrics/adoption/overview.html", context)


def activity(request: HttpRequest, key: str) -> HttpResponse:
    """How the system is used: habits, week by week, cohorts, features, funnels."""
    _project, context = _page(request, key, "adoption_activity")
    system: UsageSystem | None = context["system"]
    if system is not None:
        kept = selectors.activity(system)
        rows = counts.series(system, kept.until - DAYS, kept.until) if kept else []
        sizes = {row.day: row.eligible for row in rows[::-7] if row.eligible >= FEWEST}
        context |= {
            "kept": kept,
            "habits": tables.habits_of(kept, ""),
            "weeks": tables.weeks(kept),
            "cohorts": tables.cohorts(kept),
            "features": _features(system, kept.until, dict(reversed(sizes.items()))) if kept else [],
            "funnels": [tables.funnel(one) for one in selectors.funnels_of(system)],
            "chart": tables.days_chart(rows),
        }
    return render(request, "metrics/adoption/activity.html", context)


def unit(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """One unit: its course, its features, and why it may be behind. Of a withheld one there is nothing to show."""
    project, context = _page(request, key, "adoption")
    one: Unit = access.get_visible_or_404(Unit.objects.visible_to(request.user), request.user, pk=pk)
    system: UsageSystem | None = context["system"]
    found = standing.of(system, parts=False) if system is not None else None
    line = found.unit(str(one.pk)) if found is not None else None
    if system is None or found is None or line is None:
        raise Http404
    if not line.withheld:
        kept = selectors.activity(system)
        context |= {
            "outlook": wording.outlook(line),
            "chart": picture.of(line),
            "habits": tables.habits_of(kept, str(pk)),
            "features": _features(system, found.day, {on: row.eligible for on, _share, row in line.trend}, pk)
            if found.day
            else [],
            "causes": lens.told(kept, str(pk), request.user, project.pk),
        }
    context |= {
        "unit": one,
        "line": line,
        "back": f"{reverse('adoption:project', args=[project.key])}?system={system.code}",
    }
    return render(request, "metrics/adoption/unit.html", context)


def _features(system: UsageSystem, day: date, sizes: dict[date, int], unit_id: int = 0) -> list[dict[str, Any]]:
    """Features of a group. `sizes`: its eligible people on the days on which it may be shown, `day` among them."""
    return tables.features(counts.by_feature(system, day, unit_id, sizes[day], sizes), sizes)


def _page(request: HttpRequest, key: str, tab: str) -> tuple[Project, dict[str, Any]]:
    project = load_project(request, key, "usage")
    rows = systems.measured(project)
    chosen = next((row for row in rows if row.code == request.GET.get("system")), rows[0] if rows else None)
    user = request.user
    may: dict[str, Any] = {
        "may_add": project.is_open and policy.may(user, "add", "usage_system", project_id=project.pk),
        "may_set_up": policy.may(user, "view", "usage_system", project_id=project.pk),
        "may_change": chosen is not None
        and project.is_open
        and policy.may(user, "change", "usage_system", project_id=project.pk),
    }
    return project, page(request, project, tab, systems=rows, system=chosen, **may)


def _unit_url(project: Project, system: UsageSystem, line: standing.Line) -> str:
    if line.withheld:
        return ""
    return f"{reverse('adoption:unit', args=[project.key, int(line.group.key)])}?system={system.code}"


def _parts(found: Standing) -> list[dict[str, Any]]:
    return [
        {
            "dimension": dimension,
            "label": Dimension(dimension).label,
            "note": _("against the target of everybody") if found.whole and found.whole.target else "",
            "rows": [tables.row(line, "") for line in lines],
        }
        for dimension, lines in found.parts.items()
        if lines
    ]


def _order(target: AdoptionTarget) -> str:
    """The system's own first, then along the tree."""
    return target.unit.path if target.unit is not None else ""
