"""What people may write into a row, and what follows from it for its other columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from pmo.accounts.models import User
from pmo.records import Invalid
from projects.engines.worktime import OutOfRange, WorkTime, to_moment
from projects.schedule import days, durations, planning
from projects.schedule.choices import NEEDS_MOMENT, Constraint, DurationUnit
from projects.schedule.models import Task
from projects.schedule.services.board import Board

LONGEST = {"name": 200, "name_en": 200, "notes": 20_000, "acceptance": 5_000}
# Columns a summary takes from its rows.
FROM_ROWS = frozenset(
    {"duration", "percent", "actual_start", "actual_finish", "remaining", "start", "finish", "is_milestone", "manual"}
)


class FieldWriter:
    """Writes cleaned values into rows of one board, for one person."""

    def __init__(self, board: Board, by: Any) -> None:
        self.board, self.plan, self.by = board, board.plan, by
        self._people: dict[int, bool] = {}

    def write(self, task: Task, values: Mapping[str, Any]) -> None:
        """Set columns by name. Raises Invalid with the column at fault."""
        if FROM_ROWS.intersection(values) and self.board.is_summary(task):
            field = sorted(FROM_ROWS.intersection(values))[0]
            raise Invalid(
                _("“%(name)s” is a summary: that follows from its tasks."),
                code="summary_field",
                field=field,
                params={"name": task.label},
            )
        for name in sorted(values, key=lambda name: _ORDER.get(name, -1)):
            writer = _WRITERS.get(name)
            if writer is None:
                message = _("“%(field)s” is not a column of a task.")
                raise Invalid(message, code="unknown_field", field=name, params={"field": name})
            writer(self, task, name, values[name])
        self._check(task)

    def worktime(self, task: Task) -> WorkTime:
        """The calendar a row's dates are counted on (people's absences aside)."""
        if task.elapsed:
            return planning.clock(self.plan)
        own = next(
            (c for c in self.board.rows.calendars if c.pk == (task.calendar_id or self.plan.own_calendar_id)), None
        )
        return planning.own_worktime(self.plan, own) if own else planning.plan_worktime(self.plan)

    def _check(self, task: Task) -> None:
        if task.constraint in NEEDS_MOMENT and task.constraint_at is None:
            raise Invalid(_("This constraint needs a date."), code="required", field="constraint_at")
        if task.constraint not in NEEDS_MOMENT:
            task.constraint_at = None
        if task.actual_finish is not None and task.actual_start is not None and task.actual_finish < task.actual_start:
            raise Invalid(_("It would finish before it started."), code="finish_before_start", field="actual_finish")
        if task.manual_finish is not None and task.manual_start is not None and task.manual_finish < task.manual_start:
            raise Invalid(_("It would finish before it starts."), code="finish_before_start", field="manual_finish")

    # --- plain columns ----------------------------------------------------------------------------------------------

    def _text(self, task: Task, name: str, value: Any) -> None:
        text = str(value or "").strip()
        if name == "name" and not text:
            raise Invalid(_("A task needs a name."), code="required", field=name)
        if len(text) > LONGEST[name]:
            raise Invalid(_("At most %(n)s characters."), code="too_long", field=name, params={"n": LONGEST[name]})
        setattr(task, name, text)

    def _label(self, task: Task, name: str, value: Any) -> None:
        """The name as the reader sees it: who reads English changes the English name, where there is one."""
        english = (get_language() or "").startswith("en") and bool(task.name_en)
        if not str(value or "").strip():
            raise Invalid(_("A task needs a name."), code="required", field="name")
        self._text(task, "name_en" if english else "name", value)

    def _flag(self, task: Task, name: str, value: Any) -> None:
        setattr(task, name, bool(value) and value not in ("0", "false"))

    def _owner(self, task: Task, name: str, value: Any) -> None:
        owner = None if value in (None, "", 0) else getattr(value, "pk", None) or self._person(value)
        if owner is not None and owner != task.owner_id and not self._known(owner):
            raise Invalid(_("There is no such person."), code="unknown_person", field="owner")
        task.owner_id = owner

    def _person(self, value: Any) -> int:
        """An id, or the name of exactly one person, as it is typed into the grid."""
        text = str(value).strip()
        if isinstance(value, int) or text.isdecimal():
            return integer(value, "owner")
        people = User.objects.visible_to(self.by) if self.by is not None else User.objects.all()
        found = people.filter(Q(name__iexact=text) | Q(name_en__iexact=text), is_active=True)
        ids = list(found.order_by("pk").values_list("pk", flat=True)[:2])
        if not ids:
            raise Invalid(_("There is no such person."), code="unknown_person", field="owner")
        if len(ids) > 1:
            raise Invalid(
                _("Several people are called “%(name)s”; choose one on the page of the task."),
                code="ambiguous_person",
                field="owner",
                params={"name": text[:60]},
            )
        return ids[0]

    def _known(self, user_id: int) -> bool:
        if user_id not in self._people:
            people = User.objects.visible_to(self.by) if self.by is not None else User.objects.all()
            self._people[user_id] = people.filter(pk=user_id, is_active=True).exists()
        return self._people[user_id]

    def _calendar(self, task: Task, name: str, value: Any) -> None:
        calendar = None if value in (None, "", 0) else getattr(value, "pk", None) or integer(value, name)
        if calendar is not None and calendar not in {c.pk for c in self.board.rows.calendars}:
            raise Invalid(_("The plan has no such calendar."), code="unknown_calendar", field="calendar")
        task.calendar_id = calendar

    def _wave(self, task: Task, name: str, value: Any) -> None:
        wave = None if value in (None, "") else integer(value, name)
        if wave is not None and not 1 <= wave <= 99:
            raise Invalid(_("Waves are numbered from 1 to 99."), code="out_of_range", field=name)
        task.wave = wave

    def _priority(self, task: Task, name: str, value: Any) -> None:
        priority = integer(value, name)
        if not 0 <= priority <= 1000:
            raise Invalid(_("Priorities reach from 0 to 1000."), code="out_of_range", field=name)
        task.priority = priority

    # --- duration, dates, constraints -------------------------------------------------------------------------------

    def _duration(self, task: Task, name: str, value: Any) -> None:
        if isinstance(value, str):
            amount = durations.parse(value, self.plan)
            task.duration_unit, task.estimated = amount.unit, amount.estimated
            task.elapsed = amount.elapsed
            minutes = amount.minutes
        else:
            minutes = integer(value, name)
        if not 0 <= minutes <= durations.MOST_MINUTES:
            raise Invalid(_("A duration is 0 or more, and no longer than any plan."), code="out_of_range", field=name)
        task.duration = minutes
        task.remaining = None
        if minutes == 0 and not self.board.is_summary(task):
            task.is_milestone = True
        elif task.is_milestone and minutes:
            task.is_milestone = False

    def _unit(self, task: Task, name: str, value: Any) -> None:
        if value not in DurationUnit.values:
            raise Invalid(_("Durations are in m, h, d, w or mo."), code="bad_unit", field=name)
        task.duration_unit = value

    def _milestone(self, task: Task, name: str, value: Any) -> None:
        self._flag(task, name, value)
        if task.is_milestone:
            task.duration = 0
        elif task.duration == 0:
            task.duration = int(durations.minutes_per(self.plan, "d"))

    def _constraint(self, task: Task, name: str, value: Any) -> None:
        if isinstance(value, str) and value in Constraint.__members__:
            task.constraint = Constraint[value]
            return
        number = integer(value, name)
        if number not in Constraint.values:
            raise Invalid(_("There is no such constraint."), code="bad_constraint", field=name)
        task.constraint = number

    def _moment(self, task: Task, name: str, value: Any) -> None:
        setattr(task, name, self.moment(task, name, value))

    def moment(self, task: Task, name: str, value: Any) -> int | None:
        """A moment as a number or ISO text; a bare day means its first or last working minute."""
        if value in (None, ""):
            return None
        ends = name in ("deadline_at", "actual_finish", "manual_finish", "finish") or (
            name == "constraint_at" and task.constraint in (Constraint.MFO, Constraint.FNET, Constraint.FNLT)
        )
        return to_plan_moment(
            value, self.worktime(task), ends=ends, field=name, plan_days=planning.span(self.plan.start)
        )

    def _start(self, task: Task, name: str, value: Any) -> None:
        """As if dragged: what is begun or set by hand moves, everything else is not to start earlier."""
        start = self.moment(task, name, value)
        if start is None:
            task.constraint, task.constraint_at = Constraint.ASAP, None
            return
        if task.actual_start is not None:
            span = self.worktime(task).between(task.actual_start, task.actual_finish or task.actual_start)
            task.actual_start = start
            if task.actual_finish is not None:
                task.actual_finish = self.worktime(task).add(start, span)
        elif task.manual:
            task.manual_start = start
            task.manual_finish = self.worktime(task).add(start, task.duration)
        else:
            task.constraint, task.constraint_at = Constraint.SNET, start
            task.not_before = None
            # A finish given with it counts from here.
            task.start = start

    def _finish(self, task: Task, name: str, value: Any) -> None:
        """As if stretched: the duration reaches from the start to there."""
        finish = self.moment(task, name, value)
        if finish is None:
            return
        start = task.manual_start if task.manual and task.manual_start is not None else task.start
        if finish < start:
            raise Invalid(_("It would finish before it starts."), code="finish_before_start", field=name)
        self._duration(task, "duration", self.worktime(task).between(start, finish))
        if task.manual:
            task.manual_start, task.manual_finish = start, finish
        if task.actual_finish is not None:
            task.actual_finish = finish

    def _manual(self, task: Task, name: str, value: Any) -> None:
        was = task.manual
        self._flag(task, name, value)
        if task.manual and not was:
            task.manual_start, task.manual_finish = task.start, task.finish
        elif not task.manual:
            task.manual_start = task.manual_finish = None

    # --- progress ---------------------------------------------------------------------------------------------------

    def _percent(self, task: Task, name: str, value: Any) -> None:
        try:
            percent = Decimal(str(value).rstrip("%％ ") or "0")
        except InvalidOperation:
            raise Invalid(_("Progress is a number from 0 to 100."), code="not_a_number", field=name) from None
        if not percent.is_finite() or not 0 <= percent <= 100:
            raise Invalid(_("Progress is a number from 0 to 100."), code="out_of_range", field=name)
        task.percent = percent.quantize(Decimal("0.01"))
        if percent == 0:
            task.actual_start = task.actual_finish = task.remaining = None
            return
        if task.actual_start is None:
            task.actual_start = task.start
        task.remaining = None
        if percent == 100:
            task.actual_finish = max(task.finish, task.actual_start)
        else:
            task.actual_finish = None

    def _actual_start(self, task: Task, name: str, value: Any) -> None:
        task.actual_start = self.moment(task, name, value)
        if task.actual_start is None:
            task.percent, task.actual_finish, task.remaining = Decimal(0), None, None

    def _actual_finish(self, task: Task, name: str, value: Any) -> None:
        task.actual_finish = self.moment(task, name, value)
        if task.actual_finish is not None:
            task.percent = Decimal(100)
            task.remaining = None
            if task.actual_start is None:
                task.actual_start = min(task.start, task.actual_finish)
        elif task.percent == 100:
            task.percent = Decimal(99)

    def _remaining(self, task: Task, name: str, value: Any) -> None:
        if value in (None, ""):
            task.remaining = None
            return
        minutes = (
            durations.parse(value, self.plan, field=name).minutes if isinstance(value, str) else integer(value, name)
        )
        if not 0 <= minutes <= durations.MOST_MINUTES:
            raise Invalid(_("Remaining work is 0 or more."), code="out_of_range", field=name)
        if task.actual_start is None:
            raise Invalid(_("Say when it started first."), code="not_started", field=name)
        task.remaining = minutes


Writer = Callable[[FieldWriter, Task, str, Any], None]
_WRITERS: dict[str, Writer] = {
    "name": FieldWriter._text,
    "name_en": FieldWriter._text,
    "notes": FieldWriter._text,
    "acceptance": FieldWriter._text,
    "label": FieldWriter._label,
    "owner": FieldWriter._owner,
    "calendar": FieldWriter._calendar,
    "ignore_resource_calendars": FieldWriter._flag,
    "wave": FieldWriter._wave,
    "priority": FieldWriter._priority,
    "active": FieldWriter._flag,
    "estimated": FieldWriter._flag,
    "elapsed": FieldWriter._flag,
    "is_milestone": FieldWriter._milestone,
    "duration": FieldWriter._duration,
    "duration_unit": FieldWriter._unit,
    "manual": FieldWriter._manual,
    "manual_start": FieldWriter._moment,
    "manual_finish": FieldWriter._moment,
    "constraint": FieldWriter._constraint,
    "constraint_at": FieldWriter._moment,
    "deadline_at": FieldWriter._moment,
    "start": FieldWriter._start,
    "finish": FieldWriter._finish,
    "percent": FieldWriter._percent,
    "actual_start": FieldWriter._actual_start,
    "actual_finish": FieldWriter._actual_finish,
    "remaining": FieldWriter._remaining,
}
_ORDER = {name: number for number, name in enumerate(_WRITERS)}
WRITABLE = tuple(_WRITERS)


def to_plan_moment(value: Any, worktime: WorkTime, *, ends: bool, field: str, plan_days: tuple[date, date]) -> int:
    """A number of minutes, a day or a wall-clock time as a moment within the plan's years. Raises Invalid."""
    if not isinstance(value, (int, date)):
        value = days.read(str(value), field=field)
    try:
        if isinstance(value, int):
            moment = value
        elif isinstance(value, datetime):
            moment = to_moment(value)
        else:
            moment = _of_day(value, worktime, ends)
    except OutOfRange:
        moment = -1
    if not to_moment(plan_days[0]) <= moment < to_moment(plan_days[1]):
        raise Invalid(_("This date is years away from the plan."), code="out_of_range", field=field)
    return moment


def _of_day(day: date, worktime: WorkTime, ends: bool) -> int:
    """First or last working minute of a day; of a day off, the next beginning or the end before."""
    midnight = to_moment(day)
    return worktime.previous_work(midnight + 1440) if ends else worktime.next_work(midnight)


def integer(value: Any, field: str) -> int:
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        raise Invalid(_("Enter a whole number."), code="not_a_number", field=field) from None
