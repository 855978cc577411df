"""Where the money of projects stands, computed when something changes and read by everything that sums up."""

from __future__ import annotations

from typing import Any

from django.db import models

from pmo.records.money import MoneyField
from projects.budget.models import Budget


class MoneyStanding(models.Model):
    """The figures of one budget on a day, in its currency. None where a figure is not available."""

    budget = models.OneToOneField(Budget, models.CASCADE, primary_key=True, related_name="standing")
    # Computed for this day in this stage from this plan and this baseline; no day: money was moved since.
    as_of = models.DateField(null=True)
    stage = models.CharField(max_length=16)
    plan_version = models.PositiveIntegerField(null=True)
    baseline_id = models.BigIntegerField(null=True)
    computed_at = models.DateTimeField()
    # A currency without a rate: nothing can be added up.
    lacking = models.BooleanField()
    approved: Any = MoneyField(null=True)
    released: Any = MoneyField()
    committed: Any = MoneyField()
    actual: Any = MoneyField()
    free: Any = MoneyField()
    eac: Any = MoneyField(null=True)
    etc: Any = MoneyField()
    # Earned value of the day; all or none of them.
    bac: Any = MoneyField(null=True)
    pv: Any = MoneyField(null=True)
    ev: Any = MoneyField(null=True)
    status = models.CharField(max_length=8)
    sentence = models.JSONField()

    class Meta:
        app_label = "projects"
        indexes = [models.Index(fields=["as_of"], name="moneystanding_day")]
