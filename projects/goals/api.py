"""Stage 1 for programs: goals, KPIs, pain points, requirements, sign-offs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from pmo.web import api
from projects.goals import services
from projects.goals.choices import (
    Feasibility,
    GoalStatus,
    KpiKind,
    PainSource,
    PainStatus,
    RequirementStatus,
    SignOffStatus,
)
from projects.goals.models import Goal, Kpi, PainPoint, Requirement, SignOff
from projects.goals.selectors import goals as goal_selectors
from projects.goals.selectors import pain_points as pain_selectors
from projects.goals.selectors import requirements as requirement_selectors
from projects.goals.selectors import sign_offs as sign_off_selectors
from projects.goals.serializers import (
    AssessIn,
    DecideIn,
    DeclineIn,
    GoalIn,
    GoalNew,
    GoalOut,
    KpiIn,
    KpiNew,
    KpiOut,
    NothingIn,
    PainPointIn,
    PainPointNew,
    PainPointOut,
    ReasonIn,
    RequirementIn,
    RequirementNew,
    RequirementOut,
    SignIn,
    SignOffNew,
    SignOffOut,
)

PROJECT = api.Text("project__key", "Key of the project", max_length=32)


class GoalViewSet(api.KeptViewSet):
    """Goals of projects. They are dropped with a reason, never deleted."""

    kind = "goal"
    model = Goal
    serializer_class = GoalOut
    write_serializer_class = GoalIn
    new_serializer_class = GoalNew
    filters = {
        "project": PROJECT,
        "status": api.Choice("status__in", GoalStatus.choices, "State of the goal", many=True),
        "owner": api.Id("owner_id", "Id of the owner"),
    }
    search_fields = ("title", "title_en", "description")
    ordering_fields = {"number": "number", "project": "project__key", "title": "title", "weight": "weight"}
    default_ordering = ("project__key", "number")

    def visible(self, user: Any) -> QuerySet[Goal]:
        return goal_selectors.visible(user)

    def perform_create(self, user: Any, data: dict[str, Any]) -> Goal:
        return services.add_goal(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Goal, data: dict[str, Any], expected: int) -> Goal:
        return services.change_goal(by=user, goal=obj, expected=expected, now=self.now, **data)

    @api.act(request=NothingIn, response=GoalOut)
    def submit(self, request: Request, **kwargs: Any) -> Response:
        """Offer a draft for agreement; refused while no KPI is complete."""
        return self._act(services.submit_goal)

    @api.act(request=NothingIn, response=GoalOut)
    def achieve(self, request: Request, **kwargs: Any) -> Response:
        """Declare an agreed goal achieved; refused while a KPI has not reached its target."""
        return self._act(services.achieve_goal)

    @api.act(request=ReasonIn, response=GoalOut)
    def drop(self, request: Request, **kwargs: Any) -> Response:
        """Give the goal up; it stays readable."""
        return self._act(services.drop_goal)

    def _act(self, service: Any) -> Response:
        goal = self.get_object()
        expected = self.expected(goal, required=False)
        changed = service(by=self.request.user, goal=goal, expected=expected, now=self.now, **self.body())
        return self.answer(self.fresh(changed))


class KpiViewSet(api.KeptViewSet):
    """KPIs: what is promised. They are retired with a reason, never deleted."""

    kind = "kpi"
    model = Kpi
    serializer_class = KpiOut
    write_serializer_class = KpiIn
    new_serializer_class = KpiNew
    filters = {
        "project": api.Text("goal__project__key", "Key of the project", max_length=32),
        "goal": api.Id("goal_id", "Id of the goal"),
        "kind": api.Choice("kind", KpiKind.choices, "Kind of promise"),
        "owner": api.Id("owner_id", "Id of the owner"),
        "due_before": api.Date("due_on__lte", "Due on or before"),
        "due_after": api.Date("due_on__gte", "Due on or after"),
        "retired": api.Flag(
            lambda rows, user, on: rows.filter(retired_at__isnull=not on), "Retired ones, or the others"
        ),
    }
    search_fields = ("name", "name_en")
    ordering_fields = {
        "id": "id",
        "name": "name",
        "due_on": "due_on",
        "weight": "weight",
        "project": "goal__project__key",
    }
    default_ordering = ("goal__project__key", "goal__number")

    def visible(self, user: Any) -> QuerySet[Kpi]:
        return goal_selectors.kpis(user)

    def perform_create(self, user: Any, data: dict[str, Any]) -> Kpi:
        return services.add_kpi(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Kpi, data: dict[str, Any], expected: int) -> Kpi:
        return services.change_kpi(by=user, kpi=obj, expected=expected, now=self.now, **data)

    @api.act(request=ReasonIn, response=KpiOut)
    def retire(self, request: Request, **kwargs: Any) -> Response:
        """Stop measuring it; measurements and history stay."""
        kpi = self.get_object()
        expected = self.expected(kpi, required=False)
        changed = services.retire_kpi(by=request.user, kpi=kpi, expected=expected, now=self.now, **self.body())
        return self.answer(self.fresh(changed))


class PainPointViewSet(api.KeptViewSet, api.DestroyMixin):
    """Pain points, dearest first."""

    kind = "pain_point"
    model = PainPoint
    serializer_class = PainPointOut
    write_serializer_class = PainPointIn
    new_serializer_class = PainPointNew
    filters = {
        "project": PROJECT,
        "source": api.Choice("source", PainSource.choices, "How it was found"),
        "status": api.Choice("status__in", PainStatus.choices, "State", many=True),
        "owner": api.Id("owner_id", "Id of the owner"),
        "unit": api.Id(lambda rows, user, pk: rows.filter(pk__in=_of_unit(user, pk)), "Id of an affected unit"),
    }
    search_fields = ("title", "title_en", "process_name", "process_name_en")
    ordering_fields = {"money": "cost_money", "hours": "cost_hours", "number": "number", "project": "project__key"}
    default_ordering = ("-cost_money", "-cost_hours")

    def visible(self, user: Any) -> QuerySet[PainPoint]:
        return pain_selectors.visible(user).prefetch_related("units")

    def perform_create(self, user: Any, data: dict[str, Any]) -> PainPoint:
        return services.raise_pain_point(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: PainPoint, data: dict[str, Any], expected: int) -> PainPoint:
        return services.change_pain_point(by=user, pain=obj, expected=expected, now=self.now, **data)

    def perform_destroy(self, user: Any, obj: PainPoint, expected: int) -> None:  # type: ignore[override]
        services.delete_pain_point(by=user, pain=obj, expected=expected, now=self.now)


class RequirementViewSet(api.KeptViewSet):
    """Requirements: raised by the business, assessed by IT, decided by their business owner."""

    kind = "requirement"
    model = Requirement
    serializer_class = RequirementOut
    write_serializer_class = RequirementIn
    new_serializer_class = RequirementNew
    filters = {
        "project": PROJECT,
        "goal": api.Id("goal_id", "Id of the goal it serves"),
        "status": api.Choice("status__in", RequirementStatus.choices, "State", many=True),
        "feasibility": api.Choice("feasibility", Feasibility.choices, "IT's verdict"),
        "business_owner": api.Id("business_owner_id", "Id of the business owner"),
        "has_goal": api.Flag(lambda rows, user, on: rows.filter(goal__isnull=not on), "Serves a goal or not"),
    }
    search_fields = ("title", "title_en", "description")
    ordering_fields = {
        "number": "number",
        "project": "project__key",
        "effort_days": "effort_days",
        "raised": "created_at",
    }
    default_ordering = ("project__key", "number")

    def visible(self, user: Any) -> QuerySet[Requirement]:
        return requirement_selectors.visible(user)

    def perform_create(self, user: Any, data: dict[str, Any]) -> Requirement:
        return services.raise_requirement(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Requirement, data: dict[str, Any], expected: int) -> Requirement:
        return services.change_requirement(by=user, requirement=obj, expected=expected, now=self.now, **data)

    @api.act(request=AssessIn, response=RequirementOut)
    def assess(self, request: Request, **kwargs: Any) -> Response:
        """IT's verdict: feasible, with conditions, or not; effort and risk."""
        return self._act(services.assess_requirement)

    @api.act(request=DecideIn, response=RequirementOut)
    def decide(self, request: Request, **kwargs: Any) -> Response:
        """Approve, defer or reject, by its business owner."""
        return self._act(services.decide_requirement)

    def _act(self, service: Any) -> Response:
        found = self.get_object()
        expected = self.expected(found, required=False)
        changed = service(by=self.request.user, requirement=found, expected=expected, now=self.now, **self.body())
        return self.answer(self.fresh(changed))


class SignOffViewSet(api.ListMixin, api.RetrieveMixin, api.CreateMixin):
    """Frozen versions of goals and the executives' answers. Asking again makes a new version."""

    kind = "sign_off"
    model = SignOff
    serializer_class = SignOffOut
    write_serializer_class = SignOffNew
    filters = {
        "project": PROJECT,
        "status": api.Choice("status__in", SignOffStatus.choices, "State of the round", many=True),
    }
    ordering_fields = {"asked_at": "asked_at", "goals_version": "goals_version", "project": "project__key"}
    default_ordering = ("project__key", "-goals_version")

    def visible(self, user: Any) -> QuerySet[SignOff]:
        return sign_off_selectors.visible(user).prefetch_related("signatures__executive")

    def perform_create(self, user: Any, data: dict[str, Any]) -> SignOff:
        return services.ask_sign_off(by=user, now=self.now, **data)

    @api.act(request=SignIn, response=SignOffOut)
    def sign(self, request: Request, **kwargs: Any) -> Response:
        """Agree, and commit people, budget and time. With If-Match, only to the version that was read."""
        return self._act(services.sign)

    @api.act(request=DeclineIn, response=SignOffOut)
    def decline(self, request: Request, **kwargs: Any) -> Response:
        """Refuse, with the reason; it closes the round."""
        return self._act(services.decline)

    @api.act(request=NothingIn, response=SignOffOut)
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Take an open round back."""
        return self._act(services.withdraw_sign_off)

    def _act(self, service: Any) -> Response:
        found = self.get_object()
        expected = self.expected(found, required=False)
        service(by=self.request.user, sign_off=found, expected=expected, now=self.now, **self.body())
        return self.answer(self.fresh(found))


def _of_unit(user: Any, pk: int) -> QuerySet[Any]:
    return PainPoint.objects.visible_to(user).filter(units=pk).values("pk")


routes = [
    ("goals", GoalViewSet, "goal"),
    ("kpis", KpiViewSet, "kpi"),
    ("pain-points", PainPointViewSet, "pain-point"),
    ("requirements", RequirementViewSet, "requirement"),
    ("sign-offs", SignOffViewSet, "sign-off"),
]
urlpatterns: list[Any] = []
