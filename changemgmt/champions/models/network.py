"""Who is a champion of which unit in which project, from when until when; what the network is measured by."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changemgmt.champions import choices
from changemgmt.champions.choices import HELD, ChampionState, EndKind, Renewal, SkillKind
from changemgmt.champions.models.scopes import ChampionQuerySet
from pmo.access.models import ScopedManager
from pmo.orgs.models import Unit
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.portfolio.models import Project

USER = settings.AUTH_USER_MODEL


def _within(bounds: tuple[int, int]) -> list[Any]:
    return [MinValueValidator(bounds[0]), MaxValueValidator(bounds[1])]


class ChampionSetting(Record):
    """What a project asks of its network; without a row the usual."""

    access_kind = "champion"
    access_project = "project_id"

    project = models.OneToOneField(Project, models.CASCADE, related_name="champion_setting")
    people_per_champion = models.PositiveSmallIntegerField(
        _("people per champion, at most"), default=choices.RATIO, validators=_within(choices.RATIO_RANGE)
    )
    smallest_unit = models.PositiveSmallIntegerField(
        _("smallest unit with a champion of its own"),
        default=choices.SMALLEST_UNIT,
        validators=_within(choices.SMALLEST_RANGE),
    )
    term_months = models.PositiveSmallIntegerField(
        _("usual term"), default=choices.TERM_MONTHS, validators=_within(choices.TERM_RANGE)
    )
    quiet_days = models.PositiveSmallIntegerField(
        _("quiet after"), default=choices.QUIET_DAYS, validators=_within(choices.QUIET_RANGE)
    )

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        constraints = [
            models.CheckConstraint(
                condition=Q(people_per_champion__gte=choices.RATIO_RANGE[0])
                & Q(people_per_champion__lte=choices.RATIO_RANGE[1]),
                name="championsetting_ratio",
            ),
            models.CheckConstraint(
                condition=Q(smallest_unit__gte=choices.SMALLEST_RANGE[0])
                & Q(smallest_unit__lte=choices.SMALLEST_RANGE[1]),
                name="championsetting_smallest",
            ),
        ]

    def __str__(self) -> str:
        return f"1 : {self.people_per_champion}"


class CriticalProcess(Record):
    """A process that must not stand still while people learn: at least one active champion knows it."""

    access_kind = "champion"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="critical_processes")
    name = models.CharField(_("process"), max_length=80)
    name_en = models.CharField(_("in English"), max_length=80, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="criticalprocess_once"),
            models.CheckConstraint(condition=~Q(name=""), name="criticalprocess_named"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")


class Champion(Record):
    """A nomination, and the term it becomes when the nominee accepts."""

    access_kind = "champion"
    access_project = "project_id"
    access_owner = "user_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="champions", verbose_name=_("project"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="champions", verbose_name=_("unit"))
    user = models.ForeignKey(USER, models.PROTECT, related_name="champion_terms", verbose_name=_("person"))
    processes: Any = models.ManyToManyField(
        CriticalProcess, blank=True, related_name="champions", verbose_name=_("critical processes")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=ChampionState.choices, default=ChampionState.NOMINATED, editable=False
    )
    note = models.CharField(_("why this person"), max_length=300, blank=True)
    time_share = models.PositiveSmallIntegerField(
        _("time for it"), default=choices.TIME_SHARE, validators=_within((1, choices.MOST_TIME))
    )
    nominated_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    refusal = models.CharField(_("reason"), max_length=300, blank=True)
    since_on = models.DateField(pgettext_lazy("term", "from"), null=True, blank=True)
    until_on = models.DateField(pgettext_lazy("term", "until"))
    renewal = models.CharField(max_length=8, choices=Renewal.choices, blank=True, default=Renewal.NONE, editable=False)
    renewal_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_on = models.DateField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    end_kind = models.CharField(max_length=8, choices=EndKind.choices, blank=True, editable=False)
    end_reason = models.CharField(_("reason of the end"), max_length=300, blank=True)

    objects: Any = models.Manager.from_queryset(ChampionQuerySet)()

    class Meta:
        app_label = "changemgmt"
        ordering = ["project_id", "unit__path", "user__name", "pk"]
        indexes = [
            models.Index(fields=["state", "until_on"], name="champion_due"),
            models.Index(fields=["user", "state"], name="champion_user"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], condition=Q(state__in=HELD), name="champion_once"),
            models.CheckConstraint(
                condition=Q(time_share__gte=1) & Q(time_share__lte=choices.MOST_TIME), name="champion_time"
            ),
            models.CheckConstraint(
                condition=Q(since_on__isnull=True) | Q(until_on__gte=F("since_on")), name="champion_term"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(ChampionState.ACTIVE, ChampionState.ENDED)) | Q(since_on__isnull=False),
                name="champion_since",
            ),
            models.CheckConstraint(condition=~Q(state=ChampionState.REFUSED) | ~Q(refusal=""), name="champion_refusal"),
            models.CheckConstraint(
                condition=Q(state=ChampionState.ENDED, ended_on__isnull=False)
                | (~Q(state=ChampionState.ENDED) & Q(ended_on__isnull=True)),
                name="champion_end",
            ),
        ]

    def __str__(self) -> str:
        return self.user.name

    @property
    def name_en(self) -> str:
        """What the history calls it in English."""
        return str(self.user.name_en)

    @property
    def label(self) -> str:
        return str(self.user.label)

    @property
    def is_active(self) -> bool:
        return self.state == ChampionState.ACTIVE

    @property
    def in_place(self) -> bool:
        """Whether the person still works in the unit they stand for."""
        own = self.user.unit
        return self.user.is_active and own is not None and own.path.startswith(self.unit.path)

    @property
    def url(self) -> str:
        return reverse("champions:champion", args=[self.pk])


class ChampionSkill(models.Model):
    """What a champion can help with, in their own words."""

    champion = models.ForeignKey(Champion, models.CASCADE, related_name="skills")
    kind = models.CharField(max_length=8, choices=SkillKind.choices)
    word = models.CharField(max_length=40)

    class Meta:
        app_label = "changemgmt"
        ordering = ["kind", "pk"]
        constraints = [models.UniqueConstraint(fields=["champion", "kind", "word"], name="championskill_once")]

    def __str__(self) -> str:
        return self.word
