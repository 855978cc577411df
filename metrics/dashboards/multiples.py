"""KPIs as small multiples: value, line, expectation, target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from metrics.kpis import selectors as kpis
from metrics.kpis.models import KpiReadingRow
from pmo.texts import Sentence
from pmo.web import formats
from projects.goals.choices import GoalStatus, KpiKind
from projects.goals.models import Kpi
from projects.portfolio.choices import SEVERITY, Status
from projects.portfolio.models import Project

SHOWN = 6
OF_ONE_PROJECT = 12


@dataclass(frozen=True)
class Multiple:
    """What `components/kpi_multiple.html` draws."""

    name: str
    project: str
    url: str
    value: Any
    digits: int
    unit: str
    status: str
    measured: list[tuple[date, float]]
    expected: list[tuple[date, float]]
    target: float | None
    target_text: str
    due_on: date | None
    chance: float | None
    note: Sentence | None


def living(project_ids: Sequence[int]) -> QuerySet[Kpi]:
    rows = Kpi.objects.filter(goal__project__in=project_ids, retired_at__isnull=True)
    rows = rows.exclude(goal__status=GoalStatus.DROPPED).select_related("goal__project", "reading", "owner")
    return rows.defer("reading__result")


def chosen(project_ids: Sequence[int], limit: int = SHOWN) -> tuple[list[Multiple], int]:
    """The weightiest KPI of each project first, the worst of them in front; and how many there are (two queries)."""
    rows = list(living(project_ids).order_by("goal__project_id", "-weight", "pk"))
    read = [k for k in rows if hasattr(k, "reading")]
    first: dict[int, Kpi] = {}
    for kpi in read:
        first.setdefault(kpi.goal.project_id, kpi)
    rest = [k for k in read if first[k.goal.project_id] is not k]
    picked = [*sorted(first.values(), key=_urgency), *sorted(rest, key=_urgency)][:limit]
    return draw(picked), len(rows)


def of_project(project: Project) -> list[Multiple]:
    """Every measured KPI of a project (two queries)."""
    rows = living([project.pk]).filter(reading__isnull=False).order_by("-weight", "pk")
    return draw(list(rows[:OF_ONE_PROJECT]))


def draw(rows: Sequence[Kpi]) -> list[Multiple]:
    points = kpis.sparks([k.pk for k in rows])
    return [_multiple(k, points[k.pk]) for k in rows]


def _urgency(kpi: Kpi) -> tuple[int, int, int]:
    return -SEVERITY[kpi.reading.status], -kpi.weight, kpi.pk


def _multiple(kpi: Kpi, points: list[tuple[date, float]]) -> Multiple:
    reading: KpiReadingRow = kpi.reading
    expected: list[tuple[date, float]] = []
    if kpi.kind == KpiKind.REACH and kpi.baseline is not None and kpi.target is not None:
        if kpi.baseline_on and kpi.due_on:
            expected = _expected(kpi)
        if kpi.baseline_on:
            points = [p for p in points if p[0] >= kpi.baseline_on] or points
    return Multiple(
        name=kpi.label,
        project=kpi.goal.project.label,
        url=kpi.url,
        value=reading.current,
        digits=kpi.decimals,
        unit=kpi.unit_label,
        status=reading.status,
        measured=points,
        expected=expected,
        target=float(kpi.target) if kpi.target is not None else None,
        target_text=formats.number(kpi.target, kpi.decimals) if kpi.target is not None else "",
        due_on=kpi.due_on,
        chance=reading.probability,
        note=_note(reading),
    )


def _expected(kpi: Kpi) -> list[tuple[date, float]]:
    """From the baseline over the check-ins to the target."""
    middle = [(date.fromisoformat(point["on"]), float(point["value"])) for point in kpi.checkpoints]
    if kpi.baseline_on is None or kpi.due_on is None or kpi.baseline is None or kpi.target is None:
        return []
    return [(kpi.baseline_on, float(kpi.baseline)), *middle, (kpi.due_on, float(kpi.target))]


def _note(reading: KpiReadingRow) -> Sentence | None:
    """Why there is nothing to show, where there is nothing."""
    if reading.status in (Status.NONE, Status.IDLE) or reading.current is None:
        return Sentence.from_json(reading.sentence)
    return None
