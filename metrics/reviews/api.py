"""Reviews and actions for programs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from metrics.reviews import selectors, services
from metrics.reviews.choices import ActionStatus, ReviewStatus
from metrics.reviews.models import Action, Review
from metrics.reviews.serializers import ActionIn, ActionOut, FinishIn, ReviewIn, ReviewOut
from pmo.web import api


class ReviewViewSet(api.ListMixin, api.RetrieveMixin, api.CreateMixin, api.UpdateMixin, api.ApiViewSet):
    """Quarterly reviews of projects and portfolios."""

    kind = "review"
    model = Review
    serializer_class = ReviewOut
    write_serializer_class = ReviewIn
    filters = {
        "project": api.Text("project__key", "Key of the project"),
        "portfolio": api.Text("portfolio__code", "Code of the portfolio"),
        "status": api.Choice("status", ReviewStatus.choices, "State of the review"),
        "quarter": api.Text("quarter", "For example 2026Q3"),
    }
    ordering_fields = ["starts_at", "quarter"]
    default_ordering = ["-starts_at"]

    def visible(self, user: Any) -> QuerySet[Review]:
        rows = Review.objects.visible_to(user).select_related("portfolio", "project", "organiser")
        return rows.prefetch_related("participants__user", "decisions")

    def perform_create(self, user: Any, data: dict[str, Any]) -> Review:
        return services.plan_review(by=user, now=self.now, **{"project": None, "participants": [], **data})

    def perform_update(self, user: Any, obj: Review, data: dict[str, Any], expected: int) -> Review:
        fixed = ("portfolio", "project", "quarter")
        values = {k: v for k, v in data.items() if k not in fixed}
        return services.change_review(by=user, review=obj, expected=expected, now=self.now, **values)


class ActionViewSet(api.ListMixin, api.RetrieveMixin, api.CreateMixin, api.UpdateMixin, api.ApiViewSet):
    """Actions people promised, with their day."""

    kind = "action"
    model = Action
    serializer_class = ActionOut
    write_serializer_class = ActionIn
    filters = {
        "project": api.Text("project__key", "Key of the project"),
        "status": api.Choice("status", ActionStatus.choices, "Open, done or dropped"),
        "owner": api.Id("owner_id", "Id of the owner"),
        "due_before": api.Date("due_on__lte", "Due on or before"),
        "mine": api.Flag(lambda rows, user, on: rows.filter(owner=user) if on else rows, "Only one's own"),
    }
    search_fields = ["title", "title_en"]
    ordering_fields = ["due_on", "title"]
    default_ordering = ["due_on"]

    def visible(self, user: Any) -> QuerySet[Action]:
        return selectors.actions(user)

    def perform_create(self, user: Any, data: dict[str, Any]) -> Action:
        return services.add_action(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Action, data: dict[str, Any], expected: int) -> Action:
        values = {k: v for k, v in data.items() if k != "project"}
        return services.change_action(by=user, action=obj, expected=expected, now=self.now, **values)

    @api.act(request=FinishIn, response=ActionOut)
    def finish(self, request: Request, **kwargs: Any) -> Response:
        """Done or dropped, with what came of it."""
        action = self.get_object()
        return self.answer(services.finish_action(by=request.user, action=action, now=self.now, **self.body()))


routes = [("reviews", ReviewViewSet, "review"), ("actions", ActionViewSet, "action")]
urlpatterns: list[Any] = []
