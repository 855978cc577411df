"""Working calendars as versioned data.

A year of a calendar is never changed in place: an import or an edit writes a new version of the year with its days, and
`current` moves. Plans computed earlier can therefore always be explained. Days without a row follow the weekday rule.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo.access.models import ScopedQuerySet
from pmo.calendars.choices import YearSource
from pmo.records.models import Record
from pmo.texts import bilingual


class WorkCalendar(Record):
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    code = models.SlugField(_("code"), max_length=32, unique=True)
    is_default = models.BooleanField(_("default"), default=False)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai")
    # New with every new version of any year: by it computed tables and plans know that they are stale. A number would
    # not do: after a rolled-back change the next one would get the same number for other days.
    watermark = models.UUIDField(default=uuid.uuid4, editable=False)

    access_kind: ClassVar[str] = "calendar"
    access_project: ClassVar[str] = ""

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "pmo"
        verbose_name = _("working calendar")
        verbose_name_plural = _("working calendars")
        ordering: ClassVar[list[str]] = ["-is_default", "code"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="calendar_one_default"),
            models.CheckConstraint(condition=~Q(name=""), name="calendar_named"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def url(self) -> str:
        return reverse("calendars:calendar", args=[self.code])

    @property
    def label(self) -> str:
        return bilingual(self, "name")


class CalendarYear(models.Model):
    """One version of one year. Only `is_current` ever changes after it was written."""

    calendar = models.ForeignKey(WorkCalendar, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(help_text="1 for the first version of this year.")
    is_current = models.BooleanField(default=True)
    provisional = models.BooleanField(default=False, help_text="The official notice for this year is not out yet.")
    source = models.CharField(max_length=12, choices=YearSource.choices)
    source_note = models.TextField(blank=True, help_text="Notice, file name or the reason of the edit.")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    access_kind: ClassVar[str] = "calendar"
    access_project: ClassVar[str] = ""

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()

    class Meta:
        app_label = "pmo"
        ordering: ClassVar[list[str]] = ["calendar", "year", "-number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["calendar", "year", "number"], name="calendaryear_version"),
            models.UniqueConstraint(
                fields=["calendar", "year"], condition=Q(is_current=True), name="calendaryear_one_current"
            ),
            models.CheckConstraint(condition=Q(year__gte=1990, year__lte=2200), name="calendaryear_range"),
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.year} v{self.number}"


class CalendarDay(models.Model):
    """A day that differs from the weekday rule, or carries a name."""

    calendar_year = models.ForeignKey(CalendarYear, on_delete=models.CASCADE, related_name="days")
    date = models.DateField()
    working = models.BooleanField()
    label = models.CharField(max_length=80, blank=True)
    label_en = models.CharField(max_length=80, blank=True)

    class Meta:
        app_label = "pmo"
        ordering: ClassVar[list[str]] = ["date"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["calendar_year", "date"], name="calendarday_once"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {'working' if self.working else 'off'}"

    @property
    def name(self) -> str:
        return bilingual(self, "label")
