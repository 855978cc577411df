"""What this room itself knows of what champions did: their log, and the questions they answered."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import TruncDate

from changemgmt.champions.activity import Done
from changemgmt.champions.models import ChampionEntry, ChampionQuestion


def logged(people: Collection[int], projects: Collection[int], first: date, last: date) -> Iterator[Done]:
    rows = ChampionEntry.objects.filter(
        champion__user__in=people, champion__project__in=projects, on__gte=first, on__lte=last
    )
    yield from rows.order_by().values_list("champion__user_id", "champion__project_id", "on").annotate(n=Count("pk"))


def answered(people: Collection[int], projects: Collection[int], first: date, last: date) -> Iterator[Done]:
    """The day of an answer is the company's."""
    rows = ChampionQuestion.objects.filter(answered_by__in=people, project__in=projects, answered_at__isnull=False)
    dated = rows.annotate(day=TruncDate("answered_at", tzinfo=ZoneInfo(settings.TIME_ZONE)))
    dated = dated.filter(day__gte=first, day__lte=last).order_by()
    yield from dated.values_list("answered_by_id", "project_id", "day").annotate(n=Count("pk"))
