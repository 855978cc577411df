"""A stored plan → Document: everything Microsoft Project has a place for, computed dates included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from pmo.accounts.models import User
from projects.engines.worktime import WorkTime, to_datetime
from projects.msproject.document import (
    Document,
    FileAssignment,
    FileBaseline,
    FileCalendar,
    FileLink,
    FileResource,
    FileTask,
    Shifts,
)
from projects.resources.models import Assignment, Resource
from projects.resources.selectors import resources
from projects.schedule import planning
from projects.schedule.models import Baseline, BaselineTask, Plan, PlanCalendar, Task, TaskLink

# Microsoft Project keeps eleven baselines.
MOST_BASELINES = 11
STANDARD = 1
_WEEKS = 54


def document_of(plan: Plan) -> Document:
    """The plan as a file (seven queries)."""
    rows = planning.load(plan)
    baselines = _baselines(plan)
    incoming: dict[int, list[FileLink]] = {}
    uids = {task.pk: task.uid for task in rows.tasks}
    for link in rows.links:
        incoming.setdefault(link.successor_id, []).append(_link(link, uids))
    calendars = {calendar.pk: calendar.uid + STANDARD for calendar in rows.calendars}
    people, assignments = _people(plan, rows.tasks)
    return Document(
        name=plan.project.label,
        start=plan.start,
        finish=plan.finish,
        status=plan.status_at,
        calendar_uid=calendars.get(plan.own_calendar_id or 0, STANDARD),
        minutes_per_day=round(plan.hours_per_day * 60),
        minutes_per_week=round(plan.hours_per_week * 60),
        days_per_month=round(plan.days_per_month),
        critical_days=plan.critical_at // max(round(plan.hours_per_day * 60), 1),
        calendars=(_standard(plan), *(_calendar(plan, calendar) for calendar in rows.calendars)),
        tasks=tuple(
            _task(task, incoming.get(task.pk, []), baselines.get(task.pk, []), calendars) for task in rows.tasks
        ),
        resources=people,
        assignments=assignments,
    )


def _task(task: Task, links: list[FileLink], baselines: list[FileBaseline], calendars: Mapping[int, int]) -> FileTask:
    return FileTask(
        uid=task.uid,
        name=task.label,
        level=task.level,
        wbs=task.wbs,
        duration=task.duration,
        duration_unit=task.duration_unit,
        elapsed=task.elapsed,
        estimated=task.estimated,
        milestone=task.is_milestone,
        summary=task.is_summary,
        constraint=task.constraint,
        constraint_at=task.constraint_at,
        deadline=task.deadline_at,
        manual=task.manual,
        manual_start=task.manual_start,
        manual_finish=task.manual_finish,
        active=task.active,
        priority=task.priority,
        calendar_uid=calendars.get(task.calendar_id or 0),
        ignore_resource_calendars=task.ignore_resource_calendars,
        percent=task.percent,
        actual_start=task.actual_start,
        actual_finish=task.actual_finish,
        remaining=task.remaining,
        levelling_delay=max(task.not_before - task.early_start, 0) if task.not_before is not None else 0,
        notes=task.notes,
        words=_words(task),
        links=tuple(links),
        baselines=tuple(baselines),
        start=task.start,
        finish=task.finish,
        early_start=task.early_start,
        early_finish=task.early_finish,
        late_start=task.late_start,
        late_finish=task.late_finish,
        total_float=task.total_float,
        free_float=task.free_float,
        critical=task.critical,
    )


def _words(task: Task) -> dict[str, str]:
    """What Microsoft Project has no place for. The other name travels too, as the file shows only one."""
    said = {
        "acceptance": task.acceptance,
        "wave": "" if task.wave is None else str(task.wave),
        "owner": (task.owner.email or task.owner.label) if task.owner is not None else "",
    }
    if task.name_en:
        said |= {"name": task.name, "name_en": task.name_en}
    return {word: text for word, text in said.items() if text}


def _link(link: TaskLink, uids: Mapping[int, int]) -> FileLink:
    return FileLink(uids[link.predecessor_id], link.kind, link.lag, link.lag_unit, link.lag_elapsed, link.lag_percent)


def kept_baselines(plan: Plan) -> list[Baseline]:
    """As many as the file has room for: the oldest, and always the one slips are counted against."""
    rows = list(Baseline.objects.filter(plan=plan).order_by("number"))
    kept = rows[:MOST_BASELINES]
    current = [row for row in rows[MOST_BASELINES:] if row.is_current]
    return [*kept[: MOST_BASELINES - len(current)], *current]


def _baselines(plan: Plan) -> dict[int, list[FileBaseline]]:
    """By task, numbered from 0 as Microsoft does."""
    numbers = {baseline.pk: number for number, baseline in enumerate(kept_baselines(plan))}
    found: dict[int, list[FileBaseline]] = {}
    for row in BaselineTask.objects.filter(baseline__in=numbers, task__isnull=False).order_by("baseline__number"):
        if row.task_id is not None:
            one = FileBaseline(numbers[row.baseline_id], row.start, row.finish, row.duration)
            found.setdefault(row.task_id, []).append(one)
    return found


def _people(plan: Plan, tasks: Iterable[Task]) -> tuple[tuple[FileResource, ...], tuple[FileAssignment, ...]]:
    """Who works on what, with which share of their time; a task without anybody goes to its owner."""
    roster = _Roster()
    assigned: dict[int, list[Assignment]] = {}
    for row in resources.staff_of(plan):
        assigned.setdefault(row.task_id, []).append(row)
    found = []
    for task in tasks:
        if task.is_summary:
            continue
        rows = _owner_first(task, assigned.get(task.pk, []))
        found += [_assignment(task, roster.resource(row.resource), row.percent / 100) for row in rows]
        if not rows and task.owner is not None and not task.is_milestone:
            found.append(_assignment(task, roster.owner(task.owner), Decimal(1)))
    return tuple(roster.rows.values()), tuple(found)


def _assignment(task: Task, uid: int, units: Decimal) -> FileAssignment:
    return FileAssignment(task.uid, uid, units, round(task.duration * units), start=task.start, finish=task.finish)


class _Roster:
    """Resources of the file, each once."""

    def __init__(self) -> None:
        self.rows: dict[str, FileResource] = {}

    def resource(self, row: Resource) -> int:
        if row.user is not None:
            return self.owner(row.user, row)
        return self._uid(f"resource {row.pk}", row.label, group=_group(row), generic=True)

    def owner(self, user: User, row: Resource | None = None) -> int:
        return self._uid(f"user {user.pk}", user.label, email=user.email or "", group=_group(row))

    def _uid(self, key: str, name: str, *, email: str = "", group: str = "", generic: bool = False) -> int:
        if key not in self.rows:
            uid = len(self.rows) + 1
            self.rows[key] = FileResource(uid, name, email=email, group=group, generic=generic)
        return self.rows[key].uid


def _owner_first(task: Task, rows: Iterable[Assignment]) -> list[Assignment]:
    """Whoever reads the file takes the first of the people for the task's owner."""
    return sorted(rows, key=lambda row: row.resource.user_id != task.owner_id)


def _group(row: Resource | None) -> str:
    return row.unit.label if row is not None and row.unit is not None else ""


# --- calendars --------------------------------------------------------------------------------------------------------


def _standard(plan: Plan) -> FileCalendar:
    """The company's working days with the plan's hours; holidays and make-up days of the plan's years as exceptions."""
    shifts: Shifts = tuple((int(start), int(finish)) for start, finish in plan.shifts)
    week: tuple[Shifts | None, ...] = (shifts,) * 5 + ((), ())
    return FileCalendar(
        STANDARD, "Standard", week=week, exceptions=_differences(plan, planning.plan_worktime(plan), week)
    )


def _calendar(plan: Plan, calendar: PlanCalendar) -> FileCalendar:
    week: tuple[Shifts | None, ...] = tuple(
        tuple((int(start), int(finish)) for start, finish in day) for day in calendar.week
    )
    worktime = planning.own_worktime(plan, calendar)
    return FileCalendar(
        calendar.uid + STANDARD, calendar.name, week=week, exceptions=_differences(plan, worktime, week)
    )


def _differences(plan: Plan, worktime: WorkTime, week: tuple[Shifts | None, ...]) -> dict[date, Shifts]:
    """Days of the plan's time on which a calendar does not follow its week."""
    first = to_datetime(plan.start).date() - timedelta(weeks=4)
    last = to_datetime(plan.finish or plan.start).date() + timedelta(weeks=_WEEKS)
    by_day: dict[date, list[tuple[int, int]]] = {}
    for start, finish in zip(worktime.starts, worktime.finishes, strict=True):
        for day, shift in _by_day(start, finish):
            by_day.setdefault(day, []).append(shift)
    found = {}
    day = max(first, to_datetime(worktime.first).date())
    while day <= last:
        works = tuple(by_day.get(day, ()))
        if works != week[day.weekday()]:
            found[day] = works
        day += timedelta(days=1)
    return found


def _by_day(start: int, finish: int) -> Iterable[tuple[date, tuple[int, int]]]:
    """A stretch of work cut at midnights."""
    while start < finish:
        midnight = (start // 1440 + 1) * 1440
        end = min(midnight, finish)
        yield to_datetime(start).date(), (start % 1440, end - start // 1440 * 1440)
        start = end
