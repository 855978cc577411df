"""The package's pages."""

from django.urls import include, path

urlpatterns = [
    path("", include("changemgmt.training.urls")),
]
