"""Compute and store health, and let a person declare another status for a while."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from metrics.health import alerts
from metrics.health.models import DimensionRow, DirtyProject, HealthSnapshot, Override, ProjectHealth
from metrics.health.quarters import is_quarter_end, last_quarter_end
from metrics.health.selectors import CLOSED
from metrics.health.value import roll_up_projects
from pmo import audit
from pmo.access import policy
from pmo.notify.wake import wake
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, register
from projects.portfolio import dimensions
from projects.portfolio.choices import SEVERITY, State, Status
from projects.portfolio.dimensions import DimensionReading
from projects.portfolio.models import Project

register(CLOSED, N_("One dimension that not everybody is told of is not on track"))

TOUCHED_TASK = "metrics.health_touched"
CHUNK = BATCH = 500
LONGEST_OVERRIDE = timedelta(days=92)
CATCH_UP = timedelta(days=5)
OPEN = (State.ACTIVE, State.ON_HOLD)
DIMENSION_FIELDS = [
    "stage", "status", "since_on", "sentence", "fact", "evidence_url", "evidence_label", "owner", "computed_at",
]  # fmt: skip
OVERALL_FIELDS = [
    "status", "since_on", "sentence", "worst_dimension", "quarter_status", "progress", "computed_at",
]  # fmt: skip


def recompute_all(*, now: datetime) -> int:
    """Recompute every open project, and take the weekly and quarterly snapshot when one is due."""
    ids = list(Project.objects.filter(state__in=OPEN).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        with transaction.atomic():
            DirtyProject.objects.filter(project__in=ids[start : start + CHUNK]).delete()
            recompute(ids[start : start + CHUNK], now=now)
    snapshot(now=now)
    return len(ids)


def touch(project_ids: Iterable[int], now: datetime) -> None:
    """Note that health is out of date, with the change itself, and call a worker once it is committed.

    Many changes of one transaction, or before the worker comes, cost one computation.
    """
    notes = [DirtyProject(project_id=pk, since=now) for pk in sorted(set(project_ids))]
    # An update, so that a worker that takes a note now waits until this change is committed.
    DirtyProject.objects.bulk_create(
        notes, update_conflicts=True, unique_fields=["project"], update_fields=["since"], batch_size=BATCH
    )
    if notes:
        wake(TOUCHED_TASK)


def recompute_touched(*, now: datetime) -> int:
    """Recompute what is noted as out of date; returns how many projects. Safe to run twice at once."""
    done = 0
    while ids := list(
        DirtyProject.objects.order_by("since", "project_id").values_list("project_id", flat=True)[:CHUNK]
    ):
        with transaction.atomic():
            notes = DirtyProject.objects.select_for_update().filter(project__in=ids).order_by("project_id")
            # The notes go before anything is read: a change that comes while we compute writes a new one.
            taken = list(notes.values_list("project_id", flat=True))
            DirtyProject.objects.filter(project__in=taken).delete()
            recompute(Project.objects.filter(pk__in=taken, state__in=OPEN).values_list("pk", flat=True), now=now)
        done += len(taken)
    return done


@transaction.atomic
def recompute(project_ids: Iterable[int], *, now: datetime) -> None:
    """Compute every dimension of these projects and store what changed, in a fixed number of queries."""
    projects = list(Project.objects.filter(pk__in=list(project_ids)).select_related("portfolio").order_by("pk"))
    if not projects:
        return
    as_of = _today(now)
    before = _claimed(projects, as_of, now)
    readings = {d.code: (d, d.compute(projects, as_of)) for d in dimensions.dimensions()}
    known = {(r.project_id, r.dimension): r for r in DimensionRow.objects.filter(project__in=projects)}
    rows, gone = [], []
    for project in projects:
        for code, (dimension, found) in readings.items():
            reading, old = found.get(project.pk), known.get((project.pk, code))
            if reading is None:
                gone += [old.pk] if old else []
                continue
            rows.append(_row(project, dimension, reading, old, as_of, now))
    DimensionRow.objects.filter(pk__in=gone).delete()
    DimensionRow.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["project", "dimension"],
        update_fields=DIMENSION_FIELDS,
        batch_size=BATCH,
    )
    _store_overall(projects, rows, before, as_of, now)


def _claimed(projects: Sequence[Project], as_of: date, now: datetime) -> dict[int, ProjectHealth]:
    """The overall rows, locked in one order: of two who compute a project, the second sees what the first could not."""
    held = ProjectHealth.objects.select_for_update().filter(project__in=projects).order_by("project_id")
    found = {row.project_id: row for row in held}
    missing = [p for p in projects if p.pk not in found]
    if not missing:
        return found
    blank = {"status": Status.IDLE, "since_on": as_of, "computed_at": now}
    ProjectHealth.objects.bulk_create([ProjectHealth(project=p, **blank) for p in missing], ignore_conflicts=True)
    return {row.project_id: row for row in held.all()}


def _row(
    project: Project,
    dimension: dimensions.Dimension,
    reading: DimensionReading,
    old: DimensionRow | None,
    as_of: date,
    now: datetime,
) -> DimensionRow:
    return DimensionRow(
        project=project,
        dimension=dimension.code,
        stage=dimension.stage or project.stage,
        status=reading.status,
        since_on=old.since_on if old is not None and old.status == reading.status else as_of,
        sentence=reading.sentence.to_json(),
        fact=reading.fact.to_json() if reading.fact else None,
        evidence_url=reading.evidence_url,
        evidence_label=reading.evidence_label.to_json() if reading.evidence_label else None,
        owner_id=reading.owner_id,
        computed_at=now,
    )


def _store_overall(
    projects: Sequence[Project],
    rows: Sequence[DimensionRow],
    before: Mapping[int, ProjectHealth],
    as_of: date,
    now: datetime,
) -> None:
    values = roll_up_projects(projects)
    quarter = dict(
        HealthSnapshot.objects.filter(project__in=projects, on=last_quarter_end(as_of)).values_list(
            "project_id", "status"
        )
    )
    by_project: dict[int, list[DimensionRow]] = {p.pk: [] for p in projects}
    for row in rows:
        by_project[row.project_id].append(row)
    stored = []
    for project in projects:
        worst = max(by_project[project.pk], key=_rank, default=None)
        status = worst.status if worst else Status.IDLE.value
        old = before.get(project.pk)
        stored.append(
            ProjectHealth(
                project=project,
                status=status,
                since_on=old.since_on if old is not None and old.status == status else as_of,
                sentence=_said(worst),
                worst_dimension=worst.dimension if worst else "",
                quarter_status=quarter.get(project.pk, ""),
                progress=values[project.pk].progress,
                computed_at=now,
            )
        )
    ProjectHealth.objects.bulk_create(
        stored, update_conflicts=True, unique_fields=["project"], update_fields=OVERALL_FIELDS, batch_size=BATCH
    )


def _rank(row: DimensionRow) -> tuple[int, bool, int]:
    """Of equally bad dimensions one that everybody is told of, then the one that has been so for longest."""
    return SEVERITY[row.status], dimensions.told_to(row.dimension, None, row.project_id), -row.since_on.toordinal()


def _said(worst: DimensionRow | None) -> dict[str, Any] | None:
    """The sentence everybody reads: that of the worst dimension, or only that it is one not everybody is told of; then
    with what those read who may be told (`selectors.as_overall`)."""
    if worst is None or dimensions.told_to(worst.dimension, None, worst.project_id):
        return worst.sentence if worst else None
    return {**Sentence(CLOSED).to_json(), "told": worst.sentence}


@transaction.atomic
def snapshot(*, now: datetime) -> int:
    """Keep health on Mondays and at quarter ends; returns how many rows were new. Safe to run twice.

    A quarter end that was missed is kept as soon as possible, a few days later at most.
    """
    today = _today(now)
    days = {today} if today.weekday() == 0 or is_quarter_end(today) else set()
    end = last_quarter_end(today)
    if today - end <= CATCH_UP and not HealthSnapshot.objects.filter(on=end).exists():
        days.add(end)
    kept = sum(_keep(day) for day in sorted(days))
    for day in sorted(days):
        if is_quarter_end(day):
            alerts.watermelons(day, now=now)
    return kept


def _keep(day: date) -> int:
    """Write down the health of every open project as it is known now, under `day`."""
    known = set(HealthSnapshot.objects.filter(on=day).values_list("project_id", flat=True))
    declared = dict(
        Override.objects.filter(ended_at__isnull=True, expires_on__gte=day).values_list("project_id", "status")
    )
    dims: dict[int, dict[str, str]] = {}
    for project_id, code, status in DimensionRow.objects.values_list("project_id", "dimension", "status"):
        dims.setdefault(project_id, {})[code] = status
    rows = [
        HealthSnapshot(
            project_id=h.project_id,
            on=day,
            status=h.status,
            declared=declared.get(h.project_id, ""),
            progress=h.progress,
            dimensions=dims.get(h.project_id, {}),
        )
        for h in ProjectHealth.objects.filter(project__state__in=OPEN).exclude(project_id__in=known)
    ]
    HealthSnapshot.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    return len(rows)


@transaction.atomic
def declare(*, by: Any, project: Project, status: str, reason: str, expires_on: date, now: datetime) -> Override:
    """Declare another status than the computed one, with a reason and an end.

    Raises Forbidden, Invalid (no reason, end past or further than a quarter away). A new one replaces the open one.
    """
    policy.require(by, "override", Override(project=project))
    today = _today(now)
    if status not in (Status.OK, Status.RISK, Status.OFF):
        raise Invalid(_("Choose on track, at risk or off track."), code="status", field="status")
    if not reason.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="reason")
    if not today < expires_on <= today + LONGEST_OVERRIDE:
        raise Invalid(_("It must end within a quarter, and not today."), code="expiry", field="expires_on")
    for old in Override.objects.filter(project=project, ended_at__isnull=True):
        old.ended_at = now
        save(old, now=now, fields=["ended_at"])
    made = create(Override(project=project, status=status, reason=reason, author=by, expires_on=expires_on), now=now)
    if not ProjectHealth.objects.filter(project=project).exists():
        recompute([project.pk], now=now)
    ProjectHealth.objects.filter(project=project).update(declared=status, declared_until=expires_on)
    after = {"status": status, "expires_on": expires_on}
    audit.record(by=by, act="health.declared", obj=project, after=after, reason=reason, project_id=project.pk, now=now)
    return made


@transaction.atomic
def end_override(*, by: Any, override: Override, now: datetime, expected: int | None = None) -> None:
    """Go back to the computed status."""
    policy.require(by, "override", override)
    if override.ended_at is not None:
        raise Conflict(_("The computed status counts already."), code="ended")
    override.ended_at = now
    save(override, now=now, expected=expected, fields=["ended_at"])
    ProjectHealth.objects.filter(project=override.project).update(declared="", declared_until=None)
    before = {"status": override.status}
    audit.record(
        by=by,
        act="health.declaration_ended",
        obj=override.project,
        before=before,
        project_id=override.project_id,
        now=now,
    )


def _today(now: datetime) -> date:
    return timezone.localdate(now, timezone.get_default_timezone())
