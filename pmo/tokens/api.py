"""The caller about itself."""

from __future__ import annotations

from typing import Any

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from pmo.tokens.serializers import MeOut
from pmo.web import api


class MeView(api.ApiView):
    """Who calls, with which roles and which token: the first call a new client makes."""

    @api.operation(response=MeOut, summary="Who am I")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.answer(request.user)


routes: list[tuple[str, Any, str]] = []
urlpatterns = [path("me/", MeView.as_view(), name="me")]
