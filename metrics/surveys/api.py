"""Surveys and their results for programs. Answers are given on the pages only."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from metrics.surveys.choices import Confidentiality, Purpose, RoundStatus
from metrics.surveys.models import Survey
from metrics.surveys.serializers import ResultsOut, SurveyOut, results_for
from pmo.web import api


class SurveyViewSet(api.ReadViewSet):
    """Questionnaires and what came of them."""

    kind = "survey"
    model = Survey
    serializer_class = SurveyOut
    filters = {
        "project": api.Text("project__key", "Key of the project"),
        "purpose": api.Choice("purpose", Purpose.choices, "What it is for"),
        "confidentiality": api.Choice("confidentiality", Confidentiality.choices, "How far answers lead to a person"),
    }
    search_fields = ["title", "title_en"]
    ordering_fields = ["title", "created_at"]
    default_ordering = ["-created_at"]

    def visible(self, user: Any) -> QuerySet[Survey]:
        return Survey.objects.visible_to(user).select_related("project", "owner").prefetch_related("rounds")

    @api.read(
        response=ResultsOut,
        params={"round": api.Integer(help="Number of the round; default: the newest closed one", min_value=1)},
    )
    def results(self, request: Request, **kwargs: Any) -> Response:
        """The figures of a closed round, with intervals, by unit where at least five answered. 404 before the first."""
        rows = self.get_object().rounds.filter(status=RoundStatus.CLOSED)
        if self.params["round"] is not None:
            rows = rows.filter(number=self.params["round"])
        found = rows.order_by("-number").first()
        if found is None:
            raise Http404
        return self.answer(results_for(found, timezone.localdate(found.closes_at)))


routes = [("surveys", SurveyViewSet, "survey")]
urlpatterns: list[Any] = []
