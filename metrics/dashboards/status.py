"""The status document of a project: what REST clients pull. Parts that are not measured are null."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from metrics.dashboards import board
from metrics.dashboards.multiples import living
from metrics.health import selectors as health
from metrics.kpis import readouts
from metrics.kpis.readouts import Readout
from metrics.reviews.choices import ReviewStatus
from metrics.reviews.models import Review
from projects.goals.choices import GoalStatus
from projects.goals.models import Goal, Kpi
from projects.portfolio import dimensions, status_parts
from projects.portfolio.choices import Status
from projects.portfolio.models import Project
from projects.schedule.models import Plan
from projects.schedule.selectors import plans
from projects.simulation.selectors import runs as simulations

MILESTONES = 20


def document(project: Project, as_of: date, base_url: str, reader: Any) -> dict[str, Any]:
    """The document as of a day; `project` comes from `board.marked`.

    Today's comes from stored rows; a past day's readings are computed from what was measured until then (health has no
    reasons for past days, only its snapshot).
    """
    today = timezone.localdate()
    live = as_of >= today
    kpis = living([project.pk]).select_related(None).select_related("reading")
    rows = list(kpis.order_by("goal__number", "pk"))
    readings = (
        {k.pk: _values(k.reading) for k in rows if hasattr(k, "reading")} if live else _past(rows, project, as_of)
    )
    goals = list(Goal.objects.filter(project=project).exclude(status=GoalStatus.DROPPED).order_by("number"))
    return {
        "key": project.key,
        "name": project.label,
        "stage": project.stage,
        "as_of": as_of.isoformat(),
        "health": _health_now(project, today, base_url, reader) if live else _health_then(project, as_of),
        "goals": [_goal(goal, [k for k in rows if k.goal_id == goal.pk], readings) for goal in goals],
        "kpis": [_kpi(kpi, readings.get(kpi.pk)) for kpi in rows],
        "milestones": [_milestone(d) for d in _coming(project, as_of, live)[:MILESTONES]],
        "schedule": _schedule(project, today) if live else None,
        "risks": status_parts.part("risks", reader, project, as_of, today),
        "budget": status_parts.part("budget", reader, project, as_of, today),
        "benefits": status_parts.part("benefits", reader, project, as_of, today),
        "adoption": status_parts.part("adoption", reader, project, as_of, today),
        "next_review": _next_review(project, as_of),
    }


def _schedule(project: Project, today: date) -> dict[str, Any] | None:
    """The plan's finish against its baseline; null without a plan."""
    plan = Plan.objects.filter(project=project, task_count__gt=0).select_related("work_calendar").first()
    if plan is None:
        return None
    plan.project = project
    facts = plans.facts_of(plan, today)
    sure = simulations.percentiles(project)
    return {
        "finish": _iso(facts.finish_on),
        "baseline_finish": _iso(facts.baseline_finish_on),
        "slip_days": facts.slip,
        "p50": _iso(sure[0]) if sure else None,
        "p80": _iso(sure[1]) if sure else None,
    }


def _coming(project: Project, as_of: date, live: bool) -> list[dimensions.KeyDate]:
    if live:
        return board.dates([project], as_of)
    return dimensions.key_dates([project.pk], as_of, as_of + board.AHEAD)


def _past(rows: Sequence[Kpi], project: Project, as_of: date) -> dict[int, dict[str, Any]]:
    limits = {k.pk: project.portfolio.thresholds for k in rows}
    return {r.kpi_id: _values(r) for r in readouts.compute(rows, as_of, limits)}


def _values(reading: Readout | Any) -> dict[str, Any]:
    return {
        "current": reading.current,
        "current_on": _iso(reading.current_on),
        "progress": reading.progress,
        "expected": reading.expected,
        "status": reading.status,
        "forecast": {
            "reaches_on": _iso(reading.reaches_on),
            "probability": None if reading.probability is None else round(reading.probability / 100, 6),
            "low": _iso(reading.low_on),
            "high": _iso(reading.high_on),
        }
        if reading.probability is not None or reading.reaches_on is not None
        else None,
    }


def _kpi(kpi: Kpi, reading: dict[str, Any] | None) -> dict[str, Any]:
    empty = {
        "current": None,
        "current_on": None,
        "progress": None,
        "expected": None,
        "status": "none",
        "forecast": None,
    }
    return {
        "id": kpi.pk,
        "name": kpi.label,
        "unit": kpi.unit_label,
        "baseline": kpi.baseline,
        "target": kpi.target,
        "due_on": _iso(kpi.due_on),
        **(reading or empty),
    }


def _goal(goal: Goal, members: Sequence[Kpi], readings: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """Σ w·clip(p) / Σ w over the goal's KPIs."""
    counted = [
        (k.weight, readings[k.pk]["progress"])
        for k in members
        if k.pk in readings and readings[k.pk]["progress"] is not None
    ]
    weight = sum(w for w, _p in counted)
    progress = round(sum(w * min(max(p, 0.0), 100.0) for w, p in counted) / weight, 4) if weight else None
    return {"id": goal.pk, "title": goal.label, "status": goal.status, "weight": goal.weight, "progress": progress}


def _health_now(project: Project, today: date, base_url: str, reader: Any) -> dict[str, Any]:
    reasons = [
        {
            "dimension": r.dimension,
            "status": r.status,
            "text": r.sentence.plain(),
            "evidence_url": f"{base_url}{r.evidence_url}" if r.evidence_url else None,
        }
        for r in health.reasons([project.pk], reader=reader)
    ]
    status = health.as_overall(project.health, today).status if hasattr(project, "health") else Status.NONE.value
    return {"status": status, "reasons": reasons}


def _health_then(project: Project, as_of: date) -> dict[str, Any]:
    snapshot = project.health_snapshots.filter(on__lte=as_of).order_by("-on").first()
    return {"status": (snapshot.declared or snapshot.status) if snapshot else "none", "reasons": []}


def _milestone(found: dimensions.KeyDate) -> dict[str, Any]:
    return {
        "on": found.on.isoformat(),
        "title": found.title.plain(),
        "lane": found.lane,
        "original_on": _iso(found.original_on),
    }


def _next_review(project: Project, as_of: date) -> str | None:
    """The next review that looks at this project: its own, or its portfolio's."""
    mine = Q(project=project) | Q(project__isnull=True, portfolio_id=project.portfolio_id)
    rows = Review.objects.filter(mine, status=ReviewStatus.PLANNED, starts_at__date__gte=as_of)
    found = rows.order_by("starts_at").values_list("starts_at", flat=True).first()
    return timezone.localtime(found).isoformat() if found else None


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None
