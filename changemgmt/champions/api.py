"""Champions for programs: nominate, answer, end; the coverage of a project."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from changemgmt.champions import services
from changemgmt.champions.choices import ChampionState
from changemgmt.champions.models import Champion
from changemgmt.champions.selectors import coverage, network
from changemgmt.champions.serializers import ChampionNew, ChampionOut, CoverageOut, ReasonIn
from pmo import access
from pmo.access import policy
from pmo.web import api
from projects.portfolio import selectors as portfolio


class ChampionViewSet(api.ListMixin, api.RetrieveMixin, api.CreateMixin):
    """Nominations and the terms they become. Nobody accepts for somebody else."""

    kind = "champion"
    model = Champion
    serializer_class = ChampionOut
    write_serializer_class = ChampionNew
    filters = {
        "project": api.Text("project__key", "Key of the project", max_length=32),
        "state": api.Choice("state__in", ChampionState.choices, "State", many=True),
        "unit": api.Id("unit_id", "Id of the unit they stand for"),
        "user": api.Id("user_id", "Id of the person"),
    }
    search_fields = ("user__name", "user__name_en", "unit__name", "unit__name_en")
    ordering_fields = {"name": "user__name", "project": "project__key", "until_on": "until_on"}
    default_ordering = ("project__key", "user__name")

    def visible(self, user: Any) -> QuerySet[Champion]:
        return network.visible(user).prefetch_related("processes")

    def perform_create(self, user: Any, data: dict[str, Any]) -> Champion:
        return services.nominate(by=user, now=self.now, **data)

    @api.act(response=ChampionOut)
    def accept(self, request: Request, **kwargs: Any) -> Response:
        """The nominee says yes."""
        return self._act(services.accept, {})

    @api.act(request=ReasonIn, response=ChampionOut)
    def refuse(self, request: Request, **kwargs: Any) -> Response:
        """The nominee says no, and why."""
        return self._act(services.refuse, self.body())

    @api.act(request=ReasonIn, response=ChampionOut)
    def end(self, request: Request, **kwargs: Any) -> Response:
        """End an active term by hand."""
        return self._act(services.end, self.body())

    def _act(self, service: Any, values: dict[str, Any]) -> Response:
        found = self.get_object()
        expected = self.expected(found, required=False)
        changed = service(by=self.request.user, champion=found, expected=expected, now=self.now, **values)
        return self.answer(self.fresh(changed))


class CoverageView(api.ApiView):
    """Whether the units of a project have the champions they need."""

    @api.operation(
        response=CoverageOut,
        summary="Places needed and filled, by unit and critical process",
        params={"as_of": api.Date(None, "The day asked for; today if left out")},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One place for every `people_per_champion` people or part of it, at least one per unit."""
        project = access.get_visible_or_404(portfolio.visible(request.user), request.user, key=kwargs["key"])
        if not policy.may(request.user, "view", "champion", project_id=project.pk):
            raise Http404
        found = coverage.of(project, self.params.get("as_of") or self.today)
        return self.answer(found)


routes: list[tuple[str, Any, str]] = [("champions", ChampionViewSet, "champion")]
urlpatterns = [path("projects/<str:key>/champions/coverage/", CoverageView.as_view(), name="champion-coverage")]
