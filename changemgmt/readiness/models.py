"""Stakeholders and what changes for them, times without change, the pulse of readiness."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changemgmt.readiness.choices import (
    ActionStatus,
    Aspect,
    BlackoutKind,
    Engagement,
    Level,
    Quadrant,
    RoundStatus,
    StakeholderKind,
)
from pmo.access.models import ScopedManager
from pmo.access.roles import Role
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.portfolio.models import Project

USER = settings.AUTH_USER_MODEL
FIVE = [MinValueValidator(1), MaxValueValidator(5)]
WORKDAYS = [MaxValueValidator(30)]
HIGH = 4


class Stakeholder(Record):
    """Somebody the project depends on, or whose work it changes: a group or a person."""

    access_kind = "stakeholder"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="stakeholders", verbose_name=_("project"))
    number = models.PositiveIntegerField(editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=StakeholderKind.choices, default=StakeholderKind.GROUP)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("in English"), max_length=120, blank=True)
    # A person of the directory, where the stakeholder is one.
    person = models.ForeignKey(USER, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("person"))
    units: Any = models.ManyToManyField("pmo.Unit", blank=True, related_name="+", verbose_name=_("units"))
    roles = models.JSONField(_("roles"), default=list, blank=True)
    power = models.PositiveSmallIntegerField(_("power"), default=3, validators=FIVE)
    interest = models.PositiveSmallIntegerField(_("interest"), default=3, validators=FIVE)
    current = models.PositiveSmallIntegerField(
        _("stands today"), choices=Engagement.choices, default=Engagement.NEUTRAL
    )
    desired = models.PositiveSmallIntegerField(
        _("should stand"), choices=Engagement.choices, default=Engagement.SUPPORTIVE
    )
    note = models.TextField(_("what moves them"), max_length=2000, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["project_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="stakeholder_number"),
            models.CheckConstraint(condition=~Q(name=""), name="stakeholder_named"),
            models.CheckConstraint(
                condition=Q(power__gte=1, power__lte=5, interest__gte=1, interest__lte=5),
                name="stakeholder_one_to_five",
            ),
            models.CheckConstraint(
                condition=Q(current__gte=1, current__lte=5, desired__gte=1, desired__lte=5), name="stakeholder_engaged"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")

    @property
    def role_labels(self) -> list[str]:
        labels = dict(Role.choices)
        return [str(labels.get(role, role)) for role in self.roles]

    @property
    def code(self) -> str:
        return f"H-{self.number:02d}"

    @property
    def is_group(self) -> bool:
        return self.kind == StakeholderKind.GROUP

    @property
    def gap(self) -> int:
        """Steps between how they stand and how they should; never negative."""
        return max(0, self.desired - self.current)

    @property
    def quadrant(self) -> Quadrant:
        if self.power >= HIGH:
            return Quadrant.MANAGE if self.interest >= HIGH else Quadrant.SATISFY
        return Quadrant.INFORM if self.interest >= HIGH else Quadrant.WATCH

    @property
    def url(self) -> str:
        return reverse("readiness:stakeholder", args=[self.pk])


class Impact(Record):
    """What changes for a group in one aspect of its work, and when it is felt."""

    access_kind = "impact"
    access_project = "group__project_id"

    group = models.ForeignKey(Stakeholder, models.CASCADE, related_name="impacts", verbose_name=_("group"))
    aspect = models.CharField(_("what changes"), max_length=12, choices=Aspect.choices)
    level = models.PositiveSmallIntegerField(_("how much"), choices=Level.choices, default=Level.LOW)
    before = models.CharField(_("from"), max_length=300, blank=True)
    before_en = models.CharField(_("from, in English"), max_length=300, blank=True)
    after = models.CharField(_("to"), max_length=300, blank=True)
    after_en = models.CharField(_("to, in English"), max_length=300, blank=True)
    starts_on = models.DateField(_("felt from"), null=True, blank=True)
    ends_on = models.DateField(_("felt until"), null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["group_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["group", "aspect"], name="impact_aspect_once"),
            models.CheckConstraint(condition=Q(level__gte=0, level__lte=3), name="impact_level"),
            models.CheckConstraint(
                condition=Q(level=0) | Q(starts_on__isnull=False, ends_on__isnull=False), name="impact_dated"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="impact_period"
            ),
        ]
        indexes = [models.Index(fields=["starts_on", "ends_on"], name="impact_felt")]

    def __str__(self) -> str:
        return f"{self.group.name}: {self.get_aspect_display()}"

    @property
    def before_label(self) -> str:
        return bilingual(self, "before")

    @property
    def after_label(self) -> str:
        return bilingual(self, "after")


class StakeholderAction(Record):
    """What somebody does until a day so that a stakeholder comes nearer."""

    access_kind = "stakeholder_action"
    access_project = "stakeholder__project_id"
    access_owner = "owner_id"

    stakeholder = models.ForeignKey(Stakeholder, models.CASCADE, related_name="actions")
    text = models.CharField(_("what is done"), max_length=300)
    text_en = models.CharField(_("in English"), max_length=300, blank=True)
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("owner"))
    due_on = models.DateField(_("due"))
    status = models.CharField(_("status"), max_length=8, choices=ActionStatus.choices, default=ActionStatus.OPEN)
    outcome = models.CharField(_("what came of it"), max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="stakeholderaction_said"),
            models.CheckConstraint(
                condition=Q(status="open", closed_at__isnull=True) | (~Q(status="open") & Q(closed_at__isnull=False)),
                name="stakeholderaction_closed",
            ),
        ]
        indexes = [models.Index(fields=["owner", "status", "due_on"], name="stakeholderaction_owner")]

    def __str__(self) -> str:
        return self.text

    @property
    def label(self) -> str:
        return bilingual(self, "text")

    @property
    def is_open(self) -> bool:
        return self.status == ActionStatus.OPEN

    @property
    def url(self) -> str:
        return reverse("readiness:action", args=[self.pk])


class UnitCapacity(Record):
    """Points of change a unit (and what is below it) carries a month; without a row that of the unit above holds."""

    access_kind = "change_load"
    access_project = ""

    unit = models.OneToOneField("pmo.Unit", models.CASCADE, related_name="change_capacity")
    points = models.DecimalField(
        _("capacity"), max_digits=5, decimal_places=1, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    reason = models.CharField(_("why"), max_length=300, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        constraints = [models.CheckConstraint(condition=Q(points__gte=1), name="unitcapacity_positive")]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.points}"


class Blackout(Record):
    """A time in which nobody of a unit (or of the company) should be asked to change."""

    access_kind = "change_load"
    access_project = ""

    kind = models.CharField(_("kind"), max_length=16, choices=BlackoutKind.choices, default=BlackoutKind.OWN)
    name = models.CharField(_("name"), max_length=120, blank=True)
    name_en = models.CharField(_("in English"), max_length=120, blank=True)
    unit = models.ForeignKey(
        "pmo.Unit", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    # Working days around the month's end, the year's end or the holiday.
    days_before = models.PositiveSmallIntegerField(_("working days before"), default=3, validators=WORKDAYS)
    days_after = models.PositiveSmallIntegerField(_("working days after"), default=3, validators=WORKDAYS)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["kind", "starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="own") | (Q(starts_on__isnull=False, ends_on__isnull=False) & ~Q(name="")),
                name="blackout_own_dated",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="blackout_period"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())

    @property
    def label(self) -> str:
        return bilingual(self, "name") or str(self.get_kind_display())


class PulseRound(Record):
    """One time the groups of a project are asked where they stand."""

    access_kind = "readiness"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="pulse_rounds", verbose_name=_("project"))
    number = models.PositiveSmallIntegerField(editable=False)
    groups: Any = models.ManyToManyField(Stakeholder, related_name="+", verbose_name=_("groups asked"))
    opens_at = models.DateTimeField(editable=False)
    closes_at = models.DateTimeField(_("closes"))
    status = models.CharField(max_length=10, choices=RoundStatus.choices, default=RoundStatus.OPEN)
    started_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    invited = models.PositiveIntegerField(default=0)
    # Counted when the round closes; while it is open the seats are counted.
    answered = models.PositiveIntegerField(default=0)
    # Written once, when the round closes; single answers are deleted then.
    results = models.JSONField(default=dict, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["project_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="pulseround_number"),
            models.UniqueConstraint(fields=["project"], condition=Q(status="open"), name="pulseround_one_at_a_time"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="pulseround_period"),
            models.CheckConstraint(condition=Q(answered__lte=F("invited")), name="pulseround_answered"),
        ]
        indexes = [models.Index(fields=["status", "closes_at"], name="pulseround_due")]

    def __str__(self) -> str:
        return f"{self.project.name} {self.number}"

    @property
    def name_en(self) -> str:
        """What the history calls it in English."""
        return f"{self.project.name_en or self.project.name} {self.number}"

    @property
    def is_open(self) -> bool:
        return self.status == RoundStatus.OPEN

    @property
    def url(self) -> str:
        return reverse("readiness:round", args=[self.pk])

    @property
    def answer_url(self) -> str:
        return reverse("readiness:answer", args=[self.pk])


class PulseSeat(models.Model):
    """Somebody who is asked. While the round is open their answer stands here; when it closes it is deleted."""

    round = models.ForeignKey(PulseRound, models.CASCADE, related_name="seats")
    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    group = models.ForeignKey(Stakeholder, models.CASCADE, related_name="+")
    # Where the person was when the round opened.
    unit = models.ForeignKey("pmo.Unit", models.SET_NULL, null=True, related_name="+")
    # Five numbers from 1 to 5; nothing until the person has answered.
    answer = models.JSONField(null=True)

    class Meta:
        app_label = "changemgmt"
        constraints = [models.UniqueConstraint(fields=["round", "user"], name="pulseseat_once")]
