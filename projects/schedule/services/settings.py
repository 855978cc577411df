"""Settings and calendars of a plan, and computing it anew when the company's calendar changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create
from pmo.texts import Sentence
from projects.schedule import planning
from projects.schedule.choices import EditKind
from projects.schedule.models import Plan, PlanCalendar
from projects.schedule.services.editing import Outcome, edit, lock
from projects.schedule.services.fields import to_plan_moment
from projects.schedule.services.plans import first_minute

SETTINGS = (
    "start", "work_calendar_id", "own_calendar_id", "shifts", "status_at", "critical_at", "hours_per_day",
    "hours_per_week", "days_per_month",
)  # fmt: skip


@transaction.atomic
def change_settings(*, by: Any, plan: Plan, now: datetime, expected: int | None = None, **values: Any) -> Outcome:
    """Start, hours, calendar, status date, threshold of the critical path; everything is computed anew.

    `start_on`, `status_on` are days; `work_calendar`, `own_calendar` rows or None. Raises Forbidden, Conflict, Invalid.
    """
    policy.require(by, "change", plan)
    locked = lock(plan)
    if expected is not None and locked.version != expected:
        raise Conflict(_("The plan was changed in the meantime. Look at it again."), code="plan_changed")
    before = {name: getattr(locked, name) for name in SETTINGS}
    _set(locked, values)
    locked.save(force_update=True)
    after = {name: getattr(locked, name) for name in SETTINGS}
    outcome = edit(
        by=by,
        plan=locked,
        change=lambda board: None,
        now=now,
        kind=EditKind.EDIT,
        summary=Sentence("schedule.edit.settings"),
    )
    audit.record(by=by, act="plan.settings", obj=plan, project_id=plan.project_id, now=now, before=before, after=after)
    return outcome


def _set(plan: Plan, values: Mapping[str, Any]) -> None:
    # Days become moments by the hours that apply from now on.
    for name, value in sorted(values.items(), key=lambda item: item[0] in ("start_on", "status_on")):
        if name == "start_on":
            plan.start = first_minute(plan, value)
        elif name == "status_on":
            plan.status_at = None if value is None else _last_minute(plan, value)
        elif name == "shifts":
            plan.shifts = check_shifts(value)
        elif name in ("work_calendar", "own_calendar"):
            if value is not None and name == "own_calendar" and value.plan_id != plan.pk:
                raise Invalid(_("The plan has no such calendar."), code="unknown_calendar", field=name)
            setattr(plan, name, value)
        elif name in SETTINGS:
            setattr(plan, name, value)
        else:
            raise TypeError(f"{name} is no setting of a plan")


def _last_minute(plan: Plan, day: date) -> int:
    """The status date counts to the end of its day."""
    return to_plan_moment(
        day, planning.plan_worktime(plan), ends=True, field="status_on", plan_days=planning.span(plan.start)
    )


def check_shifts(value: Any) -> list[list[int]]:
    """Working hours of a day as minutes, in order. Raises Invalid."""
    shifts = [[int(start), int(finish)] for start, finish in value]
    edges = [edge for shift in shifts for edge in shift]
    if edges != sorted(edges) or len(set(edges)) != len(edges) or (edges and not 0 <= edges[0] < edges[-1] <= 1440):
        raise Invalid(_("Working hours overlap, or end before they begin."), code="bad_shifts", field="shifts")
    return shifts


# --- calendars of tasks -------------------------------------------------------------------------------------------


@transaction.atomic
def save_calendar(
    *,
    by: Any,
    plan: Plan,
    now: datetime,
    calendar: PlanCalendar | None = None,
    name: str,
    week: Sequence[Any],
    exceptions: Mapping[str, Any],
    follows_company: bool = True,
) -> PlanCalendar:
    """Add or change a calendar for tasks; the plan is computed anew. Raises Forbidden, Conflict or Invalid."""
    policy.require(by, "change", plan)
    locked = lock(plan)
    if len(week) != 7:
        raise Invalid(_("A week has seven days."), code="bad_week", field="week")
    if calendar is None:
        highest = max(PlanCalendar.objects.filter(plan=plan).values_list("uid", flat=True), default=0)
        calendar = create(PlanCalendar(plan=locked, uid=highest + 1, name=name), now=now)
    calendar.name = name.strip()[:120]
    calendar.week = [check_shifts(day) for day in week]
    calendar.exceptions = {date.fromisoformat(day).isoformat(): check_shifts(x) for day, x in exceptions.items()}
    calendar.follows_company, calendar.updated_at, calendar.version = follows_company, now, calendar.version + 1
    calendar.save(force_update=True)
    _recomputed(by, locked, now)
    return calendar


@transaction.atomic
def delete_calendar(*, by: Any, plan: Plan, calendar: PlanCalendar, now: datetime) -> None:
    """Its tasks follow the plan's calendar again. Raises Forbidden or Conflict."""
    policy.require(by, "change", plan)
    locked = lock(plan)
    PlanCalendar.objects.filter(plan=locked, pk=calendar.pk).delete()
    locked.refresh_from_db()
    _recomputed(by, locked, now)


def _recomputed(by: Any, plan: Plan, now: datetime) -> None:
    edit(
        by=by,
        plan=plan,
        change=lambda board: None,
        now=now,
        kind=EditKind.EDIT,
        summary=Sentence("schedule.edit.calendar"),
    )


def recompute(*, plan: Plan, now: datetime, because: str = "company") -> Outcome:
    """Dates anew after the company's calendar, or ("people") the time of people, changed. The system's own act."""
    return edit(
        by=None,
        plan=plan,
        change=lambda board: None,
        now=now,
        kind=EditKind.EDIT,
        summary=Sentence(f"schedule.edit.{because}"),
    )


def recompute_stale(*, now: datetime) -> int:
    """Recompute every plan whose calendar changed; returns how many."""
    plans = stale_plans()
    for plan in plans:
        recompute(plan=plan, now=now)
    return len(plans)


def stale_plans() -> list[Plan]:
    """Open plans computed with an older company calendar."""
    rows = Plan.objects.filter(project__state__in=("active", "on_hold"), computed_at__isnull=False)
    return [
        plan
        for plan in rows.select_related("project", "work_calendar").order_by("pk")
        if plan.calendar_mark != planning.calendar_mark(plan)
    ]
