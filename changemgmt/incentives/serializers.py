"""Points, gifts and redemptions in the interface. Balances and points are computed: nobody sends them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from changemgmt.incentives.choices import Move
from changemgmt.incentives.models import Gift, PointEntry, Redemption
from pmo.web import api


class PointEntryOut(api.ModelSerializer):
    kind = serializers.CharField(source="transaction.kind", read_only=True, help_text=", ".join(Move.values))
    on = serializers.DateField(source="transaction.on", read_only=True)
    at = serializers.DateTimeField(source="transaction.at", read_only=True)
    debit = serializers.SerializerMethodField(help_text="Kind of the account the points left")
    credit = serializers.SerializerMethodField(help_text="Kind of the account they reached")
    person = serializers.SerializerMethodField(help_text="Id of the person whose wallet it concerns, if any")
    budget = serializers.IntegerField(source="debit.budget_id", read_only=True, help_text="Id of the budget")

    class Meta:
        model = PointEntry
        fields = ("id", "kind", "on", "at", "debit", "credit", "person", "budget", "points", "expires_on")
        read_only_fields = fields

    def get_debit(self, entry: PointEntry) -> str:
        return entry.debit.kind

    def get_credit(self, entry: PointEntry) -> str:
        return entry.credit.kind

    def get_person(self, entry: PointEntry) -> int | None:
        return entry.credit.user_id or entry.debit.user_id


class BalanceOut(api.Serializer):
    points = api.IntegerField(help_text="What the caller may spend")
    held = api.IntegerField(help_text="Set aside for gifts asked for")
    next_points = api.IntegerField(help_text="Of these lapse next")
    next_on = serializers.DateField(allow_null=True, help_text="The day they do; null: none does")


class RewardOut(api.ModelSerializer):
    in_stock = serializers.SerializerMethodField(help_text="Whether there is a piece")

    class Meta:
        model = Gift
        fields = (
            "id", "name", "name_en", "text", "text_en", "price", "in_stock", "limit", "from_on", "until_on", "active",
            "version",
        )  # fmt: skip
        read_only_fields = fields

    def get_in_stock(self, gift: Gift) -> bool:
        return gift.stock > 0


class RedemptionOut(api.ModelSerializer):
    reward = serializers.IntegerField(source="gift_id", read_only=True, help_text="Id of the gift")
    user = api.PersonField("user")
    decided_by: Any = api.PersonField("decided_by")
    handed_by: Any = api.PersonField("handed_by")

    class Meta:
        model = Redemption
        fields = (
            "id", "reward", "user", "points", "state", "reason", "decided_by", "decided_at", "handed_by", "handed_at",
            "place", "received_at", "by_itself", "created_at", "updated_at", "version",
        )  # fmt: skip
        read_only_fields = fields


class RefuseIn(api.Serializer):
    reason = api.CharField(max_length=300)


class HandIn(api.Serializer):
    place = api.CharField(max_length=120, required=False, allow_blank=True)
