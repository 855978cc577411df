"""Gates and pilots for programs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from pmo.web import api
from projects.gates import services
from projects.gates.choices import GateStatus, PilotStatus, PilotVerdict
from projects.gates.models import Gate, Pilot
from projects.gates.selectors import gates as selectors
from projects.gates.selectors import pilots
from projects.gates.serializers import (
    BoardOut,
    CriteriaOut,
    DecideIn,
    FeedbackIn,
    FeedbackOut,
    GateIn,
    GateOut,
    JudgeIn,
    PilotIn,
    PilotNew,
    PilotOut,
)
from projects.gates.services import Asked
from projects.gates.services import pilots as pilot_services

PROJECT = api.Text("project__key", "Key of the project", max_length=32)


class GateViewSet(api.ReadViewSet):
    """Decisions between stages, on evidence, by people who do not work on the project."""

    kind = "gate"
    model = Gate
    serializer_class = GateOut
    filters = {
        "project": PROJECT,
        "status": api.Choice("status__in", GateStatus.choices, "Where it stands", many=True),
        "keeper": api.Id("seats__person_id", "Id of a gatekeeper"),
    }
    search_fields = ("name", "name_en")
    ordering_fields = {"number": "number", "project": "project__key", "planned_on": "planned_on"}
    default_ordering = ("project__key", "number")

    def visible(self, user: Any) -> QuerySet[Gate]:
        people = ("decisions__decided_by", "decisions__conditions__owner")
        return selectors.visible(user).prefetch_related("keepers", *people)

    @api.read(response=BoardOut)
    def evidence(self, request: Request, **kwargs: Any) -> Response:
        """The evidence as it is now, and its watermark."""
        return Response(BoardOut(selectors.board(self.get_object(), timezone.localdate(self.now))).data)

    @api.act(request=GateIn, response=GateOut)
    def plan(self, request: Request, **kwargs: Any) -> Response:
        """The day it meets."""
        found = self.get_object()
        expected = self.expected(found, required=False)
        changed = services.plan_gate(by=request.user, gate=found, expected=expected, now=self.now, **self.body())
        return self.answer(self.fresh(changed))

    @api.act(request=DecideIn, response=GateOut)
    def decide(self, request: Request, **kwargs: Any) -> Response:
        """A gatekeeper's judgement; the gate is decided when its rule is fulfilled."""
        found = self.get_object()
        body = self.body()
        points = {row["criterion"]: row["points"] for row in body.pop("points", [])}
        conditions = [Asked(row["text"], row["owner"], row["due_on"]) for row in body.pop("conditions", [])]
        services.decide(by=request.user, gate=found, points=points, conditions=conditions, now=self.now, **body)
        return self.answer(self.fresh(found))


class PilotViewSet(api.KeptViewSet):
    """A small scope tried by few before everybody gets it."""

    kind = "pilot"
    model = Pilot
    serializer_class = PilotOut
    write_serializer_class = PilotIn
    new_serializer_class = PilotNew
    filters = {
        "project": PROJECT,
        "status": api.Choice("status__in", PilotStatus.choices, "Where it stands", many=True),
        "verdict": api.Choice("verdict__in", PilotVerdict.choices, "What it said", many=True),
    }
    search_fields = ("name", "name_en", "scope")
    ordering_fields = {"number": "number", "project": "project__key", "start_on": "start_on"}
    default_ordering = ("project__key", "number")

    def visible(self, user: Any) -> QuerySet[Pilot]:
        return pilots.visible(user).prefetch_related("units", "people")

    def perform_create(self, user: Any, data: dict[str, Any]) -> Pilot:
        return pilot_services.plan_pilot(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Pilot, data: dict[str, Any], expected: int) -> Pilot:
        return pilot_services.change_pilot(by=user, pilot=obj, expected=expected, now=self.now, **data)

    @api.read(response=CriteriaOut)
    def criteria(self, request: Request, **kwargs: Any) -> Response:
        """What the samples prove, with their intervals."""
        return Response(CriteriaOut({"criteria": pilots.judged(self.get_object())}).data)

    @api.act(request=FeedbackIn, response=FeedbackOut)
    def feedback(self, request: Request, **kwargs: Any) -> Response:
        """What somebody who takes part says."""
        made = pilot_services.give_feedback(by=request.user, pilot=self.get_object(), now=self.now, **self.body())
        return Response(FeedbackOut(made).data)

    @api.act(request=JudgeIn, response=PilotOut)
    def judge(self, request: Request, **kwargs: Any) -> Response:
        """The verdict; freezes what the samples proved."""
        found = self.get_object()
        expected = self.expected(found, required=False)
        changed = pilot_services.judge(by=request.user, pilot=found, expected=expected, now=self.now, **self.body())
        return self.answer(self.fresh(changed))


routes = [("gates", GateViewSet, "gate"), ("pilots", PilotViewSet, "pilot")]
urlpatterns: list[Any] = []
