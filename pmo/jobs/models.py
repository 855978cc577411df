"""Long work as rows: who asked, how far it is, what came out. Celery wakes a worker; the row decides who works."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from .choices import UNFINISHED, State

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from pmo.accounts.models import User


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User | AnonymousUser) -> JobQuerySet:
        """Work is seen by the person who asked for it; its parameters may name things others must not see."""
        return self.filter(owner_id=user.pk) if user.pk else self.none()

    def for_verb(self, user: User | AnonymousUser, verb: str) -> JobQuerySet:
        return self.visible_to(user)

    def unfinished(self) -> JobQuerySet:
        return self.filter(state__in=UNFINISHED)


class Job(models.Model):
    """One piece of long work. `owner` is empty for work the system started itself (nightly recomputation)."""

    kind = models.CharField(max_length=64)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="jobs"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    progress_text = models.JSONField(null=True, blank=True)
    params = models.JSONField(default=dict)
    result = models.JSONField(null=True, blank=True)
    result_url = models.CharField(max_length=500, blank=True)
    # Where a program reads the result; a person goes to `result_url`.
    api_url = models.CharField(max_length=500, blank=True)
    errors = models.JSONField(default=list)
    # Equal keys are the same work: while one is unfinished a second start returns it instead of adding another.
    unique_key = models.CharField(max_length=200, blank=True)
    # Asked for again while it ran: the parameters of the run that has to follow this one.
    rerun_params = models.JSONField(null=True, blank=True)

    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    # When a worker was last called for it; keeps the sweeper from filling the queue with calls.
    woken_at = models.DateTimeField(null=True, blank=True)
    lease_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=120, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()
    access_kind: ClassVar[str] = "job"
    access_owner: ClassVar[str] = "owner_id"

    class Meta:
        app_label = "pmo"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "unique_key"],
                condition=Q(state__in=[State.QUEUED, State.RUNNING]) & ~Q(unique_key=""),
                name="job_once_while_unfinished",
            ),
            models.CheckConstraint(condition=Q(progress__gte=0, progress__lte=100), name="job_progress_percent"),
            models.CheckConstraint(
                condition=~Q(state=State.RUNNING) | (Q(lease_until__isnull=False) & ~Q(lease_token="")),
                name="job_running_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[State.QUEUED, State.RUNNING]) | Q(finished_at__isnull=False),
                name="job_finished_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="job_owner"),
            models.Index(
                fields=["next_try_at"], condition=Q(state__in=[State.QUEUED, State.RUNNING]), name="job_unfinished"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk} {self.state}"

    @property
    def finished(self) -> bool:
        return self.state not in UNFINISHED

    @property
    def cancelling(self) -> bool:
        return self.cancel_asked_at is not None and not self.finished
