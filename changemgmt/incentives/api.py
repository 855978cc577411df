"""Points and gifts for programs: one's own balance and entries, the ledger for those who keep it, gifts and wishes."""

from __future__ import annotations

import secrets
from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from changemgmt.incentives import services
from changemgmt.incentives.choices import Move, RedemptionState
from changemgmt.incentives.models import Gift, PointEntry, Redemption
from changemgmt.incentives.selectors import books, gifts, wallets
from changemgmt.incentives.serializers import (
    BalanceOut,
    HandIn,
    PointEntryOut,
    RedemptionOut,
    RefuseIn,
    RewardOut,
)
from pmo.web import api


class PointViewSet(api.ReadViewSet):
    """Entries of the ledger: one's own, all for those who keep it. They are never written here, changed or removed."""

    kind = "points"
    model = PointEntry
    serializer_class = PointEntryOut
    filters = {
        "kind": api.Choice("transaction__kind__in", Move.choices, "What was done", many=True),
        "on_from": api.Date("transaction__on__gte", "From this day on"),
        "on_to": api.Date("transaction__on__lte", "Until this day"),
        "budget": api.Id("debit__budget_id", "Id of the budget"),
    }
    ordering_fields = {"on": "transaction__at", "points": "points"}
    default_ordering = ("-transaction__at",)

    def visible(self, user: Any) -> QuerySet[PointEntry]:
        return books.entries(user)

    @api.read(detail=False, response=BalanceOut)
    def balance(self, request: Request, **kwargs: Any) -> Response:
        """What the caller has, is waiting for, and what lapses next."""
        return self.answer(wallets.wallet(request.user))


class RewardViewSet(api.ReadViewSet):
    """Gifts of the catalogue."""

    kind = "gift"
    model = Gift
    serializer_class = RewardOut
    filters = {"active": api.Flag("active", "Offered")}
    search_fields = ("name", "name_en")
    ordering_fields = ("price", "name")
    default_ordering = ("price",)

    def visible(self, user: Any) -> QuerySet[Gift]:
        return gifts.visible(user)

    @api.act(response=RedemptionOut, status=201)
    def redeem(self, request: Request, **kwargs: Any) -> Response:
        """Ask for one: its price is set aside. With an Idempotency-Key, once however often it is sent."""
        key = request.headers.get("Idempotency-Key") or secrets.token_urlsafe(16)
        made = services.redeem(by=request.user, gift=self.get_object(), key=key[:64], now=self.now)
        found = gifts.redemptions(request.user).get(pk=made.pk)
        where = request.build_absolute_uri(f"/api/v1/redemptions/{made.pk}/")
        return self.answer(found, headers={"Location": where})


class RedemptionViewSet(api.ReadViewSet):
    """Wishes for gifts: one's own, all for those who approve and hand over. Nobody acts on their own there."""

    kind = "redemption"
    model = Redemption
    serializer_class = RedemptionOut
    filters = {
        "state": api.Choice("state__in", RedemptionState.choices, "State", many=True),
        "reward": api.Id("gift_id", "Id of the gift"),
        "user": api.Id("user_id", "Id of the person"),
    }
    ordering_fields = ("created_at", "points")
    default_ordering = ("-created_at",)

    def visible(self, user: Any) -> QuerySet[Redemption]:
        return gifts.redemptions(user)

    @api.act(response=RedemptionOut)
    def approve(self, request: Request, **kwargs: Any) -> Response:
        """Say yes; never to one's own."""
        return self._act(services.approve, {})

    @api.act(request=RefuseIn, response=RedemptionOut)
    def refuse(self, request: Request, **kwargs: Any) -> Response:
        """Say no, and why: points and piece go back."""
        return self._act(services.refuse, self.body())

    @api.act(request=HandIn, response=RedemptionOut)
    def hand_over(self, request: Request, **kwargs: Any) -> Response:
        """It has left the stock; the receiver is asked whether it came."""
        return self._act(services.hand_over, self.body())

    @api.act(response=RedemptionOut)
    def cancel(self, request: Request, **kwargs: Any) -> Response:
        """Take one's own wish back while nobody has approved it."""
        return self._act(services.cancel, {})

    @api.act(response=RedemptionOut)
    def receive(self, request: Request, **kwargs: Any) -> Response:
        """It has come."""
        return self._act(services.receive, {})

    def _act(self, service: Any, values: dict[str, Any]) -> Response:
        found = self.get_object()
        expected = self.expected(found, required=False)
        changed = service(by=self.request.user, redemption=found, expected=expected, now=self.now, **values)
        return self.answer(self.fresh(changed))


routes = [
    ("points", PointViewSet, "point"),
    ("rewards", RewardViewSet, "reward"),
    ("redemptions", RedemptionViewSet, "redemption"),
]
urlpatterns: list[Any] = []
