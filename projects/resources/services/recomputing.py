"""Plans follow the time of the people who work in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from projects.resources import booking
from projects.resources.models import Assignment, Resource
from projects.schedule import services as schedule
from projects.schedule.models import Plan


def plans_of(resource: Resource) -> list[Plan]:
    """Open plans the person works in."""
    ids = Assignment.objects.filter(resource=resource).values("task__plan")
    rows = Plan.objects.filter(pk__in=ids, project__state__in=("active", "on_hold"))
    return list(rows.select_related("project", "work_calendar").order_by("pk"))


def recompute_for(resource: Resource, now: datetime) -> None:
    """Their time is another one: the plans they work in move, and what they are promised to counts anew."""
    recompute(plans_of(resource), now)
    booking.changed_for(resource, now)


def recompute(plans: Iterable[Plan], now: datetime) -> None:
    for plan in plans:
        schedule.recompute(plan=plan, now=now, because="people")
