"""How much a unit carries, and when nobody should be asked to change."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.readiness.choices import BlackoutKind
from changemgmt.readiness.models import Blackout, UnitCapacity
from pmo import audit
from pmo.access import policy
from pmo.orgs.models import Unit
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import assign, facts, filled

FIELDS = ("kind", "name", "name_en", "unit", "starts_on", "ends_on", "days_before", "days_after")
LEAST, MOST = Decimal(1), Decimal(200)


@transaction.atomic
def set_capacity(
    *, by: Any, unit: Unit, points: Decimal | None, now: datetime, reason: str = "", expected: int | None = None
) -> UnitCapacity | None:
    """Points a month; None: that of the unit above holds again. Raises Forbidden, Invalid, Conflict or StaleWrite."""
    policy.require(by, "change", "change_load")
    row = UnitCapacity.objects.filter(unit=unit).first()
    before = {"points": str(row.points)} if row else {}
    if points is not None and not LEAST <= points <= MOST:
        raise Invalid(_("Between 1 and 200 points a month."), code="range", field="points")
    if points is None:
        if row is None:
            raise Conflict(_("This unit has no capacity of its own."), code="none")
        if expected is not None:
            save(row, now=now, expected=expected, fields=())
        row.delete()
        row = None
    elif row is None:
        row = UnitCapacity(unit=unit, points=points, reason=reason.strip())
        try:
            with transaction.atomic():
                create(row, now=now)
        except IntegrityError as error:
            raise Conflict(_("Somebody set it a moment ago; look again."), code="taken") from error
    else:
        row.points, row.reason = points, reason.strip()
        save(row, now=now, expected=expected, fields=("points", "reason"))
    after = {"points": str(points)} if points is not None else {}
    audit.record(by=by, act="change_load.capacity_set", obj=unit, before=before, after=after, reason=reason, now=now)
    return row


@transaction.atomic
def add_blackout(*, by: Any, now: datetime, **values: Any) -> Blackout:
    """Raises Forbidden or Invalid."""
    policy.require(by, "add", "change_load")
    row = Blackout(**values)
    _check(row)
    create(row, now=now)
    audit.record(by=by, act="change_load.blackout_added", obj=row, after=filled(facts(row, FIELDS)), now=now)
    return row


@transaction.atomic
def change_blackout(
    *, by: Any, blackout: Blackout, now: datetime, expected: int | None = None, **values: Any
) -> Blackout:
    """Raises Forbidden, Invalid or StaleWrite."""
    policy.require(by, "change", "change_load")
    before = facts(blackout, FIELDS)
    assign(blackout, values)
    _check(blackout)
    save(blackout, now=now, expected=expected)
    after = facts(blackout, FIELDS)
    audit.record(by=by, act="change_load.blackout_changed", obj=blackout, before=before, after=after, now=now)
    return blackout


@transaction.atomic
def remove_blackout(*, by: Any, blackout: Blackout, now: datetime, expected: int | None = None) -> None:
    """Raises Forbidden or StaleWrite."""
    policy.require(by, "delete", "change_load")
    if expected is not None:
        save(blackout, now=now, expected=expected, fields=())
    before = filled(facts(blackout, FIELDS))
    audit.record(by=by, act="change_load.blackout_removed", obj=blackout, before=before, now=now)
    blackout.delete()


def _check(row: Blackout) -> None:
    if row.kind not in BlackoutKind.values:
        raise Invalid(_("There is no such kind of blackout."), code="unknown_kind", field="kind")
    if row.kind != BlackoutKind.OWN:
        # Computed every year anew: dates of its own would contradict them.
        row.starts_on = row.ends_on = None
        return
    if not row.name.strip():
        raise Invalid(_("Give it a name."), code="required", field="name")
    for field in ("starts_on", "ends_on"):
        if getattr(row, field) is None:
            raise Invalid(_("Say from which day to which."), code="required", field=field)
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        raise Invalid(_("It ends before it begins."), code="period", field="ends_on")
