"""Reads of stored health."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from metrics.health.models import DimensionRow, HealthSnapshot, Override, ProjectHealth
from metrics.health.quarters import last_quarter_end
from pmo.texts import Sentence
from projects.portfolio import dimensions
from projects.portfolio.choices import SEVERITY, worst
from projects.portfolio.dimensions import Overall

# Said where only what takes a right to know stands badly.
CLOSED = "health.closed"


def overalls(project_ids: Sequence[int], today: date) -> Mapping[int, Overall]:
    """What counts per project: the declared status while an override runs, else the computed one (one query)."""
    return {row.project_id: as_overall(row, today) for row in ProjectHealth.objects.filter(project_id__in=project_ids)}


def told_to(reader: Any, found: Mapping[int, Overall]) -> Mapping[int, Overall]:
    """The same, with what this reader may know where everybody else is told only that it is something (one query)."""
    closed = [pk for pk, overall in found.items() if overall.sentence is not None and overall.sentence.key == CLOSED]
    if not closed:
        return found
    known: dict[int, list[Reason]] = {}
    for reason in reasons(closed, reader=reader):
        known.setdefault(reason.project_id, []).append(reason)
    return {pk: known_to(overall, known.get(pk, [])) for pk, overall in found.items()}


def known_to(overall: Overall, reasons: Sequence[Reason]) -> Overall:
    """The same for a reader who may know these `reasons`, worst first."""
    said = overall.sentence
    if said is None or said.key != CLOSED or not reasons or reasons[0].status != overall.computed:
        return overall
    return replace(overall, sentence=reasons[0].sentence)


def as_overall(row: ProjectHealth, today: date) -> Overall:
    running = row.declared_until is not None and row.declared_until >= today
    return Overall(
        status=row.declared if running else row.status,
        computed=row.status,
        sentence=Sentence.from_json(row.sentence),
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
    project_ids: Sequence[int], *, reader: Any = None, only: Sequence[str] = (), also: Sequence[str] = ()
) -> list[Reason]:
    """Dimension readings: worst first, of these what everybody may know, then longest standing (one query).

    What takes a right is left out for readers without it, and where no reader is named, except for `also`: the caller
    has asked for these.
    """
    rows = DimensionRow.objects.filter(project_id__in=project_ids).select_related("owner")
    if only:
        rows = rows.filter(status__in=only)
    shown = (
        row
        for row in rows.order_by("pk")
        if row.dimension in also or dimensions.told_to(row.dimension, reader, row.project_id)
    )
    found = [_reason(row) for row in shown]
    closed = _closed()
    return sorted(found, key=lambda r: (-SEVERITY[r.status], r.dimension in closed, r.since_on, r.project_id))


def _closed() -> set[str]:
    """Dimensions that not everybody is told of."""
    return {one.code for one in dimensions.dimensions() if one.right is not None}


def worst_of(project_ids: Sequence[int]) -> Mapping[int, tuple[date, Sentence]]:
    """The first of each project's `reasons` that everybody may know: since when, and its sentence (two queries of a few
    columns)."""
    first: dict[int, tuple[int, date, int]] = {}
    ranks = DimensionRow.objects.filter(project_id__in=project_ids).exclude(dimension__in=_closed())
    for project_id, status, since_on, pk in ranks.values_list("project_id", "status", "since_on", "pk"):
        rank = (-SEVERITY[status], since_on, pk)
        first[project_id] = min(first.get(project_id, rank), rank)
    # Only the sentences that are shown are read: they are most of a row.
    chosen = DimensionRow.objects.filter(pk__in=[pk for _severity, _since, pk in first.values()])
    return {
        project_id: (since_on, Sentence(stored["key"], stored.get("params", {})))
        for project_id, since_on, stored in chosen.values_list("project_id", "since_on", "sentence")
    }


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
