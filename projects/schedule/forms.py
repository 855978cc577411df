"""Shapes of the forms of plans."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pmo.accounts.models import User
from pmo.calendars.models import WorkCalendar
from pmo.web.forms import Form
from projects.engines.worktime import to_date
from projects.schedule import durations
from projects.schedule.choices import Constraint
from projects.schedule.models import Plan, PlanCalendar, PlanTemplate, Task
from projects.schedule.planning import last_day

DAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


def date_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, required=required, help_text=help_text, widget=forms.DateInput())


class OpenForm(Form):
    template = forms.ModelChoiceField(
        PlanTemplate.objects.none(),
        label=_("Begin with"),
        required=False,
        empty_label=_("an empty plan"),
    )
    start_on = date_field(_("Start of the plan"), required=True)

    def __init__(self, *args: Any, templates: QuerySet[PlanTemplate] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if templates is not None:
            field = self.fields["template"]
            field.queryset = templates  # type: ignore[attr-defined]
            field.label_from_instance = lambda template: template.label  # type: ignore[attr-defined]


class TaskForm(Form):
    """Everything of a row. Text in `duration` and `predecessors` is read by the service."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Task"), max_length=200)
    name_en = forms.CharField(label=_("In English"), max_length=200, required=False)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"), required=False)
    duration = forms.CharField(
        label=_("Duration"),
        max_length=20,
        required=False,
        help_text=_("3d, 2w, 4h; around the clock 2ed; 3d? for a guess."),
    )
    predecessors = forms.CharField(
        label=_("Predecessors"), max_length=500, required=False, help_text=_("Rows: 3, 5SS, 7FS+2d.")
    )
    is_milestone = forms.BooleanField(label=_("Milestone"), required=False)
    acceptance = forms.CharField(
        label=_("Accepted when"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )
    wave = forms.IntegerField(label=_("Wave"), min_value=1, max_value=99, required=False)
    constraint = forms.TypedChoiceField(label=_("Constraint"), choices=Constraint.choices, coerce=int)
    constraint_at = date_field(_("Constraint date"))
    deadline_at = date_field(_("Deadline"))
    calendar = forms.ModelChoiceField(
        PlanCalendar.objects.none(), label=_("Calendar"), required=False, empty_label=_("as the plan")
    )
    manual = forms.BooleanField(label=_("Dates set by hand"), required=False)
    active = forms.BooleanField(label=pgettext_lazy("task", "Active"), required=False)
    priority = forms.IntegerField(label=_("Priority"), min_value=0, max_value=1000)
    notes = forms.CharField(
        label=pgettext_lazy("task", "Notes"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    # Follow from the rows of a summary.
    of_leaves = ("duration", "is_milestone", "constraint", "constraint_at", "manual", "deadline_at")

    def __init__(self, *args: Any, task: Task, people: QuerySet[User], predecessors: str = "", **kwargs: Any) -> None:
        plan = task.plan
        kwargs.setdefault("initial", {})
        kwargs["initial"] = {**task_values(task, plan), "predecessors": predecessors, **kwargs["initial"]}
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        self.fields["calendar"].queryset = PlanCalendar.objects.filter(plan=plan)  # type: ignore[attr-defined]
        if task.is_summary:
            for name in self.of_leaves:
                del self.fields[name]

    def changes(self) -> dict[str, Any]:
        """The columns that differ from what the page showed."""
        names = [name for name in self.changed_data if name != "version"]
        return {name: self.cleaned_data[name] for name in names}

    def hints(self) -> list[dict[str, Any]]:
        """For a stale write: what was typed beside what was saved meanwhile."""
        if not isinstance(self.stale, Task):
            return []
        theirs = task_values(self.stale, self.stale.plan)
        rows = []
        for name in self.changed_data:
            if name in theirs and self.cleaned_data.get(name) != theirs[name]:
                field = self.fields[name]
                rows.append({"label": field.label, "mine": self.cleaned_data.get(name), "theirs": theirs[name]})
        return rows


def task_values(task: Task, plan: Plan) -> dict[str, Any]:
    """A row as the form shows it."""
    return {
        "version": task.version,
        "name": task.name,
        "name_en": task.name_en,
        "owner": task.owner_id,
        "duration": durations.show(
            task.duration, task.duration_unit, plan, elapsed=task.elapsed, estimated=task.estimated
        ),
        "is_milestone": task.is_milestone,
        "acceptance": task.acceptance,
        "wave": task.wave,
        "constraint": task.constraint,
        "constraint_at": shown_day(task.constraint_at),
        "deadline_at": shown_day(task.deadline_at),
        "calendar": task.calendar_id,
        "manual": task.manual,
        "active": task.active,
        "priority": task.priority,
        "notes": task.notes,
    }


def shown_day(moment: int | None) -> date | None:
    """The day of a start or finish; an end at midnight belongs to the day before."""
    return None if moment is None else last_day(moment) if moment % 1440 == 0 else to_date(moment)


class ProgressForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    percent = forms.DecimalField(
        label=pgettext_lazy("column", "Done"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    actual_start = date_field(_("Started on"))
    actual_finish = date_field(_("Finished on"))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    units = {"percent": "%"}

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "version": task.version,
            "percent": f"{task.percent.normalize():f}",
            "actual_start": shown_day(task.actual_start),
            "actual_finish": shown_day(task.actual_finish),
        }
        super().__init__(*args, **kwargs)

    def changes(self) -> dict[str, Any]:
        return {n: self.cleaned_data[n] for n in self.changed_data if n in ("percent", "actual_start", "actual_finish")}


class BaselineForm(Form):
    name = forms.CharField(
        label=_("Name"), max_length=120, required=False, help_text=_("For example: approved by the board.")
    )
    note = forms.CharField(label=_("Reason"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class SettingsForm(Form):
    """Start, hours and status date of a plan."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    start_on = date_field(_("Start of the plan"), required=True)
    status_on = date_field(
        _("Status date"), help_text=_("What is not done by then is planned after it. Empty: the plan ignores today.")
    )
    work_calendar = forms.ModelChoiceField(
        WorkCalendar.objects.none(), label=_("Working days"), required=False, empty_label=_("the company's calendar")
    )
    own_calendar = forms.ModelChoiceField(
        PlanCalendar.objects.none(),
        label=_("Calendar of the plan itself"),
        required=False,
        empty_label=_("none: working days and hours above"),
    )
    hours = forms.CharField(label=_("Working hours"), max_length=100, help_text=_("09:00-12:00, 13:00-18:00"))
    hours_per_day = forms.DecimalField(label=_("Hours per day"), min_value=1, max_value=24, decimal_places=2)
    hours_per_week = forms.DecimalField(label=_("Hours per week"), min_value=1, max_value=168, decimal_places=2)
    critical_days = forms.DecimalField(
        label=_("Critical up to"), min_value=0, max_value=100, decimal_places=1, help_text=_("Days of float.")
    )

    def __init__(self, *args: Any, plan: Plan, calendars: QuerySet[WorkCalendar], **kwargs: Any) -> None:
        kwargs["initial"] = {
            "version": plan.version,
            "start_on": to_date(plan.start),
            "status_on": shown_day(plan.status_at),
            "work_calendar": plan.work_calendar_id,
            "own_calendar": plan.own_calendar_id,
            "hours": hours_text(plan.shifts),
            "hours_per_day": plan.hours_per_day,
            "hours_per_week": plan.hours_per_week,
            "critical_days": round(plan.critical_at / float(plan.hours_per_day * 60), 1),
        }
        super().__init__(*args, **kwargs)
        self.fields["work_calendar"].queryset = calendars  # type: ignore[attr-defined]
        self.fields["own_calendar"].queryset = PlanCalendar.objects.filter(plan=plan)  # type: ignore[attr-defined]

    def clean_hours(self) -> list[list[int]]:
        return read_hours(self.cleaned_data["hours"])

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "start_on": data["start_on"],
            "status_on": data["status_on"],
            "work_calendar": data["work_calendar"],
            "own_calendar": data["own_calendar"],
            "shifts": data["hours"],
            "hours_per_day": data["hours_per_day"],
            "hours_per_week": data["hours_per_week"],
            "critical_at": round(data["critical_days"] * data["hours_per_day"] * 60),
        }


class CalendarForm(Form):
    """A calendar for some tasks: hours per weekday, and days that differ."""

    name = forms.CharField(label=_("Name"), max_length=120)
    follows_company = forms.BooleanField(
        label=_("Company holidays and make-up days apply"), required=False, initial=True
    )
    exceptions = forms.CharField(
        label=_("Days that differ"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "A day or a span per line, then hours or “off”: 2026-12-24 off; 2026-12-28..2026-12-30 09:00-12:00"
        ),
    )

    def __init__(self, *args: Any, calendar: PlanCalendar | None = None, **kwargs: Any) -> None:
        week = calendar.week if calendar else None
        kwargs["initial"] = {
            "name": calendar.name if calendar else "",
            "follows_company": calendar.follows_company if calendar else True,
            "exceptions": exceptions_text(calendar.exceptions) if calendar else "",
        }
        super().__init__(*args, **kwargs)
        for number, label in enumerate(DAYS):
            shifts = week[number] if week else ([[540, 720], [780, 1080]] if number < 5 else [])
            self.fields[f"day{number}"] = forms.CharField(
                label=label, max_length=100, required=False, initial=hours_text(shifts)
            )
        self.order_fields(["name", *(f"day{n}" for n in range(7)), "follows_company", "exceptions"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(7):
            try:
                data[f"day{number}"] = read_hours(data.get(f"day{number}", ""))
            except forms.ValidationError as error:
                self.add_error(f"day{number}", error)
        try:
            data["exceptions"] = read_exceptions(data.get("exceptions", ""))
        except forms.ValidationError as error:
            self.add_error("exceptions", error)
        return data

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "name": data["name"],
            "week": [data[f"day{number}"] for number in range(7)],
            "exceptions": data["exceptions"],
            "follows_company": data["follows_company"],
        }


class TemplateForm(Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    name_en = forms.CharField(label=_("In English"), max_length=120, required=False)
    description = forms.CharField(
        label=_("What it is for"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


# --- hours as people write them ---------------------------------------------------------------------------------------


def hours_text(shifts: Any) -> str:
    """09:00-12:00, 13:00-18:00"""
    return ", ".join(f"{clock(start)}-{clock(finish)}" for start, finish in shifts)


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def read_hours(text: str) -> list[list[int]]:
    """Shifts of a day. Raises ValidationError."""
    found = []
    for part in text.replace("，", ",").replace("；", ",").replace(";", ",").replace("–", "-").split(","):
        if not part.strip():
            continue
        try:
            start, finish = (_minute(word) for word in part.split("-"))
        except ValueError:
            raise forms.ValidationError(_("Write hours like 09:00-12:00, 13:00-18:00.")) from None
        found.append([start, finish])
    edges = [edge for shift in found for edge in shift]
    if edges != sorted(set(edges)):
        raise forms.ValidationError(_("Working hours overlap, or end before they begin."))
    return found


def _minute(word: str) -> int:
    hour, _sign, minute = word.strip().partition(":")
    value = int(hour) * 60 + int(minute or 0)
    if not 0 <= value <= 1440 or int(minute or 0) > 59:
        raise ValueError(word)
    return value


def exceptions_text(days: dict[str, Any]) -> str:
    return "\n".join(f"{day} {hours_text(shifts) or 'off'}" for day, shifts in sorted(days.items()))


def read_exceptions(text: str) -> dict[str, list[list[int]]]:
    """Days and spans, each with hours or "off". Raises ValidationError naming the line."""
    found: dict[str, list[list[int]]] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        days, _space, hours = line.strip().partition(" ")
        first, _dots, last = days.partition("..")
        try:
            begin = date.fromisoformat(first)
            end = date.fromisoformat(last) if last else begin
        except ValueError:
            raise forms.ValidationError(
                _("“%(line)s” does not begin with a day."), params={"line": line[:40]}
            ) from None
        if not begin <= end or (end - begin).days > 1000:
            raise forms.ValidationError(_("“%(line)s” is no span of days."), params={"line": line[:40]})
        shifts = [] if hours.strip().lower() in ("off", "休", "") else read_hours(hours)
        for number in range((end - begin).days + 1):
            found[(begin + timedelta(days=number)).isoformat()] = shifts
    return found


class FileForm(Form):
    file = forms.FileField(
        label=_("File"), help_text=_("PDF, picture, Word, Excel, PowerPoint, CSV or text, up to 50 MB.")
    )
