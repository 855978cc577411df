"""The package's pages."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("changemgmt.champions.urls")),
    path("", include("changemgmt.comms.urls")),
    path("", include("changemgmt.feedback.urls")),
    path("", include("changemgmt.incentives.urls")),
    path("", include("changemgmt.readiness.urls")),
    path("", include("changemgmt.support.urls")),
    path("", include("changemgmt.training.urls")),
]
