"""Reads of stored health."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from metrics.health.models import DimensionRow, HealthSnapshot, Override, ProjectHealth
from metrics.health.quarters import last_quarter_end
from pmo.texts import Sentence
from projects.portfolio import dimensions
from projects.portfolio.choices import SEVERITY, worst
from projects.portfolio.dimensions import Overall, Told, everybody

# Said where only what takes a right to know stands badly.
CLOSED = "health.closed"


def overalls(project_ids: Sequence[int], today: date, told: Told = everybody) -> Mapping[int, Overall]:
    """What counts per project: the declared status while an override runs, else the computed one (one query)."""
    rows = ProjectHealth.objects.filter(project_id__in=project_ids)
    return {row.project_id: as_overall(row, today, told) for row in rows}


def as_overall(row: ProjectHealth, today: date, told: Told = everybody) -> Overall:
    """With the sentence of the worst dimension for whoever may be told of it."""
    kept = (row.sentence or {}).get("told")
    running = row.declared_until is not None and row.declared_until >= today
    return Overall(
        status=row.declared if running else row.status,
        computed=row.status,
        sentence=Sentence.from_json(kept if kept and told(row.worst_dimension, row.project_id) else row.sentence),
        since_on=row.since_on,
        progress=row.progress,
        overridden_until=row.declared_until if running else None,
        quarter_status=row.quarter_status,
    )


def stage_statuses(project_ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
    """The worst status per project and stage (one query)."""
    grouped: dict[int, dict[str, list[str]]] = {}
    for project_id, stage, status in DimensionRow.objects.filter(project_id__in=project_ids).values_list(
        "project_id", "stage", "status"
    ):
        grouped.setdefault(project_id, {}).setdefault(stage, []).append(status)
    return {pid: {stage: worst(found) for stage, found in stages.items()} for pid, stages in grouped.items()}


@dataclass(frozen=True)
class Reason:
    """One dimension of one project, as pages show it."""

    project_id: int
    dimension: str
    label: str
    stage: str
    status: str
    sentence: Sentence
    fact: Sentence | None
    evidence_url: str
    evidence_label: Sentence | None
    owner: Any
    since_on: date


def reasons(
    project_ids: Sequence[int], *, reader: Any = None, only: Sequence[str] = (), told: Told | None = None
) -> list[Reason]:
    """Dimension readings: worst first, of these what everybody may know, then longest standing (one query).

    What takes a right is left out for readers without it, and where no reader is named; `told`: who asks for many
    projects knows what may be told.
    """
    rows = DimensionRow.objects.filter(project_id__in=project_ids).select_related("owner")
    if only:
        rows = rows.filter(status__in=only)
    asked = told or (lambda code, project_id: dimensions.told_to(code, reader, project_id))
    shown = (row for row in rows.order_by("pk") if asked(row.dimension, row.project_id))
    found = [_reason(row) for row in shown]
    closed = _closed()
    return sorted(found, key=lambda r: (-SEVERITY[r.status], r.dimension in closed, r.since_on, r.project_id))


def _closed() -> set[str]:
    """Dimensions that not everybody is told of."""
    return {one.code for one in dimensions.dimensions() if one.right is not None}


def worst_of(project_ids: Sequence[int], told: Told = everybody) -> Mapping[int, tuple[date, Sentence]]:
    """The first of each project's `reasons`: since when, and its sentence (two queries of a few columns). Where a
    dimension that may not be told is worse, only that there is one."""
    first: dict[int, tuple[int, bool, date, int]] = {}
    hidden: dict[int, tuple[int, bool, date, int]] = {}
    closed = _closed()
    ranks = DimensionRow.objects.filter(project_id__in=project_ids)
    for project_id, code, status, since_on, pk in ranks.values_list(
        "project_id", "dimension", "status", "since_on", "pk"
    ):
        rank = (-SEVERITY[status], code in closed, since_on, pk)
        best = first if told(code, project_id) else hidden
        best[project_id] = min(best.get(project_id, rank), rank)
    # Only the sentences that are shown are read: they are most of a row.
    chosen = DimensionRow.objects.filter(pk__in=[pk for *_rank, pk in first.values()])
    found = {
        project_id: (since_on, Sentence(stored["key"], stored.get("params", {})))
        for project_id, since_on, stored in chosen.values_list("project_id", "since_on", "sentence")
    }
    for project_id, (severity, _private, since_on, _pk) in hidden.items():
        if project_id not in first or severity < first[project_id][0]:
            found[project_id] = (since_on, Sentence(CLOSED))
    return found


def _reason(row: DimensionRow) -> Reason:
    known = dimensions.dimension(row.dimension)
    sentence = Sentence.from_json(row.sentence)
    if sentence is None:
        raise ValueError(f"dimension row {row.pk} has no sentence")
    return Reason(
        project_id=row.project_id,
        dimension=row.dimension,
        label=str(known.label) if known else row.dimension,
        stage=row.stage,
        status=row.status,
        sentence=sentence,
        fact=Sentence.from_json(row.fact),
        evidence_url=row.evidence_url,
        evidence_label=Sentence.from_json(row.evidence_label),
        owner=row.owner,
        since_on=row.since_on,
    )


def open_override(project_id: int, today: date) -> Override | None:
    rows = Override.objects.filter(project_id=project_id, ended_at__isnull=True, expires_on__gte=today)
    return rows.select_related("author").first()


def watermelons(project_ids: Sequence[int], today: date) -> set[int]:
    """Projects declared better than computed at the last two quarter ends: green outside, red inside (one query)."""
    last = last_quarter_end(today)
    ends = (last, last_quarter_end(last))
    rows = HealthSnapshot.objects.filter(project_id__in=project_ids, on__in=ends).exclude(declared="")
    better: dict[int, int] = {}
    for project_id, status, declared in rows.values_list("project_id", "status", "declared"):
        better[project_id] = better.get(project_id, 0) + (SEVERITY[declared] < SEVERITY[status])
    return {project_id for project_id, times in better.items() if times == len(ends)}
