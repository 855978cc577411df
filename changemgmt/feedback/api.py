"""Feedback for programs: read as its rights allow, given with or without a name, answered, decided."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from changemgmt.feedback import services
from changemgmt.feedback.choices import Kind, Level, Source, State
from changemgmt.feedback.models import Feedback
from changemgmt.feedback.selectors import figures, items
from changemgmt.feedback.serializers import (
    AnswerFeedbackIn,
    DecideFeedbackIn,
    FeedbackGiven,
    FeedbackNew,
    FeedbackOut,
    ResponseOut,
    TriageFeedbackIn,
    response_row,
)
from pmo.web import api


class FeedbackViewSet(api.ListMixin, api.RetrieveMixin):
    """What people said, as far as the caller may read it. Who said it stands only where it was given with a name."""

    kind = "feedback"
    model = Feedback
    serializer_class = FeedbackOut
    filters = {
        "project": api.Text("project__key", "Key of the project"),
        "unit": api.Text("unit__code", "Code of the unit"),
        "state": api.Choice("state__in", State.choices, "State", many=True),
        "kind": api.Choice("kind", Kind.choices, "Kind"),
        "level": api.Choice("level", Level.choices, "How it was given"),
        "answer_due_before": api.Date("answer_due__lt", "First answer due before this day"),
    }
    search_fields = ("title", "title_en", "text")
    ordering_fields = {"received": "received_on", "answer_due": "answer_due", "title": "title"}
    default_ordering = ("-received_on",)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and "Idempotency-Key" in request.headers:
            body = request.data
            if isinstance(body, dict) and body.get("level") == Level.ANONYMOUS:
                # The kept answer of a key belongs to its caller, and holds the receipt.
                raise api.Problem(
                    400, "validation", _("An anonymous message takes no Idempotency-Key: it would keep who sent it.")
                )

    def visible(self, user: Any) -> QuerySet[Feedback]:
        return items.visible(user)

    @api.operation(request=FeedbackNew, response=FeedbackGiven, status=201)
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Give feedback. Of an anonymous one nothing leads to the caller; its receipt is told here and never again."""
        given = services.give(by=request.user, source=Source.API, today=self.today, now=self.now, **self.body())
        anonymous = given.item.is_anonymous
        answer = {
            "id": None if anonymous else given.item.pk,
            "level": given.item.level,
            "receipt": given.receipt,
            "answer_due": given.item.answer_due,
        }
        where = {} if anonymous else {"Location": request.build_absolute_uri(f"{request.path}{given.item.pk}/")}
        return self.answer(answer, headers=where)

    @api.act(request=TriageFeedbackIn, response=FeedbackOut)
    def triage(self, request: Request, **kwargs: Any) -> Response:
        """Name it, give it an owner, put it on the board."""
        found = self.get_object()
        changed = services.triage(
            by=request.user, item=found, now=self.now, expected=self.expected(found, required=False), **self.body()
        )
        return self.answer(self.fresh(changed))

    @api.act(request=AnswerFeedbackIn, response=FeedbackOut)
    def answer_author(self, request: Request, **kwargs: Any) -> Response:
        """Answer its author, who is told. The first answer stops the clock."""
        found = self.get_object()
        services.answer(by=request.user, item=found, today=self.today, now=self.now, **self.body())
        return self.answer(self.fresh(found))

    @api.act(request=DecideFeedbackIn, response=FeedbackOut)
    def decide(self, request: Request, **kwargs: Any) -> Response:
        """Say what will be done, or why not; its author is told."""
        found = self.get_object()
        changed = services.decide(
            by=request.user,
            item=found,
            today=self.today,
            now=self.now,
            expected=self.expected(found, required=False),
            **self.body(),
        )
        return self.answer(self.fresh(changed))

    @api.read(detail=False, response=ResponseOut, many=True)
    def response_times(self, request: Request, **kwargs: Any) -> Response:
        """How fast units answer; the whole company first."""
        found = figures.figures(self.today)
        rows = [response_row("", found.whole)]
        return self.answer(rows + [response_row(line.unit.code, line.response) for line in found.lines])


routes = [("feedback", FeedbackViewSet, "feedback")]
urlpatterns: list[Any] = []
