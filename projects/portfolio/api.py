"""Projects and portfolios for programs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from pmo.web import api
from projects.portfolio import selectors, services
from projects.portfolio.choices import Stage, State
from projects.portfolio.models import Portfolio, Project
from projects.portfolio.serializers import AdvanceIn, PortfolioIn, PortfolioOut, ProjectIn, ProjectOut, StateIn


class PortfolioViewSet(api.ListMixin, api.RetrieveMixin, api.CreateMixin, api.UpdateMixin, api.ApiViewSet):
    """Portfolios: what projects are compared and decided in."""

    kind = "portfolio"
    model = Portfolio
    serializer_class = PortfolioOut
    write_serializer_class = PortfolioIn
    search_fields = ["code", "name", "name_en"]
    ordering_fields = ["code", "name"]
    default_ordering = ["code"]

    def visible(self, user: Any) -> QuerySet[Portfolio]:
        return Portfolio.objects.visible_to(user).distinct()

    def perform_create(self, user: Any, data: dict[str, Any]) -> Portfolio:
        return services.create_portfolio(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Portfolio, data: dict[str, Any], expected: int) -> Portfolio:
        return services.change_portfolio(by=user, portfolio=obj, expected=expected, now=self.now, **data)


class ProjectViewSet(api.ListMixin, api.RetrieveMixin, api.CreateMixin, api.UpdateMixin, api.ApiViewSet):
    """Projects, addressed by their key. They are closed or cancelled, never deleted."""

    kind = "project"
    model = Project
    lookup_field = "key"
    lookup_value_regex = api.KEY
    serializer_class = ProjectOut
    write_serializer_class = ProjectIn
    filters = {
        "stage": api.Choice("stage", Stage.choices, "Stage the project is at"),
        "state": api.Choice("state", State.choices, "Active, on hold, closed or cancelled"),
        "portfolio": api.Text("portfolio__code", "Code of the portfolio"),
        "manager": api.Id("manager_id", "Id of the project manager"),
        "sponsor": api.Id("sponsor_id", "Id of the sponsor"),
        "unit": api.Id("unit_links__unit_id", "Id of a unit the project concerns"),
    }
    search_fields = ["key", "name", "name_en"]
    ordering_fields = ["key", "name", "stage", "target_finish_on"]
    default_ordering = ["key"]

    def visible(self, user: Any) -> QuerySet[Project]:
        return selectors.visible(user).prefetch_related("unit_links")

    def perform_create(self, user: Any, data: dict[str, Any]) -> Project:
        return services.create_project(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Project, data: dict[str, Any], expected: int) -> Project:
        return services.change_project(by=user, project=obj, expected=expected, now=self.now, **data)

    @api.act(request=AdvanceIn, response=ProjectOut)
    def advance(self, request: Request, **kwargs: Any) -> Response:
        """Move the project to another stage."""
        project = self.get_object()
        return self.answer(services.advance(by=request.user, project=project, now=self.now, **self.body()))

    @api.act(request=StateIn, response=ProjectOut)
    def state(self, request: Request, **kwargs: Any) -> Response:
        """Hold, resume, close or cancel the project."""
        project = self.get_object()
        return self.answer(
            services.set_state(by=request.user, project=project, now=self.now, **{"reason": "", **self.body()})
        )


routes = [("portfolios", PortfolioViewSet, "portfolio"), ("projects", ProjectViewSet, "project")]
urlpatterns: list[Any] = []
