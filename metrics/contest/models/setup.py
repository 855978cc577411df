"""The contest of a system: who takes part, how points weigh, when the week's places are told; links to its wall."""

from __future__ import annotations

from datetime import datetime, time

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from metrics.contest.choices import WallLanguage, Weekday
from metrics.contest.models.scopes import OfUnitManager
from metrics.usage.models import UsageSystem
from pmo.access.models import ScopedManager
from pmo.records.models import Record


class Contest(Record):
    """Units compete week by week in how far they use a system, each against its own target."""

    access_kind = "usage_system"
    access_project = "system__project_id"

    system = models.OneToOneField(UsageSystem, models.CASCADE, related_name="contest")
    title = models.CharField(_("title"), max_length=60)
    level_weight = models.PositiveSmallIntegerField(
        _("weight of the level"), default=50, validators=[MaxValueValidator(100)]
    )
    first_week_on = models.DateField(_("first week"))
    announce_on = models.PositiveSmallIntegerField(
        _("places are told on"), choices=Weekday.choices, default=Weekday.MONDAY
    )
    announce_at = models.TimeField(_("at"), default=time(9))
    active = models.BooleanField(_("the contest runs"), default=True)

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        constraints = [
            models.CheckConstraint(condition=Q(level_weight__lte=100), name="contest_weight"),
            models.CheckConstraint(condition=Q(first_week_on__iso_week_day=1), name="contest_monday"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def url(self) -> str:
        return f"{reverse('contest:page', args=[self.system.project.key])}?system={self.system.code}"

    @property
    def gain_weight(self) -> int:
        return 100 - self.level_weight


class ContestUnit(models.Model):
    """A unit that takes part, or once did. Its people see it and write its daily meeting down."""

    access_kind = "meeting"
    access_project = "contest__system__project_id"
    access_owner = "unit__head_id"
    access_unit = "unit_id"

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="places")
    unit = models.ForeignKey("pmo.Unit", models.PROTECT, related_name="+")
    active = models.BooleanField(default=True)

    objects = OfUnitManager()

    class Meta:
        app_label = "metrics"
        constraints = [models.UniqueConstraint(fields=["contest", "unit"], name="contestunit_once")]

    def __str__(self) -> str:
        return self.unit.name

    @property
    def url(self) -> str:
        return reverse("contest:unit", args=[self.pk])


class WallLink(Record):
    """An address that shows the wall of one contest to whoever has it. Only its SHA-256 is kept."""

    access_kind = "usage_system"
    access_project = "contest__system__project_id"

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="walls")
    name = models.CharField(_("where it hangs"), max_length=80)
    language = models.CharField(_("language"), max_length=8, choices=WallLanguage.choices, default=WallLanguage.ZH)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=16, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        ordering = ["-created_at"]
        constraints = [models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="walllink_later")]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    def state(self, now: datetime) -> str:
        """revoked, expired or active."""
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at <= now else "active"
