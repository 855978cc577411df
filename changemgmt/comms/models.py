"""The plan of communication, announcements with their receipts, questions under them, own templates.

Receipts are written when an announcement goes out and never added to: they are its denominator.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changemgmt.comms.choices import MOST_REMINDERS, SENT, Audience, Channel, QuestionState, State, Topic
from changemgmt.comms.sight import condition
from pmo.access.models import ScopedManager, ScopedQuerySet
from pmo.orgs.models import Unit
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.portfolio.models import Project

USER = settings.AUTH_USER_MODEL
MAX_BODY = 20_000


class Text(models.Model):
    """What is said, in either language or both. Bodies are Markdown."""

    title = models.CharField(_("announcement title"), max_length=160, blank=True)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    body = models.TextField(_("announcement text"), max_length=MAX_BODY, blank=True)
    body_en = models.TextField(_("announcement text in English"), max_length=MAX_BODY, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title or self.title_en

    @property
    def label(self) -> str:
        return bilingual(self, "title")


TEXTS = ("title", "title_en", "body", "body_en")


class CommsTemplate(Text, Record):
    """Words of the company's own to start from, beside those that come with the product."""

    access_kind = "comm_template"

    name = models.CharField(_("name"), max_length=80, unique=True)
    name_en = models.CharField(_("in English"), max_length=80, blank=True)
    topic = models.CharField(_("what it tells"), max_length=8, choices=Topic.choices, default=Topic.WHY)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(title="", title_en=""), name="commstemplate_titled")]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")

    @property
    def url(self) -> str:
        return reverse("comms:template", args=[self.pk])


class PlanEntry(Record):
    """One line of the plan: who hears what, how, from whom, by when. Without units: all units of the project."""

    access_kind = "comm_plan"
    access_project = "project_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="comm_entries", verbose_name=_("project"))
    topic = models.CharField(_("what it tells"), max_length=8, choices=Topic.choices, default=Topic.WHY)
    title = models.CharField(_("message"), max_length=160)
    title_en = models.CharField(_("message in English"), max_length=160, blank=True)
    units: Any = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name=_("units"))
    channel = models.CharField(_("channel"), max_length=16, choices=Channel.choices, default=Channel.ANNOUNCEMENT)
    sender = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sender"))
    due_on = models.DateField(_("due on"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["due_on", "id"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="planentry_titled")]
        indexes = [models.Index(fields=["project", "due_on"], name="planentry_due")]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return bilingual(self, "title")

    @property
    def url(self) -> str:
        return reverse("comms:entry", args=[self.pk])

    def is_late(self, today: date) -> bool:
        return self.done_on is None and self.due_on < today


class AnnouncementQuerySet(ScopedQuerySet["Announcement"]):
    def for_verb(self, user: Any, verb: str) -> ScopedQuerySet[Announcement]:
        """Besides what roles and ownership give: to read what was addressed to one."""
        where = condition(self.model, user, verb)
        return self if where is None else self.filter(where)


class Announcement(Text, Record):
    access_kind = "announcement"
    access_project = "project_id"
    access_owner = ("author_id", "sender_id")

    project = models.ForeignKey(Project, models.CASCADE, related_name="announcements", verbose_name=_("project"))
    entry = models.ForeignKey(
        PlanEntry,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="announcements",
        verbose_name=_("line of the plan"),
    )
    topic = models.CharField(_("what it tells"), max_length=8, choices=Topic.choices, default=Topic.WHY)
    audience = models.CharField(
        pgettext_lazy("announcement", "readers"), max_length=8, choices=Audience.choices, default=Audience.STAFF
    )
    units: Any = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name=_("units"))
    roles = models.JSONField(_("roles"), default=list, blank=True)
    people: Any = models.ManyToManyField(USER, blank=True, related_name="+", verbose_name=_("people by name"))
    sender = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("sender"))
    confirm = models.BooleanField(_("readers confirm that they have read it"), default=False)
    reminders = models.PositiveSmallIntegerField(
        _("reminders at most"), default=2, validators=[MaxValueValidator(MOST_REMINDERS)]
    )
    questions_open = models.BooleanField(_("readers may ask in public"), default=True)

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    author = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False, verbose_name=_("author"))
    # Whoever wrote on it last; neither they nor the author approve it.
    edited_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Whose approval a later change made void, until somebody approves again.
    voided_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    voided_at = models.DateTimeField(null=True, blank=True, editable=False)
    publish_at = models.DateTimeField(_("goes out at"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    addressed = models.PositiveIntegerField(default=0, editable=False)
    withdrawn_why = models.CharField(max_length=300, blank=True, editable=False)

    objects: Any = models.Manager.from_queryset(AnnouncementQuerySet)()

    class Meta:
        app_label = "changemgmt"
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="", title_en=""), name="announcement_titled"),
            models.CheckConstraint(condition=Q(reminders__lte=MOST_REMINDERS), name="announcement_reminders"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | (~Q(approved_by=F("author")) & ~Q(approved_by=F("edited_by"))),
                name="announcement_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.SUBMITTED]) | Q(approved_by__isnull=False),
                name="announcement_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.PUBLISHED, State.WITHDRAWN]) | Q(published_at__isnull=False),
                name="announcement_sent_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SCHEDULED) | Q(publish_at__isnull=False), name="announcement_due_when"
            ),
        ]
        indexes = [models.Index(fields=["state", "publish_at"], name="announcement_due")]

    @property
    def is_sent(self) -> bool:
        return self.state in SENT

    @property
    def name_en(self) -> str:
        """What the history calls it in English."""
        return self.title_en

    @property
    def url(self) -> str:
        return reverse("comms:announcement", args=[self.pk])


class Receipt(models.Model):
    """Somebody it was addressed to, where they were then, and whether they have read it.

    `read_at` is the moment it was opened, or confirmed where readers have to confirm.
    """

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="receipts")
    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    reminded = models.PositiveSmallIntegerField(default=0)

    class Meta:
        app_label = "changemgmt"
        constraints = [
            models.UniqueConstraint(fields=["announcement", "user"], name="receipt_once"),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | Q(opened_at__isnull=False), name="receipt_opened_first"
            ),
            models.CheckConstraint(condition=Q(reminded__lte=MOST_REMINDERS), name="receipt_reminders"),
        ]
        indexes = [models.Index(fields=["user", "read_at"], name="receipt_mine")]

    def __str__(self) -> str:
        return str(self.announcement)

    @property
    def name_en(self) -> str:
        """What the history calls it in English."""
        return self.announcement.title_en


class AnnouncementQuestion(Record):
    """Asked under an announcement, answered in public. `hidden`: nobody is shown who asked."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="questions")
    text = models.TextField(_("question"), max_length=1000)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    hidden = models.BooleanField(_("without my name"), default=False)
    state = models.CharField(max_length=10, choices=QuestionState.choices, default=QuestionState.OPEN)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answer_en = models.TextField(_("answer in English"), max_length=4000, blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    class Meta:
        app_label = "changemgmt"
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=QuestionState.ANSWERED) | ~Q(answer="", answer_en=""), name="question_answered"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="question_not_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(state=QuestionState.MERGED, merged_into__isnull=False)
                | (~Q(state=QuestionState.MERGED) & Q(merged_into__isnull=True)),
                name="question_merged",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def answer_label(self) -> str:
        return bilingual(self, "answer")

    @property
    def url(self) -> str:
        return f"{self.announcement.url}#q{self.pk}"
