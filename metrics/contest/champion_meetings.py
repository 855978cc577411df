"""Daily meetings that champions noted, as a part of what they do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from changemgmt.champions import activity
from changemgmt.champions.activity import Done
from metrics.contest.models import Meeting

PROJECT = "place__contest__system__project_id"


def connect() -> None:
    activity.register("meetings", _("Daily meetings noted"), count)


def count(people: Collection[int], projects: Collection[int], first: date, last: date) -> Iterator[Done]:
    rows = Meeting.objects.filter(
        noted_by__in=people, place__contest__system__project__in=projects, day__gte=first, day__lte=last
    )
    yield from rows.order_by().values_list("noted_by_id", PROJECT, "day").annotate(n=Count("pk"))
