"""A project's plan: tasks, links, calendars, baselines, and how it came to be what it is.

Moments are integers, minutes since 2000-01-01 00:00 on the plan's own wall clock (`projects.engines.worktime`);
amounts of work are minutes. The scheduler writes the computed columns of a task; people edit the others.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.portfolio.models import Project
from projects.schedule.choices import Constraint, DurationUnit, EditKind, LinkKind

USER = settings.AUTH_USER_MODEL

# Working hours 09:00–12:00 and 13:00–18:00: eight hours.
DEFAULT_SHIFTS = [[540, 720], [780, 1080]]


def default_shifts() -> list[list[int]]:
    return [list(shift) for shift in DEFAULT_SHIFTS]


def default_week() -> list[list[list[int]]]:
    """Monday to Friday worked."""
    return [*(default_shifts() for _day in range(5)), [], []]


class Plan(Record):
    """The plan of one project. `version` grows with every edit of any of its tasks."""

    access_kind = "plan"
    access_project = "project_id"

    project = models.OneToOneField(Project, models.CASCADE, related_name="plan", verbose_name=_("project"))
    start = models.IntegerField(_("start of the plan"))
    # Working days come from the company's calendar (null: the default one), working hours from the shifts.
    work_calendar = models.ForeignKey("pmo.WorkCalendar", models.PROTECT, null=True, blank=True, related_name="+")
    shifts = models.JSONField(_("working hours"), default=default_shifts)
    # A calendar of the plan's own instead: that of the file it came from, for example.
    own_calendar = models.ForeignKey("PlanCalendar", models.SET_NULL, null=True, blank=True, related_name="+")
    status_at = models.IntegerField(_("status date"), null=True, blank=True)
    critical_at = models.IntegerField(_("critical when float is at most"), default=0)
    hours_per_day = models.DecimalField(_("hours per day"), max_digits=4, decimal_places=2, default=8)
    hours_per_week = models.DecimalField(_("hours per week"), max_digits=5, decimal_places=2, default=40)
    days_per_month = models.DecimalField(_("days per month"), max_digits=4, decimal_places=1, default=20)
    # The scheduler's answer for the whole plan.
    finish = models.IntegerField(null=True, editable=False)
    start_on = models.DateField(null=True, editable=False)
    finish_on = models.DateField(null=True, editable=False)
    computed_at = models.DateTimeField(null=True, editable=False)
    # Watermark of the calendar the dates were computed with: another one means the plan is stale.
    calendar_mark = models.UUIDField(null=True, editable=False)
    task_count = models.PositiveIntegerField(default=0, editable=False)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"

    def __str__(self) -> str:
        return self.project.name

    @property
    def url(self) -> str:
        return reverse("schedule:plan", args=[self.project.key])


class PlanCalendar(Record):
    """Working times that differ from the plan's own, for some tasks: shifts by weekday and by date."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="calendars")
    uid = models.PositiveIntegerField(editable=False)
    name = models.CharField(_("name"), max_length=120)
    week = models.JSONField(_("working hours by weekday"), default=default_week)
    # {"2026-02-14": [[540, 720], …], "2026-02-17": []}
    exceptions = models.JSONField(_("exceptions"), default=dict, blank=True)
    # Holidays and make-up days of the company's calendar apply as well.
    follows_company = models.BooleanField(_("company holidays apply"), default=True)

    class Meta:
        app_label = "projects"
        ordering = ["plan_id", "uid"]
        constraints = [models.UniqueConstraint(fields=["plan", "uid"], name="plancalendar_uid")]

    def __str__(self) -> str:
        return self.name


class Task(Record):
    """A row of the plan: a task, a milestone, or a summary of the rows below it."""

    access_kind = "task"
    access_project = "plan__project_id"
    access_owner = "owner_id"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tasks")
    uid = models.PositiveIntegerField(editable=False)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    # Row of the outline, 1 … n without gaps, children directly after their parent.
    position = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField(default=1, editable=False)
    wbs = models.CharField(_("WBS"), max_length=64, editable=False)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    owner = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    is_milestone = models.BooleanField(_("milestone"), default=False)
    acceptance = models.TextField(_("accepted when"), blank=True)
    wave = models.PositiveSmallIntegerField(_("wave"), null=True, blank=True)
    # Higher is levelled later; 500 is usual, 1000 is never moved.
    priority = models.PositiveSmallIntegerField(_("priority"), default=500, validators=[MaxValueValidator(1000)])
    duration = models.IntegerField(_("duration"), default=480, validators=[MinValueValidator(0)])
    duration_unit = models.CharField(max_length=2, choices=DurationUnit.choices, default=DurationUnit.DAY)
    elapsed = models.BooleanField(_("around the clock"), default=False)
    estimated = models.BooleanField(_("estimated"), default=False)
    constraint = models.PositiveSmallIntegerField(_("constraint"), choices=Constraint.choices, default=Constraint.ASAP)
    constraint_at = models.IntegerField(_("constraint date"), null=True, blank=True)
    deadline_at = models.IntegerField(_("deadline"), null=True, blank=True)
    # Set by levelling: the task does not start before this moment.
    not_before = models.IntegerField(null=True, blank=True, editable=False)
    manual = models.BooleanField(_("scheduled by hand"), default=False)
    manual_start = models.IntegerField(null=True, blank=True)
    manual_finish = models.IntegerField(null=True, blank=True)
    calendar = models.ForeignKey(PlanCalendar, models.SET_NULL, null=True, blank=True, related_name="+")
    ignore_resource_calendars = models.BooleanField(default=False)
    active = models.BooleanField(_("active"), default=True)
    percent = models.DecimalField(
        _("done"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    actual_start = models.IntegerField(_("actual start"), null=True, blank=True)
    actual_finish = models.IntegerField(_("actual finish"), null=True, blank=True)
    remaining = models.IntegerField(_("remaining"), null=True, blank=True, validators=[MinValueValidator(0)])
    # The scheduler's answer.
    is_summary = models.BooleanField(default=False, editable=False)
    start = models.IntegerField(default=0, editable=False)
    finish = models.IntegerField(default=0, editable=False)
    start_on = models.DateField(null=True, editable=False)
    finish_on = models.DateField(null=True, editable=False)
    early_start = models.IntegerField(default=0, editable=False)
    early_finish = models.IntegerField(default=0, editable=False)
    late_start = models.IntegerField(default=0, editable=False)
    late_finish = models.IntegerField(default=0, editable=False)
    total_float = models.IntegerField(default=0, editable=False)
    free_float = models.IntegerField(default=0, editable=False)
    critical = models.BooleanField(default=False, editable=False)
    longest = models.BooleanField(default=False, editable=False)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["plan_id", "position"]
        indexes = [
            models.Index(fields=["plan", "position"], name="task_position"),
            models.Index(fields=["finish_on"], condition=Q(is_milestone=True), name="task_milestone"),
            models.Index(fields=["owner", "finish_on"], name="task_owner"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["plan", "uid"], name="task_uid"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="task_percent"),
            models.CheckConstraint(condition=Q(duration__gte=0), name="task_duration"),
            models.CheckConstraint(
                condition=Q(actual_finish__isnull=True)
                | Q(actual_start__isnull=False, actual_finish__gte=models.F("actual_start")),
                name="task_actual_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")

    @property
    def url(self) -> str:
        return reverse("schedule:task", args=[self.pk])


class TaskLink(Record):
    access_kind = "task"
    access_project = "plan__project_id"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="links")
    predecessor = models.ForeignKey(Task, models.CASCADE, related_name="links_out")
    successor = models.ForeignKey(Task, models.CASCADE, related_name="links_in")
    kind = models.PositiveSmallIntegerField(_("kind"), choices=LinkKind.choices, default=LinkKind.FS)
    # Working minutes (wall-clock minutes when lag_elapsed); or a share of the predecessor's duration.
    lag = models.IntegerField(_("lag"), default=0)
    lag_unit = models.CharField(max_length=2, choices=DurationUnit.choices, default=DurationUnit.DAY)
    lag_elapsed = models.BooleanField(default=False)
    lag_percent = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["plan_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="tasklink_once"),
            models.CheckConstraint(condition=~Q(predecessor=models.F("successor")), name="tasklink_not_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class Baseline(Record):
    """The plan as it was agreed. Any number of them; slips are counted against any."""

    access_kind = "plan"
    access_project = "plan__project_id"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="baselines")
    number = models.PositiveSmallIntegerField(editable=False)
    name = models.CharField(_("name"), max_length=120, blank=True)
    note = models.TextField(_("reason"), blank=True)
    taken_at = models.DateTimeField(editable=False)
    taken_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    # The one slips are counted against unless another is asked for.
    is_current = models.BooleanField(default=False)
    start = models.IntegerField(null=True)
    finish = models.IntegerField(null=True)
    finish_on = models.DateField(null=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["plan_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="baseline_number"),
            models.UniqueConstraint(fields=["plan"], condition=Q(is_current=True), name="baseline_one_current"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.number)


class BaselineTask(models.Model):
    baseline = models.ForeignKey(Baseline, models.CASCADE, related_name="rows")
    # Kept when the task is deleted: what was agreed stays readable.
    task = models.ForeignKey(Task, models.SET_NULL, null=True, related_name="baseline_rows")
    uid = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    start = models.IntegerField()
    finish = models.IntegerField()
    duration = models.IntegerField()
    is_milestone = models.BooleanField(default=False)
    is_summary = models.BooleanField(default=False)

    class Meta:
        app_label = "projects"
        constraints = [models.UniqueConstraint(fields=["baseline", "uid"], name="baselinetask_once")]


class MilestoneMove(models.Model):
    """A milestone got another date: from, to, by whom or what."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="moves")
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField()
    # Positive = later, in working days.
    workdays = models.IntegerField()
    reason = models.CharField(max_length=300, blank=True)
    edit = models.ForeignKey("PlanEdit", models.SET_NULL, null=True, related_name="moves")

    class Meta:
        app_label = "projects"
        ordering = ["-moved_at", "-id"]


class PlanEdit(models.Model):
    """One act on a plan with what it takes to undo and redo it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="edits")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=EditKind.choices, default=EditKind.EDIT)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    # {"code": …, "params": {…}}: a sentence, so that it reads in the reader's language.
    summary = models.JSONField(default=dict)
    # Rows before and after: {"tasks": {pk: {field: value} | null}, "links": {…}}.
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undone_by = models.OneToOneField("self", models.SET_NULL, null=True, related_name="undoes")

    class Meta:
        app_label = "projects"
        ordering = ["plan_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="planedit_number")]


class PlanTemplate(Record):
    """Rows to start a plan from. Delivered ones have a code; a company's own are taken from a plan."""

    access_kind = "plan_template"
    access_project = ""

    code = models.SlugField(max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    description = models.TextField(_("description"), blank=True)
    description_en = models.TextField(_("description in English"), blank=True)
    # See projects.schedule.templates_data for the shape.
    rows = models.JSONField(default=list)
    taken_from = models.ForeignKey(Project, models.SET_NULL, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="plantemplate_code"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")

    @property
    def description_label(self) -> str:
        return bilingual(self, "description")


class MilestoneFeed(Record):
    """A secret address of an iCalendar feed. Only its hash is kept; who has the link reads the dates."""

    access_kind = "feed"
    access_owner = "user_id"

    user = models.ForeignKey(USER, models.CASCADE, related_name="milestone_feeds")
    # None: the milestones of all projects the person sees.
    project = models.ForeignKey(Project, models.CASCADE, null=True, blank=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: Any = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["-created_at"]
