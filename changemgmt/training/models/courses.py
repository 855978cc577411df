"""Courses, what is read in them, and the questions of their assessments."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changemgmt.training.choices import CourseState, MaterialKind, QuestionKind
from pmo.access.models import ScopedManager
from pmo.files.models import Attachment
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.portfolio.models import Project

USER = settings.AUTH_USER_MODEL


class Course(Record):
    """What people learn for a project, and what it takes to pass: attendance, an assessment, or both."""

    access_kind = "training"
    access_project = "project_id"
    access_owner = "owner_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="courses", verbose_name=_("project"))
    title = models.CharField(_("course title"), max_length=160)
    title_en = models.CharField(_("in English"), max_length=160, blank=True)
    summary = models.TextField(_("what is learnt"), max_length=2000, blank=True)
    summary_en = models.TextField(_("what is learnt, in English"), max_length=2000, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("time needed"), default=30, validators=[MinValueValidator(1), MaxValueValidator(4800)]
    )
    state = models.CharField(_("state"), max_length=8, choices=CourseState.choices, default=CourseState.DRAFT)
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("trainer in charge"))
    self_enrol = models.BooleanField(_("people may enrol themselves"), default=True)
    needs_attendance = models.BooleanField(_("a session must be attended"), default=False)
    needs_assessment = models.BooleanField(_("an assessment must be passed"), default=True)
    pretest = models.BooleanField(_("a test before the course, to measure the gain"), default=False)
    drawn = models.PositiveSmallIntegerField(_("questions per attempt"), default=0, validators=[MaxValueValidator(100)])
    time_limit = models.PositiveSmallIntegerField(
        _("time limit"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(300)]
    )
    attempts = models.PositiveSmallIntegerField(
        _("attempts"), default=3, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    valid_months = models.PositiveSmallIntegerField(
        _("certificate valid for"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["project_id", "title", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="course_titled"),
            models.CheckConstraint(condition=Q(pass_mark__gte=1, pass_mark__lte=100), name="course_pass_mark"),
            models.CheckConstraint(
                condition=Q(needs_attendance=True) | Q(needs_assessment=True), name="course_can_be_passed"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def name_en(self) -> str:
        """What the history calls it in English."""
        return self.title_en

    @property
    def label(self) -> str:
        return bilingual(self, "title")

    @property
    def summary_label(self) -> str:
        return bilingual(self, "summary")

    @property
    def is_open(self) -> bool:
        return self.state == CourseState.OPEN

    @property
    def url(self) -> str:
        return reverse("training:course", args=[self.pk])

    @property
    def learn_url(self) -> str:
        return reverse("training:learn", args=[self.pk])


class CourseMaterial(Record):
    """Something to read, watch or open, in the order it is learnt."""

    access_kind = "training"
    access_project = "course__project_id"
    access_owner = "course__owner_id"

    course = models.ForeignKey(Course, models.CASCADE, related_name="materials")
    kind = models.CharField(_("kind"), max_length=8, choices=MaterialKind.choices)
    title = models.CharField(_("material title"), max_length=160)
    title_en = models.CharField(_("in English"), max_length=160, blank=True)
    body = models.TextField(_("material text"), max_length=20_000, blank=True)
    body_en = models.TextField(_("material text in English"), max_length=20_000, blank=True)
    link = models.URLField(_("address"), max_length=500, blank=True)
    file = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    minutes = models.PositiveSmallIntegerField(_("time needed"), default=5, validators=[MaxValueValidator(600)])
    position = models.PositiveSmallIntegerField(default=1)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["course_id", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="link") | ~Q(link=""), name="coursematerial_link"),
            models.CheckConstraint(condition=~Q(kind="file") | Q(file__isnull=False), name="coursematerial_file"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return bilingual(self, "title")

    @property
    def body_label(self) -> str:
        return bilingual(self, "body")


class BankQuestion(Record):
    """A question an attempt may draw. Options of an order stand in the right order; `right` are numbers from 0.

    What is right is read by the marking and by who may change the course, by nobody else.
    """

    access_kind = "training"
    access_project = "course__project_id"
    access_owner = "course__owner_id"

    course = models.ForeignKey(Course, models.CASCADE, related_name="questions")
    kind = models.CharField(_("kind"), max_length=8, choices=QuestionKind.choices)
    text = models.CharField(_("question"), max_length=600)
    text_en = models.CharField(_("in English"), max_length=600, blank=True)
    # [[Chinese, English], …]
    options: Any = models.JSONField(default=list, blank=True)
    right: Any = models.JSONField(default=list, blank=True)
    points = models.PositiveSmallIntegerField(
        _("points"), default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    note = models.CharField(_("explanation"), max_length=600, blank=True)
    note_en = models.CharField(_("explanation in English"), max_length=600, blank=True)
    active = models.BooleanField(_("may be drawn"), default=True)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["course_id", "id"]
        constraints = [models.CheckConstraint(condition=Q(points__gte=1), name="bankquestion_points")]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def label(self) -> str:
        return bilingual(self, "text")
