"""What champions do: the log they keep, the questions they are asked, the materials they work with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changemgmt.champions.choices import EntryKind, QuestionState, Topic
from changemgmt.champions.models.network import Champion
from changemgmt.champions.models.scopes import QuestionQuerySet
from pmo.access.models import ScopedManager
from pmo.files.models import Attachment
from pmo.orgs.models import Unit
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.portfolio.models import Project

USER = settings.AUTH_USER_MODEL


class ChampionEntry(Record):
    """A line of a champion's own log."""

    access_kind = "champion"
    access_project = "champion__project_id"
    access_owner = "champion__user_id"

    champion = models.ForeignKey(Champion, models.CASCADE, related_name="entries")
    kind = models.CharField(_("what"), max_length=8, choices=EntryKind.choices, default=EntryKind.ANSWER)
    on = models.DateField(_("day"))
    people = models.PositiveSmallIntegerField(
        pgettext_lazy("how many", "people"), default=1, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["champion", "on"], name="championentry_day")]
        constraints = [models.CheckConstraint(condition=Q(people__gte=1), name="championentry_people")]

    def __str__(self) -> str:
        return f"{self.on} {self.kind}"


class ChampionQuestion(Record):
    """What somebody asks the champions of their unit. Whoever answers first answers for all."""

    access_kind = "champion_question"
    access_project = "project_id"
    access_owner = "asked_by_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="champion_questions")
    # The unit whose champions are asked; without one the unit of the person.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    topic = models.CharField(_("about"), max_length=8, choices=Topic.choices, default=Topic.HOW)
    text = models.TextField(_("question"), max_length=1000, blank=True)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=QuestionState.choices, default=QuestionState.OPEN)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    public = models.BooleanField(_("show the answer to the whole unit"), default=False)
    # When it went to whoever leads the change.
    escalated_at = models.DateTimeField(null=True, blank=True)

    objects: Any = models.Manager.from_queryset(QuestionQuerySet)()

    class Meta:
        app_label = "changemgmt"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "created_at"], name="championquestion_open"),
            models.Index(fields=["answered_by", "answered_at"], name="championquestion_by"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=QuestionState.ANSWERED) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="championquestion_answered",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80] or self.topic

    @property
    def label(self) -> str:
        """The words, or what was tapped."""
        return self.text or str(self.get_topic_display())

    @property
    def url(self) -> str:
        return reverse("champions:question", args=[self.pk])


class ChampionMaterial(Record):
    """What a project gives its champions at hand: an address or a file."""

    access_kind = "champion"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="champion_materials")
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    link = models.CharField(
        _("address"), max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    file = models.OneToOneField(Attachment, models.SET_NULL, null=True, blank=True, related_name="+", editable=False)
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["title", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="championmaterial_titled")]

    def __str__(self) -> str:
        return self.title

    @property
    def name_en(self) -> str:
        return self.title_en

    @property
    def label(self) -> str:
        return bilingual(self, "title")

    @property
    def url(self) -> str:
        """Where it opens."""
        return reverse("files:download", args=[self.file_id]) if self.file_id else self.link
