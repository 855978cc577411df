"""A system being rolled out: its features, the roles people have in it, and the rules that say who should use it."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from metrics.usage.choices import Cadence, Identity
from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.portfolio.models import Project

CODE = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._:-]*$", _("Latin letters, digits and . _ : - only."))


class UsageSystem(Record):
    """A system whose use is measured. The days of its events are days in its time zone."""

    access_kind = "usage_system"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.PROTECT, related_name="usage_systems", verbose_name=_("project"))
    code = models.CharField(_("code"), max_length=32, unique=True, validators=[CODE])
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("in English"), max_length=80, blank=True)
    identity = models.CharField(
        _("people are named by"), max_length=12, choices=Identity.choices, default=Identity.EMPLOYEE_NO
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai")

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        verbose_name = _("system")
        verbose_name_plural = _("systems")
        ordering = ["project_id", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")

    @property
    def url(self) -> str:
        return reverse("usage:system", args=[self.pk])


class Feature(Record):
    """Something people do in a system. Core actions make somebody active; the others are only counted."""

    access_kind = "usage_system"
    access_project = "system__project_id"

    system = models.ForeignKey(UsageSystem, models.CASCADE, related_name="features", verbose_name=_("system"))
    code = models.CharField(_("code"), max_length=64, validators=[CODE])
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("in English"), max_length=120, blank=True)
    module = models.CharField(_("module"), max_length=80, blank=True)
    is_core = models.BooleanField(_("core action"), default=False)
    retired_on = models.DateField(_("gone since"), null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        verbose_name = _("feature")
        verbose_name_plural = _("features")
        ordering = ["system_id", "code"]
        constraints = [models.UniqueConstraint(fields=["system", "code"], name="feature_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")

    @property
    def url(self) -> str:
        return f"{reverse('usage:system', args=[self.system_id])}#features"


class UsageRole(Record):
    """What people do with the system, and how often that should be: claims monthly, reports from the line daily."""

    access_kind = "usage_system"
    access_project = "system__project_id"

    system = models.ForeignKey(UsageSystem, models.CASCADE, related_name="roles")
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("in English"), max_length=80, blank=True)
    cadence = models.CharField(_("expected"), max_length=8, choices=Cadence.choices, default=Cadence.WEEKLY)

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        ordering = ["system_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["system", "name"], name="usagerole_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")


class EligibilityRule(Record):
    """Who should use the system from a day on: a unit with all below it, those of it with a job title, named people.

    A person counts once: by the first rule, in the order of `position`, that holds on the day.
    """

    access_kind = "usage_system"
    access_project = "system__project_id"

    system = models.ForeignKey(UsageSystem, models.CASCADE, related_name="rules")
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    unit = models.ForeignKey(
        "pmo.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit and all below it")
    )
    job_titles = models.CharField(_("only these job titles"), max_length=300, blank=True)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("named people")
    )
    role = models.ForeignKey(
        UsageRole, models.PROTECT, null=True, blank=True, related_name="rules", verbose_name=_("role")
    )
    site = models.CharField(_("site"), max_length=40, blank=True)
    wave = models.PositiveSmallIntegerField(
        _("wave"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(99)]
    )
    from_on = models.DateField(pgettext_lazy("eligible", "from"))
    to_on = models.DateField(pgettext_lazy("eligible", "until"), null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        ordering = ["system_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="eligibilityrule_days",
                violation_error_message=_("The end lies before the beginning."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.system_id} {self.position}"

    @property
    def titles(self) -> list[str]:
        """Job titles, folded for comparing."""
        return [part.strip().casefold() for part in self.job_titles.replace("；", ";").split(";") if part.strip()]
