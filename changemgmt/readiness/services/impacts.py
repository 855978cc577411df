"""What changes for a group: one row per aspect, set and set again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.readiness.choices import Aspect, Level
from changemgmt.readiness.models import Impact, Stakeholder
from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import assign, facts, filled, lock

FIELDS = ("aspect", "level", "before", "before_en", "after", "after_en", "starts_on", "ends_on")


@transaction.atomic
def add_impact(*, by: Any, group: Stakeholder, now: datetime, **values: Any) -> Impact:
    """Raises Forbidden, Conflict (closed; the aspect is described already) or Invalid."""
    policy.require(by, "add", "impact", project_id=group.project_id)
    lock(group.project)
    row = Impact(group=group, **values)
    check_impact(row)
    if Impact.objects.filter(group=group, aspect=row.aspect).exists():
        raise Conflict(_("This aspect is described for the group already; change it there."), code="taken")
    create(row, now=now)
    after = {**filled(facts(row, FIELDS)), "group": group.name}
    audit.record(by=by, act="impact.added", obj=row, after=after, project_id=group.project_id, now=now)
    return row


@transaction.atomic
def change_impact(*, by: Any, impact: Impact, now: datetime, expected: int | None = None, **values: Any) -> Impact:
    """Raises Forbidden, Conflict (closed; the aspect is described already), Invalid or StaleWrite."""
    policy.require(by, "change", impact)
    lock(impact.group.project)
    before = facts(impact, FIELDS)
    assign(impact, values)
    check_impact(impact)
    if Impact.objects.filter(group_id=impact.group_id, aspect=impact.aspect).exclude(pk=impact.pk).exists():
        raise Conflict(_("This aspect is described for the group already; change it there."), code="taken")
    save(impact, now=now, expected=expected, fields=values)
    audit.record(
        by=by,
        act="impact.changed",
        obj=impact,
        before=before,
        after=facts(impact, FIELDS),
        project_id=impact.group.project_id,
        now=now,
    )
    return impact


@transaction.atomic
def remove_impact(*, by: Any, impact: Impact, now: datetime, expected: int | None = None) -> None:
    """Raises Forbidden, Conflict (closed) or StaleWrite."""
    policy.require(by, "delete", impact)
    lock(impact.group.project)
    if expected is not None:
        save(impact, now=now, expected=expected, fields=())
    audit.record(
        by=by,
        act="impact.removed",
        obj=impact,
        before=filled(facts(impact, FIELDS)),
        project_id=impact.group.project_id,
        now=now,
    )
    impact.delete()


def check_impact(row: Impact) -> None:
    """What the database would refuse, with words. Raises Invalid."""
    if not row.group.is_group:
        raise Invalid(_("What changes is described for groups, not for single people."), code="person", field="group")
    if row.aspect not in Aspect.values:
        raise Invalid(_("There is no such aspect."), code="unknown_aspect", field="aspect")
    if row.level not in Level.values:
        raise Invalid(_("Between none and high."), code="range", field="level")
    if row.level and not row.after.strip():
        raise Invalid(_("Say what it will be like: a level alone helps nobody."), code="required", field="after")
    if row.level and (row.starts_on is None or row.ends_on is None):
        field = "starts_on" if row.starts_on is None else "ends_on"
        raise Invalid(_("Say from when to when people feel it."), code="required", field=field)
    if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
        raise Invalid(_("It ends before it begins."), code="period", field="ends_on")
