"""Curricula (who must learn what until when), enrolments, and what people thought of a course."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changemgmt.training.choices import LearnerRole, Source
from changemgmt.training.models.courses import Course
from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.portfolio.models import Project

USER = settings.AUTH_USER_MODEL


class Curriculum(Record):
    """The courses people of one role need; its audience is enrolled by rule, again and again, without doubles."""

    access_kind = "training"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="curricula", verbose_name=_("project"))
    title = models.CharField(_("curriculum title"), max_length=160)
    title_en = models.CharField(_("in English"), max_length=160, blank=True)
    learner_role = models.CharField(_("what they do afterwards"), max_length=12, choices=LearnerRole.choices)
    units: Any = models.ManyToManyField("pmo.Unit", blank=True, related_name="+", verbose_name=_("units"))
    roles: Any = models.JSONField(_("roles"), default=list, blank=True)
    people: Any = models.ManyToManyField(USER, blank=True, related_name="+", verbose_name=_("people by name"))
    due_on = models.DateField(_("learnt by"), null=True, blank=True)
    active = models.BooleanField(_("enrols people"), default=True)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["project_id", "learner_role", "id"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="curriculum_titled")]

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
        return reverse("training:curriculum", args=[self.pk])


class CurriculumCourse(models.Model):
    """A course of a curriculum, in the order it is learnt."""

    curriculum = models.ForeignKey(Curriculum, models.CASCADE, related_name="items")
    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        app_label = "changemgmt"
        ordering = ["curriculum_id", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["curriculum", "course"], name="curriculumcourse_once")]


class Enrolment(Record):
    """Somebody learns a course. `passed_on` and `valid_until` tell its newest certificate.

    required  it counts in the coverage; a rule that no longer means the person takes this back
    """

    access_kind = "training"
    access_project = "course__project_id"
    access_owner = "course__owner_id"

    course = models.ForeignKey(Course, models.CASCADE, related_name="enrolments")
    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    curriculum = models.ForeignKey(Curriculum, models.SET_NULL, null=True, blank=True, related_name="enrolments")
    learner_role = models.CharField(max_length=12, choices=LearnerRole.choices, default=LearnerRole.OPERATE)
    source = models.CharField(max_length=8, choices=Source.choices)
    required = models.BooleanField(default=False)
    due_on = models.DateField(null=True, blank=True)
    enrolled_at = models.DateTimeField()
    attended_on = models.DateField(null=True, blank=True)
    passed_on = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    # The newest marked final attempt, and the one before the course: percent.
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    score_before = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["course_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["course", "user"], name="enrolment_once"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(passed_on__isnull=False), name="enrolment_valid_passed"
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100), name="enrolment_score"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "required"], name="enrolment_of_person"),
            models.Index(fields=["due_on"], name="enrolment_due"),
            models.Index(fields=["valid_until"], name="enrolment_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.course.title}: {self.user}"

    @property
    def name_en(self) -> str:
        return f"{self.course.title_en or self.course.title}: {self.user}"


class CourseRating(models.Model):
    """The short question after a course. Shown as a mean of at least five, never with a name."""

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="rating")
    stars = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])
    note = models.CharField(max_length=500, blank=True)
    rated_on = models.DateField()

    class Meta:
        app_label = "changemgmt"
        constraints = [models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="courserating_stars")]
