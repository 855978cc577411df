"""Support for programs: ask, reply, give to somebody, move on; whether hyper-care may end."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from changemgmt.support import services
from changemgmt.support.choices import Priority, Source, State
from changemgmt.support.models import SupportRequest
from changemgmt.support.selectors import care, requests
from changemgmt.support.serializers import (
    AssignIn,
    HyperCareOut,
    ReplyIn,
    StateIn,
    SupportRequestNew,
    SupportRequestOut,
)
from pmo import access
from pmo.access import policy
from pmo.web import api
from projects.portfolio import selectors as portfolio


class SupportRequestViewSet(api.ListMixin, api.RetrieveMixin):
    """Requests for help, as far as the caller may read them: their own, or those of the desks they work at."""

    kind = "support_request"
    model = SupportRequest
    serializer_class = SupportRequestOut
    filters = {
        "project": api.Text("project__key", "Key of the project"),
        "unit": api.Text("unit__code", "Code of the unit"),
        "state": api.Choice("state__in", State.choices, "State", many=True),
        "priority": api.Choice("priority", [(str(value), label) for value, label in Priority.choices], "Priority"),
        "source": api.Choice("source", Source.choices, "How it came"),
        "assignee": api.Text("assignee__username", "User name of whoever works on it"),
    }
    search_fields = ("title", "text")
    ordering_fields = {"opened_at": "opened_at", "due": "resolve_due_at", "priority": "priority", "number": "number"}
    default_ordering = ("-opened_at",)

    def visible(self, user: Any) -> QuerySet[SupportRequest]:
        return requests.visible(user)

    @api.operation(request=SupportRequestNew, response=SupportRequestOut, status=201)
    def create(self, request: Request, **kwargs: Any) -> Response:
        """Ask for help in one's own name. The clock of the service level starts."""
        made = services.ask(by=request.user, source=Source.API, now=self.now, **self.body())
        where = {"Location": request.build_absolute_uri(f"{request.path}{made.pk}/")}
        return self.answer(self.fresh(made), headers=where)

    @api.act(request=ReplyIn, response=SupportRequestOut)
    def reply(self, request: Request, **kwargs: Any) -> Response:
        """Say more as whoever asked; answer as the desk, which stops the clock of the first answer."""
        found, body = self.get_object(), self.body()
        if found.requester_id == request.user.pk:
            services.add(by=request.user, row=found, text=body["text"], now=self.now)
        else:
            services.answer(by=request.user, row=found, now=self.now, **body)
        return self.answer(self.fresh(found))

    @api.act(request=AssignIn, response=SupportRequestOut)
    def assign(self, request: Request, **kwargs: Any) -> Response:
        """Give it to somebody who works at the desk; they are told."""
        found = self.get_object()
        expected = self.expected(found, required=False)
        changed = services.assign(by=request.user, row=found, now=self.now, expected=expected, **self.body())
        return self.answer(self.fresh(changed))

    @api.act(request=StateIn, response=SupportRequestOut)
    def state(self, request: Request, **kwargs: Any) -> Response:
        """Move it on: the desk's turn again, waiting for a supplier, resolved."""
        found, body = self.get_object(), self.body()
        expected = self.expected(found, required=False)
        given = {"by": request.user, "row": found, "now": self.now, "expected": expected}
        words = body.get("text", "")
        if body["state"] == State.RESOLVED:
            services.resolve(solution=words, **given)
        elif body["state"] == State.WAIT_SUPPLIER:
            services.wait_supplier(reason=words, **given)
        elif found.state in (State.WAIT_USER, State.WAIT_SUPPLIER):
            services.go_ahead(**given)
        else:
            services.take(**given)
        return self.answer(self.fresh(found))


class HyperCareView(api.ApiView):
    """Whether hyper-care of a project may end."""

    @api.operation(response=HyperCareOut, many=True, summary="Hyper-care with its criteria, the newest first")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Criteria as they are now; of one that has ended the list is empty."""
        project = access.get_visible_or_404(portfolio.visible(request.user), request.user, key=kwargs["key"])
        if not policy.may(request.user, "view", "support", project_id=project.pk):
            raise Http404
        rows = care.visible(request.user).filter(project=project)
        return self.answer([care.read(row, self.today, self.now) for row in rows])


routes: list[tuple[str, Any, str]] = [("support/requests", SupportRequestViewSet, "support-request")]
urlpatterns = [path("projects/<str:key>/hypercare/", HyperCareView.as_view(), name="hypercare")]
