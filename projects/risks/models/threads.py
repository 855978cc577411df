"""What did happen, what is done about it, and what became of what."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.portfolio.models import Project
from projects.risks.choices import ActionStatus, IssueKind, IssueStatus, Severity
from projects.risks.models.fields import MONEY, USER, person
from projects.risks.models.risks import Risk
from projects.scope.models import ChangeRequest


class Issue(Record):
    """A problem that happened, or a decision that was asked for and taken."""

    access_kind = "issue"
    access_project = "project_id"
    access_owner = ("owner_id", "raised_by_id")

    project = models.ForeignKey(Project, models.CASCADE, related_name="issues", verbose_name=_("project"))
    number = models.PositiveIntegerField(editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=IssueKind.choices)
    title = models.CharField(_("what it is"), max_length=200)
    title_en = models.CharField(_("in English"), max_length=200, blank=True)
    description = models.TextField(_("description"), blank=True)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity.choices, default=Severity.MEDIUM)
    owner = person(_("owner"))
    due_on = models.DateField(_("due"), null=True, blank=True)
    raised_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("raised by"))
    status = models.CharField(_("status"), max_length=8, choices=IssueStatus.choices, default=IssueStatus.OPEN)
    # How the problem was solved, or what was decided.
    outcome = models.TextField(_("outcome"), blank=True)
    settled_by = person(_("settled by"))
    settled_at = models.DateTimeField(null=True, editable=False)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["project_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="issue_number"),
            models.CheckConstraint(
                condition=Q(status=IssueStatus.OPEN) | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="issue_settled_by",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return bilingual(self, "title")

    @property
    def is_open(self) -> bool:
        return self.status == IssueStatus.OPEN

    @property
    def is_problem(self) -> bool:
        return self.kind == IssueKind.PROBLEM

    @property
    def code(self) -> str:
        return f"{'P' if self.is_problem else 'D'}-{self.number:02d}"

    @property
    def url(self) -> str:
        return reverse("risks:issue", args=[self.pk])


class ResponseAction(Record):
    """What one person promised to do about a risk, a problem or a decision."""

    access_kind = "response_action"
    access_project = "project_id"
    access_owner = "owner_id"

    project = models.ForeignKey(Project, models.CASCADE, related_name="response_actions")
    number = models.PositiveIntegerField(editable=False)
    risk = models.ForeignKey(Risk, models.CASCADE, null=True, blank=True, related_name="actions")
    issue = models.ForeignKey(Issue, models.CASCADE, null=True, blank=True, related_name="actions")
    title = models.CharField(_("what is done"), max_length=200)
    title_en = models.CharField(_("in English"), max_length=200, blank=True)
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("owner"))
    due_on = models.DateField(_("due"))
    cost = models.DecimalField(_("cost"), null=True, blank=True, **MONEY)
    currency = models.CharField(_("currency"), max_length=3, default="CNY", editable=False)
    status = models.CharField(_("status"), max_length=8, choices=ActionStatus.choices, default=ActionStatus.OPEN)
    result = models.TextField(_("result"), blank=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["status", "due_on"], name="responseaction_due")]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="responseaction_number"),
            models.CheckConstraint(
                condition=Q(risk__isnull=False, issue__isnull=True) | Q(risk__isnull=True, issue__isnull=False),
                name="responseaction_about_one",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        return bilingual(self, "title")

    @property
    def code(self) -> str:
        return f"A-{self.number:02d}"

    @property
    def about(self) -> Risk | Issue:
        found = self.risk or self.issue
        if found is None:
            raise LookupError(self.pk)
        return found

    @property
    def url(self) -> str:
        return reverse("risks:action", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status == ActionStatus.OPEN


_ENDS = ("risk", "issue", "action", "change")


def _exactly_one(side: str) -> Q:
    found = Q()
    for one in _ENDS:
        found |= Q(**{f"{side}_{other}__isnull": other != one for other in _ENDS})
    return found


class ThreadStep(models.Model):
    """One thing became another: who turned it, when and why."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="thread_steps")
    from_risk = models.ForeignKey(Risk, models.CASCADE, null=True, related_name="+")
    from_issue = models.ForeignKey(Issue, models.CASCADE, null=True, related_name="+")
    from_action = models.ForeignKey(ResponseAction, models.CASCADE, null=True, related_name="+")
    from_change = models.ForeignKey(ChangeRequest, models.CASCADE, null=True, related_name="+")
    to_risk = models.ForeignKey(Risk, models.CASCADE, null=True, related_name="+")
    to_issue = models.ForeignKey(Issue, models.CASCADE, null=True, related_name="+")
    to_action = models.ForeignKey(ResponseAction, models.CASCADE, null=True, related_name="+")
    to_change = models.ForeignKey(ChangeRequest, models.CASCADE, null=True, related_name="+")
    stepped_at = models.DateTimeField()
    stepped_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        app_label = "projects"
        ordering = ["stepped_at", "id"]
        constraints = [
            models.CheckConstraint(condition=_exactly_one("from"), name="threadstep_from_one"),
            models.CheckConstraint(condition=_exactly_one("to"), name="threadstep_to_one"),
        ]
