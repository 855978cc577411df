"""The interface's own pages: where to start, the OpenAPI document, and a browsable page of it without any CDN."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings
from rest_framework.request import Request
from rest_framework.response import Response

from pmo.web.api.views import ApiView

SETTINGS = {
    # Enums stay where they are used: rooms need not agree on names for their choices.
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enum_id_removal",
        "pmo.web.api.examples.finish",
    ],
    "GET_LIB_DOC_EXCLUDES": "pmo.web.api.schema.kit_classes",
    "COMPONENT_SPLIT_REQUEST": True,
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": r"/api/v[0-9]+",
}


@lru_cache(maxsize=4)
def openapi(urlconf: str | None = None) -> dict[str, Any]:
    """The whole document; the same for everybody, so built once per process."""
    with translation.override("en"), patched_settings(SETTINGS):
        found: dict[str, Any] = SchemaGenerator(urlconf=urlconf).get_schema(request=None, public=True)
    return found


class RootView(ApiView):
    """Where to start."""

    schema = None  # type: ignore[assignment]

    def get(self, request: Request) -> Response:
        names = {"schema": "api:schema", "documentation": "api:docs", "me": "api:me"}
        return Response({key: request.build_absolute_uri(reverse(name)) for key, name in names.items()})


class SchemaView(ApiView):
    """This document."""

    schema = None  # type: ignore[assignment]

    def get(self, request: Request) -> Response:
        return Response(openapi())


def docs(request: HttpRequest) -> HttpResponse:
    """The document as a page on which requests can be tried with the signed-in session."""
    context = {"schema_url": reverse("api:schema"), "tokens_url": reverse("tokens:list")}
    # A page for people, though it lies where Accept-Language decides.
    with translation.override(getattr(request.user, "language", "") or translation.get_language()):
        return render(request, "api/docs.html", context)


urlpatterns = [
    path("", RootView.as_view(), name="root"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
]
