"""The figures a review looks at: composed by the system from KPIs, health and actions, frozen when it is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from metrics.health import selectors as health
from metrics.kpis.models import KpiReadingRow
from metrics.reviews.choices import ActionStatus, ReviewStatus
from metrics.reviews.models import Action, Review
from pmo.texts import Sentence, pick
from pmo.web import formats
from projects.goals.choices import GoalStatus
from projects.goals.models import Kpi
from projects.portfolio.choices import SEVERITY, State
from projects.portfolio.models import Project

TAKEN_PLACE = (ReviewStatus.HELD, ReviewStatus.CLOSED)


def projects_of(review: Review) -> list[Project]:
    """The project reviewed, or every open project of the portfolio; with their health, in one query."""
    rows = Project.objects.select_related("health")
    if review.project_id is not None:
        return list(rows.filter(pk=review.project_id))
    rows = rows.filter(portfolio_id=review.portfolio_id, state__in=[State.ACTIVE, State.ON_HOLD])
    return list(rows.order_by("key"))


def compose(review: Review, *, now: datetime, earlier: Sequence[Action] | None = None) -> dict[str, Any]:
    """Health, KPI readings and open promises as they stand, as JSON: never recomputed afterwards (four queries)."""
    projects = projects_of(review)
    ids = [p.pk for p in projects]
    today = timezone.localdate(now)
    overall = {p.pk: health.as_overall(p.health, today) for p in projects if hasattr(p, "health")}
    reasons: dict[int, list[health.Reason]] = {}
    for reason in health.reasons(ids):
        reasons.setdefault(reason.project_id, []).append(reason)
    readings = KpiReadingRow.objects.filter(kpi__goal__project__in=ids, kpi__retired_at__isnull=True)
    readings = (
        readings.exclude(kpi__goal__status=GoalStatus.DROPPED).select_related("kpi__goal__project").defer("result")
    )
    return {
        "taken_at": timezone.localtime(now).isoformat(),
        "projects": [_project(p, overall.get(p.pk), reasons.get(p.pk, [])) for p in projects],
        "kpis": [_kpi(row) for row in readings.order_by("kpi__goal__project__key", "kpi__pk")],
        "actions": [_action(a) for a in (earlier_actions(review) if earlier is None else earlier)],
    }


def _project(project: Project, overall: Any, reasons: Sequence[health.Reason]) -> dict[str, Any]:
    told = [{"dimension": r.dimension, "status": r.status, "sentence": r.sentence.to_json()} for r in reasons]
    if overall and overall.sentence and (not reasons or reasons[0].status != overall.computed):
        # A dimension that is not for everybody is worse: that there is one is said first.
        told.insert(0, {"dimension": "closed", "status": overall.computed, "sentence": overall.sentence.to_json()})
    return {
        "id": project.pk,
        "key": project.key,
        "name": project.name,
        "name_en": project.name_en,
        "status": overall.status if overall else "none",
        "computed": overall.computed if overall else "none",
        "progress": overall.progress if overall else None,
        "reasons": told,
    }


def _kpi(row: KpiReadingRow) -> dict[str, Any]:
    kpi: Kpi = row.kpi
    return {
        "id": kpi.pk,
        "project": kpi.goal.project.key,
        "name": kpi.name,
        "name_en": kpi.name_en,
        "unit": kpi.unit,
        "unit_en": kpi.unit_en,
        "decimals": kpi.decimals,
        "baseline": None if kpi.baseline is None else str(kpi.baseline),
        "target": None if kpi.target is None else str(kpi.target),
        "lower": None if kpi.lower is None else str(kpi.lower),
        "upper": None if kpi.upper is None else str(kpi.upper),
        "current": None if row.current is None else str(row.current),
        "progress": row.progress,
        "expected": row.expected,
        "probability": row.probability,
        "status": row.status,
    }


def _action(action: Action) -> dict[str, Any]:
    return {
        "title": action.title,
        "title_en": action.title_en,
        "status": action.status,
        "due_on": action.due_on.isoformat(),
        "owner": action.owner.name,
    }


def previous(review: Review) -> Review | None:
    """The last review of the same subject that took place before this one."""
    rows = Review.objects.filter(portfolio_id=review.portfolio_id, project=review.project, status__in=TAKEN_PLACE)
    return rows.filter(starts_at__lt=review.starts_at).order_by("-starts_at").first()


def earlier_actions(review: Review) -> list[Action]:
    """What earlier reviews of the same subject left open, and what was finished lately."""
    rows = Action.objects.filter(
        review__portfolio_id=review.portfolio_id,
        review__project=review.project,
        review__starts_at__lt=review.starts_at,
    )
    # A quarter, and what the quarter before it finished late.
    lately = review.starts_at - timedelta(days=120)
    rows = rows.filter(Q(status=ActionStatus.OPEN) | Q(done_at__gte=lately))
    return list(rows.select_related("owner", "review").order_by("due_on", "pk")[:100])


@dataclass(frozen=True)
class ProjectRow:
    """A project of the pack; `was` is its status at the review before."""

    pk: int | None
    key: str
    label: str
    status: str
    computed: str
    progress: float | None
    reason: Sentence | None
    was: str

    @property
    def change(self) -> str:
        if not self.was:
            return ""
        step = SEVERITY[self.status] - SEVERITY[self.was]
        return "worse" if step > 0 else "better" if step < 0 else "same"


@dataclass(frozen=True)
class KpiRow:
    """A KPI of the pack; `before` is its value at the review before."""

    pk: int
    project: str
    label: str
    unit: str
    decimals: int
    target: str
    current: str | None
    before: str | None
    progress: float | None
    status: str


def project_rows(pack: Mapping[str, Any], before: Mapping[str, Any]) -> list[ProjectRow]:
    """Worst first."""
    was = {p["key"]: p["status"] for p in before.get("projects", [])}
    rows = [
        ProjectRow(
            pk=p.get("id"),
            key=p["key"],
            label=pick(p["name"], p["name_en"]),
            status=p["status"],
            computed=p["computed"],
            progress=p["progress"],
            reason=Sentence.from_json(p["reasons"][0]["sentence"]) if p["reasons"] else None,
            was=was.get(p["key"], ""),
        )
        for p in pack.get("projects", [])
    ]
    return sorted(rows, key=lambda row: (-SEVERITY[row.status], row.key))


def kpi_rows(pack: Mapping[str, Any], before: Mapping[str, Any]) -> list[KpiRow]:
    """By project, worst first within it."""
    was = {k["id"]: k["current"] for k in before.get("kpis", [])}
    names = {p["key"]: pick(p["name"], p["name_en"]) for p in pack.get("projects", [])}
    rows = [
        KpiRow(
            pk=k["id"],
            project=names.get(k.get("project", ""), ""),
            label=pick(k["name"], k["name_en"]),
            unit=pick(k["unit"], k["unit_en"]),
            decimals=k["decimals"],
            target=_target(k),
            current=k["current"],
            before=was.get(k["id"]),
            progress=k["progress"],
            status=k["status"],
        )
        for k in pack.get("kpis", [])
    ]
    return sorted(rows, key=lambda row: (row.project, -SEVERITY[row.status], row.pk))


def _target(kpi: Mapping[str, Any]) -> str:
    """The target, or the bounds of a KPI that has to keep them."""
    unit, digits = pick(kpi["unit"], kpi["unit_en"]), kpi["decimals"]
    if kpi["target"] is not None:
        return formats.quantity(Decimal(kpi["target"]), digits, unit)
    low, high = (kpi.get(name) for name in ("lower", "upper"))
    if low is not None and high is not None:
        return f"{formats.number(Decimal(low), digits)} – {formats.quantity(Decimal(high), digits, unit)}"
    if low is not None:
        return f"≥ {formats.quantity(Decimal(low), digits, unit)}"
    return f"≤ {formats.quantity(Decimal(high), digits, unit)}" if high is not None else ""


def missing_inputs(review: Review, *, people: int, items: int, pack: Mapping[str, Any]) -> list[Sentence]:
    """What a planned review lacks: people, an agenda, current values of KPIs."""
    found = []
    if people < 2:
        found.append(Sentence("review.missing_people"))
    if not items:
        found.append(Sentence("review.missing_agenda"))
    stale = [k for k in pack["kpis"] if k["status"] == "none"]
    words = [{"t": "name", "zh": k["name"], "en": k["name_en"]} for k in stale]
    return found + [Sentence("review.missing_kpi", {"kpi": word}) for word in words[:20]]
