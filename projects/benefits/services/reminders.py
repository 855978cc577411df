"""Every month the owner is reminded to book what came; finance, once a week, of what waits. Once each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.utils import timezone

from pmo import notify, texts
from pmo.notify.choices import Kind
from pmo.notify.services import Promise
from pmo.texts import Sentence, name
from projects.benefits.choices import RUNNING, BookingState, Way
from projects.benefits.models import Benefit
from projects.benefits.selectors import book
from projects.benefits.selectors.months import text_of
from projects.portfolio.choices import State

# The books of a month are closed by its fifth day.
CLOSED_BY = 5
FIRST, THEN = timedelta(days=3), timedelta(days=7)


def remind_all(*, now: datetime) -> int:
    """Promise the reminders that are due; returns how many are new. Safe to run twice at once and to miss a day."""
    return notify.promise_many([*_owners(now), *_validators(now)])


def _owners(now: datetime) -> Iterator[Promise]:
    today = timezone.localdate(now)
    if today.day < CLOSED_BY:
        return
    rows = Benefit.objects.filter(
        state__in=RUNNING, way=Way.BOOKED, project__state=State.ACTIVE, owner__is_active=True
    ).select_related(*book.RELATED)
    for line in book.lines(list(rows.order_by("pk")), today):
        if line.last not in line.missing_months:
            continue
        one, month = line.benefit, text_of(line.last)
        params = {"what": name(one), "month": month, "project": name(one.project)}
        yield Promise(
            rule="benefit.book",
            subject=one,
            period=month,
            to=one.owner,
            text=Sentence("benefit.book", params),
            url=one.url,
            at=now,
        )


def _validators(now: datetime) -> Iterator[Promise]:
    rows = Benefit.objects.filter(
        realisations__state=BookingState.WAITING, project__state=State.ACTIVE, validator__is_active=True
    ).annotate(waiting=Count("realisations"), oldest=Min("realisations__booked_at"))
    for one in rows.filter(oldest__lte=now - FIRST).select_related("validator", "project").order_by("pk"):
        params = {"n": texts.num(one.waiting), "what": name(one), "project": name(one.project)}
        week = (now - one.oldest - FIRST) // THEN
        yield Promise(
            rule="benefit.remind",
            subject=one,
            period=f"{one.oldest:%Y%m%d%H%M}-w{week}",
            to=one.validator,  # type: ignore[arg-type]
            text=Sentence("benefit.remind", params),
            url=one.url,
            at=now,
            kind=Kind.DECISION,
        )
