"""Usage of a project's systems: do events arrive, and who uses them?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from metrics.usage.choices import Dimension
from metrics.usage.models import UsageSystem
from metrics.usage.selectors import counts, intake, systems
from metrics.usage.services.rollups import today_of
from metrics.usage.suppression import FEWEST
from metrics.usage.wording import lead
from pmo.access import policy
from pmo.engines.stats import Interval, NotAvailable
from pmo.web.pages import render
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page

WEEKS = 13


def usage(request: HttpRequest, key: str) -> HttpResponse:
    """One system of the project, the first unless another is asked for."""
    project = load_project(request, key, "usage")
    rows = systems.measured(project)
    chosen = next((row for row in rows if row.code == request.GET.get("system")), rows[0] if rows else None)
    user = request.user
    context = page(
        request,
        project,
        "usage",
        systems=rows,
        system=chosen,
        may_add=project.is_open and policy.may(user, "add", "usage_system", project_id=project.pk),
        may_set_up=policy.may(user, "view", "usage_system", project_id=project.pk),
    )
    context |= _system(chosen, project) if chosen is not None else {"lead": lead(None, None, None, 0)}
    return render(request, "metrics/usage/project.html", context)


def _system(system: UsageSystem, project: Project) -> dict[str, Any]:
    today = today_of(system, timezone.now())
    delivered = intake.of(system, today)
    day = counts.last_day(system)
    whole = counts.everybody(system, day) if day else None
    found: dict[str, Any] = {
        "intake": delivered,
        "day": day,
        "whole": whole,
        "lead": lead(system, delivered, whole, delivered.silent_days or 0),
        "delivered": _delivered(delivered),
    }
    if day is None or whole is None or whole.eligible < FEWEST:
        return found
    groups = counts.by_unit(system, day)
    return {
        **found,
        "rate": _percent(counts.Group("", "", 0, whole, withheld=False).rate()),
        "units": [_line(group) for group in _without_tops(groups)],
        "withheld": sum(group.withheld for group in groups),
        "parts": _parts(system, day),
        "features": [_feature(use) for use in counts.by_feature(system, day, eligible=whole.eligible)],
        "trend": _trend(system, day),
        "logins": whole.login_days_28 / 4 / whole.eligible,
    }


def _without_tops(groups: list[counts.Group]) -> list[counts.Group]:
    """Without the units above the first that tells anything apart: they would only repeat its figures."""
    found = groups
    while len(found) > 1 and found[1].count.eligible == found[0].count.eligible:
        found = found[1:]
    return [replace(group, depth=group.depth - found[0].depth) for group in found]


def _line(group: counts.Group) -> dict[str, Any]:
    return {"group": group, "rate": None if group.withheld else _percent(group.rate())}


def _percent(rate: Interval | NotAvailable) -> Interval | None:
    """In per cent, for reading."""
    if isinstance(rate, NotAvailable):
        return None
    return Interval(100 * rate.value, 100 * rate.low, 100 * rate.high)


def _parts(system: UsageSystem, day: Any) -> list[dict[str, Any]]:
    """Roles, waves and sites, where there is more than one to tell apart."""
    found = []
    for dimension in (Dimension.ROLE, Dimension.WAVE, Dimension.SITE):
        groups = counts.by_part(system, dimension, day)
        if len(groups) > 1 or (groups and dimension == Dimension.ROLE):
            lines = [_line(group) for group in groups]
            found.append({"dimension": dimension.value, "label": dimension.label, "lines": lines})
    return found


def _feature(use: counts.FeatureUse) -> dict[str, Any]:
    return {"use": use, "rate": _percent(use.rate)}


def _trend(system: UsageSystem, day: Any) -> dict[str, Any] | None:
    """The share of active people at the end of each week, for the chart and its table."""
    days = [day - timedelta(weeks=n) for n in range(WEEKS - 1, -1, -1)]
    rows = counts.days_of(system, Dimension.ALL, days).get("", [])
    points = [(row.day, 100 * row.active_28 / row.eligible, row) for row in rows if row.eligible >= FEWEST]
    if len(points) < 2:
        return None
    data = {
        "unit": "%",
        "digits": 0,
        "periods": [f"{on:%m-%d}" for on, _share, _row in points],
        "measured": [round(share, 1) for _on, share, _row in points],
        "expected": [],
        "forecast": None,
        "target": None,
    }
    return {"data": data, "points": points}


def _delivered(delivered: intake.Intake) -> dict[str, Any]:
    """Events per day of receipt as bars of the same height for all."""
    most = max((n for _day, n in delivered.days), default=0)
    return {"most": most, "days": list(reversed(delivered.days))}
