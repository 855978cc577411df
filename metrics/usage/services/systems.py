"""Systems, their features and the roles people have in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from metrics.usage.models import Feature, UsageCount, UsageReceipt, UsageRole, UsageSystem
from metrics.usage.services.eligibility import recount
from metrics.usage.store import store
from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import assign, facts, filled, require_open
from projects.portfolio.models import Project

FIELDS = ("code", "name", "name_en", "identity", "time_zone")
FEATURE_FIELDS = ("code", "name", "name_en", "module", "is_core", "retired_on")
ROLE_FIELDS = ("name", "name_en", "cadence")


@transaction.atomic
def add_system(*, by: Any, project: Project, now: datetime, **values: Any) -> UsageSystem:
    """Raises Forbidden, Conflict (project closed) or Invalid (code taken, no such time zone)."""
    policy.require(by, "add", "usage_system", project_id=project.pk)
    require_open(project)
    system = UsageSystem(project=project, **values)
    _check_system(system)
    create(system, now=now)
    _record(by, system, "usage.system_added", now, after=filled(facts(system, FIELDS)))
    return system


@transaction.atomic
def change_system(
    *, by: Any, system: UsageSystem, now: datetime, expected: int | None = None, **values: Any
) -> UsageSystem:
    """Raises as `add_system`, StaleWrite, and Conflict where events know people and days as it was."""
    policy.require(by, "change", system)
    require_open(system.project)
    before = facts(system, FIELDS)
    assign(system, values)
    after = facts(system, FIELDS)
    for name in ("identity", "time_zone"):
        if before[name] != after[name] and _has_events(system):
            raise Conflict(_("Events have arrived: this cannot change any more."), code="has_events")
    _check_system(system)
    save(system, now=now, expected=expected, fields=list(values))
    _record(by, system, "usage.system_changed", now, before=before, after=after)
    return system


@transaction.atomic
def delete_system(*, by: Any, system: UsageSystem, now: datetime, expected: int | None = None) -> None:
    """Only one that never got an event."""
    policy.require(by, "delete", system)
    if _has_events(system):
        raise Conflict(_("Events have arrived: revoke its sources instead."), code="has_events")
    if expected is not None:
        save(system, now=now, expected=expected, fields=())
    _record(by, system, "usage.system_deleted", now, before=filled(facts(system, FIELDS)))
    UsageReceipt.objects.filter(system_id=system.pk).delete()
    system.rules.all().delete()
    system.delete()


def _check_system(system: UsageSystem) -> None:
    if UsageSystem.objects.filter(code__iexact=system.code).exclude(pk=system.pk).exists():
        raise Invalid(_("Another system has this code."), code="taken", field="code")
    try:
        ZoneInfo(system.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid(
            _("There is no such time zone; write it like Asia/Shanghai."), code="no_zone", field="time_zone"
        ) from error


def _has_events(system: UsageSystem) -> bool:
    # What was accepted need not be in the marks yet.
    waiting = UsageReceipt.objects.filter(system_id=system.pk, accepted__gt=0)
    return waiting.exists() or store().used(system.pk)


@transaction.atomic
def add_feature(*, by: Any, system: UsageSystem, now: datetime, **values: Any) -> Feature:
    """Raises Forbidden, Conflict or Invalid (code taken)."""
    policy.require(by, "change", system)
    require_open(system.project)
    feature = Feature(system=system, **values)
    _check_feature(feature)
    create(feature, now=now)
    _record(by, system, "usage.feature_added", now, after=filled(facts(feature, FEATURE_FIELDS)))
    return feature


@transaction.atomic
def change_feature(*, by: Any, feature: Feature, now: datetime, expected: int | None = None, **values: Any) -> Feature:
    """Another code is another feature to the source. What is core decides who was active, also in the past."""
    policy.require(by, "change", feature)
    require_open(feature.system.project)
    before = facts(feature, FEATURE_FIELDS)
    assign(feature, values)
    _check_feature(feature)
    save(feature, now=now, expected=expected, fields=list(values))
    after = facts(feature, FEATURE_FIELDS)
    _record(by, feature.system, "usage.feature_changed", now, before=before, after=after)
    if before["is_core"] != after["is_core"]:
        recount(feature.system, now=now)
    return feature


@transaction.atomic
def delete_feature(*, by: Any, feature: Feature, now: datetime, expected: int | None = None) -> None:
    """Only one nobody used; others are marked as gone."""
    policy.require(by, "change", feature)
    require_open(feature.system.project)
    if store().used(feature.system_id, feature.pk):
        raise Conflict(_("It was used: say since when it is gone instead."), code="used")
    if expected is not None:
        save(feature, now=now, expected=expected, fields=())
    _record(by, feature.system, "usage.feature_deleted", now, before=filled(facts(feature, FEATURE_FIELDS)))
    feature.delete()


def _check_feature(feature: Feature) -> None:
    same = Feature.objects.filter(system_id=feature.system_id, code=feature.code)
    if same.exclude(pk=feature.pk).exists():
        raise Invalid(_("The system has a feature with this code."), code="taken", field="code")


@transaction.atomic
def add_role(*, by: Any, system: UsageSystem, now: datetime, **values: Any) -> UsageRole:
    policy.require(by, "change", system)
    require_open(system.project)
    role = UsageRole(system=system, **values)
    _check_role(role)
    create(role, now=now)
    _record(by, system, "usage.role_added", now, after=filled(facts(role, ROLE_FIELDS)))
    return role


@transaction.atomic
def change_role(*, by: Any, role: UsageRole, now: datetime, expected: int | None = None, **values: Any) -> UsageRole:
    policy.require(by, "change", role)
    require_open(role.system.project)
    before = facts(role, ROLE_FIELDS)
    assign(role, values)
    _check_role(role)
    save(role, now=now, expected=expected, fields=list(values))
    after = facts(role, ROLE_FIELDS)
    _record(by, role.system, "usage.role_changed", now, before=before, after=after)
    if before["cadence"] != after["cadence"]:
        recount(role.system, now=now)
    return role


@transaction.atomic
def delete_role(*, by: Any, role: UsageRole, now: datetime) -> None:
    policy.require(by, "change", role)
    require_open(role.system.project)
    if role.rules.exists():
        raise Conflict(_("Rules give people this role; change them first."), code="used")
    _record(by, role.system, "usage.role_deleted", now, before=filled(facts(role, ROLE_FIELDS)))
    UsageCount.objects.filter(system=role.system, dimension="role", key=str(role.pk)).delete()
    role.delete()


def _check_role(role: UsageRole) -> None:
    same = UsageRole.objects.filter(system_id=role.system_id, name=role.name)
    if same.exclude(pk=role.pk).exists():
        raise Invalid(_("The system has a role with this name."), code="taken", field="name")


def _record(by: Any, system: UsageSystem, act: str, now: datetime, **more: Any) -> None:
    audit.record(by=by, act=act, obj=system, project_id=system.project_id, now=now, **more)
