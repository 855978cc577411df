"""Document → what the schedule and the resources take: a plan's draft, and a list of everything that was left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from projects.msproject import calendars
from projects.msproject.document import Document, FileAssignment, FileCalendar, FileResource, FileTask, LeftOut
from projects.msproject.errors import MspdiError
from projects.schedule.choices import NEEDS_MOMENT, Constraint
from projects.schedule.drafts import BaselineDraft, BaselineRow, CalendarDraft, LinkDraft, PlanDraft, TaskDraft

LONGEST_NAME = 200


@dataclass(frozen=True)
class Imported:
    """What a file becomes. `plan` for the schedule; resources and assignments by the file's uids for the team."""

    plan: PlanDraft
    resources: tuple[FileResource, ...]
    assignments: tuple[FileAssignment, ...]
    calendars: Mapping[int, FileCalendar]
    left_out: tuple[LeftOut, ...]
    # Mail address or name of a task's owner, by the task's uid.
    owners: Mapping[int, str] = field(default_factory=dict)
    # Whom of the resources we know: user id by uid.
    people: Mapping[int, int] = field(default_factory=dict)


class _Notes:
    def __init__(self) -> None:
        self.rows: dict[str, list[str]] = {}

    def add(self, code: str, where: str) -> None:
        self.rows.setdefault(code, []).append(where)

    def __iter__(self) -> Iterator[LeftOut]:
        return (LeftOut(code, tuple(rows[:20]), len(rows)) for code, rows in sorted(self.rows.items()))


def to_plan(document: Document, *, company_calendar: bool = False) -> Imported:
    """The draft of a plan.

    company_calendar: work follows the company's calendar (holidays and make-up days) instead of the file's own.
    Raises MspdiError for rows that no plan can hold.
    """
    notes = _Notes()
    flat = calendars.flatten(document.calendars)
    own = flat.get(document.calendar_uid) if document.calendar_uid is not None else None
    tasks = tuple(_tasks(document, flat, notes))
    resources = tuple(_people(document, notes))
    start = document.start if document.start is not None else _earliest(document.tasks)
    plan = PlanDraft(
        start=start,
        tasks=tasks,
        links=tuple(_links(document.tasks)),
        calendars=tuple(_calendar(flat[uid]) for uid in _used(document, flat, company_calendar)),
        calendar_uid=None if company_calendar or own is None else own.uid,
        baselines=tuple(_baselines(document.tasks)),
        shifts=_usual_shifts(own),
        status_at=document.status,
        hours_per_day=Decimal(document.minutes_per_day) / 60,
        hours_per_week=Decimal(document.minutes_per_week) / 60,
        days_per_month=Decimal(document.days_per_month),
    )
    kept = {resource.uid for resource in resources}
    rows = {task.uid for task in tasks}
    assignments = tuple(a for a in document.assignments if a.resource_uid in kept and a.task_uid in rows)
    owners = {task.uid: task.words["owner"] for task in document.tasks if task.words.get("owner")}
    return Imported(plan, resources, assignments, flat, (*document.left_out, *notes), owners)


def _earliest(tasks: Iterable[FileTask]) -> int:
    starts = [task.start for task in tasks if task.start is not None]
    if not starts:
        raise MspdiError("no_start")
    return min(starts)


# --- calendars --------------------------------------------------------------------------------------------------------


def _used(document: Document, flat: Mapping[int, FileCalendar], company_calendar: bool) -> list[int]:
    """Calendars a task asks for, and the project's own unless the company's takes its place."""
    asked = {task.calendar_uid for task in document.tasks if task.calendar_uid is not None}
    if document.calendar_uid is not None and not company_calendar:
        asked.add(document.calendar_uid)
    return sorted(uid for uid in asked if uid in flat)


def _calendar(calendar: FileCalendar) -> CalendarDraft:
    return CalendarDraft(
        uid=calendar.uid,
        name=calendar.name[:120] or str(calendar.uid),
        week=[[list(shift) for shift in day or ()] for day in calendar.week],
        exceptions=exceptions_json(calendar.exceptions),
        follows_company=False,
    )


def exceptions_json(days: Mapping[date, Iterable[tuple[int, int]]]) -> dict[str, list[list[int]]]:
    return {day.isoformat(): [list(shift) for shift in shifts] for day, shifts in sorted(days.items())}


def _usual_shifts(calendar: FileCalendar | None) -> list[list[int]] | None:
    """Hours of the first worked weekday; None when the file has no calendar of its own."""
    for day in calendar.week if calendar else ():
        if day:
            return [list(shift) for shift in day]
    return None


# --- tasks ------------------------------------------------------------------------------------------------------------


def _tasks(document: Document, flat: Mapping[int, FileCalendar], notes: _Notes) -> Iterator[TaskDraft]:
    above = 0
    summaries = _summaries(document.tasks)
    for task in document.tasks:
        if task.level > above + 1:
            raise MspdiError("bad_level", row=task.name, value=task.level)
        above = task.level
        draft = _plain(task, notes)
        if task.calendar_uid is not None and task.calendar_uid not in flat:
            notes.add("unknown_calendar", task.name)
            draft = replace(draft, calendar_uid=None)
        yield _as_summary(draft, task, notes) if task.uid in summaries else _progress(draft, task)


def _summaries(tasks: tuple[FileTask, ...]) -> set[int]:
    """Rows with deeper rows right below them."""
    return {
        task.uid for task, below in zip(tasks, (*tasks[1:], None), strict=True) if below and below.level > task.level
    }


def _plain(task: FileTask, notes: _Notes) -> TaskDraft:
    constraint, at = task.constraint, task.constraint_at
    if constraint in NEEDS_MOMENT and at is None:
        notes.add("constraint_without_date", task.name)
        constraint = int(Constraint.ASAP)
    if len(task.name) > LONGEST_NAME:
        notes.add("long_names", task.name[:40] + "…")
    name, name_en = _names(task)
    return TaskDraft(
        uid=task.uid,
        name=name[:LONGEST_NAME] or f"UID {task.uid}",
        name_en=name_en[:LONGEST_NAME],
        acceptance=task.words.get("acceptance", ""),
        wave=_wave(task.words.get("wave", "")),
        level=task.level,
        notes=task.notes,
        duration=task.duration or 0,
        duration_unit=task.duration_unit,
        elapsed=task.elapsed,
        estimated=task.estimated,
        is_milestone=task.milestone,
        priority=task.priority,
        constraint=constraint,
        constraint_at=at if constraint in NEEDS_MOMENT else None,
        deadline_at=task.deadline,
        manual=task.manual,
        manual_start=task.manual_start if task.manual_start is not None else (task.start if task.manual else None),
        manual_finish=task.manual_finish if task.manual_finish is not None else (task.finish if task.manual else None),
        calendar_uid=task.calendar_uid,
        ignore_resource_calendars=task.ignore_resource_calendars,
        active=task.active,
        not_before=task.start if task.levelling_delay > 0 else None,
    )


def _names(task: FileTask) -> tuple[str, str]:
    """Both names, where the file carries them and nobody gave the row another one since."""
    ours = task.words.get("name", ""), task.words.get("name_en", "")
    return ours if task.name in ours and ours[0] else (task.name, "")


def _wave(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else None


def _as_summary(draft: TaskDraft, task: FileTask, notes: _Notes) -> TaskDraft:
    """A summary's dates, progress and duration come from its rows; it cannot be a milestone or done by hand."""
    if task.manual:
        notes.add("manual_summaries", task.name)
    if task.milestone:
        notes.add("summary_milestones", task.name)
    return replace(
        draft, duration=0, is_milestone=False, manual=False, manual_start=None, manual_finish=None, not_before=None
    )


def _progress(draft: TaskDraft, task: FileTask) -> TaskDraft:
    started = task.actual_start if task.actual_start is not None else (task.start if task.percent > 0 else None)
    finished = task.actual_finish if task.actual_finish is not None else (task.finish if task.percent == 100 else None)
    return replace(
        draft,
        percent=task.percent,
        actual_start=started,
        actual_finish=finished,
        remaining=task.remaining if 0 < task.percent < 100 else None,
    )


def _links(tasks: Iterable[FileTask]) -> Iterator[LinkDraft]:
    return (
        LinkDraft(
            predecessor=link.predecessor,
            successor=task.uid,
            kind=link.kind,
            lag=link.lag,
            lag_unit=link.unit,
            lag_elapsed=link.elapsed,
            lag_percent=link.percent,
        )
        for task in tasks
        for link in task.links
    )


def _baselines(tasks: Iterable[FileTask]) -> Iterator[BaselineDraft]:
    rows: dict[int, list[BaselineRow]] = {}
    for task in tasks:
        for found in task.baselines:
            if found.start is not None and found.finish is not None:
                row = BaselineRow(task.uid, found.start, found.finish, found.duration or 0)
                rows.setdefault(found.number, []).append(row)
    for number, found_rows in sorted(rows.items()):
        yield BaselineDraft(number=number + 1, name="", rows=tuple(found_rows))


# --- resources --------------------------------------------------------------------------------------------------------


def _people(document: Document, notes: _Notes) -> Iterator[FileResource]:
    """Material and costs are no people, and people bring their own absences here; both are listed."""
    own = {calendar.uid for calendar in document.calendars if _says_something(calendar)}
    for resource in document.resources:
        if resource.kind != "work":
            notes.add("material_and_costs", resource.name)
            continue
        if resource.calendar_uid in own:
            notes.add("people_calendars", resource.name)
        yield resource


def _says_something(calendar: FileCalendar) -> bool:
    """Whether a calendar of one person differs from the one it is based on."""
    return not calendar.is_base and (bool(calendar.exceptions) or any(day is not None for day in calendar.week))
