"""What a project's simulation assumes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import assign, facts, lock
from projects.portfolio.models import Project
from projects.simulation.models import SimulationSettings

FIELDS = ("band", "band_low", "band_high", "shape", "correlation", "promised_on")


@transaction.atomic
def change_settings(
    *, by: Any, project: Project, now: datetime, expected: int | None = None, **values: Any
) -> SimulationSettings:
    """Raises Forbidden, Conflict (closed), Invalid or StaleWrite."""
    policy.require(by, "change", "simulation", project_id=project.pk)
    lock(project)
    found = SimulationSettings.objects.select_for_update().filter(project=project).first()
    row = found or SimulationSettings(project=project)
    before = facts(row, FIELDS) if found else {}
    assign(row, values)
    if row.band_low > 0 or row.band_high < 0:
        raise Invalid(_("The band runs from a negative to a positive share."), code="band_order", field="band_low")
    if found is None:
        create(row, now=now)
    else:
        save(row, now=now, expected=expected, fields=FIELDS)
    audit.record(
        by=by,
        act="simulation.settings",
        obj=row,
        before=before,
        after=facts(row, FIELDS),
        project_id=project.pk,
        now=now,
    )
    return row
