"""Raise and change pain points, and keep their evidence."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit, files
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.goals.models import Goal, PainPoint
from projects.portfolio.acts import assign, facts, filled, lock, next_number, require_open
from projects.portfolio.models import Project

KIND = "pain_point"
FIELDS = (
    "title",
    "title_en",
    "description",
    "source",
    "source_detail",
    "source_detail_en",
    "process_name",
    "process_name_en",
    "frequency_per_month",
    "hours_per_month",
    "money_per_month",
    "currency",
    "status",
    "owner",
)


@transaction.atomic
def raise_pain_point(
    *, by: Any, project: Project, now: datetime, units: Iterable[Any] = (), goals: Iterable[Goal] = (), **values: Any
) -> PainPoint:
    """Raises Forbidden, Conflict (project closed) or Invalid (a goal of another project)."""
    policy.require(by, "add", KIND, project_id=project.pk)
    locked = lock(project)
    values.setdefault("owner", by)
    values.setdefault("currency", locked.portfolio.currency)
    pain = create(PainPoint(project=project, number=next_number(PainPoint, project), **values), now=now)
    pain.units.set(units)
    _link(pain, goals)
    audit.record(by=by, act="pain_point.raised", obj=pain, after=filled(_state(pain)), project_id=project.pk, now=now)
    return pain


@transaction.atomic
def change_pain_point(
    *,
    by: Any,
    pain: PainPoint,
    now: datetime,
    expected: int | None = None,
    units: Iterable[Any] | None = None,
    goals: Iterable[Goal] | None = None,
    **values: Any,
) -> PainPoint:
    """Raises Forbidden, Conflict, Invalid or StaleWrite."""
    policy.require(by, "change", pain)
    require_open(pain.project)
    before = _state(pain)
    assign(pain, values)
    save(pain, now=now, expected=expected, fields=values)
    if units is not None:
        pain.units.set(units)
    if goals is not None:
        _link(pain, goals)
    audit.record(
        by=by,
        act="pain_point.changed",
        obj=pain,
        before=before,
        after=_state(pain),
        project_id=pain.project_id,
        now=now,
    )
    return pain


@transaction.atomic
def delete_pain_point(*, by: Any, pain: PainPoint, now: datetime, expected: int | None = None) -> None:
    """Only one that no goal cures; its history stays. Raises Forbidden, Conflict or StaleWrite."""
    policy.require(by, "delete", pain)
    require_open(pain.project)
    if pain.goals.exists():
        raise Conflict(_("A goal cures this pain point; take the link away first."), code="linked")
    save(pain, now=now, expected=expected, fields=[])
    audit.record(by=by, act="pain_point.deleted", obj=pain, before=_state(pain), project_id=pain.project_id, now=now)
    for attachment in files.of(KIND, [pain.pk]).get(pain.pk, []):
        files.delete(by=by, attachment=attachment, now=now)
    pain.delete()


def add_evidence(*, by: Any, pain: PainPoint, upload: Any, now: datetime) -> Any:
    """Keep a file as evidence. Raises Forbidden, Conflict and what `files.store` refuses."""
    policy.require(by, "change", pain)
    require_open(pain.project)
    return files.store(by=by, upload=upload, now=now, project_id=pain.project_id, kind=KIND, object_id=pain.pk)


def remove_evidence(*, by: Any, pain: PainPoint, attachment: Any, now: datetime) -> None:
    """Take a file away again. Raises Forbidden or Conflict; `attachment` belongs to the pain point."""
    policy.require(by, "change", pain)
    require_open(pain.project)
    if (attachment.kind, attachment.object_id) != (KIND, pain.pk):
        raise Invalid(_("This file belongs to something else."), code="foreign")
    files.delete(by=by, attachment=attachment, now=now)


def _link(pain: PainPoint, goals: Iterable[Goal]) -> None:
    chosen = list(goals)
    if any(goal.project_id != pain.project_id for goal in chosen):
        raise Invalid(_("This goal belongs to another project."), code="foreign", field="goals")
    pain.goals.set(chosen)


def _state(pain: PainPoint) -> dict[str, Any]:
    linked = pain.goals.order_by("number").values_list("number", flat=True)
    return {
        **facts(pain, FIELDS),
        "units": sorted(pain.units.values_list("name", flat=True)),
        "goals": [f"G-{number:02d}" for number in linked],
    }
