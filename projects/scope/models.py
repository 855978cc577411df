"""What a project delivers, what it does not, and how that was changed."""

from __future__ import annotations

from decimal import Decimal
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
from projects.goals.models import Goal, Requirement
from projects.portfolio.models import Project
from projects.schedule.models import Task
from projects.scope.choices import ChangeStatus, ItemState, LineKind, MoveKind, Priority

USER = settings.AUTH_USER_MODEL
# Person-days.
EFFORT: dict[str, Any] = {"max_digits": 8, "decimal_places": 1, "validators": [MinValueValidator(Decimal(0))]}
WAVE = [MinValueValidator(1), MaxValueValidator(99)]


class ScopeItem(Record):
    """A module (at the top of the tree) or a part of one. Items taken out stay, with the reason."""

    access_kind = "scope_item"
    access_project = "project_id"
    access_owner = "owner_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="scope_items", verbose_name=_("project"))
    number = models.PositiveIntegerField(editable=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("in English"), max_length=200, blank=True)
    description = models.TextField(_("description"), blank=True)
    priority = models.CharField(_("priority"), max_length=8, choices=Priority.choices, default=Priority.SHOULD)
    wave = models.PositiveSmallIntegerField(_("wave"), null=True, blank=True, validators=WAVE)
    effort_days = models.DecimalField(_("effort"), null=True, blank=True, **EFFORT)
    owner = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    goals = models.ManyToManyField(Goal, blank=True, related_name="scope_items", verbose_name=_("goals it serves"))
    requirements = models.ManyToManyField(
        Requirement, blank=True, related_name="scope_items", verbose_name=_("requirements it meets")
    )
    tasks = models.ManyToManyField(
        Task, blank=True, related_name="scope_items", verbose_name=_("tasks that deliver it")
    )
    state = models.CharField(_("state"), max_length=4, choices=ItemState.choices, default=ItemState.IN)
    out_reason = models.TextField(_("why not"), blank=True)
    # Wave 1 without a goal needs a reason, and somebody who stands for it.
    exception_reason = models.TextField(_("why in wave 1 without a goal"), blank=True)
    exception_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    exception_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["project_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="scopeitem_number"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="scopeitem_not_in_itself"),
            models.CheckConstraint(
                condition=Q(effort_days__isnull=True) | Q(effort_days__gte=0), name="scopeitem_effort"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return bilingual(self, "title")

    @property
    def code(self) -> str:
        return f"S-{self.number:02d}"

    @property
    def is_in(self) -> bool:
        return self.state == ItemState.IN

    @property
    def url(self) -> str:
        return reverse("scope:item", args=[self.pk])


class ScopeBaseline(Record):
    """The scope as it was agreed."""

    access_kind = "scope_item"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="scope_baselines")
    number = models.PositiveSmallIntegerField(editable=False)
    note = models.CharField(_("note"), max_length=300, blank=True)
    taken_at = models.DateTimeField(editable=False)
    taken_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    is_current = models.BooleanField(default=True)
    # Person-days, items without an estimate weighed as the mean of the others.
    effort = models.DecimalField(max_digits=10, decimal_places=1)
    mean_effort = models.DecimalField(max_digits=8, decimal_places=1)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["project_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="scopebaseline_number"),
            models.UniqueConstraint(fields=["project"], condition=Q(is_current=True), name="scopebaseline_current"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class ScopeBaselineItem(models.Model):
    baseline = models.ForeignKey(ScopeBaseline, models.CASCADE, related_name="rows")
    item = models.ForeignKey(ScopeItem, models.CASCADE, related_name="baseline_rows")
    title = models.CharField(max_length=200)
    priority = models.CharField(max_length=8)
    wave = models.PositiveSmallIntegerField(null=True)
    effort_days = models.DecimalField(max_digits=8, decimal_places=1, null=True)

    class Meta:
        app_label = "projects"
        constraints = [models.UniqueConstraint(fields=["baseline", "item"], name="scopebaselineitem_once")]


class ChangeRequest(Record):
    """What somebody wants changed, what it would do, who decided and why."""

    access_kind = "change_request"
    access_project = "project_id"
    access_owner = "raised_by_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="change_requests", verbose_name=_("project"))
    number = models.PositiveIntegerField(editable=False)
    title = models.CharField(_("what changes"), max_length=200)
    title_en = models.CharField(_("in English"), max_length=200, blank=True)
    reason = models.TextField(_("why"))
    raised_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("raised by"))
    status = models.CharField(_("status"), max_length=12, choices=ChangeStatus.choices, default=ChangeStatus.SUBMITTED)
    cost = models.DecimalField(
        _("cost"), max_digits=16, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(Decimal(0))]
    )
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    assessment = models.TextField(_("assessment"), blank=True)
    assessed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    assessed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(_("reason of the decision"), blank=True)
    # The effect when it was assessed, then when it was decided; its page computes the one of the moment.
    effect = models.JSONField(default=dict, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["project_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="changerequest_number")]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return bilingual(self, "title")

    @property
    def code(self) -> str:
        return f"C-{self.number:02d}"

    @property
    def url(self) -> str:
        return reverse("scope:change", args=[self.pk])


class ChangeLine(models.Model):
    """One thing a change request does, to the scope or to the plan."""

    change = models.ForeignKey(ChangeRequest, models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=12, choices=LineKind.choices)
    item = models.ForeignKey(ScopeItem, models.CASCADE, null=True, blank=True, related_name="+")
    parent = models.ForeignKey(ScopeItem, models.CASCADE, null=True, blank=True, related_name="+")
    title = models.CharField(_("title"), max_length=200, blank=True)
    title_en = models.CharField(_("in English"), max_length=200, blank=True)
    priority = models.CharField(_("priority"), max_length=8, choices=Priority.choices, blank=True)
    wave = models.PositiveSmallIntegerField(_("wave"), null=True, blank=True, validators=WAVE)
    effort_days = models.DecimalField(_("effort"), null=True, blank=True, **EFFORT)
    goal = models.ForeignKey(Goal, models.SET_NULL, null=True, blank=True, related_name="+")
    # The task it is about, or after which new work comes; gone with the task.
    task = models.ForeignKey(Task, models.SET_NULL, null=True, blank=True, related_name="+")
    before_task = models.ForeignKey(Task, models.SET_NULL, null=True, blank=True, related_name="+")
    # Working days: of new work, or added to a task (negative: taken off).
    days = models.DecimalField(_("working days"), max_digits=6, decimal_places=1, null=True, blank=True)

    class Meta:
        app_label = "projects"
        ordering = ["change_id", "id"]


class ScopeMove(models.Model):
    """The scope grew or shrank after its baseline: by how much, and with or without a decision."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="scope_moves")
    item = models.ForeignKey(ScopeItem, models.CASCADE, related_name="moves")
    kind = models.CharField(max_length=8, choices=MoveKind.choices)
    # Person-days, signed.
    effort = models.DecimalField(max_digits=10, decimal_places=1)
    moved_at = models.DateTimeField()
    moved_on = models.DateField()
    moved_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    change = models.ForeignKey(ChangeRequest, models.PROTECT, null=True, blank=True, related_name="moves")

    class Meta:
        app_label = "projects"
        ordering = ["-moved_at", "-id"]
        indexes = [models.Index(fields=["project", "moved_on"], name="scopemove_day")]
