"""What part of somebody's time a project is promised."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import assign as set_values
from projects.portfolio.acts import facts, filled, lock, require_open
from projects.portfolio.models import Project
from projects.resources import booking
from projects.resources.choices import AllocationUnit
from projects.resources.models import Allocation, Resource

FIELDS = ("resource", "start_on", "finish_on", "amount", "unit", "note")
MOST = {AllocationUnit.PERCENT: Decimal(100), AllocationUnit.HOURS: Decimal(80)}


@transaction.atomic
def add_allocation(*, by: Any, project: Project, now: datetime, **values: Any) -> Allocation:
    """Raises Forbidden, Conflict (project closed) or Invalid."""
    policy.require(by, "add", "allocation", project_id=project.pk)
    lock(project)
    row = Allocation(project=project, **values)
    _check(row)
    create(row, now=now)
    _record(by, row, "allocation.added", {}, filled(facts(row, FIELDS)), now)
    return row


@transaction.atomic
def change_allocation(
    *, by: Any, allocation: Allocation, now: datetime, expected: int | None = None, **values: Any
) -> Allocation:
    policy.require(by, "change", allocation)
    require_open(allocation.project)
    before = facts(allocation, FIELDS)
    set_values(allocation, values)
    _check(allocation)
    save(allocation, now=now, expected=expected, fields=values)
    _record(by, allocation, "allocation.changed", before, facts(allocation, FIELDS), now)
    return allocation


@transaction.atomic
def remove_allocation(*, by: Any, allocation: Allocation, now: datetime, expected: int | None = None) -> None:
    policy.require(by, "delete", allocation)
    require_open(allocation.project)
    if expected is not None:
        save(allocation, now=now, expected=expected, fields=())
    _record(by, allocation, "allocation.removed", filled(facts(allocation, FIELDS)), {}, now)
    allocation.delete()


def _check(row: Allocation) -> None:
    start, finish = _day(row.start_on, "start_on"), _day(row.finish_on, "finish_on")
    if finish < start:
        raise Invalid(_("It would end before it begins."), code="finish_before_start", field="finish_on")
    if row.unit not in AllocationUnit.values:
        raise Invalid(_("Choose a unit."), code="required", field="unit")
    if row.amount is None or not 0 < row.amount <= MOST[AllocationUnit(row.unit)]:
        limit = MOST[AllocationUnit(row.unit)]
        raise Invalid(_("More than 0, at most %(n)s."), code="out_of_range", field="amount", params={"n": limit})
    person: Resource = row.resource
    if person.left_on is not None and start > person.left_on:
        raise Invalid(_("%(name)s has left by then."), code="left", field="resource", params={"name": person.label})


def _day(value: date | None, field: str) -> date:
    if value is None:
        raise Invalid(_("This is needed."), code="required", field=field)
    return value


def _record(by: Any, row: Allocation, act: str, before: dict[str, Any], after: dict[str, Any], now: datetime) -> None:
    audit.record(by=by, act=act, obj=row, before=before, after=after, project_id=row.project_id, now=now)
    booking.changed([row.project_id], now)
