"""Adoption of a project's systems for programs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from metrics.adoption import document
from metrics.adoption.serializers import AdoptionOut
from metrics.usage.selectors import systems
from pmo import access
from pmo.access import policy
from pmo.orgs.models import Unit
from pmo.web import api
from projects.portfolio import selectors as portfolio


class AdoptionView(api.ApiView):
    """Who uses the systems of a project."""

    @api.operation(
        response=AdoptionOut,
        summary="Rates, targets and forecasts",
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
        found = [document.of_system(system, str(unit or ""), first, last) for system in rows]
        return self.answer({"project": project.key, "systems": found})


routes: list[tuple[str, Any, str]] = []
urlpatterns = [path("projects/<str:key>/adoption/", AdoptionView.as_view(), name="project-adoption")]
