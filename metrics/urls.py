"""The package's pages."""

from django.urls import include, path

urlpatterns = [
    path("", include("metrics.dashboards.urls")),
    path("", include("metrics.kpis.urls")),
    path("", include("metrics.processes.urls")),
    path("", include("metrics.adoption.urls")),
    path("", include("metrics.usage.urls")),
    path("", include("metrics.contest.urls")),
    path("", include("metrics.health.urls")),
    path("", include("metrics.reviews.urls")),
    path("", include("metrics.surveys.urls")),
    path("", include("metrics.knowledge.urls")),
]
