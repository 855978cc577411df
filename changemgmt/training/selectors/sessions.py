"""Sessions somebody runs or may take a seat in."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from changemgmt.training import audience
from changemgmt.training.choices import SeatState
from changemgmt.training.models import SessionSeat, TrainingSession


def readable(user: Any) -> QuerySet[TrainingSession]:
    """With seats taken, people waiting, and the reader's own place."""
    run = TrainingSession.objects.visible_to(user)
    rows: QuerySet[TrainingSession] = TrainingSession.objects.filter(
        Q(pk__in=run.values("pk")) | Q(course__in=audience.learnable(user).values("pk"))
    )
    own = SessionSeat.objects.filter(session=OuterRef("pk"), user=user.pk).exclude(state=SeatState.GIVEN_UP)
    return rows.select_related("course__project", "course__owner", "trainer").annotate(
        taken=_count(SeatState.BOOKED),
        waiting=_count(SeatState.WAITING),
        mine=Coalesce(Subquery(own.values("state")[:1]), Value("")),
    )


def _count(state: str) -> Any:
    seats = SessionSeat.objects.filter(session=OuterRef("pk"), state=state).order_by()
    counted = seats.values("session").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
