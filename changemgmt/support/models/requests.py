"""A request for help: who asked, what was promised, what was said, when the clock stood still."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changemgmt.feedback.models import Feedback
from changemgmt.support.choices import Impact, NoteKind, PauseKind, Priority, Source, State, Step, Urgency
from changemgmt.support.models.releases import KnownError, SupportRelease
from changemgmt.support.models.setup import SupportCategory, SupportTeam
from pmo.access.models import ScopedManager
from pmo.orgs.models import Unit
from pmo.records.models import Record
from projects.portfolio.models import Project
from projects.schedule.models import Task
from projects.scope.models import ChangeRequest

USER = settings.AUTH_USER_MODEL
MAX_TEXT = 8000


def new_token() -> str:
    """What a mail must carry to be added to a request."""
    return secrets.token_hex(6)


class SupportRequest(Record):
    access_kind = "support_request"
    access_project = "project_id"
    access_owner = "requester_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="support_requests", verbose_name=_("project"))
    number = models.PositiveIntegerField(editable=False)
    token = models.CharField(max_length=12, default=new_token, editable=False)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("words"), max_length=MAX_TEXT, blank=True)
    requester = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("requester"))
    # The desk, for whoever called.
    entered_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    place = models.CharField(_("where"), max_length=60, blank=True)
    # The page one asked from.
    page = models.CharField(max_length=200, blank=True, editable=False)
    source = models.CharField(_("came by"), max_length=8, choices=Source.choices, default=Source.FORM)
    category = models.ForeignKey(
        SupportCategory, models.SET_NULL, null=True, blank=True, related_name="requests", verbose_name=_("category")
    )
    impact = models.CharField(_("impact"), max_length=8, choices=Impact.choices, default=Impact.ONE)
    urgency = models.CharField(_("urgency"), max_length=8, choices=Urgency.choices, default=Urgency.NORMAL)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices)
    # Why it is not the computed one.
    priority_reason = models.CharField(_("why another priority"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=14, choices=State.choices, default=State.NEW)
    assignee = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("assigned to")
    )
    team = models.ForeignKey(
        SupportTeam, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("team")
    )
    is_incident = models.BooleanField(_("incident"), default=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of the incident")
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    opened_at = models.DateTimeField(_("received"), editable=False)
    # Promised in working minutes when it came in, or when its priority changed.
    answer_minutes = models.PositiveIntegerField(editable=False)
    resolve_minutes = models.PositiveIntegerField(editable=False)
    # Empty while the clock stands still.
    answer_due_at = models.DateTimeField(_("first answer due"), null=True, blank=True, editable=False)
    resolve_due_at = models.DateTimeField(_("resolution due"), null=True, blank=True, editable=False)
    risk_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("first answered"), null=True, blank=True, editable=False)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    answer_met = models.BooleanField(null=True, blank=True, editable=False)
    resolve_met = models.BooleanField(null=True, blank=True, editable=False)
    step = models.CharField(_("escalated to"), max_length=8, choices=Step.choices, default=Step.NONE, editable=False)
    reopened = models.PositiveSmallIntegerField(_("opened again"), default=0, editable=False)
    rating = models.PositiveSmallIntegerField(
        _("satisfaction"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    known_error = models.ForeignKey(
        KnownError, models.SET_NULL, null=True, blank=True, related_name="requests", verbose_name=_("known error")
    )
    release = models.ForeignKey(
        SupportRelease, models.SET_NULL, null=True, blank=True, related_name="requests", verbose_name=_("release")
    )
    feedback = models.ForeignKey(
        Feedback, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("feedback")
    )
    task = models.ForeignKey(Task, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("task"))
    change_request = models.ForeignKey(
        ChangeRequest, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("change request")
    )
    # Key of an article in the registry of articles.
    article = models.CharField(_("article"), max_length=40, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="supportrequest_number"),
            models.UniqueConstraint(fields=["token"], name="supportrequest_token"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="supportrequest_priority"),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5), name="supportrequest_rating"
            ),
            models.CheckConstraint(
                condition=Q(state=State.MERGED, merged_into__isnull=False)
                | ~Q(state=State.MERGED) & Q(merged_into__isnull=True),
                name="supportrequest_merged_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(State.RESOLVED, State.CLOSED)) | Q(resolved_at__isnull=False),
                name="supportrequest_resolved_at",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")) & Q(is_incident=False),
                name="supportrequest_two_levels",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(State.ASSIGNED, State.WORKING)) | Q(assignee__isnull=False)
                | Q(team__isnull=False),
                name="supportrequest_somebody_works",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["project", "state", "resolve_due_at"], name="supportrequest_queue"),
            models.Index(fields=["requester", "-opened_at"], name="supportrequest_mine"),
            models.Index(fields=["assignee", "state"], name="supportrequest_load"),
            models.Index(fields=["project", "opened_at"], name="supportrequest_weeks"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        return f"R-{self.number:03d}"

    @property
    def mark(self) -> str:
        """What the subject of a mail carries."""
        return f"[#{self.token}]"

    @property
    def is_open(self) -> bool:
        return self.state not in (State.RESOLVED, State.CLOSED, State.MERGED)

    @property
    def url(self) -> str:
        return reverse("support:request", args=[self.pk])


class SupportNote(models.Model):
    """One contribution to the conversation. Internal ones never leave the desk."""

    request = models.ForeignKey(SupportRequest, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=8, choices=NoteKind.choices)
    text = models.TextField(max_length=MAX_TEXT)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by_mail = models.BooleanField(default=False)

    class Meta:
        app_label = "changemgmt"
        ordering = ["request_id", "at", "id"]


class SupportPicture(models.Model):
    """A photo or picture, drawn anew without what the camera wrote into it."""

    request = models.ForeignKey(SupportRequest, models.CASCADE, related_name="pictures")
    content = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        app_label = "changemgmt"
        ordering = ["request_id", "id"]


class SupportPause(models.Model):
    """A time in which the clock of a request stands still."""

    request = models.ForeignKey(SupportRequest, models.CASCADE, related_name="pauses")
    kind = models.CharField(max_length=10, choices=PauseKind.choices)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "changemgmt"
        ordering = ["request_id", "since_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(until_at__isnull=True), name="supportpause_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("since_at")), name="supportpause_ends_after"
            ),
        ]


class SolvedByArticle(models.Model):
    """Somebody did not have to ask: what was suggested while they typed helped them."""

    project = models.ForeignKey(Project, models.CASCADE, null=True, blank=True, related_name="+")
    article = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    # The day alone: who it helped does not matter.
    on = models.DateField()

    class Meta:
        app_label = "changemgmt"
        indexes = [models.Index(fields=["project", "on"], name="solvedbyarticle_on")]
