"""Wires the room to the outside: the ways in and out on the plan page, the work, the words of the history."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from projects.portfolio.models import Project


def connect() -> None:
    from pmo import files
    from pmo.audit.words import register_acts
    from projects.msproject import work  # noqa: F401 - registers the work
    from projects.msproject.models import KIND, PlanImport
    from projects.schedule import sources

    files.register_owner(KIND, PlanImport)
    register_acts({"plan.file_uploaded": N_("uploaded a plan file")})
    sources.register(sources.PlanSource("msproject", _("Import from Microsoft Project"), "upload", import_url))
    sources.register(
        sources.PlanSource("mspdi", _("Export for Microsoft Project"), "download", export_url, brings=False)
    )


def import_url(project: Project, user: Any) -> str | None:
    from pmo.access import policy

    may = project.is_open and policy.may(user, "import", "plan", project_id=project.pk)
    return reverse("msproject:bring", args=[project.key]) if may else None


def export_url(project: Project, user: Any) -> str | None:
    from pmo.access import policy

    if not hasattr(project, "plan") or not policy.may(user, "export", "plan", project_id=project.pk):
        return None
    return reverse("msproject:leave", args=[project.key])
