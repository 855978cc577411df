"""Add, change and remove processes, and give their steps readable names."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from metrics.processes import wording
from metrics.processes.choices import FEED
from metrics.processes.models import EventLog, Process, ProcessAnalysis
from pmo import audit, files
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.goals.models import Kpi
from projects.portfolio.models import Project

FIELDS = ("name", "name_en", "unit", "time_zone")
MAX_NAME = 60
MAX_STEPS = 1_000


def create_process(*, by: Any, project: Project, now: datetime, **values: Any) -> Process:
    """Raises Forbidden, Conflict (project closed, name taken) or Invalid (time zone)."""
    policy.require(by, "add", "process", project_id=project.pk)
    require_open(project)
    process = Process(project=project, **values)
    _check(process)
    try:
        with transaction.atomic():
            create(process, now=now)
            after = audit.snapshot(process, FIELDS)
            audit.record(by=by, act="process.created", obj=process, after=after, project_id=project.pk, now=now)
    except IntegrityError as error:
        raise _taken() from error
    return process


def change_process(*, by: Any, process: Process, now: datetime, expected: int | None = None, **values: Any) -> Process:
    """Raises Forbidden, Conflict (name taken), Invalid (time zone) or StaleWrite.

    A new time zone counts for logs analysed from now on.
    """
    policy.require(by, "change", process)
    require_open(process.project)
    before = audit.snapshot(process, FIELDS)
    for name, value in values.items():
        setattr(process, name, value)
    _check(process)
    try:
        with transaction.atomic():
            save(process, now=now, expected=expected, fields=values)
            _record(by, process, "process.changed", now, before=before, after=audit.snapshot(process, FIELDS))
    except IntegrityError as error:
        raise _taken() from error
    return process


@transaction.atomic
def name_steps(
    *, by: Any, process: Process, names: Mapping[str, Mapping[str, Any]], now: datetime, expected: int | None = None
) -> Process:
    """What the steps are called on the pages: {activity: {"zh": [title, role], "en": [title, role]}}.

    The log keeps its own names. Raises Forbidden, Invalid (too long) or StaleWrite.
    """
    policy.require(by, "change", process)
    require_open(process.project)
    before = process.step_names
    process.step_names = _clean(names)
    save(process, now=now, expected=expected, fields=["step_names"])
    for analysis in ProcessAnalysis.objects.filter(log__process=process).select_related("log").defer("periods", "maps"):
        EventLog.objects.filter(pk=analysis.pk).update(summary=wording.summary(analysis.result, process.step_names))
    _record(by, process, "process.steps_named", now, before=before, after=process.step_names)
    return process


@transaction.atomic
def delete_process(*, by: Any, process: Process, now: datetime, expected: int | None = None) -> None:
    """Remove a process nothing hangs on; its history stays.

    Raises Forbidden, Conflict (a KPI follows it) or StaleWrite.
    """
    policy.require(by, "delete", process)
    follower = Kpi.objects.filter(feed_kind=FEED, feed_id=process.pk, retired_at__isnull=True).first()
    if follower is not None:
        raise Conflict(
            _("The KPI “%(kpi)s” follows this process. Retire it first."),
            params={"kpi": follower.label},
            code="followed",
        )
    save(process, now=now, expected=expected, fields=[])
    logs = list(process.logs.select_related("attachment"))
    before = {**audit.snapshot(process, FIELDS), "logs": [log.file_name for log in logs]}
    _record(by, process, "process.deleted", now, before=before)
    process.delete()
    for log in logs:
        files.delete(by=by, attachment=log.attachment, now=now)


def require_open(project: Project) -> None:
    """Closed and cancelled projects are history."""
    if not project.is_open:
        raise Conflict(_("The project is closed; nothing in it can change."), code="closed")


def _check(process: Process) -> None:
    try:
        zoneinfo.ZoneInfo(process.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid(
            _("“%(zone)s” is no time zone. Write it like Asia/Shanghai."),
            params={"zone": process.time_zone},
            code="unknown_zone",
            field="time_zone",
        ) from error


def _taken() -> Conflict:
    return Conflict(_("The project has a process of this name already."), code="taken", field="name")


def _clean(names: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    if len(names) > MAX_STEPS:
        raise Invalid(_("At most %(n)s steps."), params={"n": MAX_STEPS}, code="too_many")
    cleaned: dict[str, Any] = {}
    for activity, languages in names.items():
        kept = {}
        for code in ("zh", "en"):
            title, role = [str(text).strip() for text in (*languages.get(code, ()), "", "")[:2]]
            if max(len(title), len(role)) > MAX_NAME:
                raise Invalid(
                    _("“%(name)s…” is longer than %(limit)s characters."),
                    params={"name": max(title, role, key=len)[:20], "limit": MAX_NAME},
                    code="name_too_long",
                )
            if title:
                kept[code] = [title, role]
        if kept:
            cleaned[activity] = kept
    return cleaned


def _record(by: Any, process: Process, act: str, now: datetime, **facts: Any) -> None:
    audit.record(by=by, act=act, obj=process, project_id=process.project_id, now=now, **facts)
