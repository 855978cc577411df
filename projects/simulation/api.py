"""Simulations for programs: begun here, watched as a job, read when done."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from pmo import access
from pmo.access import policy
from pmo.jobs.models import Job
from pmo.jobs.serializers import JobOut
from pmo.web import api
from projects.portfolio import selectors as portfolio
from projects.portfolio.models import Project
from projects.schedule.selectors import plans
from projects.simulation import modelling, services
from projects.simulation.selectors import runs as selectors
from projects.simulation.serializers import SimulationIn, SimulationOut, document


def _project(user: Any, key: str) -> Project:
    """A visible project whose simulation the caller may see. Raises Http404."""
    found: Project = access.get_visible_or_404(portfolio.visible(user), user, key=key)
    if not policy.may(user, "view", "simulation", project_id=found.pk):
        raise Http404
    return found


class Simulation(api.ApiView):
    """How sure the finish and the cost of a project are."""

    @api.read(response=SimulationOut)
    def get(self, request: Request, key: str, **kwargs: Any) -> Response:
        """The newest simulation; 404 before the first."""
        project = _project(request.user, key)
        found = selectors.of_project(request.user, project).newest
        if found is None:
            raise Http404
        plan = plans.plan_of(request.user, project)
        stale = plan is None or modelling.inputs_of(plan).fingerprint != found.fingerprint
        return self.answer(document(found, request.user, stale))

    @api.operation(request=SimulationIn, response=JobOut, status=202, summary="Simulate")
    def post(self, request: Request, key: str, **kwargs: Any) -> Response:  # type: ignore[override]
        """Simulate the plan with its estimates and risks; the job tells how far it is."""
        project = _project(request.user, key)
        made = services.start_run(by=request.user, project=project, now=self.now, **self.body())
        return self.accepted(Job.objects.visible_to(request.user).get(pk=made.job_id or 0))


urlpatterns: list[Any] = [
    path("projects/<str:key>/simulation/", Simulation.as_view(), name="simulation"),
]
