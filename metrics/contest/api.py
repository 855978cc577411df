"""The weeks of contests for programs: as they were told, never recomputed while reading."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from metrics.contest.models import ContestWeek
from metrics.contest.selectors import weeks
from metrics.contest.serializers import ContestWeekOut
from pmo.web import api


class ContestWeekViewSet(api.ReadViewSet):
    """Places of units week by week, frozen when they were told; a correction says when and why."""

    kind = "usage"
    model = ContestWeek
    serializer_class = ContestWeekOut
    filters = {
        "project": api.Text("contest__system__project__key", "Key of the project", max_length=32),
        "system": api.Text("contest__system__code", "Code of the system", max_length=32),
        "from": api.Date("week_on__gte", "Weeks that begin on or after this day"),
        "to": api.Date("week_on__lte", "Weeks that begin on or before this day"),
    }
    search_fields = ("contest__title", "contest__system__code")
    ordering_fields = ("week_on",)
    default_ordering = ("-week_on", "contest_id")

    def visible(self, user: Any) -> QuerySet[ContestWeek]:
        return weeks.visible(user)


routes = [("contest-weeks", ContestWeekViewSet, "contest-week")]
urlpatterns: list[Any] = []
