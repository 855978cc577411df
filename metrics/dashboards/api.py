"""The portfolio's summary and a project's status document for programs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from metrics.dashboards import board, executive, status, waiting
from metrics.dashboards.serializers import StatusOut, SummaryOut
from pmo import access
from pmo.web import api
from projects.portfolio import status_parts
from projects.portfolio.models import Project
from projects.portfolio.sight import Sight


class Summary(api.ApiView):
    """Open projects the caller may see, in one answer."""

    @api.read(response=SummaryOut)
    def get(self, request: Request, **kwargs: Any) -> Response:
        rows = executive.open_projects(request.user)
        standing = executive.stand(rows, self.today)
        measured = standing.progress
        return self.answer(
            {
                "as_of": self.today,
                "projects": standing.total,
                "by_stage": standing.by_stage,
                "by_health": standing.counts,
                "value": {"progress": round(sum(measured) / len(measured), 4) if measured else None},
                "money": status_parts.total("money", request.user, self.today),
                "benefits": status_parts.total("benefits", request.user, self.today),
                "adoption": status_parts.total("adoption", request.user, self.today),
                "decisions_waiting": len(waiting.of(request.user, self.now)),
                "off_track": [
                    {
                        "key": one.key,
                        "name": one.name,
                        "status": one.status,
                        "since": one.since_on,
                        "text": one.sentence.plain(),
                    }
                    for one in executive.troubled(rows, standing, Sight(request.user).told)
                ],
            }
        )


class ProjectStatus(api.ApiView):
    """Where a project stands, today or as of any past day."""

    @api.read(response=StatusOut, params={"as_of": api.Date(help="As known on this day; today without it")})
    def get(self, request: Request, key: str, **kwargs: Any) -> Response:
        rows: QuerySet[Project] = board.marked(Project.objects.visible_to(request.user).select_related("portfolio"))
        project: Project = access.get_visible_or_404(rows, request.user, key=key)
        asked = self.params["as_of"]
        return self.answer(status.document(project, asked or self.today, settings.LUODI_BASE_URL, request.user))


routes: list[tuple[str, Any, str]] = []
urlpatterns = [
    path("portfolio/summary/", Summary.as_view(), name="portfolio-summary"),
    path("projects/<str:key>/status/", ProjectStatus.as_view(), name="project-status"),
]
