"""What an hour of work costs."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pmo.access.models import ScopedManager
from pmo.records.models import Record
from pmo.records.money import MoneyField
from projects.budget.models import CURRENCY, POSITIVE
from projects.resources.choices import WorkRole


class LabourRate(Record):
    """What an hour of a role costs from a day on, the same for the whole company.

    Of a role and never of a person: that would be what they earn, and could be read from the total of any small team.
    """

    access_kind = "rate"
    access_project = ""

    role = models.CharField(_("role"), max_length=16, choices=WorkRole.choices)
    since_on = models.DateField(_("from"))
    amount: Any = MoneyField(_("per hour"), validators=POSITIVE)
    currency = models.CharField(_("currency"), max_length=3, default="CNY", validators=CURRENCY)
    note = models.CharField(_("source"), max_length=200, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "projects"
        ordering = ["role", "-since_on"]
        constraints = [
            models.UniqueConstraint(fields=["role", "since_on"], name="labourrate_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="labourrate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.since_on}"
