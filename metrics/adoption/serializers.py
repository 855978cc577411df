"""Counts, targets and forecasts in the interface."""

from __future__ import annotations

from rest_framework import serializers

from metrics.adoption.choices import Outcome
from metrics.adoption.counted import PARTS
from pmo.web import api


class RateOut(api.Serializer):
    """Active people of the eligible ones. All figures are null where fewer than five people could be told."""

    eligible = api.IntegerField(allow_null=True)
    active = api.IntegerField(allow_null=True)
    rate = serializers.FloatField(allow_null=True, help_text="Per cent")
    low = serializers.FloatField(allow_null=True, help_text="Lower end of the 95 % interval, per cent")
    high = serializers.FloatField(allow_null=True, help_text="Upper end, per cent")
    suppressed = api.BooleanField()


class TargetOut(api.Serializer):
    """What holds for a group: its own target, or that of the nearest unit above it."""

    inherited = api.BooleanField()
    start_on = api.DayField()
    start_share = serializers.FloatField(help_text="Per cent")
    due_on = api.DayField()
    target_share = serializers.FloatField(help_text="Per cent")
    today = serializers.FloatField(allow_null=True, help_text="Per cent aimed at by the day; null before the start")
    gap = serializers.FloatField(allow_null=True, help_text="Points above it, negative below")


class ForecastOut(api.Serializer):
    """The day the target is reached, with an 80 % interval, or why it is not."""

    outcome = api.ChoiceField(choices=Outcome.choices)
    reason = api.CharField(allow_blank=True, help_text="Code, where it is not reached or not available")
    text = api.CharField()
    reaches_on = api.DayField(allow_null=True)
    low = api.DayField(allow_null=True)
    high = api.DayField(allow_null=True, help_text="Null: open")
    model = api.CharField(allow_null=True, help_text="logistic, gompertz or bass")
    weeks = api.IntegerField(help_text="Full weeks that went in")
    until = api.DayField(allow_null=True)
    computed_at = api.MomentField()


class HabitsOut(api.Serializer):
    """Over the four weeks up to `until`: the mean of working days (dau), the last seven days and all four weeks."""

    until = api.DayField()
    dau = serializers.FloatField(allow_null=True)
    wau = api.IntegerField()
    mau = api.IntegerField()
    stickiness = serializers.FloatField(allow_null=True, help_text="dau ÷ mau, per cent")
    logins = serializers.FloatField(help_text="Days with a log-in per eligible person and week")


class AimedOut(RateOut):
    target = TargetOut(allow_null=True)
    forecast = ForecastOut(allow_null=True)


class UnitRateOut(AimedOut):
    unit = api.IntegerField(help_text="Id of the unit, with everything below it")
    name = api.CharField()
    rank = api.IntegerField(allow_null=True, help_text="1: furthest above its target; null without one")


class PartRateOut(AimedOut):
    """A role, wave or site, against the target of everybody."""

    dimension = api.ChoiceField(choices=[(part.value, part.label) for part in PARTS])
    key = api.CharField(help_text="Id of the role, number of the wave, name of the site")
    name = api.CharField()


class AdoptionDayOut(api.Serializer):
    day = api.DayField()
    eligible = api.IntegerField(allow_null=True)
    dau = api.IntegerField(allow_null=True, help_text="Active on the day")
    wau = api.IntegerField(allow_null=True, help_text="Active in the 7 days up to it")
    mau = api.IntegerField(allow_null=True, help_text="Active in the 28 days up to it")


class FeatureRateOut(api.Serializer):
    feature = api.CharField(help_text="Code")
    name = api.CharField()
    is_core = api.BooleanField()
    people = api.IntegerField(allow_null=True, help_text="Eligible people who used it in 28 days")
    eligible = api.IntegerField(allow_null=True, help_text="For whom it was there")
    rate = serializers.FloatField(allow_null=True, help_text="Per cent")


class SystemAdoptionOut(AimedOut):
    """One system of the project: the 28 days up to the last counted day."""

    system = api.CharField(help_text="Code")
    name = api.CharField()
    as_of = api.DayField(allow_null=True)
    habits = HabitsOut(allow_null=True)
    days = AdoptionDayOut(many=True)
    units = UnitRateOut(many=True)
    parts = PartRateOut(many=True, help_text="Empty for a unit: they are counted of everybody only")
    features = FeatureRateOut(many=True)


class AdoptionOut(api.Serializer):
    project = api.CharField(help_text="Key")
    systems = SystemAdoptionOut(many=True)
