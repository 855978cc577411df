"""A system whose use is measured in the zoo, its subjects and bodies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from metrics.usage import services
from metrics.usage.models import (
    EligibilityRule,
    Feature,
    IntakeDay,
    RefusedDay,
    UsageRole,
    UsageSource,
    UsageSystem,
    UsageUpload,
)
from metrics.usage.services.uploads import UPLOAD_FILE
from pmo import files
from pmo.accounts.models import User
from pmo.records.models import create
from projects.portfolio.models import Project


@dataclass
class UsageSide:
    """How one system is set up, and a file of its events that has been read."""

    system: UsageSystem
    feature: Feature
    unused: Feature
    role: UsageRole
    spare: UsageRole
    rule: EligibilityRule
    source: UsageSource
    upload: UsageUpload


def usage_of(project: Project, manager: User, word: str, now: datetime) -> UsageSide:
    today = timezone.localdate(now)
    text: dict[str, Any] = {"name": f"{word}系统", "name_en": f"{word} system"}
    system = services.add_system(by=manager, project=project, code=f"sys-{project.key.lower()}", now=now, **text)
    part: dict[str, Any] = {"by": manager, "system": system, "now": now}
    feature = services.add_feature(code="report", name=f"{word}报工", name_en=f"{word} report", is_core=True, **part)
    unused = services.add_feature(code="spare", name=f"{word} spare", module=f"{word} module", **part)
    role = services.add_role(name=f"{word}工人", name_en=f"{word} worker", **part)
    spare = services.add_role(name=f"{word} spare role", **part)
    rule = services.add_rule(
        unit=manager.unit, role=role, site=f"{word} site"[:40], from_on=today - timedelta(days=9), **part
    )
    source = services.add_source(name=f"{word} server", **part).source
    table = SimpleUploadedFile("refused.csv", b"line,code,detail\n2,bad_time,x\n")
    upload = create(
        UsageUpload(
            system=system,
            file_name=f"{word} events.csv",
            status="done",
            uploaded_by=manager,
            rows=1,
            accepted=0,
            refused=1,
        ),
        now=now,
    )
    upload.refusals = files.store(
        by=manager, upload=table, now=now, project_id=project.pk, kind=UPLOAD_FILE, object_id=upload.pk,
        accepted=files.TABLES,
    )  # fmt: skip
    upload.save()
    IntakeDay.objects.create(system=system, day=today, accepted=5, refused=1, received_at=now)
    RefusedDay.objects.create(system=system, day=today, code="unknown_feature", events=1, example=f"{word} code")
    return UsageSide(system, feature, unused, role, spare, rule, source, upload)


def pages(make: Any) -> dict[str, Any]:
    """By the longest fitting beginning of the route's name; `make` is the maker of subjects."""
    system = make("usage_system", lambda s: {"pk": s.usage.system.pk})
    feature = make("usage_system", lambda s: {"pk": s.usage.unused.pk})
    role = make("usage_system", lambda s: {"pk": s.usage.spare.pk})
    rule = make("usage_system", lambda s: {"pk": s.usage.rule.pk})
    upload = make("usage_system", lambda s: {"pk": s.usage.upload.pk})
    return {
        "usage:project": make("usage", lambda s: {"key": s.project.key}),
        "usage:system": system,
        "usage:system_new": make("usage_system", lambda s: {"key": s.project.key}),
        "usage:feature_new": system,
        "usage:feature_": feature,
        "usage:role_new": system,
        "usage:role_": role,
        "usage:rule_new": system,
        "usage:rule_": rule,
        "usage:source_new": system,
        "usage:source_revoke": make("usage_system", lambda s: {"pk": s.usage.source.pk}),
        "usage:upload_new": system,
        "usage:upload": upload,
        "usage:person": make("usage_data", lambda s: {"pk": s.user.pk}),
    }


def api(make: Any) -> dict[str, Any]:
    return {
        "api:usage-system-": make("usage_system", lambda s: {"pk": s.usage.system.pk}),
        "api:feature-": make("usage_system", lambda s: {"pk": s.usage.unused.pk}),
    }


def _feature(side: Any) -> dict[str, Any]:
    return {"code": "new", "name": "New feature"}


BODIES = {
    "POST api:feature-list": lambda s: {**_feature(s), "system": s.usage.system.pk},
    "PUT api:feature-detail": _feature,
    "PATCH api:feature-detail": lambda s: {"name": "Renamed"},
}
MADE = {"api:feature-list": "usage_system"}
