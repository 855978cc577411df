"""People, and what projects were promised of their time, for programs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from pmo.web import api
from projects.resources import services
from projects.resources.choices import WorkRole
from projects.resources.models import Allocation, Resource
from projects.resources.selectors import load as loads
from projects.resources.selectors import resources as selectors
from projects.resources.serializers import (
    AllocationIn,
    AllocationNew,
    AllocationOut,
    LoadOut,
    ResourceIn,
    ResourceOut,
)

WEEKS = 16


class ResourceViewSet(api.KeptViewSet):
    """People who can be planned, and roles somebody is still to be found for."""

    kind = "resource"
    model = Resource
    serializer_class = ResourceOut
    write_serializer_class = ResourceIn
    filters = {
        "role": api.Choice("role", WorkRole.choices, "What they work as"),
        "unit": api.Id("unit_id", "Id of the unit"),
        "placeholder": api.Flag(lambda rows, user, on: rows.filter(user__isnull=on), "Roles to be filled, or people"),
    }
    search_fields = ("name", "name_en", "user__name", "user__name_en")
    ordering_fields = {"id": "id", "role": "role"}
    default_ordering = ("id",)

    def visible(self, user: Any) -> QuerySet[Resource]:
        return selectors.visible(user)

    def perform_create(self, user: Any, data: dict[str, Any]) -> Resource:
        return services.add_resource(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Resource, data: dict[str, Any], expected: int) -> Resource:
        return services.change_resource(by=user, resource=obj, expected=expected, now=self.now, **data)

    @api.read(response=LoadOut)
    def load(self, request: Request, **kwargs: Any) -> Response:
        """The next sixteen weeks: what tasks of all projects ask for, and what there is."""
        person = self.get_object()
        today = timezone.localdate(self.now)
        found = loads.load([person], loads.axis_from(today, WEEKS), today)
        row = next(iter(loads.table(found, [("", "", "", "", [0])])))
        return Response(LoadOut({"weeks": row.cells}).data)


class AllocationViewSet(api.ListMixin, api.RetrieveMixin, api.CreateMixin, api.UpdateMixin, api.DestroyMixin):
    """How much of somebody's time a project has been promised, and when."""

    kind = "allocation"
    model = Allocation
    serializer_class = AllocationOut
    write_serializer_class = AllocationIn
    new_serializer_class = AllocationNew
    filters = {
        "project": api.Text("project__key", "Key of the project", max_length=32),
        "resource": api.Id("resource_id", "Id of the person or role"),
        "from": api.Date("finish_on__gte", "Still running on this day or later"),
        "to": api.Date("start_on__lte", "Begun by this day"),
    }
    ordering_fields = {"start_on": "start_on", "project": "project__key"}
    default_ordering = ("project__key", "start_on")

    def visible(self, user: Any) -> QuerySet[Allocation]:
        return selectors.allocations(user)

    def perform_create(self, user: Any, data: dict[str, Any]) -> Allocation:
        return services.add_allocation(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Allocation, data: dict[str, Any], expected: int) -> Allocation:
        return services.change_allocation(by=user, allocation=obj, expected=expected, now=self.now, **data)

    def perform_destroy(self, user: Any, obj: Allocation, expected: int) -> None:  # type: ignore[override]
        services.remove_allocation(by=user, allocation=obj, expected=expected, now=self.now)


routes = [
    ("resources", ResourceViewSet, "resource"),
    ("allocations", AllocationViewSet, "allocation"),
]
urlpatterns: list[Any] = []
