"""What a project agrees about its support: hours, teams, categories, service levels, canned answers."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changemgmt.support.choices import CLOSE_WORKDAYS, Priority
from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.portfolio.models import Project
from projects.scope.models import ScopeItem

USER = settings.AUTH_USER_MODEL
MINUTES = [MinValueValidator(1), MaxValueValidator(60_000)]


class SupportSetting(Record):
    """A project has a support desk where this row is."""

    access_kind = "support"
    access_project = "project_id"

    project = models.OneToOneField(Project, models.CASCADE, related_name="support_setting", editable=False)
    opens_at = models.TimeField(_("desk opens"), default=time(9))
    closes_at = models.TimeField(_("desk closes"), default=time(18))
    lead = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("support lead")
    )
    close_workdays = models.PositiveSmallIntegerField(
        _("closes by itself after, working days"),
        default=CLOSE_WORKDAYS,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        constraints = [
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="supportsetting_hours"),
        ]

    def __str__(self) -> str:
        return self.project.name

    @classmethod
    def of(cls, project: Project) -> SupportSetting:
        """The desk of a project that has one; no query where the project was read together with it."""
        found: SupportSetting | None = getattr(project, "support_setting", None)
        if found is None:
            raise cls.DoesNotExist(project.key)
        return found


class SupportTeam(Record):
    access_kind = "support"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="support_teams", editable=False)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("in English"), max_length=120, blank=True)
    lead = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead"))
    members: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        USER, blank=True, related_name="support_teams", verbose_name=_("members")
    )

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["project_id", "name"]
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="supportteam_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")


class SupportCategory(Record):
    """What a request is about; two levels."""

    access_kind = "support"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="support_categories", editable=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("in English"), max_length=120, blank=True)
    default_priority = models.PositiveSmallIntegerField(
        _("at least of priority"), choices=Priority.choices, null=True, blank=True
    )
    team = models.ForeignKey(
        SupportTeam, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("team")
    )
    module = models.ForeignKey(
        ScopeItem, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("module")
    )
    active = models.BooleanField(_("in use"), default=True)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["project_id", "name"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="supportcategory_name"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="supportcategory_not_in_itself"),
            models.CheckConstraint(
                condition=Q(default_priority__isnull=True) | Q(default_priority__in=Priority.values),
                name="supportcategory_priority",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")

    @property
    def indented(self) -> str:
        """Under its parent, for choices."""
        return f"{self.parent.label} › {self.label}" if self.parent is not None else self.label


class ServiceLevel(Record):
    """Working minutes to the first answer and to the resolution; of a category, or of the whole project."""

    access_kind = "support"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="service_levels", editable=False)
    category = models.ForeignKey(
        SupportCategory, models.CASCADE, null=True, blank=True, related_name="levels", verbose_name=_("category")
    )
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices)
    answer_minutes = models.PositiveIntegerField(_("first answer, working minutes"), validators=MINUTES)
    resolve_minutes = models.PositiveIntegerField(_("resolution, working minutes"), validators=MINUTES)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["project_id", "category_id", "priority"]
        constraints = [
            models.UniqueConstraint(fields=["project", "category", "priority"], name="servicelevel_once"),
            models.UniqueConstraint(
                fields=["project", "priority"], condition=Q(category__isnull=True), name="servicelevel_project_once"
            ),
            models.CheckConstraint(
                condition=Q(answer_minutes__gte=1, answer_minutes__lte=F("resolve_minutes")),
                name="servicelevel_minutes",
            ),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="servicelevel_priority"),
        ]

    def __str__(self) -> str:
        return f"P{self.priority}"


class CannedAnswer(Record):
    """Words for what is asked often. `{name}`, `{code}` and `{title}` are filled in."""

    access_kind = "support"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="canned_answers", editable=False)
    category = models.ForeignKey(
        SupportCategory, models.SET_NULL, null=True, blank=True, related_name="canned", verbose_name=_("category")
    )
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("in English"), max_length=120, blank=True)
    text = models.TextField(
        _("words"), max_length=2000, help_text=_("{name}, {code} and {title} are filled in when it is used.")
    )
    text_en = models.TextField(_("in English"), max_length=2000, blank=True)
    used = models.PositiveIntegerField(default=0, editable=False)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["project_id", "-used", "title"]
        constraints = [models.UniqueConstraint(fields=["project", "title"], name="cannedanswer_title")]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return bilingual(self, "title")

    @property
    def url(self) -> str:
        return reverse("support:canned_edit", args=[self.pk])
