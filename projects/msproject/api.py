"""Plans in and out for programs."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from pmo import access
from pmo.access import policy
from pmo.jobs.models import Job
from pmo.jobs.serializers import JobOut
from pmo.web import api
from projects.msproject import services
from projects.msproject.files import as_file
from projects.portfolio import selectors as portfolio
from projects.portfolio.models import Project
from projects.schedule.selectors import plans


class PlanFileIn(api.Serializer):
    file = serializers.FileField(help_text="Microsoft Project XML (MSPDI), at most 50 MB", allow_empty_file=True)
    company_calendar = serializers.BooleanField(
        required=False, default=False, help_text="Follow the company's working days instead of the file's calendar"
    )


def _project(user: Any, key: str) -> Project:
    found: Project = access.get_visible_or_404(portfolio.visible(user), user, key=key)
    return found


class Import(api.ApiView):
    """Bring a plan in."""

    @api.operation(request=PlanFileIn, response=JobOut, upload=True, status=202, summary="Import a plan")
    def post(self, request: Request, key: str, **kwargs: Any) -> Response:  # type: ignore[override]
        """Make a Microsoft Project file the plan, whole or not at all; the job tells what was left out."""
        project = _project(request.user, key)
        policy.require(request.user, "import", "plan", project_id=project.pk)
        data = self.body()
        made = services.upload(
            by=request.user,
            project=project,
            upload=data["file"],
            company_calendar=data["company_calendar"],
            at_once=True,
            now=self.now,
        )
        return self.accepted(Job.objects.visible_to(request.user).get(pk=made.job_id or 0))


class Export(api.ApiView):
    """Take a plan out."""

    @api.read(media_types=("text/xml",), summary="Export a plan")
    def get(self, request: Request, key: str, **kwargs: Any) -> HttpResponse:
        """The plan as Microsoft Project XML (MSPDI)."""
        project = _project(request.user, key)
        policy.require(request.user, "export", "plan", project_id=project.pk)
        plan = plans.plan_of(request.user, project)
        if plan is None:
            raise Http404
        return as_file(plan)


urlpatterns: list[Any] = [
    path("projects/<str:key>/schedule/import/", Import.as_view(), name="schedule-import"),
    path("projects/<str:key>/schedule/export.xml", Export.as_view(), name="schedule-export"),
]
