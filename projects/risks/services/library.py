"""Risks taken from the library into a project."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo.access import policy
from pmo.records import Invalid
from projects.portfolio.models import Project
from projects.risks.library import LIBRARY
from projects.risks.models import Risk
from projects.risks.services.risks import raise_risk


@transaction.atomic
def take(*, by: Any, project: Project, codes: Sequence[str], now: datetime) -> list[Risk]:
    """Raise the chosen ones; what the project has from the library already is left out."""
    policy.require(by, "add", "risk", project_id=project.pk)
    known = {entry.code: entry for entry in LIBRARY}
    if not codes:
        raise Invalid(_("Choose at least one."), code="required", field="codes")
    if unknown := [code for code in codes if code not in known]:
        raise Invalid(_("The library has no “%(code)s”."), code="unknown", field="codes", params={"code": unknown[0]})
    has = set(Risk.objects.filter(project=project, template__in=codes).values_list("template", flat=True))
    return [
        raise_risk(by=by, project=project, now=now, **known[code].values()) for code in known if code in {*codes} - has
    ]
