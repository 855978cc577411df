"""What changes in the running software, and what is known to be wrong with it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changemgmt.support.choices import ErrorState
from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.portfolio.models import Project
from projects.scope.models import ScopeItem

USER = settings.AUTH_USER_MODEL


class SupportRelease(Record):
    """A version of the running software. What it is out with is told to whoever waited for it."""

    access_kind = "support"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="support_releases", editable=False)
    name = models.CharField(_("version"), max_length=60)
    planned_on = models.DateField(_("planned"))
    released_on = models.DateField(_("out since"), null=True, blank=True, editable=False)
    released_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    notes = models.TextField(_("what is new"), max_length=4000, blank=True)
    notes_en = models.TextField(_("in English"), max_length=4000, blank=True)
    scope_items = models.ManyToManyField(ScopeItem, blank=True, related_name="releases", verbose_name=_("scope items"))

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["-planned_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="supportrelease_version"),
            models.CheckConstraint(
                condition=Q(released_on__isnull=True, released_by__isnull=True)
                | Q(released_on__isnull=False, released_by__isnull=False),
                name="supportrelease_out_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["planned_on"], name="supportrelease_planned")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.name

    @property
    def notes_label(self) -> str:
        return bilingual(self, "notes")

    @property
    def url(self) -> str:
        return reverse("support:release", args=[self.pk])


class KnownError(Record):
    """A fault that is understood: how it shows, how one gets by, which release ends it."""

    access_kind = "support"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="known_errors", editable=False)
    number = models.PositiveIntegerField(editable=False)
    title = models.CharField(_("symptom"), max_length=200)
    title_en = models.CharField(_("in English"), max_length=200, blank=True)
    workaround = models.TextField(_("workaround"), max_length=2000, blank=True)
    workaround_en = models.TextField(_("in English"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=ErrorState.choices, default=ErrorState.OPEN)
    release = models.ForeignKey(
        SupportRelease, models.PROTECT, null=True, blank=True, related_name="errors", verbose_name=_("fixed in")
    )

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["project_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="knownerror_number"),
            models.CheckConstraint(
                condition=~Q(state__in=(ErrorState.PLANNED, ErrorState.FIXED)) | Q(release__isnull=False),
                name="knownerror_fixed_in_a_release",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return bilingual(self, "title")

    @property
    def workaround_label(self) -> str:
        return bilingual(self, "workaround")

    @property
    def code(self) -> str:
        return f"E-{self.number:02d}"

    @property
    def url(self) -> str:
        return reverse("support:error", args=[self.pk])
