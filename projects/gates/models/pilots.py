"""Pilots: who tries what for how long, what would be a success, and what came out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.gates.choices import OPEN_PILOTS, About, FeedbackKind, Measure, PilotStatus, PilotVerdict
from projects.goals.models import Kpi
from projects.portfolio.models import Project

USER = settings.AUTH_USER_MODEL
VALUE: dict[str, Any] = {"max_digits": 16, "decimal_places": 4}
COUNT: dict[str, Any] = {"null": True, "blank": True}


class Pilot(Record):
    """A small scope tried by few before everybody gets it."""

    access_kind = "pilot"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="pilots", verbose_name=_("project"))
    number = models.PositiveSmallIntegerField(editable=False)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("in English"), max_length=120, blank=True)
    scope = models.TextField(_("what is tried"))
    units = models.ManyToManyField("pmo.Unit", blank=True, related_name="+", verbose_name=_("units taking part"))
    people: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        USER, blank=True, related_name="+", verbose_name=_("people taking part")
    )
    start_on = models.DateField(_("from"))
    finish_on = models.DateField(_("until"))
    status = models.CharField(_("status"), max_length=10, choices=PilotStatus.choices, default=PilotStatus.PLANNED)
    findings = models.TextField(_("findings"), blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=PilotVerdict.choices, blank=True)
    verdict_note = models.TextField(_("why"), blank=True)
    verdict_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    verdict_at = models.DateTimeField(null=True, blank=True)
    # The criteria as they stood when the verdict was given.
    frozen = models.JSONField(default=list, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["project_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="pilot_number"),
            models.CheckConstraint(
                condition=Q(finish_on__gte=F("start_on")),
                name="pilot_dates_in_order",
                violation_error_message=_("The pilot would end before it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(status=PilotStatus.JUDGED) | (~Q(verdict="") & Q(verdict_by__isnull=False)),
                name="pilot_judged_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")

    @property
    def code(self) -> str:
        return f"T-{self.number:02d}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_PILOTS

    @property
    def url(self) -> str:
        return reverse("gates:pilot", args=[self.pk])


class PilotCriterion(Record):
    """A success criterion with the sample it is judged by. Shares are entered and stored in percent."""

    access_kind = "pilot"
    access_project = "pilot__project_id"

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="criteria")
    number = models.PositiveSmallIntegerField(editable=False)
    name = models.CharField(_("criterion"), max_length=160)
    name_en = models.CharField(_("in English"), max_length=160, blank=True)
    about = models.CharField(_("about"), max_length=12, choices=About.choices)
    measure = models.CharField(_("counted as"), max_length=6, choices=Measure.choices)
    kpi = models.ForeignKey(Kpi, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("KPI"))
    target = models.DecimalField(_("target"), **VALUE)
    at_least = models.BooleanField(_("the target is a minimum"), default=True)
    unit = models.CharField(_("unit"), max_length=24, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=24, blank=True)
    # Share: hits of sample. Mean: values. Rate: hits in periods.
    hits = models.PositiveIntegerField(_("how many"), **COUNT)
    sample = models.PositiveIntegerField(_("of how many"), **COUNT)
    values = models.JSONField(_("single values"), default=list, blank=True)
    periods = models.DecimalField(
        _("in how many periods"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    measured_on = models.DateField(_("counted on"), null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["pilot_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["pilot", "number"], name="pilotcriterion_number"),
            models.CheckConstraint(
                condition=~Q(measure="share") | Q(hits__isnull=True) | Q(hits__lte=F("sample")),
                name="pilotcriterion_hits_within_sample",
            ),
            models.CheckConstraint(condition=~Q(measure="kpi") | Q(kpi__isnull=False), name="pilotcriterion_kpi_named"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")


class PilotFeedback(Record):
    """What somebody who took part said, and what became of it."""

    access_kind = "pilot"
    access_project = "pilot__project_id"
    access_owner = "author_id"

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="feedback")
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")
    kind = models.CharField(_("what it is"), max_length=8, choices=FeedbackKind.choices)
    text = models.TextField(_("in one or two sentences"))
    given_at = models.DateTimeField()
    answer = models.TextField(_("what became of it"), blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["-given_at", "-id"]


class RolloutException(models.Model):
    """Roll-out without a pilot, signed by the sponsor. It is never taken back and never hidden."""

    access_kind = "pilot"
    access_project = "project_id"

    project = models.OneToOneField(Project, models.CASCADE, related_name="rollout_exception")
    reason = models.TextField(_("why without a pilot"))
    instead = models.TextField(_("what is done instead"))
    signed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
