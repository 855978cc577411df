"""Systems, features and counts for programs; the door through which events come in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from metrics.usage import adoption, services
from metrics.usage.api import door
from metrics.usage.choices import MAX_BATCH
from metrics.usage.models import Feature, UsageSystem
from metrics.usage.selectors import systems
from metrics.usage.serializers import (
    AdoptionOut,
    EventIn,
    FeatureIn,
    FeatureNew,
    FeatureOut,
    TakenOut,
    UsageSystemOut,
)
from pmo import access
from pmo.access import policy
from pmo.orgs.models import Unit
from pmo.web import api
from projects.portfolio import selectors as portfolio

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


class AdoptionView(api.ApiView):
    """Who uses the systems of a project."""

    @api.operation(
        response=AdoptionOut,
        summary="Counts of eligible and active people",
        params={
            "unit": api.Id(None, "Id of a unit: it and everything below it"),
            "from": api.Date(None, "First day of `days`; 27 days before the last one if left out"),
            "to": api.Date(None, "The day the figures are of; the last counted one if left out"),
        },
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Active: with a core action in the 28 days up to the day. Groups of fewer than five people are withheld, and
        those from which such a group could be worked out."""
        project = access.get_visible_or_404(portfolio.visible(request.user), request.user, key=kwargs["key"])
        if not policy.may(request.user, "view", "usage", project_id=project.pk):
            raise Http404
        unit, last = self.params.get("unit"), self.params.get("to") or self.today
        if unit is not None:
            access.get_visible_or_404(Unit.objects.visible_to(request.user), request.user, pk=unit)
        first = self.params.get("from") or last - timedelta(days=27)
        rows = systems.measured(project)
        found = [adoption.of_system(system, str(unit or ""), first, last) for system in rows]
        return self.answer({"project": project.key, "systems": found})


routes = [
    ("usage-systems", UsageSystemViewSet, "usage-system"),
    ("features", FeatureViewSet, "feature"),
]
urlpatterns = [
    path("usage/events/", EventsView.as_view(), name="usage-events"),
    path("projects/<str:key>/adoption/", AdoptionView.as_view(), name="project-adoption"),
]
