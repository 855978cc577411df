"""The package's pages."""

from django.urls import include, path

urlpatterns = [
    path("", include("projects.portfolio.urls")),
    path("", include("projects.goals.urls")),
    path("", include("projects.schedule.urls")),
    path("", include("projects.msproject.urls")),
    path("", include("projects.scope.urls")),
    path("", include("projects.resources.urls")),
    path("", include("projects.simulation.urls")),
    path("", include("projects.gates.urls")),
    path("", include("projects.datamig.urls")),
    path("", include("projects.budget.urls")),
    path("", include("projects.benefits.urls")),
    path("", include("projects.risks.urls")),
    path("", include("projects.selection.urls")),
]
