"""What people say, what they are answered, and what became of it.

Ids are drawn at random: neither they nor anything beside them tell in which order people spoke.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changemgmt.feedback.audience import condition
from changemgmt.feedback.choices import Decision, Kind, Level, NoteKind, Reason, Source, State, Step
from pmo.access.models import ScopedManager, ScopedQuerySet
from pmo.orgs.models import Unit
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.goals.models import Requirement
from projects.portfolio.models import Project
from projects.risks.models import Issue, Risk
from projects.schedule.models import Task
from projects.scope.models import ChangeRequest

USER = settings.AUTH_USER_MODEL
MAX_TEXT = 4000


def random_id() -> int:
    """Above zero, and small enough for a program that reads numbers as doubles."""
    return secrets.randbelow(2**53 - 1) + 1


class FeedbackQuerySet(ScopedQuerySet["Feedback"]):
    def for_verb(self, user: Any, verb: str) -> ScopedQuerySet[Feedback]:
        where = condition(self.model, user, verb)
        return self if where is None else self.filter(where)


class FeedbackMeeting(Record):
    """A talk with people (座谈会): its notes, of which lines become items."""

    access_kind = "feedback"
    access_project = "project_id"
    access_owner = "held_by_id"

    title = models.CharField(_("title"), max_length=200)
    project = models.ForeignKey(
        Project, models.CASCADE, null=True, blank=True, related_name="feedback_meetings", verbose_name=_("project")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    held_on = models.DateField(_("held on"))
    held_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)
    notes = models.TextField(
        _("notes"), max_length=20_000, help_text=_("One thought per line; lines become items on the next page.")
    )

    objects = ScopedManager()

    class Meta:
        app_label = "changemgmt"
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def url(self) -> str:
        return reverse("feedback:meeting", args=[self.pk])


class Feedback(Record):
    """One thing somebody said. Of an anonymous one no link to a person exists, and no time but the day."""

    access_kind = "feedback"
    access_project = "project_id"
    access_owner = ("author_id", "owner_id")

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    project = models.ForeignKey(
        Project, models.CASCADE, null=True, blank=True, related_name="feedback", verbose_name=_("project")
    )
    # Where it comes from; of an anonymous one the smallest unit around it with five people.
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    place = models.CharField(_("about"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    reason = models.CharField(_("what"), max_length=10, choices=Reason.choices)
    # What it is called among those who handle it, and on the board.
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("in English"), max_length=200, blank=True)
    text = models.TextField(_("words"), max_length=MAX_TEXT, blank=True)
    level = models.CharField(_("given"), max_length=12, choices=Level.choices, default=Level.NAMED)
    author = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    # SHA-256 of the code its anonymous author holds.
    receipt_hash = models.CharField(max_length=64, blank=True, editable=False)
    received_on = models.DateField(_("received"), editable=False)
    # Anonymous ones come in together the next morning: seen one by one, each would be that of who has just typed.
    admitted = models.BooleanField(default=True, editable=False)
    source = models.CharField(_("came by"), max_length=8, choices=Source.choices, default=Source.FORM)
    meeting = models.ForeignKey(FeedbackMeeting, models.SET_NULL, null=True, blank=True, related_name="items")
    meeting_line = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NEW)
    owner = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    answer_due = models.DateField(_("first answer due"), editable=False)
    decide_due = models.DateField(_("decision due"), editable=False)
    answered_on = models.DateField(_("first answered"), null=True, blank=True, editable=False)
    step = models.CharField(_("escalated to"), max_length=10, choices=Step.choices, default=Step.NONE)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision.choices, blank=True)
    decision_note = models.TextField(_("what was decided"), max_length=2000, blank=True)
    decision_note_en = models.TextField(_("in English"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(_("what we did"), max_length=2000, blank=True)
    outcome_en = models.TextField(_("in English"), max_length=2000, blank=True)
    outcome_on = models.DateField(null=True, blank=True)
    on_board = models.BooleanField(_("on the board"), default=False)
    told_on = models.DateField(_("author told"), null=True, blank=True, editable=False)
    # For whoever cannot be written to: how they were told.
    told_how = models.CharField(_("how they were told"), max_length=300, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    requirement = models.ForeignKey(
        Requirement, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("requirement")
    )
    change_request = models.ForeignKey(
        ChangeRequest, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("change request")
    )
    task = models.ForeignKey(Task, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("task"))
    risk = models.ForeignKey(Risk, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("risk"))
    issue = models.ForeignKey(Issue, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("issue"))

    objects: Any = models.Manager.from_queryset(FeedbackQuerySet)()

    class Meta:
        app_label = "changemgmt"
        ordering = ["-received_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(level=Level.ANONYMOUS) | Q(author__isnull=True, unit__isnull=False)
                & ~Q(receipt_hash="") & Q(source__in=(Source.FORM, Source.CODE, Source.API)),
                name="feedback_anonymous_has_no_author",
            ),
            models.CheckConstraint(
                condition=Q(level=Level.ANONYMOUS) | Q(receipt_hash="", admitted=True), name="feedback_receipt"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | Q(told_on__isnull=False) & ~Q(decision=""),
                name="feedback_closed_told",
            ),
            models.CheckConstraint(
                condition=Q(state=State.MERGED, merged_into__isnull=False)
                | ~Q(state=State.MERGED) & Q(merged_into__isnull=True),
                name="feedback_merged_somewhere",
            ),
            models.CheckConstraint(condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                                   name="feedback_not_into_itself"),
            models.CheckConstraint(
                condition=~Q(state__in=(State.ANSWERED, State.DECIDED)) | Q(answered_on__isnull=False),
                name="feedback_answered_on_a_day",
            ),
            models.UniqueConstraint(
                fields=["receipt_hash"], condition=~Q(receipt_hash=""), name="feedback_receipt_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "meeting_line"], condition=Q(meeting__isnull=False), name="feedback_line_once"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["state", "answer_due"], name="feedback_due"),
            models.Index(fields=["author", "-received_on"], name="feedback_author"),
            models.Index(fields=["on_board", "state"], name="feedback_board"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return bilingual(self, "title")

    @property
    def decision_label(self) -> str:
        return bilingual(self, "decision_note")

    @property
    def outcome_label(self) -> str:
        return bilingual(self, "outcome")

    @property
    def is_anonymous(self) -> bool:
        return self.level == Level.ANONYMOUS

    @property
    def shown_author(self) -> Any:
        """Whose name those who handle it read; None unless it was given with it."""
        return self.author if self.level == Level.NAMED else None

    @property
    def url(self) -> str:
        return reverse("feedback:item", args=[self.pk])


class FeedbackNote(models.Model):
    """One contribution to the talk about an item."""

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="notes")
    # Place in the talk.
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=NoteKind.choices)
    text = models.TextField(max_length=MAX_TEXT)
    # Nobody for what an author says: who that is stands in the item, or nowhere.
    by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    on = models.DateField()
    admitted = models.BooleanField(default=True)

    class Meta:
        app_label = "changemgmt"
        ordering = ["feedback_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["feedback", "number"], name="feedbacknote_number"),
            models.CheckConstraint(
                condition=Q(kind=NoteKind.AUTHOR, by__isnull=True) | ~Q(kind=NoteKind.AUTHOR) & Q(by__isnull=False),
                name="feedbacknote_by",
            ),
        ]


class FeedbackPicture(models.Model):
    """A photo, drawn anew without anything the camera wrote into it.

    In the database, not among the files: a file has an hour, an upload has an uploader.
    """

    id = models.BigIntegerField(primary_key=True, default=random_id, editable=False)
    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="pictures")
    content = models.BinaryField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        app_label = "changemgmt"
        ordering = ["feedback_id", "id"]


class FeedbackVote(models.Model):
    """One more person for whom it is so. Who voted is shown to nobody."""

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="votes")
    user = models.ForeignKey(USER, models.CASCADE, related_name="+")

    class Meta:
        app_label = "changemgmt"
        constraints = [models.UniqueConstraint(fields=["feedback", "user"], name="feedbackvote_once")]


class FeedbackWatch(models.Model):
    """Somebody who is told what becomes of it."""

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="watches")
    user = models.ForeignKey(USER, models.CASCADE, related_name="+")

    class Meta:
        app_label = "changemgmt"
        constraints = [models.UniqueConstraint(fields=["feedback", "user"], name="feedbackwatch_once")]
