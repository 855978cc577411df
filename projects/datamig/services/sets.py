"""Data sets: named, changed, taken away while nothing was learnt of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.datamig.models import DataSet
from projects.datamig.services import standing
from projects.portfolio import dimensions
from projects.portfolio.acts import assign, facts, filled, lock, next_number
from projects.portfolio.models import Project

FIELDS = ("name", "name_en", "description", "source", "module", "owner", "is_critical")


@transaction.atomic
def add_data_set(*, by: Any, project: Project, now: datetime, **values: Any) -> DataSet:
    """Raises Forbidden, Conflict (closed) or Invalid (no name, name taken, module of another project)."""
    policy.require(by, "add", "data_set", project_id=project.pk)
    lock(project)
    row = DataSet(project=project, number=next_number(DataSet, project), **values)
    _check(row)
    create(row, now=now)
    standing.refresh(row, now)
    after = filled(facts(row, FIELDS))
    audit.record(by=by, act="data_set.added", obj=row, after=after, project_id=project.pk, now=now)
    return row


@transaction.atomic
def change_data_set(
    *, by: Any, data_set: DataSet, now: datetime, expected: int | None = None, **values: Any
) -> DataSet:
    """Raises as `add_data_set`, and StaleWrite."""
    policy.require(by, "change", data_set)
    lock(data_set.project)
    before = facts(data_set, FIELDS)
    assign(data_set, values)
    _check(data_set)
    save(data_set, now=now, expected=expected, fields=values)
    dimensions.changed([data_set.project_id], now=now)
    after = facts(data_set, FIELDS)
    audit.record(
        by=by, act="data_set.changed", obj=data_set, before=before, after=after, project_id=data_set.project_id, now=now
    )
    return data_set


@transaction.atomic
def delete_data_set(*, by: Any, data_set: DataSet, now: datetime, expected: int | None = None) -> None:
    """Raises Conflict when something was read or moved, or another data set refers to it."""
    policy.require(by, "delete", data_set)
    lock(data_set.project)
    if data_set.profiles.exists() or data_set.runs.exists():
        raise Conflict(_("Data were read or moved: what is known of them stays."), code="has_profiles")
    if data_set.referring.exists():
        raise Conflict(_("A rule of another data set refers to it; remove that rule first."), code="referred")
    if expected is not None:
        save(data_set, now=now, expected=expected, fields=())
    before = filled(facts(data_set, FIELDS))
    audit.record(by=by, act="data_set.deleted", obj=data_set, before=before, project_id=data_set.project_id, now=now)
    data_set.delete()


def _check(row: DataSet) -> None:
    for field in ("name", "source"):
        if not getattr(row, field).strip():
            raise Invalid(_("This field is needed."), code="required", field=field)
    if row.module is not None and row.module.project_id != row.project_id:
        raise Invalid(_("This belongs to another project."), code="foreign", field="module")
    same = DataSet.objects.filter(project_id=row.project_id, name=row.name)
    if same.exclude(pk=row.pk).exists():
        raise Invalid(_("The project has a data set of this name."), code="taken", field="name")
