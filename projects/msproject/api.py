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
from projects.msproject import behind, services, wording
from projects.msproject.files import as_file
from projects.portfolio import selectors as portfolio
from projects.portfolio.models import Project
from projects.schedule.models import Plan
from projects.schedule.selectors import plans


class PlanFileIn(api.Serializer):
    file = serializers.FileField(help_text="Microsoft Project XML (MSPDI), at most 50 MB", allow_empty_file=True)
    company_calendar = serializers.BooleanField(
        required=False, default=False, help_text="Follow the company's working days instead of the file's calendar"
    )


def _project(user: Any, key: str) -> Project:
    found: Project = access.get_visible_or_404(portfolio.visible(user), user, key=key)
    return found


def _plan(user: Any, key: str) -> Plan:
    """The plan, for somebody who may take it out. Raises Http404 or Forbidden."""
    project = _project(user, key)
    policy.require(user, "export", "plan", project_id=project.pk)
    plan = plans.plan_of(user, project)
    if plan is None:
        raise Http404
    return plan


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


class LeftBehindOut(api.Serializer):
    code = api.CharField()
    text = api.CharField(help_text="In the language of the request")
    count = api.IntegerField(help_text="How many rows it concerns")
    rows = serializers.ListField(child=api.CharField(), help_text="Their names, at most twenty")


class LeftBehind(api.ApiView):
    """What stays behind when a plan is taken out."""

    @api.read(response=LeftBehindOut, many=True, summary="What an export leaves behind")
    def get(self, request: Request, key: str, **kwargs: Any) -> Response:
        """Everything the Microsoft Project file of this plan cannot hold; an empty list when it holds all."""
        found = behind.left_behind(_plan(request.user, key))
        return Response(
            [
                {"code": item.code, "text": str(wording.LEFT_OUT[item.code]), "count": item.count, "rows": item.where}
                for item in found
            ]
        )


class Export(api.ApiView):
    """Take a plan out."""

    @api.read(media_types=("text/xml",), summary="Export a plan")
    def get(self, request: Request, key: str, **kwargs: Any) -> HttpResponse:
        """The plan as Microsoft Project XML (MSPDI)."""
        return as_file(_plan(request.user, key))


urlpatterns: list[Any] = [
    path("projects/<str:key>/schedule/import/", Import.as_view(), name="schedule-import"),
    path("projects/<str:key>/schedule/export/", LeftBehind.as_view(), name="schedule-left-behind"),
    path("projects/<str:key>/schedule/export.xml", Export.as_view(), name="schedule-export"),
]
