"""Weeks are ranked once, when they are told; what was told changes by a correction only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from metrics.contest import computing, schedule
from metrics.contest.models import Contest, ContestResult, ContestWeek
from metrics.contest.selectors.weeks import differences
from metrics.contest.services.announcing import announce
from pmo import audit, calendars
from pmo.access import policy
from pmo.records import Conflict
from pmo.records.models import create, save
from projects.portfolio.acts import require_open, require_reason


def work_off(*, now: datetime) -> int:
    """Rank and tell every week that is due; returns how many were new. Safe to run twice, at once, and late.

    Only the newest due week is told: nobody wants the places of a month ago on a Monday morning.
    """
    made = 0
    rows = Contest.objects.filter(active=True).select_related("system__project__portfolio__calendar")
    for contest in rows:
        project = contest.system.project
        if not project.is_open:
            continue
        table = calendars.table(project.portfolio.calendar)
        due = list(schedule.due_weeks(contest, now, ZoneInfo(contest.system.time_zone), table))
        known = set(contest.weeks.filter(week_on__in=due).values_list("week_on", flat=True))
        for week_on in due:
            if week_on not in known:
                made += rank_week(contest=contest, week_on=week_on, now=now, tell=week_on == due[-1]) is not None
    return made


@transaction.atomic
def rank_week(*, contest: Contest, week_on: date, now: datetime, tell: bool) -> ContestWeek | None:
    """Freeze one week, and promise its announcement; None where it is frozen already or not counted yet."""
    locked = Contest.objects.select_for_update(of=("self",)).select_related("system__project").get(pk=contest.pk)
    if locked.weeks.filter(week_on=week_on).exists():
        return None
    rows = computing.results(locked, week_on, forecast=tell)
    if rows is None:
        return None
    week = ContestWeek(contest=locked, week_on=week_on, level_weight=locked.level_weight, counted_at=now)
    create(week, now=now)
    _write(week, rows)
    audit.record(
        by=None, act="contest.week_ranked", obj=week, after=_places(rows), project_id=locked.system.project_id, now=now
    )
    if tell:
        announce(week=week, rows=rows, now=now)
    return week


@transaction.atomic
def correct_week(*, by: Any, week: ContestWeek, reason: str, now: datetime, expected: int | None = None) -> ContestWeek:
    """Rank the newest week again from what is counted by now, and say so to whoever was told.

    Raises Forbidden, Conflict (an older week; nothing counted differently), Invalid (no reason) or StaleWrite.
    """
    policy.require(by, "change", week.contest)
    require_open(week.contest.system.project)
    require_reason(reason)
    locked = Contest.objects.select_for_update(of=("self",)).select_related("system__project").get(pk=week.contest_id)
    if locked.weeks.filter(week_on__gt=week.week_on).exists():
        raise Conflict(_("A later week has been told: this one stays as it was."), code="not_newest")
    before = list(week.results.select_related("unit"))
    if not differences(week, before):
        raise Conflict(_("Nothing was counted since that would change it."), code="no_difference")
    rows = computing.results(locked, week.week_on)
    if rows is None:
        raise Conflict(_("The week is not counted any more."), code="not_counted")
    week.corrected_at, week.corrected_by, week.correction = now, by, reason.strip()[:300]
    save(week, now=now, expected=expected, fields=["corrected_at", "corrected_by", "correction"])
    week.results.all().delete()
    _write(week, rows)
    audit.record(
        by=by,
        act="contest.week_corrected",
        obj=week,
        before=_places(before),
        after=_places(rows),
        reason=reason,
        project_id=locked.system.project_id,
        now=now,
    )
    announce(week=week, rows=rows, now=now, rule="contest.corrected", period=f"v{week.version}")
    return week


def _write(week: ContestWeek, rows: Sequence[ContestResult]) -> None:
    for row in rows:
        row.week = week
    ContestResult.objects.bulk_create(rows)


def _places(rows: Sequence[ContestResult]) -> dict[str, Any]:
    """By the unit's code: its place and points, or why it has none."""
    return {
        row.unit.code: f"{row.rank} ({row.points:.1f})" if row.rank is not None else row.get_reason_display()
        for row in rows
        if row.unit is not None
    }
