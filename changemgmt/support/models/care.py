"""Hyper-care: the time after a go-live that ends by criteria, not by a date."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changemgmt.support.choices import CareState, Criterion
from pmo.access.models import ScopedManager
from pmo.records.models import Record
from projects.portfolio.models import Project

USER = settings.AUTH_USER_MODEL


class HyperCare(Record):
    access_kind = "support"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="hypercare", editable=False)
    wave = models.PositiveSmallIntegerField(
        _("wave"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    started_on = models.DateField(_("since"))
    state = models.CharField(max_length=8, choices=CareState.choices, default=CareState.RUNNING, editable=False)
    ended_on = models.DateField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    # Why it ended although a criterion was not met; the PMO stands for it.
    exception_reason = models.TextField(max_length=2000, blank=True, editable=False)
    # What each criterion said on the day it ended.
    outcome = models.JSONField(default=list, editable=False)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["project_id", "-started_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "wave"], condition=Q(state=CareState.RUNNING), name="hypercare_one_per_wave"
            ),
            models.UniqueConstraint(
                fields=["project"], condition=Q(state=CareState.RUNNING, wave__isnull=True), name="hypercare_one_whole"
            ),
            models.CheckConstraint(
                condition=Q(state=CareState.RUNNING, ended_on__isnull=True, ended_by__isnull=True)
                | Q(state=CareState.ENDED, ended_on__isnull=False, ended_by__isnull=False),
                name="hypercare_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.project.name

    @property
    def url(self) -> str:
        return f"{reverse('support:care', args=[self.project.key])}#c{self.pk}"


class HyperCareCriterion(Record):
    """`weeks`: for how many weeks in a row (contacts only)."""

    access_kind = "support"
    access_project = "care__project_id"

    care = models.ForeignKey(HyperCare, models.CASCADE, related_name="criteria", editable=False)
    kind = models.CharField(_("criterion"), max_length=10, choices=Criterion.choices)
    threshold = models.DecimalField(
        _("threshold"), max_digits=8, decimal_places=1, validators=[MinValueValidator(Decimal(0))]
    )
    weeks = models.PositiveSmallIntegerField(
        _("weeks in a row"), default=1, validators=[MinValueValidator(1), MaxValueValidator(26)]
    )

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["care_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["care", "kind"], name="hypercarecriterion_once"),
            models.CheckConstraint(condition=Q(threshold__gte=0, weeks__gte=1), name="hypercarecriterion_numbers"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
