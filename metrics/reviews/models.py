"""Quarterly reviews: the rule that schedules them, the meetings, what was decided, what must be done."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from metrics.reviews.choices import ActionStatus, Attendance, ReviewStatus
from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.portfolio.models import Portfolio, Project
from projects.scope.models import ScopeItem

USER = settings.AUTH_USER_MODEL


class ReviewRule(Record):
    """Review a portfolio, or one project of it, n working days after the first working day of each quarter."""

    access_kind = "review"
    access_project = "project_id"

    portfolio = models.ForeignKey(Portfolio, models.CASCADE, related_name="review_rules", verbose_name=_("portfolio"))
    project = models.ForeignKey(
        Project, models.CASCADE, null=True, blank=True, related_name="review_rules", verbose_name=_("project")
    )
    offset_workdays = models.PositiveSmallIntegerField(
        _("working days after the quarter's first working day"), default=9, validators=[MaxValueValidator(40)]
    )
    at_time = models.TimeField(_("time of day"))
    duration_minutes = models.PositiveSmallIntegerField(_("minutes"), default=90, validators=[MaxValueValidator(600)])
    organiser = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("organiser"))
    participants: Any = models.ManyToManyField(USER, blank=True, related_name="+", verbose_name=_("participants"))
    agenda = models.JSONField(default=list, blank=True)
    active = models.BooleanField(_("active"), default=True)

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        constraints = [
            models.UniqueConstraint(fields=["portfolio", "project"], name="reviewrule_project_once"),
            models.UniqueConstraint(
                fields=["portfolio"], condition=models.Q(project__isnull=True), name="reviewrule_portfolio_once"
            ),
        ]

    @property
    def name(self) -> str:
        """As the history calls it: what it plans the reviews of."""
        return self.project.name if self.project is not None else self.portfolio.name

    @property
    def name_en(self) -> str:
        return self.project.name_en if self.project is not None else self.portfolio.name_en


class Review(Record):
    """One review of one quarter. `quarter` is written 2026Q4 and names the quarter looked back on."""

    access_kind = "review"
    access_project = "project_id"
    access_owner = ("participants__user_id", "organiser_id")

    rule = models.ForeignKey(ReviewRule, models.SET_NULL, null=True, blank=True, related_name="reviews")
    portfolio = models.ForeignKey(Portfolio, models.CASCADE, related_name="reviews")
    project = models.ForeignKey(Project, models.CASCADE, null=True, blank=True, related_name="reviews")
    quarter = models.CharField(_("quarter"), max_length=6)
    starts_at = models.DateTimeField(_("starts"))
    duration_minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=90, validators=[MinValueValidator(5), MaxValueValidator(600)]
    )
    organiser = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("organiser"))
    status = models.CharField(_("status"), max_length=10, choices=ReviewStatus.choices, default=ReviewStatus.PLANNED)
    notes = models.TextField(_("notes"), blank=True)
    # Frozen figures: composed on the day of the review, or when it is held before that; never recomputed by itself.
    pack = models.JSONField(default=dict, blank=True)
    composed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Frozen minutes: notes, decisions and actions as they stood when it was closed. What is signed is this.
    minutes = models.JSONField(default=dict, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        ordering = ["-starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["portfolio", "project", "quarter"], name="review_project_once"),
            models.UniqueConstraint(
                fields=["portfolio", "quarter"], condition=models.Q(project__isnull=True), name="review_portfolio_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{(self.project or self.portfolio).name} {self.quarter}"

    @property
    def name_en(self) -> str:
        """What the history calls it in English."""
        subject = self.project or self.portfolio
        return f"{subject.name_en or subject.name} {self.quarter}"

    @property
    def subject_label(self) -> str:
        return (self.project or self.portfolio).label

    @property
    def subject_url(self) -> str:
        return self.project.url if self.project is not None else ""

    @property
    def url(self) -> str:
        return reverse("reviews:review", args=[self.pk])


class ReviewParticipant(models.Model):
    review = models.ForeignKey(Review, models.CASCADE, related_name="participants")
    user = models.ForeignKey(USER, models.CASCADE, related_name="review_seats")
    attendance = models.CharField(max_length=10, choices=Attendance.choices, default=Attendance.INVITED)

    class Meta:
        app_label = "metrics"
        constraints = [models.UniqueConstraint(fields=["review", "user"], name="participant_once")]


class AgendaItem(models.Model):
    review = models.ForeignKey(Review, models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("item"), max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(default=10)
    presenter = models.ForeignKey(USER, models.SET_NULL, null=True, blank=True, related_name="+")
    notes = models.TextField(blank=True)

    class Meta:
        app_label = "metrics"
        ordering = ["position", "id"]

    @property
    def label(self) -> str:
        return bilingual(self, "title")


class ReviewDecision(Record):
    review = models.ForeignKey(Review, models.CASCADE, related_name="decisions")
    text = models.TextField(_("decision"))
    text_en = models.TextField(blank=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("decided by"))

    class Meta:
        app_label = "metrics"
        ordering = ["id"]

    @property
    def label(self) -> str:
        return bilingual(self, "text")


class SectionNote(Record):
    """Minutes of one section of the pack, taken while it is on the wall."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="section_notes")
    section = models.CharField(max_length=20)
    text = models.TextField(_("minutes"), max_length=8000, blank=True)
    edited_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        app_label = "metrics"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["review", "section"], name="sectionnote_once")]


class ReviewSigner(models.Model):
    """Somebody whose signature the minutes need. `digest` is the mark of exactly what was signed."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="signers")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    is_chair = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        app_label = "metrics"
        ordering = ["-is_chair", "id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "user"], name="reviewsigner_once"),
            models.UniqueConstraint(
                fields=["review"], condition=models.Q(is_chair=True), name="reviewsigner_one_chair"
            ),
            models.CheckConstraint(
                condition=models.Q(signed_at__isnull=True) | ~models.Q(digest=""), name="reviewsigner_signed_what"
            ),
        ]


class BacklogLink(models.Model):
    """An item of a project's scope that was proposed in a review, for the next phase."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="backlog")
    item = models.ForeignKey(ScopeItem, models.CASCADE, related_name="review_links")
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        app_label = "metrics"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["review", "item"], name="backloglink_once")]


class PackFile(models.Model):
    """The pack set as a file for one reader: in their language, with what they might see when they asked.

    `scope`: the projects a token was limited to, None without a limit. `seen`: the mark of what the file shows of the
    pack; once its reader may see less than that, it is not given out any more.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="files")
    asked_by = models.ForeignKey(USER, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=5)
    language = models.CharField(max_length=10)
    scope = models.JSONField(null=True, blank=True)
    asked_at = models.DateTimeField(db_index=True)
    # A number, not a foreign key: jobs are cleared away before files.
    job_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(null=True, blank=True)
    seen = models.CharField(max_length=64, blank=True)

    class Meta:
        app_label = "metrics"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(made_at__isnull=True) | ~models.Q(seen=""), name="packfile_made_says_what"
            )
        ]

    def __str__(self) -> str:
        return f"{self.review} {self.kind}"


class Action(Record):
    """Something a person promised to do by a day. Chased until done."""

    access_kind = "action"
    access_project = "project_id"
    access_owner = "owner_id"

    review = models.ForeignKey(Review, models.CASCADE, null=True, blank=True, related_name="actions")
    project = models.ForeignKey(Project, models.CASCADE, null=True, blank=True, related_name="actions")
    title = models.CharField(_("action"), max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(USER, models.PROTECT, related_name="actions", verbose_name=_("owner"))
    due_on = models.DateField(_("due"))
    status = models.CharField(_("status"), max_length=8, choices=ActionStatus.choices, default=ActionStatus.OPEN)
    result = models.TextField(_("what came of it"), blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    carried_from = models.ForeignKey(Review, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["owner", "status", "due_on"], name="action_owner")]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return bilingual(self, "title")

    @property
    def url(self) -> str:
        return reverse("reviews:action", args=[self.pk])
