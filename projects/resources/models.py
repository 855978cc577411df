"""Who works on the projects: people and roles still to be filled, their time, and what they are asked for."""

from __future__ import annotations

from decimal import Decimal

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
from projects.resources.choices import AbsenceKind, AllocationUnit, LevellingState, WorkRole
from projects.schedule.models import Plan, Task

USER = settings.AUTH_USER_MODEL
HOURS = [MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal(24))]
PERCENT = [MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(1000))]
WORKWEEK = [True] * 5 + [False] * 2


def default_week() -> list[bool]:
    return list(WORKWEEK)


class Resource(Record):
    """A person, or a role nobody fills yet. Works on the company's working days, on the weekdays of `week`."""

    access_kind = "resource"
    access_project = "allocations__project_id"
    access_owner = "user_id"

    user = models.OneToOneField(
        USER, models.PROTECT, null=True, blank=True, related_name="resource", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=120, blank=True)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    role = models.CharField(_("works as"), max_length=16, choices=WorkRole.choices)
    unit = models.ForeignKey(
        "pmo.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    skills = models.JSONField(_("skills"), default=list, blank=True)
    hours_per_day = models.DecimalField(
        _("hours per day"), max_digits=4, decimal_places=2, default=Decimal(8), validators=HOURS
    )
    week = models.JSONField(_("working days of the week"), default=default_week, blank=True)
    left_on = models.DateField(_("last working day"), null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(user__isnull=False) | ~Q(name=""), name="resource_is_somebody"),
            models.CheckConstraint(
                condition=Q(hours_per_day__gt=0) & Q(hours_per_day__lte=24), name="resource_hours_of_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.user.label if self.user is not None else bilingual(self, "name")

    @property
    def is_placeholder(self) -> bool:
        return self.user_id is None

    @property
    def url(self) -> str:
        return reverse("resources:resource", args=[self.pk])


class Absence(Record):
    access_kind = "resource"
    access_project = "resource__allocations__project_id"
    access_owner = "resource__user_id"

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="absences")
    start_on = models.DateField(_("from"))
    finish_on = models.DateField(_("to"))
    kind = models.CharField(_("kind"), max_length=12, choices=AbsenceKind.choices, default=AbsenceKind.LEAVE)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["start_on"]
        constraints = [
            models.CheckConstraint(condition=Q(finish_on__gte=models.F("start_on")), name="absence_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.start_on} – {self.finish_on}"


class Allocation(Record):
    """How much of somebody's time a project has been promised."""

    access_kind = "allocation"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="allocations", verbose_name=_("project"))
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="allocations", verbose_name=_("person"))
    start_on = models.DateField(_("from"))
    finish_on = models.DateField(_("to"))
    amount = models.DecimalField(
        _("amount"), max_digits=6, decimal_places=2, validators=[MinValueValidator(Decimal("0.5"))]
    )
    unit = models.CharField(_("unit"), max_length=8, choices=AllocationUnit.choices, default=AllocationUnit.PERCENT)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["start_on", "id"]
        indexes = [models.Index(fields=["resource", "finish_on"], name="allocation_resource")]
        constraints = [
            models.CheckConstraint(condition=Q(finish_on__gte=models.F("start_on")), name="allocation_in_order"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="allocation_some"),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} → {self.project_id}"


class Assignment(Record):
    """Somebody works on a task, with a share of their time."""

    access_kind = "task"
    access_project = "task__plan__project_id"

    task = models.ForeignKey(Task, models.CASCADE, related_name="assignments")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="assignments", verbose_name=_("person"))
    percent = models.DecimalField(
        _("share of their time"), max_digits=6, decimal_places=2, default=Decimal(100), validators=PERCENT
    )

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["task_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["task", "resource"], name="assignment_once"),
            models.CheckConstraint(condition=Q(percent__gt=0), name="assignment_some"),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} → {self.task_id}"


class Levelling(Record):
    """One attempt to fit a plan to the people it has: proposed as a comparison, applied only when confirmed."""

    access_kind = "plan"
    access_project = "plan__project_id"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="levellings")
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    seconds = models.PositiveSmallIntegerField(default=10)
    # Count what other projects ask of the same people.
    others = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=LevellingState.choices, default=LevellingState.RUNNING)
    job_id = models.BigIntegerField(null=True)
    plan_version = models.PositiveIntegerField()
    # See `services.levelling` for the shape.
    result = models.JSONField(default=dict, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"levelling {self.pk}"
