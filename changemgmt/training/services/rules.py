"""What several acts of the room ask first."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from pmo.records import Conflict
from projects.portfolio.models import Project


def require_open(project: Project) -> None:
    """Raise Conflict when the project is closed."""
    if not project.is_open:
        raise Conflict(_("The project is closed; nothing of it can be changed."), code="closed")
