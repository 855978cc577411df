"""Problem documents also for what is refused outside the API's views: unknown addresses, hosts, crashes."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from pmo.web.api import languages, problems

Handler = Callable[[HttpRequest], HttpResponse]

PREFIX = "/api/"
_KEPT = ("Allow", "Retry-After", "WWW-Authenticate")


class ProblemMiddleware:
    """Under /api/ every error is a problem document, whoever answered it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith(PREFIX) or response.status_code < 400:
            return response
        if response.get("Content-Type", "").startswith(problems.MEDIA_TYPE):
            return response
        language = languages.language_for(request, getattr(request, "user", None))
        kept = {name: response[name] for name in _KEPT if name in response}
        with translation.override(language):
            answer = problems.plain_response(response.status_code, request, kept)
        answer.headers["Content-Language"] = language
        answer.headers["Cache-Control"] = "no-store"
        answer.cookies = response.cookies
        return answer
