"""Around every request: an id, the reader's language and time zone, and the policy table."""

from __future__ import annotations

import re
import uuid
import zoneinfo
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from pmo.access import policy, routes
from pmo.audit.services import request_id
from pmo.calendars.memory import remembered
from pmo.records.errors import DomainError, Forbidden
from pmo.web.errors import refusal

Handler = Callable[[HttpRequest], HttpResponse]

_GIVEN_ID = re.compile(r"^[A-Za-z0-9-]{8,40}$")
API = "/api/"


class RequestIdMiddleware:
    """Give the request an id, in the answer, the log and the history, and a memory for what it asks again and again."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        chosen = given if _GIVEN_ID.match(given) else uuid.uuid4().hex
        request.id = chosen  # type: ignore[attr-defined]
        token = request_id.set(chosen)
        try:
            with remembered():
                response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-ID"] = chosen
        return response


class UserLocaleMiddleware:
    """Language and time zone of the person; before log-in the cookie, then the browser's wish.

    API clients that state Accept-Language get that language, whoever they are.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self._language(request)
        with translation.override(language), timezone.override(self._zone(request)):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
            response.headers.setdefault("Content-Language", language)
            return response

    def _language(self, request: HttpRequest) -> str:
        asked = translation.get_language_from_request(request)
        if request.path.startswith(API) and "Accept-Language" in request.headers:
            return asked
        return getattr(request.user, "language", "") or asked

    def _zone(self, request: HttpRequest) -> zoneinfo.ZoneInfo:
        name = getattr(request.user, "time_zone", "") or settings.TIME_ZONE
        try:
            return zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo(settings.TIME_ZONE)


class PolicyMiddleware:
    """Refuse what the policy table does not allow, before any view runs.

    The interface asks the same table itself (`pmo.web.api.auth.check_route`): it knows the caller only after reading
    the token.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.view_name.startswith("api:"):
            return None
        declared = routes.table().get(match.view_name)
        if declared is None:
            raise Http404
        rule = routes.rule_for(match.view_name, request.method or "GET")
        if rule is None:
            return HttpResponseNotAllowed(sorted(declared))
        if isinstance(rule, routes.Public):
            return None
        if not request.user.is_authenticated:
            return self._log_in(request)
        if isinstance(rule, routes.Rule):
            try:
                judge(request.user, rule)
            except Forbidden as error:
                return refusal(request, error)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refusal(request, exception) if isinstance(exception, DomainError) else None

    def _log_in(self, request: HttpRequest) -> HttpResponse:
        if request.headers.get("HX-Request"):
            # htmx would swap the log-in page into a fragment: send the whole window there instead.
            response = HttpResponse(status=401)
            response["HX-Redirect"] = reverse(settings.LOGIN_URL)
            return response
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)


def judge(user: Any, rule: routes.Rule) -> None:
    """404 for those who could not even see such objects, 403 for those who see but may not."""
    if policy.may(user, rule.verb, rule.kind):
        return
    if not policy.may(user, "view", rule.kind):
        raise Http404
    policy.require(user, rule.verb, rule.kind)
