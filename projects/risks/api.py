"""Risks, problems, decisions and actions for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from pmo.records import Invalid
from pmo.web import api
from projects.datamig.models import DataSet
from projects.risks import lines, services
from projects.risks import serializers as shapes
from projects.risks.choices import (
    LIVE,
    ActionStatus,
    Category,
    IssueKind,
    IssueStatus,
    RiskKind,
    RiskStatus,
    Severity,
    Strategy,
)
from projects.risks.models import Issue, ResponseAction, Risk, RiskEffect
from projects.risks.selectors import history, issues
from projects.risks.selectors import risks as selectors

PROJECT = api.Text("project__key", "Key of the project", max_length=32)


def _live(rows: QuerySet[Any], user: Any, on: bool) -> QuerySet[Any]:
    return rows.filter(status__in=LIVE) if on else rows.exclude(status__in=LIVE)


class RiskViewSet(api.CrudViewSet):
    """Threats and opportunities: scores and expected values are computed, never written."""

    kind = "risk"
    model = Risk
    serializer_class = shapes.RiskOut
    write_serializer_class = shapes.RiskIn
    new_serializer_class = shapes.RiskNew
    filters = {
        "project": PROJECT,
        "status": api.Choice("status__in", RiskStatus.choices, "State", many=True),
        "kind": api.Choice("kind", RiskKind.choices, "Threat or opportunity"),
        "category": api.Choice("category__in", Category.choices, "Category", many=True),
        "strategy": api.Choice("strategy__in", Strategy.choices, "Strategy of the response", many=True),
        "owner": api.Id("owner_id", "Id of the owner"),
        "live": api.Flag(_live, "Still to come"),
        "min_score": api.Number("current_score__gte", "Current score of at least"),
        "review_until": api.Date("review_on__lte", "Review due on or before"),
    }
    search_fields = ("title", "title_en", "cause", "event", "effect")
    ordering_fields = {
        "number": "number",
        "project": "project__key",
        "score": "current_score",
        "expected_money": "current_money",
        "review_on": "review_on",
    }
    default_ordering = ("project__key", "number")

    def visible(self, user: Any) -> QuerySet[Risk]:
        return selectors.visible(user).prefetch_related(
            "tasks", "goals", Prefetch("data_sets", DataSet.objects.visible_to(user))
        )

    def perform_create(self, user: Any, data: dict[str, Any]) -> Risk:
        return services.raise_risk(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Risk, data: dict[str, Any], expected: int) -> Risk:
        return services.change_risk(by=user, risk=obj, expected=expected, now=self.now, **data)

    def perform_destroy(self, user: Any, obj: Risk, expected: int) -> None:  # type: ignore[override]
        services.delete_risk(by=user, risk=obj, expected=expected, now=self.now)

    @api.act(request=shapes.ReviewIn, response=shapes.RiskOut)
    def review(self, request: Request, **kwargs: Any) -> Response:
        """Say what has changed, and when it is looked at again."""
        risk, body = self.get_object(), self.body()
        if "probability" in body:
            body["levels"] = {"probability": body.pop("probability")}
        return self._act(services.review_risk, risk, body)

    @api.act(request=shapes.MoveIn, response=shapes.RiskOut)
    def move(self, request: Request, **kwargs: Any) -> Response:
        """Take it to another state, with the reason."""
        return self._act(services.move_risk, self.get_object(), self.body())

    @api.act(request=shapes.AnswerIn, response=shapes.RiskOut)
    def reply(self, request: Request, **kwargs: Any) -> Response:
        """The sponsor's answer to an escalated risk."""
        return self._act(services.answer_escalation, self.get_object(), self.body())

    @api.act(request=shapes.RiskTurnIn, response=shapes.TurnedOut)
    def turn(self, request: Request, **kwargs: Any) -> Response:
        """It happened, or something has to be decided or changed: the thread is kept."""
        body = self.body()
        made = services.turn(by=request.user, source=self.get_object(), now=self.now, **body)
        return Response(shapes.TurnedOut(shapes.turned(body["into"], made)).data)

    @api.read(response=shapes.MarkOut, many=True)
    def history(self, request: Request, **kwargs: Any) -> Response:
        """How it stood, newest first."""
        marks = history.track(self.get_object())
        return Response(shapes.MarkOut(marks, many=True, context=self.context()).data)

    @api.read(response=shapes.EffectOut, many=True)
    def effects(self, request: Request, **kwargs: Any) -> Response:
        """What it does to tasks and money when it happens."""
        risk = self.get_object()
        rows = selectors.effects_of(risk)
        return Response(shapes.EffectOut(rows, many=True, context=self._naming(risk, rows)).data)

    @api.act(request=shapes.EffectIn, response=shapes.EffectOut)
    def add_effect(self, request: Request, **kwargs: Any) -> Response:
        """Add what it does, in three points."""
        risk, body = self.get_object(), self.body()
        if body.get("line") is not None:
            body["line"] = self._line(risk, body["line"])
        made = services.add_effect(by=request.user, risk=risk, now=self.now, **body)
        return Response(shapes.EffectOut(made, context=self._naming(risk, [made])).data)

    def _line(self, risk: Risk, pk: int) -> Any:
        rows = lines.of(self.request.user, risk.project)
        found = rows.filter(pk=pk).first() if rows is not None else None
        if found is None:
            raise Invalid(_("There is no such object."), code="does_not_exist", field="line")
        return found

    def _naming(self, risk: Risk, rows: Sequence[RiskEffect]) -> dict[str, Any]:
        return {**self.context(), "lines": lines.named(self.request.user, risk.project, rows)}

    def _act(self, service: Any, risk: Risk, body: dict[str, Any]) -> Response:
        expected = self.expected(risk, required=False)
        changed = service(by=self.request.user, risk=risk, expected=expected, now=self.now, **body)
        return self.answer(self.fresh(changed))


class IssueViewSet(api.KeptViewSet):
    """Problems that happened, and decisions that were asked for and taken."""

    kind = "issue"
    model = Issue
    serializer_class = shapes.IssueOut
    write_serializer_class = shapes.IssueIn
    new_serializer_class = shapes.IssueNew
    filters = {
        "project": PROJECT,
        "kind": api.Choice("kind", IssueKind.choices, "Problem or decision"),
        "status": api.Choice("status", IssueStatus.choices, "Open or settled"),
        "severity": api.Choice("severity__in", Severity.choices, "Severity", many=True),
        "owner": api.Id("owner_id", "Id of the owner"),
    }
    search_fields = ("title", "title_en", "description", "outcome")
    ordering_fields = {"number": "number", "project": "project__key", "due_on": "due_on", "raised": "created_at"}
    default_ordering = ("project__key", "-number")

    def visible(self, user: Any) -> QuerySet[Issue]:
        return issues.visible(user)

    def perform_create(self, user: Any, data: dict[str, Any]) -> Issue:
        return services.add_issue(by=user, now=self.now, **data)

    def perform_update(self, user: Any, obj: Issue, data: dict[str, Any], expected: int) -> Issue:
        return services.change_issue(by=user, issue=obj, expected=expected, now=self.now, **data)

    @api.act(request=shapes.SettleIn, response=shapes.IssueOut)
    def settle(self, request: Request, **kwargs: Any) -> Response:
        """Say how the problem was solved, or what is decided."""
        return self._act(services.settle_issue)

    @api.act(request=shapes.ReasonIn, response=shapes.IssueOut)
    def reopen(self, request: Request, **kwargs: Any) -> Response:
        """It came back."""
        return self._act(services.reopen_issue)

    @api.act(request=shapes.IssueTurnIn, response=shapes.TurnedOut)
    def turn(self, request: Request, **kwargs: Any) -> Response:
        """Make an action, a decision, a change request or a risk of it."""
        body = self.body()
        made = services.turn(by=request.user, source=self.get_object(), now=self.now, **body)
        return Response(shapes.TurnedOut(shapes.turned(body["into"], made)).data)

    def _act(self, service: Any) -> Response:
        issue = self.get_object()
        expected = self.expected(issue, required=False)
        changed = service(by=self.request.user, issue=issue, expected=expected, now=self.now, **self.body())
        return self.answer(self.fresh(changed))


class ResponseActionViewSet(api.KeptViewSet):
    """What somebody promised to do about a risk, a problem or a decision."""

    kind = "response_action"
    model = ResponseAction
    serializer_class = shapes.ResponseActionOut
    write_serializer_class = shapes.ResponseActionIn
    new_serializer_class = shapes.ResponseActionNew
    filters = {
        "project": PROJECT,
        "risk": api.Id("risk_id", "Id of the risk"),
        "issue": api.Id("issue_id", "Id of the problem or decision"),
        "owner": api.Id("owner_id", "Id of the owner"),
        "status": api.Choice("status", ActionStatus.choices, "State"),
        "due_until": api.Date("due_on__lte", "Due on or before"),
    }
    search_fields = ("title", "title_en")
    ordering_fields = {"due_on": "due_on", "number": "number", "project": "project__key"}
    default_ordering = ("due_on",)

    def visible(self, user: Any) -> QuerySet[ResponseAction]:
        return issues.visible_actions(user)

    def perform_create(self, user: Any, data: dict[str, Any]) -> ResponseAction:
        ends = [row for row in (data.pop("risk", None), data.pop("issue", None)) if row is not None]
        if len(ends) != 1:
            raise Invalid(_("About a risk or about an issue: name one of them."), code="required", field="risk")
        return services.add_action(by=user, about=ends[0], now=self.now, **data)

    def perform_update(self, user: Any, obj: ResponseAction, data: dict[str, Any], expected: int) -> ResponseAction:
        return services.change_action(by=user, action=obj, expected=expected, now=self.now, **data)

    @api.act(request=shapes.DoneIn, response=shapes.ResponseActionOut)
    def done(self, request: Request, **kwargs: Any) -> Response:
        """It is done: what came of it."""
        return self._act(services.finish_action)

    @api.act(request=shapes.ReasonIn, response=shapes.ResponseActionOut)
    def drop(self, request: Request, **kwargs: Any) -> Response:
        """It will not be done."""
        return self._act(services.drop_action)

    def _act(self, service: Any) -> Response:
        action = self.get_object()
        expected = self.expected(action, required=False)
        changed = service(by=self.request.user, action=action, expected=expected, now=self.now, **self.body())
        return self.answer(self.fresh(changed))


routes = [
    ("risks", RiskViewSet, "risk"),
    ("issues", IssueViewSet, "issue"),
    ("response-actions", ResponseActionViewSet, "response-action"),
]
