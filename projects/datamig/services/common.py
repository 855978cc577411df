"""What the acts on a data set share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from pmo import audit
from projects.datamig.models import DataSet
from projects.portfolio.acts import lock
from projects.portfolio.models import Project


def locked(data_set: DataSet) -> DataSet:
    """The row, after its project's, so that acts come one after the other. Raises Conflict when that is closed."""
    lock(data_set.project)
    return _rows().get(pk=data_set.pk)


def hold(data_set_id: int) -> DataSet:
    """The same for a job, which also ends after the project was closed."""
    Project.objects.select_for_update(of=("self",)).get(data_sets=data_set_id)
    return _rows().get(pk=data_set_id)


def _rows() -> QuerySet[DataSet]:
    return DataSet.objects.select_for_update(of=("self",)).select_related("project__portfolio")


def record(by: Any, data_set: DataSet, act: str, now: datetime, **more: Any) -> None:
    audit.record(by=by, act=act, obj=data_set, project_id=data_set.project_id, now=now, **more)
