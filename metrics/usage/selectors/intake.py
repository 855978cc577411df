"""What systems deliver: whether events arrive, how many were refused and why, whom the directory does not know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Sum

from metrics.usage.choices import Refusal
from metrics.usage.models import IntakeDay, RefusedDay, UsageReceipt, UsageSystem
from metrics.usage.store import month_of, store

SHOWN_DAYS = 28
WEEK = 7


@dataclass(frozen=True)
class Refused:
    """Events refused for one reason in the last week; `example` names no person."""

    code: str
    why: str
    events: int
    example: str


@dataclass(frozen=True)
class Intake:
    """`days`: (day of receipt, accepted) without gaps. `strangers`: people the directory does not know, 28 days."""

    received_at: datetime | None
    newest_at: datetime | None
    days: list[tuple[date, int]]
    accepted: int
    duplicates: int
    refused: int
    unknown: int
    reasons: list[Refused]
    strangers: int

    @property
    def silent_days(self) -> int | None:
        """Days in a row, up to today, on which nothing came; None when nothing ever came."""
        if self.received_at is None:
            return None
        quiet = 0
        for _day, accepted in reversed(self.days):
            if accepted:
                break
            quiet += 1
        return quiet


def of(system: UsageSystem, today: date) -> Intake:
    """The last four weeks, sums of the last seven days (five queries)."""
    first, week = today - timedelta(days=SHOWN_DAYS - 1), today - timedelta(days=WEEK - 1)
    rows = {row.day: row for row in IntakeDay.objects.filter(system=system, day__gte=first)}
    last = IntakeDay.objects.filter(system=system).aggregate(received=Max("received_at"), newest=Max("newest_at"))
    # What came within the last seconds is not added to its day yet.
    waiting = UsageReceipt.objects.filter(system_id=system.pk).aggregate(
        received=Max("received_at"), newest=Max("newest_at"), accepted=Sum("accepted")
    )
    days = [first + timedelta(days=n) for n in range(SHOWN_DAYS)]
    delivered = [(day, rows[day].accepted if day in rows else 0) for day in days]
    delivered[-1] = (today, delivered[-1][1] + (waiting["accepted"] or 0))
    recent = [row for day, row in rows.items() if day >= week]
    return Intake(
        received_at=waiting["received"] or last["received"],
        newest_at=max(filter(None, (waiting["newest"], last["newest"])), default=None),
        days=delivered,
        accepted=sum(row.accepted for row in recent) + (waiting["accepted"] or 0),
        duplicates=sum(row.duplicates for row in recent),
        refused=sum(row.refused for row in recent),
        unknown=sum(row.unknown for row in recent),
        reasons=_reasons(system, week),
        strangers=len(store().strangers(system.pk, sorted({month_of(first), month_of(today)}))),
    )


def _reasons(system: UsageSystem, since: date) -> list[Refused]:
    found: dict[str, Refused] = {}
    for row in RefusedDay.objects.filter(system=system, day__gte=since).order_by("day"):
        known = found.get(row.code)
        why = str(Refusal(row.code).label) if row.code in Refusal.values else row.code
        found[row.code] = Refused(row.code, why, row.events + (known.events if known else 0), row.example)
    return sorted(found.values(), key=lambda refused: -refused.events)
