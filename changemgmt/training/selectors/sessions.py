"""Sessions with their seats."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from changemgmt.training.choices import SeatState
from changemgmt.training.models import SessionSeat, TrainingSession


def counted(rows: QuerySet[TrainingSession], user: Any) -> QuerySet[TrainingSession]:
    """`rows` with seats taken, people waiting, and the reader's own place."""
    own = SessionSeat.objects.filter(session=OuterRef("pk"), user=user.pk).exclude(state=SeatState.GIVEN_UP)
    return rows.select_related("course__project", "course__owner", "trainer").annotate(
        taken=_count(SeatState.BOOKED),
        waiting=_count(SeatState.WAITING),
        mine=Coalesce(Subquery(own.values("state")[:1]), Value("")),
    )


def _count(state: str) -> Any:
    seats = SessionSeat.objects.filter(session=OuterRef("pk"), state=state).order_by()
    counts = seats.values("session").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)
