"""Open a plan, or replace it whole by one that comes from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create
from pmo.texts import Sentence
from projects.engines import cpm
from projects.engines.worktime import to_date, to_moment
from projects.portfolio.models import Project
from projects.schedule import planning, sentences
from projects.schedule.choices import NEEDS_MOMENT, EditKind
from projects.schedule.drafts import CalendarDraft, LinkDraft, PlanDraft, TaskDraft
from projects.schedule.durations import MOST_MINUTES
from projects.schedule.models import Baseline, BaselineTask, Plan, PlanCalendar, Task
from projects.schedule.services.board import MOST_ROWS, Board
from projects.schedule.services.editing import edit, lock


@transaction.atomic
def open_plan(*, by: Any, project: Project, start_on: date, now: datetime) -> Plan:
    """An empty plan. Raises Forbidden, Conflict (closed, or there is one already) or Invalid."""
    policy.require(by, "add", "plan", project_id=project.pk)
    if not project.is_open:
        raise Conflict(_("The project is closed; its plan stays as it is."), code="project_closed")
    plan = Plan(project=project, start=0)
    plan.start = first_minute(plan, start_on)
    try:
        with transaction.atomic():
            create(plan, now=now)
    except IntegrityError:
        raise Conflict(_("The project has a plan already."), code="has_plan") from None
    audit.record(by=by, act="plan.opened", obj=plan, project_id=project.pk, now=now, after={"start": start_on})
    return plan


def first_minute(plan: Plan, day: date) -> int:
    """The first working minute of a day, in the plan's hours."""
    if not planning.FIRST_DAY.year + 1 <= day.year <= planning.LAST_DAY.year - 1:
        raise Invalid(_("This date is years away from any plan."), code="out_of_range", field="start_on")
    plan.start = to_moment(day)
    return planning.plan_worktime(plan).next_work(plan.start)


# --- the whole plan from outside ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Replaced:
    """The plan, and the ids its tasks (not summaries) got, by their number in the draft."""

    plan: Plan
    tasks: Mapping[int, int]


@transaction.atomic
def replace_plan(
    *,
    by: Any,
    project: Project,
    draft: PlanDraft,
    kind: EditKind,
    now: datetime,
    summary: Sentence,
) -> Replaced:
    """Make a draft the plan of a project, all of it or nothing; what was there before can be brought back by undo.

    Raises Forbidden, Conflict (project closed) or Invalid, naming the rows at fault.
    """
    plan = Plan.objects.filter(project=project).first()
    if plan is None:
        plan = open_plan(by=by, project=project, start_on=to_date(draft.start), now=now)
    policy.require(by, "change", plan)
    locked = lock(plan)
    check_draft(draft)
    _settings_of(locked, draft)
    calendars = _calendars(locked, draft.calendars, now)
    locked.own_calendar = calendars.get(draft.calendar_uid) if draft.calendar_uid is not None else None
    locked.save(force_update=True)
    made: dict[int, Task] = {}
    outcome = edit(
        by=by,
        plan=locked,
        change=lambda board: _fill(board, draft, calendars, made),
        now=now,
        kind=kind,
        summary=summary,
    )
    _baselines(by, locked, draft, made, now)
    return Replaced(outcome.plan, {uid: task.pk for uid, task in made.items() if not task.is_summary})


def check_draft(draft: PlanDraft) -> None:
    """What the columns themselves forbid. Raises Invalid with the row by name."""
    if len(draft.tasks) > MOST_ROWS:
        raise Invalid(_("A plan holds at most %(n)s rows."), code="too_many_rows", params={"n": MOST_ROWS})
    try:
        planning.parents_of([task.level for task in draft.tasks])
    except ValueError:
        raise Invalid(_("The outline skips a level."), code="bad_level") from None
    uids = {task.uid for task in draft.tasks}
    if len(uids) != len(draft.tasks):
        raise Invalid(_("Two rows have the same number."), code="duplicate_uid")
    for link in draft.links:
        if link.predecessor not in uids or link.successor not in uids:
            raise Invalid(_("A link leads to a task that is not in this plan."), code="unknown_task")
    days = to_moment(planning.FIRST_DAY), to_moment(planning.LAST_DAY)
    for task in draft.tasks:
        _check_task(task, days)


def _check_task(task: TaskDraft, days: tuple[int, int]) -> None:
    names = {"name": task.name[:60]}
    if not 0 <= float(task.percent) <= 100:
        raise Invalid(_("“%(name)s”: progress is a number from 0 to 100."), code="bad_percent", params=names)
    if not 0 <= task.duration <= MOST_MINUTES:
        raise Invalid(_("“%(name)s” lasts longer than any plan."), code="bad_duration", params=names)
    if task.constraint in NEEDS_MOMENT and task.constraint_at is None:
        raise Invalid(_("“%(name)s” has a constraint that needs a date."), code="no_date", params=names)
    for moment in (task.constraint_at, task.deadline_at, task.actual_start, task.actual_finish, task.manual_start):
        if moment is not None and not days[0] <= moment <= days[1]:
            raise Invalid(_("“%(name)s” has a date outside 2000–2100."), code="out_of_range", params=names)
    if task.actual_finish is not None and (task.actual_start is None or task.actual_finish < task.actual_start):
        raise Invalid(_("“%(name)s” finishes before it starts."), code="finish_before_start", params=names)


def _settings_of(plan: Plan, draft: PlanDraft) -> None:
    plan.start, plan.status_at = draft.start, draft.status_at
    if draft.shifts is not None:
        plan.shifts = [list(shift) for shift in draft.shifts]
    for name in ("hours_per_day", "hours_per_week", "days_per_month"):
        value = getattr(draft, name)
        if value is not None:
            setattr(
                plan, name, Decimal(value).quantize(Decimal("0.1") if name == "days_per_month" else Decimal("0.01"))
            )


def _calendars(plan: Plan, drafts: Sequence[CalendarDraft], now: datetime) -> dict[int, PlanCalendar]:
    """The draft's calendars beside those the plan has; equal ones are kept."""
    known = list(PlanCalendar.objects.filter(plan=plan))
    highest = max((calendar.uid for calendar in known), default=0)
    found: dict[int, PlanCalendar] = {}
    for draft in drafts:
        week, exceptions = [list(map(list, day)) for day in draft.week], _json(draft.exceptions)
        same = next(
            (c for c in known if (c.name, c.week, c.exceptions, c.follows_company)
             == (draft.name, week, exceptions, draft.follows_company)),
            None,
        )  # fmt: skip
        if same is None:
            highest += 1
            same = create(
                PlanCalendar(
                    plan=plan,
                    uid=highest,
                    name=draft.name[:120],
                    week=week,
                    exceptions=exceptions,
                    follows_company=draft.follows_company,
                ),
                now=now,
            )
        found[draft.uid] = same
    return found


def _json(exceptions: Mapping[str, Sequence[Sequence[int]]]) -> dict[str, list[list[int]]]:
    return {day: [list(shift) for shift in shifts] for day, shifts in exceptions.items()}


def _fill(board: Board, draft: PlanDraft, calendars: Mapping[int, PlanCalendar], made: dict[int, Task]) -> None:
    """Every old row goes, the draft's rows come."""
    known = {calendar.pk: calendar for calendar in (*board.rows.calendars, *calendars.values())}
    board.rows.calendars = list(known.values())
    board.clear()
    for number, row in enumerate(draft.tasks, start=1):
        task = Task(plan=board.plan, uid=board.next_uid(), level=row.level, position=number)
        _assign(task, row, calendars)
        board.append(task)
        made[row.uid] = task
    for link in draft.links:
        _link(board, made, link)


_PLAIN = (
    "name", "name_en", "notes", "duration", "duration_unit", "elapsed", "estimated", "is_milestone", "acceptance",
    "wave", "priority", "constraint", "constraint_at", "deadline_at", "not_before", "manual", "manual_start",
    "manual_finish", "ignore_resource_calendars", "active", "actual_start", "actual_finish", "remaining", "owner_id",
)  # fmt: skip


def _assign(task: Task, row: TaskDraft, calendars: Mapping[int, PlanCalendar]) -> None:
    for name in _PLAIN:
        setattr(task, name, getattr(row, name))
    task.percent = Decimal(row.percent).quantize(Decimal("0.01"))
    calendar = calendars.get(row.calendar_uid) if row.calendar_uid is not None else None
    task.calendar_id = calendar.pk if calendar else None


def _link(board: Board, made: Mapping[int, Task], link: LinkDraft) -> None:
    pair = made[link.predecessor].pk, made[link.successor].pk
    if pair in board.links:
        raise sentences.refusal(cpm.PlanError("duplicate_link", pair), {task.pk: task.label for task in made.values()})
    board.link(
        *pair,
        kind=link.kind,
        lag=link.lag,
        lag_unit=link.lag_unit,
        lag_elapsed=link.lag_elapsed,
        lag_percent=link.lag_percent,
    )


def _baselines(by: Any, plan: Plan, draft: PlanDraft, made: Mapping[int, Task], now: datetime) -> None:
    """Baselines that came along, after those the plan has."""
    highest = max(Baseline.objects.filter(plan=plan).values_list("number", flat=True), default=0)
    has_current = Baseline.objects.filter(plan=plan, is_current=True).exists()
    for number, found in enumerate(draft.baselines, start=highest + 1):
        rows = [row for row in found.rows if row.uid in made]
        if not rows:
            continue
        baseline = create(
            Baseline(
                plan=plan,
                number=number,
                name=found.name[:120],
                taken_at=now,
                taken_by=by,
                is_current=not has_current,
                start=min(row.start for row in rows),
                finish=max(row.finish for row in rows),
                finish_on=planning.last_day(max(row.finish for row in rows)),
            ),
            now=now,
        )
        has_current = True
        BaselineTask.objects.bulk_create(
            [
                BaselineTask(
                    baseline=baseline,
                    task=made[row.uid],
                    uid=made[row.uid].uid,
                    name=made[row.uid].name,
                    start=row.start,
                    finish=row.finish,
                    duration=row.duration,
                    is_milestone=made[row.uid].is_milestone,
                    is_summary=made[row.uid].is_summary,
                )
                for row in rows
            ],
            batch_size=1000,
        )
