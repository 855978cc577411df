"""The result of a week: written once when it is told, changed by a correction only."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from metrics.contest.choices import Outlook, Unranked
from metrics.contest.models.scopes import OfUnitManager
from metrics.contest.models.setup import Contest
from pmo.records.models import Record

# Reached so much after the day agreed is still within sight of it.
LATE = timedelta(days=30)


class ContestWeek(Record):
    """One week of a contest, named by its Monday."""

    access_kind = "usage"
    access_project = "contest__system__project_id"
    access_unit = "contest__places__unit_id"

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="weeks")
    week_on = models.DateField()
    level_weight = models.PositiveSmallIntegerField()
    counted_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True, blank=True)
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    correction = models.CharField(max_length=300, blank=True)

    objects = OfUnitManager()

    class Meta:
        app_label = "metrics"
        ordering = ["-week_on"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "week_on"], name="contestweek_once"),
            models.CheckConstraint(condition=Q(week_on__iso_week_day=1), name="contestweek_monday"),
        ]

    def __str__(self) -> str:
        return f"{self.contest.title} {self.code}"

    @property
    def code(self) -> str:
        """As people name it: 2026-W47."""
        return f"{self.week_on:%G-W%V}"

    @property
    def gain_weight(self) -> int:
        return 100 - self.level_weight

    @property
    def number(self) -> int:
        return self.week_on.isocalendar().week

    @property
    def ends_on(self) -> date:
        return self.week_on + timedelta(days=6)

    @property
    def url(self) -> str:
        return f"{self.contest.url}&week={self.week_on}"


class ContestResult(models.Model):
    """What a unit came to in a week; without a unit: everybody of the system.

    Withheld groups have no figures. Shares are percent; `improvement` and `level` as in `metrics.engines.ranking`.
    """

    week = models.ForeignKey(ContestWeek, models.CASCADE, related_name="results")
    unit = models.ForeignKey("pmo.Unit", models.PROTECT, null=True, related_name="+")
    rank = models.PositiveSmallIntegerField(null=True)
    # The place of the week before; none in the first week or where it had none.
    rank_before = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=16, choices=Unranked.choices, blank=True)
    points = models.FloatField(null=True)
    level = models.FloatField(null=True)
    improvement = models.FloatField(null=True)
    shrunk = models.FloatField(null=True)
    shrunk_before = models.FloatField(null=True)
    active = models.PositiveIntegerField(null=True)
    eligible = models.PositiveIntegerField(null=True)
    active_before = models.PositiveIntegerField(null=True)
    eligible_before = models.PositiveIntegerField(null=True)
    target = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    goal = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    due_on = models.DateField(null=True)
    outlook = models.CharField(max_length=8, choices=Outlook.choices, default=Outlook.UNKNOWN)
    reaches_on = models.DateField(null=True)

    class Meta:
        app_label = "metrics"
        ordering = ["week_id", "rank", "unit__code"]
        constraints = [
            models.UniqueConstraint(fields=["week", "unit"], name="contestresult_once"),
            models.UniqueConstraint(fields=["week"], condition=Q(unit__isnull=True), name="contestresult_whole_once"),
            models.CheckConstraint(
                condition=Q(rank__isnull=True) | Q(points__isnull=False, reason=""), name="contestresult_reasoned"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week_id} {self.unit_id or ''} {self.rank or self.reason}"

    @property
    def share(self) -> float | None:
        """Percent active of eligible."""
        return 100 * self.active / self.eligible if self.active is not None and self.eligible else None

    @property
    def share_before(self) -> float | None:
        if self.active_before is None or not self.eligible_before:
            return None
        return 100 * self.active_before / self.eligible_before

    @property
    def change(self) -> float | None:
        """Percentage points since the week before."""
        if self.share is None or self.share_before is None:
            return None
        return self.share - self.share_before

    @property
    def gap(self) -> float | None:
        """Percentage points missing to the target of the week; negative above it."""
        return None if self.share is None or self.target is None else float(self.target) - self.share

    @property
    def tick(self) -> float | None:
        """Where the mark of the target stands on a bar: at the right end it would not be seen."""
        return None if self.target is None else min(float(self.target), 99.4)

    @property
    def share_mille(self) -> int:
        return round(10 * (self.share or 0))

    @property
    def tick_mille(self) -> int:
        return round(10 * (self.tick or 0))

    @property
    def lost(self) -> int:
        """Places lost since the week before."""
        return max(-(self.moved or 0), 0)

    @property
    def forecast_status(self) -> str:
        """How the day it is reached at this pace compares with the day it is due."""
        if self.reaches_on is None or self.due_on is None:
            return "none"
        if self.reaches_on <= self.due_on:
            return "ok"
        return "risk" if self.reaches_on <= self.due_on + LATE else "off"

    @property
    def moved(self) -> int | None:
        """Places won since the week before; negative: lost."""
        return None if self.rank is None or self.rank_before is None else self.rank_before - self.rank
