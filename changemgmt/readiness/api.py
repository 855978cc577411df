"""Stakeholders, what changes for them, what is done about it, and the pulse, for programs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from changemgmt.readiness import serializers as shapes
from changemgmt.readiness import services
from changemgmt.readiness.choices import ActionStatus, Aspect, RoundStatus, StakeholderKind
from changemgmt.readiness.models import Impact, PulseRound, Stakeholder, StakeholderAction
from changemgmt.readiness.selectors import affected as selectors
from changemgmt.readiness.selectors import pulse
from pmo.web import api


class StakeholderViewSet(api.CrudViewSet):
    """Groups and persons a project depends on, and how they stand."""

    kind = "stakeholder"
    model = Stakeholder
    serializer_class = shapes.StakeholderOut
    write_serializer_class = shapes.StakeholderIn
    new_serializer_class = shapes.StakeholderNew
    filters = {
        "project": api.Text("project__key", "Key of the project", max_length=32),
        "kind": api.Choice("kind", StakeholderKind.choices, "Group or person"),
        "power_min": api.Integer("power__gte", "Power of at least", min_value=1, max_value=5),
    }
    search_fields = ("name", "name_en")
    ordering_fields = {"number": "number", "project": "project__key", "power": "power", "interest": "interest"}
    default_ordering = ("project__key", "number")

    def visible(self, user: Any) -> QuerySet[Stakeholder]:
        return selectors.visible(user).prefetch_related("units")

    def perform_create(self, user: Any, data: dict[str, Any]) -> Stakeholder:
        return services.add_stakeholder(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Stakeholder, data: dict[str, Any], expected: int) -> Stakeholder:
        return services.change_stakeholder(by=user, stakeholder=obj, expected=expected, now=self.now, **data)

    def perform_destroy(self, user: Any, obj: Stakeholder, expected: int) -> None:  # type: ignore[override]
        services.remove_stakeholder(by=user, stakeholder=obj, expected=expected, now=self.now)


class ImpactViewSet(api.CrudViewSet):
    """What changes for a group, aspect by aspect."""

    kind = "impact"
    model = Impact
    serializer_class = shapes.ImpactOut
    write_serializer_class = shapes.ImpactIn
    new_serializer_class = shapes.ImpactNew
    filters = {
        "project": api.Text("group__project__key", "Key of the project", max_length=32),
        "group": api.Id("group_id", "Id of the group"),
        "aspect": api.Choice("aspect__in", Aspect.choices, "Aspect", many=True),
        "level_min": api.Integer("level__gte", "Level of at least: 0 none to 3 high", min_value=0, max_value=3),
        "felt_on_or_after": api.Date("ends_on__gte", "Still felt on this day or later"),
    }
    search_fields = ("before", "before_en", "after", "after_en")
    ordering_fields = {"group": "group__number", "project": "group__project__key", "starts_on": "starts_on"}
    default_ordering = ("group__project__key", "group__number", "id")

    def visible(self, user: Any) -> QuerySet[Impact]:
        return selectors.visible_impacts(user)

    def perform_create(self, user: Any, data: dict[str, Any]) -> Impact:
        return services.add_impact(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Impact, data: dict[str, Any], expected: int) -> Impact:
        return services.change_impact(by=user, impact=obj, expected=expected, now=self.now, **data)

    def perform_destroy(self, user: Any, obj: Impact, expected: int) -> None:  # type: ignore[override]
        services.remove_impact(by=user, impact=obj, expected=expected, now=self.now)


class StakeholderActionViewSet(api.KeptViewSet):
    """What is done so that a stakeholder comes nearer. Its owner finishes or drops it."""

    kind = "stakeholder_action"
    model = StakeholderAction
    serializer_class = shapes.ActionOut
    write_serializer_class = shapes.ActionIn
    new_serializer_class = shapes.ActionNew
    filters = {
        "project": api.Text("stakeholder__project__key", "Key of the project", max_length=32),
        "stakeholder": api.Id("stakeholder_id", "Id of the stakeholder"),
        "status": api.Choice("status__in", ActionStatus.choices, "State", many=True),
        "owner": api.Id("owner_id", "Id of the owner"),
        "due_until": api.Date("due_on__lte", "Due on or before"),
    }
    search_fields = ("text", "text_en")
    ordering_fields = {"due_on": "due_on", "project": "stakeholder__project__key"}
    default_ordering = ("due_on", "id")

    def visible(self, user: Any) -> QuerySet[StakeholderAction]:
        return selectors.visible_actions(user)

    def perform_create(self, user: Any, data: dict[str, Any]) -> StakeholderAction:
        return services.add_action(by=user, now=self.now, **data)

    def perform_update(
        self, user: Any, obj: StakeholderAction, data: dict[str, Any], expected: int
    ) -> StakeholderAction:
        return services.change_action(by=user, action=obj, expected=expected, now=self.now, **data)

    @api.act(request=shapes.FinishIn, response=shapes.ActionOut)
    def finish(self, request: Request, **kwargs: Any) -> Response:
        """It is done, and what came of it."""
        return self._act(services.finish_action)

    @api.act(request=shapes.DropIn, response=shapes.ActionOut)
    def drop(self, request: Request, **kwargs: Any) -> Response:
        """It will not be done, and why."""
        return self._act(services.drop_action)

    def _act(self, service: Any) -> Response:
        found = self.get_object()
        expected = self.expected(found, required=False)
        changed = service(by=self.request.user, action=found, expected=expected, now=self.now, **self.body())
        return self.answer(self.fresh(changed))


class ReadinessViewSet(api.ReadViewSet):
    """Rounds of the pulse: where the groups of a project stand. Never a single answer."""

    kind = "readiness"
    model = PulseRound
    serializer_class = shapes.RoundOut
    filters = {
        "project": api.Text("project__key", "Key of the project", max_length=32),
        "status": api.Choice("status__in", RoundStatus.choices, "State", many=True),
    }
    ordering_fields = {"number": "number", "project": "project__key", "closes_at": "closes_at"}
    default_ordering = ("project__key", "-number")

    def visible(self, user: Any) -> QuerySet[PulseRound]:
        return pulse.visible(user)


routes = [
    ("stakeholders", StakeholderViewSet, "stakeholder"),
    ("stakeholder-actions", StakeholderActionViewSet, "stakeholder-action"),
    ("impacts", ImpactViewSet, "impact"),
    ("readiness", ReadinessViewSet, "readiness"),
]
urlpatterns: list[Any] = []
