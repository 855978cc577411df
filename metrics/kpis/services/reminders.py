"""Ask the owner of a KPI for a value that is overdue: once per KPI and round of its cadence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from metrics.kpis.models import DirtyKpi, KpiReadingRow
from metrics.kpis.schedule import business_day, missed, period_of
from pmo import notify
from pmo.accounts.models import User
from pmo.notify.choices import Channel
from pmo.notify.mails import zone_of
from pmo.notify.models import Message
from pmo.notify.services import Promise
from pmo.texts import Sentence, day, name
from projects.goals.choices import GoalStatus
from projects.goals.models import Kpi
from projects.portfolio.choices import State

RULE = "kpi.measure_due"


def remind(*, now: datetime) -> int:
    """Promise the reminders that are due; returns how many are new. Safe to run twice at once and to miss a day."""
    today = business_day(now)
    return notify.promise_many(_promises(overdue(today).exclude(kpi__in=DirtyKpi.objects.values("kpi")), today, now))


def overdue(today: date) -> QuerySet[KpiReadingRow]:
    """Readings of KPIs whose next value should have come before `today`, in projects that run."""
    rows = KpiReadingRow.objects.filter(
        measure_by__lt=today, kpi__retired_at__isnull=True, kpi__goal__project__state=State.ACTIVE
    )
    rows = rows.exclude(kpi__goal__status__in=[GoalStatus.DROPPED, GoalStatus.ACHIEVED])
    return rows.select_related("kpi__goal__project__manager", "kpi__owner").defer("result", "sentence")


def _promises(rows: Iterable[KpiReadingRow], today: date, now: datetime) -> Iterator[Promise]:
    for row in rows:
        kpi = row.kpi
        owner = _asked(kpi)
        if owner is None or row.measure_by is None:
            continue
        due = missed(row.measure_by, kpi.cadence, today)
        yield Promise(
            rule=RULE,
            subject=kpi,
            period=period_of(due, kpi.cadence),
            to=owner,
            text=Sentence(RULE, {"kpi": name(kpi), "project": name(kpi.goal.project), "on": day(due)}),
            url=kpi.url,
            at=_in_the_morning(owner, now),
        )


def _in_the_morning(person: User, now: datetime) -> datetime:
    """Not at midnight, when a day begins to be overdue: 08:30 where the person is, or now when that has passed."""
    local = now.astimezone(ZoneInfo(zone_of(person)))
    return max(now, local.replace(hour=8, minute=30, second=0, microsecond=0))


def _asked(kpi: Kpi) -> User | None:
    """Whose it is to measure."""
    return kpi.owner if kpi.owner is not None and kpi.owner.is_active else kpi.goal.project.manager


def hand_over(kpi_ids: Sequence[int], now: datetime) -> None:
    """Definitions changed: whoever is not the one to measure any more is not asked any more, unread or unsent."""
    waiting = _unread(kpi_ids).values_list("subject_id", "recipient_id")
    pairs = {(int(pk), recipient) for pk, recipient in waiting} if kpi_ids else set()
    if not pairs:
        return
    rows = Kpi.objects.filter(pk__in={pk for pk, _who in pairs}).select_related("owner", "goal__project__manager")
    asked = {kpi.pk: _asked(kpi) for kpi in rows}
    people = User.objects.in_bulk([who for _pk, who in pairs])
    for pk, who in sorted(pairs):
        if asked.get(pk) != people[who]:
            notify.settle(rule=RULE, subject=Kpi(pk=pk), to=people[who], now=now)


def settle(kpi_ids: Sequence[int], now: datetime) -> None:
    """The values have come: reminders not sent yet are taken back, received ones count as read."""
    if not kpi_ids:
        return
    for pk in sorted(set(_unread(kpi_ids).values_list("subject_id", flat=True))):
        notify.settle(rule=RULE, subject=Kpi(pk=int(pk)), now=now)


def _unread(kpi_ids: Sequence[int]) -> QuerySet[Message]:
    return Message.objects.filter(
        rule=RULE,
        subject_kind=Kpi._meta.label_lower,
        subject_id__in=[str(pk) for pk in kpi_ids],
        channel=Channel.INBOX,
        read_at__isnull=True,
    )
