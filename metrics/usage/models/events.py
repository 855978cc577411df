"""Single events and what each person did, under pseudonyms; written by `metrics.usage.store` alone.

A subject is a 64-bit pseudonym. Months are numbered year × 12 + month − 1; `days` of a month is a bitmap, bit 0 its
first day. Systems and features are plain numbers: nothing here is joined to tables of people.
"""

from __future__ import annotations

from django.db import models


class UsageEvent(models.Model):
    """One accepted event. On PostgreSQL the table is partitioned by month of `occurred_at`."""

    seq = models.BigAutoField(primary_key=True)
    system_id = models.IntegerField()
    subject = models.BigIntegerField()
    known = models.BooleanField()
    feature_id = models.IntegerField()
    kind = models.SmallIntegerField()
    occurred_at = models.DateTimeField()
    month = models.IntegerField()
    dom = models.SmallIntegerField()
    received_at = models.DateTimeField()

    class Meta:
        app_label = "metrics"


class UsageKey(models.Model):
    """Which events were taken: a hash of system and event id. `month` of the event tells when it can go."""

    key = models.UUIDField(primary_key=True)
    month = models.IntegerField()

    class Meta:
        app_label = "metrics"


class UsageMark(models.Model):
    """On which days of a month a subject did what, and how often in the month."""

    pk = models.CompositePrimaryKey("system_id", "month", "subject", "feature_id", "kind")
    system_id = models.IntegerField()
    month = models.IntegerField()
    subject = models.BigIntegerField()
    feature_id = models.IntegerField()
    kind = models.SmallIntegerField()
    known = models.BooleanField()
    days = models.BigIntegerField()
    events = models.IntegerField()

    class Meta:
        app_label = "metrics"
        indexes = [
            models.Index(fields=["subject"], name="usagemark_subject"),
            models.Index(
                fields=["system_id", "month", "subject"], condition=models.Q(known=False), name="usagemark_strangers"
            ),
        ]


class UsageFeatureDay(models.Model):
    """How often a feature was used on a day, by anybody."""

    pk = models.CompositePrimaryKey("system_id", "month", "dom", "feature_id", "kind")
    system_id = models.IntegerField()
    month = models.IntegerField()
    dom = models.SmallIntegerField()
    feature_id = models.IntegerField()
    kind = models.SmallIntegerField()
    events = models.IntegerField()

    class Meta:
        app_label = "metrics"


class UsageReceipt(models.Model):
    """What became of one batch, until it is added to its day."""

    system_id = models.IntegerField()
    received_at = models.DateTimeField()
    accepted = models.IntegerField()
    duplicates = models.IntegerField()
    refused = models.IntegerField()
    unknown = models.IntegerField()
    newest_at = models.DateTimeField(null=True)
    # {code: [how often, an example that names no person]}
    refusals = models.JSONField(default=dict)

    class Meta:
        app_label = "metrics"


class UsageTouched(models.Model):
    """A day of which events arrived in a store outside of this database, until it is counted; how many were new."""

    pk = models.CompositePrimaryKey("system_id", "day")
    system_id = models.IntegerField()
    day = models.DateField()
    events = models.IntegerField(default=0)

    class Meta:
        app_label = "metrics"


class UsageWatermark(models.Model):
    """Events up to `seq` are in the marks. One row."""

    seq = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "metrics"
