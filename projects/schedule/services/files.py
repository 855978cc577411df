"""What belongs to a task on paper: minutes, test reports, a signed acceptance.

A deleted task keeps its files out of everybody's reach; undoing brings the task back, and its files with it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from pmo import files
from pmo.access import policy
from pmo.files.models import Attachment
from pmo.records import Conflict, Forbidden, Invalid
from projects.schedule.models import Task
from projects.schedule.selectors.files import KIND


def add_file(*, by: Any, task: Task, upload: Any, now: datetime) -> Attachment:
    """Keep a file with a task. Raises Forbidden, Conflict and what `files.store` refuses."""
    policy.require(by, "report", task)
    _require_open(task)
    return files.store(by=by, upload=upload, now=now, project_id=task.plan.project_id, kind=KIND, object_id=task.pk)


def remove_file(*, by: Any, task: Task, attachment: Attachment, now: datetime) -> None:
    """Take a file away: who brought it, or who steers the plan. Raises Forbidden, Conflict or Invalid."""
    policy.require(by, "report", task)
    _require_open(task)
    if (attachment.kind, attachment.object_id) != (KIND, task.pk):
        raise Invalid(_("This file belongs to something else."), code="foreign")
    if not may_remove(by, task, attachment):
        raise Forbidden(_("Somebody else brought this file; ask who steers the plan to remove it."))
    files.delete(by=by, attachment=attachment, now=now)


def may_remove(by: Any, task: Task, attachment: Attachment) -> bool:
    return bool(attachment.uploaded_by_id == by.pk or policy.may(by, "change", task.plan))


def _require_open(task: Task) -> None:
    if not task.plan.project.is_open:
        raise Conflict(_("The project is closed; its plan stays as it is."), code="project_closed")
