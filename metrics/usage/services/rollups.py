"""From single events to counted people: marks, days counted again, what was delivered. Safe to run twice at once.

Each step is one transaction: what a killed worker leaves behind is as if it had not begun.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F, Min

from metrics.engines.usage_counts import LONGEST
from metrics.usage.models import IntakeDay, RefusedDay, UsageCount, UsageDirty, UsageReceipt, UsageSystem
from metrics.usage.services import counting, eligibility
from metrics.usage.store import month_of, store
from projects.portfolio.choices import State

STEP, ROUNDS = 200_000, 50
RECEIPTS = 5_000
# Days one transaction counts again.
DAYS = 31
# Nobody looks at days that were left uncounted longer ago.
GAP = 62

# Told, after some days of a system were counted: what is computed from counts is out of date.
Listener = Callable[[UsageSystem, datetime], None]
_listeners: list[Listener] = []


def on_counted(listener: Listener) -> None:
    if listener not in _listeners:
        _listeners.append(listener)


def roll_up(*, now: datetime) -> int:
    """Bring everything that arrived into the counts; returns how many events were new."""
    events, horizon = 0, store().horizon()
    for _round in range(ROUNDS):
        with transaction.atomic():
            step = store().advance(now=now, limit=STEP, horizon=horizon)
            for system_id, days in step.days.items():
                spread(system_id, days)
        events += step.events
        if step.done:
            break
    add_receipts(now=now)
    for system in UsageSystem.objects.select_related("project").order_by("pk"):
        _new_days(system, today_of(system, now))
        counted = 0
        while step_days := count_again(system, now=now):
            counted += step_days
        for listener in _listeners if counted else ():
            listener(system, now)
    return events


def today_of(system: UsageSystem, now: datetime) -> date:
    return now.astimezone(ZoneInfo(system.time_zone)).date()


def spread(system_id: int, days: Iterable[date]) -> None:
    """Note that these days changed, and with them the windows that reach back to them."""
    wanted = {day + timedelta(days=n) for day in days for n in range(LONGEST)}
    dirty(system_id, wanted)


def dirty(system_id: int, days: Iterable[date]) -> None:
    rows = [UsageDirty(system_id=system_id, day=day) for day in sorted(set(days))]
    UsageDirty.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def _new_days(system: UsageSystem, today: date) -> None:
    """Every day is counted, also one on which nothing happened."""
    if system.project.state not in (State.ACTIVE, State.ON_HOLD):
        return
    last = UsageCount.objects.filter(system=system, dimension="all").order_by("-day").values_list("day", flat=True)
    newest = last.first()
    if newest is not None and newest < today:
        start = max(newest + timedelta(days=1), today - timedelta(days=GAP))
        dirty(system.pk, [start + timedelta(days=n) for n in range((today - start).days + 1)])


def count_again(system: UsageSystem, *, now: datetime, days: int = DAYS) -> int:
    """Count the earliest noted days of a system anew; returns how many. Coming days wait until they are there."""
    today = today_of(system, now)
    with transaction.atomic():
        # Whoever counts this system comes one after the other; who adds to it does not wait.
        UsageSystem.objects.select_for_update(no_key=True).get(pk=system.pk)
        noted = UsageDirty.objects.filter(system_id=system.pk)
        noted.filter(day__gt=today).delete()
        first = noted.aggregate(first=Min("day"))["first"]
        if first is None:
            return 0
        month = month_of(first)
        wanted = [day for day in noted.order_by("day").values_list("day", flat=True)[:days] if month_of(day) == month]
        counting.count(system, wanted)
        noted.filter(day__in=wanted).delete()
        return len(wanted)


def add_receipts(*, now: datetime) -> int:
    """Add what became of batches to their days; returns how many batches."""
    added = 0
    for system in UsageSystem.objects.order_by("pk"):
        while step := _add(system):
            added += step
    return added


@transaction.atomic
def _add(system: UsageSystem) -> int:
    UsageSystem.objects.select_for_update(no_key=True).get(pk=system.pk)
    receipts = list(UsageReceipt.objects.filter(system_id=system.pk).order_by("pk")[:RECEIPTS])
    zone = ZoneInfo(system.time_zone)
    for day, group in _by_day(receipts, zone).items():
        first = {"received_at": group[0].received_at}
        row, _made = IntakeDay.objects.get_or_create(system=system, day=day, defaults=first)
        row.accepted += sum(r.accepted for r in group)
        row.duplicates += sum(r.duplicates for r in group)
        row.refused += sum(r.refused for r in group)
        row.unknown += sum(r.unknown for r in group)
        row.received_at = max([row.received_at, *(r.received_at for r in group)])
        newest = [r.newest_at for r in group if r.newest_at] + ([row.newest_at] if row.newest_at else [])
        row.newest_at = max(newest, default=None)
        row.save()
        _add_refusals(system, day, group)
    UsageReceipt.objects.filter(pk__in=[receipt.pk for receipt in receipts]).delete()
    return len(receipts)


def _by_day(receipts: list[UsageReceipt], zone: ZoneInfo) -> dict[date, list[UsageReceipt]]:
    found: dict[date, list[UsageReceipt]] = {}
    for receipt in receipts:
        found.setdefault(receipt.received_at.astimezone(zone).date(), []).append(receipt)
    return found


def _add_refusals(system: UsageSystem, day: date, group: list[UsageReceipt]) -> None:
    sums: dict[str, tuple[int, str]] = {}
    for receipt in group:
        for code, (count, example) in receipt.refusals.items():
            sums[code] = (sums.get(code, (0, ""))[0] + count, example)
    for code, (count, example) in sums.items():
        row, _made = RefusedDay.objects.get_or_create(system=system, day=day, code=code)
        RefusedDay.objects.filter(pk=row.pk).update(events=F("events") + count, example=example[:64])


def expire(*, now: datetime) -> int:
    """Single events go after their days, counts after their months; returns how many events went."""
    store().prepare(now=now)
    before = now - timedelta(days=settings.USAGE_RAW_DAYS)
    months_before = month_of(now.date()) - settings.USAGE_ROLLUP_MONTHS
    gone = store().expire(before=before, months_before=months_before)
    counting.expire(months_before)
    return gone


def nightly(*, now: datetime) -> int:
    """What changes with the day: who is eligible, whom the directory knows by now, what is old enough to go."""
    for system in UsageSystem.objects.order_by("pk"):
        eligibility.recognise(system, now=now)
    changed = eligibility.resolve_all(now=now)
    expire(now=now)
    return changed
