"""Is the plan fit to be steered by: the fourteen checks, and the tasks behind them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo.web.pages import render
from projects.portfolio.stage_pages import page
from projects.schedule import services
from projects.schedule.selectors.quality import Line, quality
from projects.schedule.views.common import load_plan

MOST_ROWS = 200

# What each check asks, and what to do where it is not met.
WORDS: dict[str, tuple[Any, Any]] = {
    "logic": (_("Tasks without predecessor or successor"), _("Link them, or nothing follows when they slip.")),
    "leads": (_("Links with a lead"), _("Split the predecessor where the successor may really begin.")),
    "lags": (_("Links with a lag"), _("A wait is work of somebody: make it a task, with an owner.")),
    "finish_to_start": (_("Links from finish to start"), _("Others are hard to read; keep them for overlaps.")),
    "hard": (_("Hard constraints"), _("Use a deadline instead: it warns, and lets the plan tell the truth.")),
    "high_float": (_("Float above 44 days"), _("Usually a missing successor.")),
    "negative_float": (_("Negative float"), _("A promised date cannot be kept: move it, or shorten the chain.")),
    "long": (_("Longer than 44 days"), _("Cut it into parts that are reported on every month.")),
    "dates": (
        _("Dates that cannot be"),
        _("Work planned before the status date, or reported after it: report progress, and move the rest."),
    ),
    "staffed": (_("Without people"), _("Work nobody is named for is not planned.")),
    "missed": (_("Finished later than agreed"), _("Of what was due by the status date.")),
    "path": (_("Critical path test"), _("A delay of 600 days on the path must move the finish by 600 days.")),
    "cpli": (_("Critical path length index"), _("Below 1 the rest must go faster than planned.")),
    "bei": (_("Baseline execution index"), _("Tasks done ÷ tasks that should be done by the status date.")),
}
REASONS = {
    "no_baseline": _("there is no baseline"),
    "no_tasks": _("there is no unfinished task"),
    "no_links": _("there is no link"),
    "nothing_due": _("nothing was due yet"),
}
PERCENT = {"logic", "lags", "finish_to_start", "hard", "high_float", "long", "staffed", "missed"}


def shown(request: HttpRequest, key: str) -> HttpResponse:
    plan = load_plan(request, key)
    found = quality(plan, timezone.localdate(), services.finish_moves)
    context = page(
        request,
        plan.project,
        "quality",
        plan=plan,
        quality=found,
        lines=[_line(line) for line in found.lines],
    )
    return render(request, "projects/schedule/quality.html", context)


def _line(line: Line) -> dict[str, Any]:
    check = line.check
    title, advice = WORDS[check.code]
    return {
        "check": check,
        "title": title,
        "advice": advice,
        "reason": REASONS.get(check.reason, ""),
        "status": {True: "ok", False: "off", None: "none"}[check.passed],
        "unit": "%" if check.code in PERCENT else "",
        "digits": 2 if check.code in ("cpli", "bei") else 1 if check.code in PERCENT else 0,
        "tasks": line.tasks[:MOST_ROWS],
        "more": max(len(line.tasks) - MOST_ROWS, 0),
    }
