"""Long work over the API: watch it, list one's own, cancel it."""

from __future__ import annotations

from typing import Any, cast

from rest_framework.request import Request
from rest_framework.response import Response

from pmo.accounts.models import User
from pmo.jobs import services
from pmo.jobs.choices import State
from pmo.jobs.models import Job
from pmo.jobs.serializers import JobOut
from pmo.web import api


class JobViewSet(api.ListMixin, api.RetrieveMixin):
    """Long work the caller started. Answers of 202 point here."""

    kind = "job"
    model = Job
    serializer_class = JobOut
    filters = {
        "state": api.Choice("state", State.choices, "State of the work"),
        "kind": api.Text("kind", "Kind of work"),
    }
    ordering_fields = ["created_at", "finished_at"]
    default_ordering = ["-created_at"]

    @api.act(response=JobOut)
    def cancel(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Stop work that has not finished: at once while it waits, at its next safe point when it runs."""
        job = services.cancel(by=cast(User, request.user), job=self.get_object(), now=self.now)
        return self.answer(job)


routes = [("jobs", JobViewSet, "job")]
urlpatterns: list[Any] = []
