"""Assessments and scenarios for programs."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from pmo.web import api
from projects.portfolio.choices import Stage
from projects.portfolio.models import Project
from projects.selection import services
from projects.selection.choices import Force, Objective, ScenarioState
from projects.selection.models import Assessment, Criterion, Scenario
from projects.selection.selectors import assessments, scenarios
from projects.selection.serializers import (
    AdoptIn,
    AssessmentIn,
    AssessmentNew,
    AssessmentOut,
    CriterionIn,
    CriterionNew,
    CriterionOut,
    ResultOut,
    ScenarioIn,
    ScenarioNew,
    ScenarioOut,
    lines,
)


def _assessed(data: dict[str, Any]) -> dict[str, Any]:
    """The body as the service takes it."""
    values = dict(data)
    if "figures" in values:
        values["lines"] = lines(values.pop("figures"))
    if "levels" in values:
        values["levels"] = {row["criterion"]: row["level"] for row in values.pop("levels")}
    return values


def _limited(data: dict[str, Any]) -> dict[str, Any]:
    values = dict(data)
    if "limits" in values:
        values["limits"] = lines(values.pop("limits"))
    return values


class AssessmentViewSet(api.KeptViewSet):
    """What projects are worth, what they need and what they hang on."""

    kind = "assessment"
    model = Assessment
    serializer_class = AssessmentOut
    write_serializer_class = AssessmentIn
    new_serializer_class = AssessmentNew
    filters = {
        "project": api.Text("project__key", "Key of the project", max_length=32),
        "portfolio": api.Text("project__portfolio__code", "Code of the portfolio", max_length=16),
        "stage": api.Choice("project__stage__in", Stage.choices, "Stage of the project", many=True),
        "force": api.Choice("force", Force.choices, "Whether the choice is forced"),
    }
    search_fields = ("project__key", "project__name", "project__name_en")
    ordering_fields = {"project": "project__key", "score": "score", "wsjf": "wsjf", "cost": "cost"}
    default_ordering = ("project__key",)

    def visible(self, user: Any) -> QuerySet[Assessment]:
        # Of projects the caller may not see nothing is told.
        others = [Prefetch(name, Project.objects.visible_to(user)) for name in ("needs", "excludes")]
        return assessments.visible(user).prefetch_related("scores", "lines", "project__portfolio__criteria", *others)

    def perform_create(self, user: Any, data: dict[str, Any]) -> Assessment:
        values = _assessed(data)
        return services.assess_new(by=user, project=values.pop("project"), now=self.now, **values)

    def perform_update(self, user: Any, obj: Assessment, data: dict[str, Any], expected: int) -> Assessment:
        return services.assess(by=user, project=obj.project, now=self.now, expected=expected, **_assessed(data))


class CriterionViewSet(api.CrudViewSet):
    """What the projects of a portfolio are judged by, with the weight of each."""

    kind = "scenario"
    model = Criterion
    serializer_class = CriterionOut
    write_serializer_class = CriterionIn
    new_serializer_class = CriterionNew
    filters = {"portfolio": api.Text("portfolio__code", "Code of the portfolio", max_length=16)}
    search_fields = ("name", "name_en")
    ordering_fields = {"position": "position", "weight": "weight"}
    default_ordering = ("portfolio__code", "position")

    def visible(self, user: Any) -> QuerySet[Criterion]:
        return Criterion.objects.visible_to(user).select_related("portfolio")

    def perform_create(self, user: Any, data: dict[str, Any]) -> Criterion:
        return services.add_criterion(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Criterion, data: dict[str, Any], expected: int) -> Criterion:
        return services.change_criterion(by=user, criterion=obj, expected=expected, now=self.now, **data)

    def perform_destroy(self, user: Any, obj: Criterion, expected: int) -> None:  # type: ignore[override]
        services.remove_criterion(by=user, criterion=obj, expected=expected, now=self.now)


class ScenarioViewSet(api.CrudViewSet):
    """Selections under limits: computed and proved, compared, one adopted per portfolio."""

    kind = "scenario"
    model = Scenario
    serializer_class = ScenarioOut
    write_serializer_class = ScenarioIn
    new_serializer_class = ScenarioNew
    filters = {
        "portfolio": api.Text("portfolio__code", "Code of the portfolio", max_length=16),
        "state": api.Choice("state__in", ScenarioState.choices, "State", many=True),
        "objective": api.Choice("objective", Objective.choices, "What is maximised"),
        "adopted": api.Flag("is_adopted", "Only the adopted ones, or the others"),
    }
    search_fields = ("name", "name_en", "note")
    ordering_fields = {"name": "name", "computed": "computed_at"}
    default_ordering = ("portfolio__code", "name")

    def visible(self, user: Any) -> QuerySet[Scenario]:
        return scenarios.visible(user).prefetch_related("limits")

    def perform_create(self, user: Any, data: dict[str, Any]) -> Scenario:
        return services.add_scenario(by=user, now=self.now, **_limited(data))

    def perform_update(self, user: Any, obj: Scenario, data: dict[str, Any], expected: int) -> Scenario:
        return services.change_scenario(by=user, scenario=obj, expected=expected, now=self.now, **_limited(data))

    def perform_destroy(self, user: Any, obj: Scenario, expected: int) -> None:  # type: ignore[override]
        services.delete_scenario(by=user, scenario=obj, expected=expected, now=self.now)

    @api.read(response=ResultOut)
    def result(self, request: Request, **kwargs: Any) -> Response:
        """What was computed, with its bound; everything is empty until it is."""
        found = self.get_object()
        facts = {"computed_at": found.computed_at, "stale": scenarios.is_stale(found)}
        return Response(ResultOut({**NOTHING, **found.result, **facts}).data)

    @api.act(response=ScenarioOut, status=202)
    def compute(self, request: Request, **kwargs: Any) -> Response:
        """Compute it: 202, the job under Location."""
        found = self.get_object()
        changed = services.start_scenario(by=self.request.user, scenario=found, now=self.now)
        where = self.request.build_absolute_uri(reverse("api:job-detail", args=[changed.job_id]))
        return self.answer(self.fresh(changed), status=202, headers={"Location": where})

    @api.act(request=AdoptIn, response=ScenarioOut)
    def adopt(self, request: Request, **kwargs: Any) -> Response:
        """Make it the selection of its portfolio, and say why."""
        found = self.get_object()
        expected = self.expected(found, required=False)
        changed = services.adopt_scenario(
            by=self.request.user, scenario=found, expected=expected, now=self.now, **self.body()
        )
        return self.answer(self.fresh(changed))


LISTS = ("chosen", "not_chosen", "left_out", "usage", "frontier", "prices", "conflicts")
NOTHING: dict[str, Any] = {
    **dict.fromkeys(("feasible", "value", "bound", "gap", "cost")),
    **{name: [] for name in LISTS},
}

routes = [
    ("assessments", AssessmentViewSet, "assessment"),
    ("assessment-criteria", CriterionViewSet, "criterion"),
    ("scenarios", ScenarioViewSet, "scenario"),
]
urlpatterns: list[Any] = []
