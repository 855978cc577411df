"""Scope items and change requests for programs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from pmo.web import api
from projects.scope import services
from projects.scope.choices import ChangeStatus, ItemState, Priority
from projects.scope.models import ChangeRequest, ScopeItem
from projects.scope.selectors import changes, items
from projects.scope.serializers import (
    AssessChangeIn,
    ChangeRequestIn,
    ChangeRequestNew,
    ChangeRequestOut,
    DecideChangeIn,
    EffectOut,
    LineIn,
    OutIn,
    ScopeItemIn,
    ScopeItemNew,
    ScopeItemOut,
    WithdrawIn,
)

PROJECT = api.Text("project__key", "Key of the project", max_length=32)


class ScopeItemViewSet(api.CrudViewSet):
    """What a project delivers, module by module, and what it leaves out."""

    kind = "scope_item"
    model = ScopeItem
    serializer_class = ScopeItemOut
    write_serializer_class = ScopeItemIn
    new_serializer_class = ScopeItemNew
    filters = {
        "project": PROJECT,
        "state": api.Choice("state", ItemState.choices, "In scope or out of it"),
        "priority": api.Choice("priority__in", Priority.choices, "MoSCoW", many=True),
        "parent": api.Id("parent_id", "Id of the item it is part of"),
        "goal": api.Id(lambda rows, user, pk: rows.filter(pk__in=_of_goal(user, pk)), "Id of a goal it serves"),
    }
    search_fields = ("title", "title_en", "description")
    ordering_fields = {"number": "number", "project": "project__key", "wave": "wave", "effort_days": "effort_days"}
    default_ordering = ("project__key", "number")

    def visible(self, user: Any) -> QuerySet[ScopeItem]:
        return items.visible(user).prefetch_related("goals", "requirements", "tasks")

    def perform_create(self, user: Any, data: dict[str, Any]) -> ScopeItem:
        return services.add_item(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: ScopeItem, data: dict[str, Any], expected: int) -> ScopeItem:
        return services.change_item(by=user, item=obj, expected=expected, now=self.now, **data)

    def perform_destroy(self, user: Any, obj: ScopeItem, expected: int) -> None:  # type: ignore[override]
        services.delete_item(by=user, item=obj, expected=expected, now=self.now)

    @api.act(request=OutIn, response=ScopeItemOut)
    def take_out(self, request: Request, **kwargs: Any) -> Response:
        """Put it on the list of what will not be delivered, with everything below it."""
        return self._act(services.take_out)

    @api.act(request=OutIn, response=ScopeItemOut)
    def bring_back(self, request: Request, **kwargs: Any) -> Response:
        """Take it back into scope; it counts as growth."""
        return self._act(services.bring_back)

    def _act(self, service: Any) -> Response:
        item = self.get_object()
        expected = self.expected(item, required=False)
        changed = service(by=self.request.user, item=item, expected=expected, now=self.now, **self.body())
        return self.answer(self.fresh(changed))


class ChangeRequestViewSet(api.KeptViewSet):
    """Changes of scope and plan: what they would do is computed before anybody decides."""

    kind = "change_request"
    model = ChangeRequest
    serializer_class = ChangeRequestOut
    write_serializer_class = ChangeRequestIn
    new_serializer_class = ChangeRequestNew
    filters = {
        "project": PROJECT,
        "status": api.Choice("status__in", ChangeStatus.choices, "State", many=True),
        "raised_by": api.Id("raised_by_id", "Id of who raised it"),
    }
    search_fields = ("title", "title_en", "reason")
    ordering_fields = {"number": "number", "project": "project__key", "raised": "created_at"}
    default_ordering = ("project__key", "-number")

    def visible(self, user: Any) -> QuerySet[ChangeRequest]:
        return changes.visible(user).prefetch_related("lines")

    def perform_create(self, user: Any, data: dict[str, Any]) -> ChangeRequest:
        return services.raise_change(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: ChangeRequest, data: dict[str, Any], expected: int) -> ChangeRequest:
        return services.change_change(by=user, change=obj, expected=expected, now=self.now, **data)

    @api.read(response=EffectOut)
    def effect(self, request: Request, **kwargs: Any) -> Response:
        """What it would do now to finish, milestones, effort, cost and KPIs."""
        return Response(EffectOut(services.effect_of(self.get_object())).data)

    @api.act(request=LineIn, response=ChangeRequestOut)
    def lines(self, request: Request, **kwargs: Any) -> Response:
        """Add one thing it changes. What was assessed has to be assessed again."""
        found = self.get_object()
        expected = self.expected(found, required=False)
        services.add_line(by=request.user, change=found, expected=expected, now=self.now, **self.body())
        return self.answer(self.fresh(found))

    @api.act(request=AssessChangeIn, response=ChangeRequestOut)
    def assess(self, request: Request, **kwargs: Any) -> Response:
        """Say what it costs and whether it can be done."""
        return self._act(services.assess_change)

    @api.act(request=DecideChangeIn, response=ChangeRequestOut)
    def decide(self, request: Request, **kwargs: Any) -> Response:
        """Approve and carry out, defer or reject; never by whoever raised it."""
        return self._act(services.decide_change)

    @api.act(request=WithdrawIn, response=ChangeRequestOut)
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Take it back before it is decided."""
        return self._act(services.withdraw_change)

    def _act(self, service: Any) -> Response:
        found = self.get_object()
        expected = self.expected(found, required=False)
        changed = service(by=self.request.user, change=found, expected=expected, now=self.now, **self.body())
        return self.answer(self.fresh(changed))


def _of_goal(user: Any, pk: int) -> QuerySet[Any]:
    return ScopeItem.objects.visible_to(user).filter(goals=pk).values("pk")


routes = [
    ("scope-items", ScopeItemViewSet, "scope-item"),
    ("change-requests", ChangeRequestViewSet, "change-request"),
]
urlpatterns: list[Any] = []
