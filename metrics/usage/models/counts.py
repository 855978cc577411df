"""Who should use a system, under pseudonyms, and how many did, day by day: what pages read."""

from __future__ import annotations

from django.db import models

from metrics.usage.choices import Dimension
from pmo.access.models import ScopedManager


class Placement(models.Model):
    """In which unit a subject was, from when to when. The first one reaches back without end."""

    subject = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        app_label = "metrics"
        constraints = [models.UniqueConstraint(fields=["subject", "from_on"], name="placement_once")]


class Eligible(models.Model):
    """A subject that should use a system from a day to a day; the spans of one subject do not overlap."""

    system_id = models.IntegerField()
    subject = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    role_id = models.IntegerField(null=True)
    site = models.CharField(max_length=40, blank=True)
    wave = models.PositiveSmallIntegerField(null=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        app_label = "metrics"
        constraints = [models.UniqueConstraint(fields=["system_id", "subject", "from_on"], name="eligible_once")]
        indexes = [models.Index(fields=["subject"], name="eligible_subject")]


class UsageCount(models.Model):
    """People counted for one day: eligible; active on it, in the 7 and 28 days up to it; keeping their cadence."""

    access_kind = "usage"
    access_project = "system__project_id"

    pk = models.CompositePrimaryKey("system_id", "dimension", "day", "key")
    system = models.ForeignKey("metrics.UsageSystem", models.CASCADE, related_name="counts", db_index=False)
    dimension = models.CharField(max_length=5, choices=Dimension.choices)
    day = models.DateField()
    # Id of the unit or role, number of the wave, name of the site.
    key = models.CharField(max_length=40)
    eligible = models.IntegerField()
    active_1 = models.IntegerField()
    active_7 = models.IntegerField()
    active_28 = models.IntegerField()
    on_cadence = models.IntegerField()
    # Sums over people of the days on which they signed in.
    login_days_7 = models.IntegerField()
    login_days_28 = models.IntegerField()

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"


class FeatureCount(models.Model):
    """Eligible people of a unit (0: of all) who used a feature on a day, and in the 7 and 28 days up to it."""

    access_kind = "usage"
    access_project = "system__project_id"

    pk = models.CompositePrimaryKey("system_id", "unit_id", "day", "feature_id")
    system = models.ForeignKey("metrics.UsageSystem", models.CASCADE, related_name="+", db_index=False)
    unit_id = models.BigIntegerField()
    day = models.DateField()
    feature_id = models.IntegerField()
    people_1 = models.IntegerField()
    people_7 = models.IntegerField()
    people_28 = models.IntegerField()

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"


class IntakeDay(models.Model):
    """What a system delivered on a day (the day of receipt)."""

    access_kind = "usage"
    access_project = "system__project_id"

    system = models.ForeignKey("metrics.UsageSystem", models.CASCADE, related_name="intake")
    day = models.DateField()
    accepted = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    unknown = models.BigIntegerField(default=0)
    received_at = models.DateTimeField()
    newest_at = models.DateTimeField(null=True)

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        constraints = [models.UniqueConstraint(fields=["system", "day"], name="intakeday_once")]


class RefusedDay(models.Model):
    """How many events of a day were refused for one reason."""

    access_kind = "usage"
    access_project = "system__project_id"

    system = models.ForeignKey("metrics.UsageSystem", models.CASCADE, related_name="refused")
    day = models.DateField()
    code = models.CharField(max_length=20)
    events = models.BigIntegerField(default=0)
    example = models.CharField(max_length=64, blank=True)

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        constraints = [models.UniqueConstraint(fields=["system", "day", "code"], name="refusedday_once")]


class UsageDirty(models.Model):
    """A day whose people have to be counted again."""

    pk = models.CompositePrimaryKey("system_id", "day")
    system_id = models.IntegerField()
    day = models.DateField()

    class Meta:
        app_label = "metrics"
