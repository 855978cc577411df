"""The files of a task."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from pmo import files
from pmo.access import policy
from pmo.accounts.models import User
from pmo.files.models import Attachment
from projects.schedule.models import Task

KIND = "task"


@dataclass(frozen=True)
class File:
    """`by`: who brought it."""

    id: int
    name: str
    url: str
    size: int
    at: datetime
    by: User
    may_remove: bool


def files_of(task: Task, user: Any) -> list[File]:
    """Files of a task the caller has shown to be visible (one query)."""
    attached = list(_rows(task).select_related("uploaded_by"))
    open_ = task.plan.project.is_open and policy.may(user, "report", task)
    steers = open_ and policy.may(user, "change", task.plan)
    return [
        File(
            row.pk,
            row.name,
            files.url_of(row),
            row.size,
            row.uploaded_at,
            row.uploaded_by,
            bool(steers or (open_ and row.uploaded_by_id == user.pk)),
        )
        for row in attached
    ]


def file_of(task: Task, pk: int) -> Attachment | None:
    return _rows(task).filter(pk=pk).first()


def _rows(task: Task) -> QuerySet[Attachment]:
    return Attachment.objects.filter(kind=KIND, object_id=task.pk).order_by("pk")
