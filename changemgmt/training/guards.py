"""Who may open a file of a course: whoever runs or watches it, and whoever learns it."""

from __future__ import annotations

from typing import Any

from changemgmt.training import audience
from changemgmt.training.models import Course
from pmo.files.models import Attachment


def may_read(user: Any, attachment: Attachment) -> bool:
    pk = attachment.object_id or 0
    return Course.objects.visible_to(user).filter(pk=pk).exists() or audience.learnable(user).filter(pk=pk).exists()
