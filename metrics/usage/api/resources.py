"""Systems and features for programs; the door through which events come in."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from metrics.usage import services
from metrics.usage.api import door
from metrics.usage.choices import MAX_BATCH
from metrics.usage.models import Feature, UsageSystem
from metrics.usage.selectors import systems
from metrics.usage.serializers import (
    EventIn,
    FeatureIn,
    FeatureNew,
    FeatureOut,
    TakenOut,
    UsageSystemOut,
)
from pmo.web import api

SYSTEM = api.Id("system_id", "Id of the system")


class UsageSystemViewSet(api.ReadViewSet):
    """Systems whose use is measured."""

    kind = "usage_system"
    model = UsageSystem
    serializer_class = UsageSystemOut
    filters = {"project": api.Text("project__key", "Key of the project", max_length=32)}
    search_fields = ("name", "name_en", "code")
    ordering_fields = ("code",)
    default_ordering = ("code",)

    def visible(self, user: Any) -> QuerySet[UsageSystem]:
        return systems.visible(user)


class FeatureViewSet(api.CrudViewSet):
    """What people do in a system. Core actions make somebody active; events name features by their code."""

    kind = "usage_system"
    model = Feature
    serializer_class = FeatureOut
    write_serializer_class = FeatureIn
    new_serializer_class = FeatureNew
    filters = {
        "system": SYSTEM,
        "project": api.Text("system__project__key", "Key of the project", max_length=32),
        "is_core": api.Flag("is_core", "Core actions only, or only the others"),
    }
    search_fields = ("name", "name_en", "code", "module")
    ordering_fields = ("code", "module")
    default_ordering = ("system_id", "code")

    def visible(self, user: Any) -> QuerySet[Feature]:
        return systems.features(user)

    def perform_create(self, user: Any, data: dict[str, Any]) -> Feature:
        return services.add_feature(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Feature, data: dict[str, Any], expected: int) -> Feature:
        return services.change_feature(by=user, feature=obj, expected=expected, now=self.now, **data)

    def perform_destroy(self, user: Any, obj: Feature, expected: int) -> None:  # type: ignore[override]
        services.delete_feature(by=user, feature=obj, expected=expected, now=self.now)


class EventsView(api.ApiView):
    """Where sources deliver events. Written for many: the view proper is `metrics.usage.api.door`."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return door.take(request) if request.method == "POST" else super().dispatch(request, *args, **kwargs)

    @api.operation(
        request=api.BatchOf(EventIn, limit=MAX_BATCH), response=TakenOut, status=202, summary="Deliver usage events"
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        """Up to 500 events and 256 KB, with the token of a source (`lu_…`). What is wrong with single events is told by
        index, the others are stored before the answer. Deliver again whatever was not answered: an event_id is taken
        once. With too many events per second the answer is 429 and nothing of the batch is taken."""
        return Response(status=405)


routes = [
    ("usage-systems", UsageSystemViewSet, "usage-system"),
    ("features", FeatureViewSet, "feature"),
]
urlpatterns = [
    path("usage/events/", EventsView.as_view(), name="usage-events"),
]
