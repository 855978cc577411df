"""`POST usage/events/`: a plain view, because per-event serializers cost eight times the rest together.

What it takes and answers is declared for the OpenAPI document in `resources`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from metrics.usage import services
from metrics.usage.choices import MAX_BATCH, MAX_BYTES, SourceKind
from metrics.usage.door import bucket, signing
from metrics.usage.models import UsageSource
from metrics.usage.services import sources
from pmo.tokens.secret import note_use
from pmo.web.api import languages, words
from pmo.web.api.problems import Problem, document, too_large
from pmo.web.api.render import dumps

CODES = {
    "invalid_token": words.TOKEN["invalid_token"],
    "revoked_token": words.TOKEN["revoked_token"],
    "expired_token": words.TOKEN["expired_token"],
    "no_token": _("Send the token of a source: Authorization: Bearer lu_…"),
    "missing_signature": _("This source signs its requests: Luodi-Timestamp and Luodi-Signature are missing."),
    "stale_signature": _("The signature is more than 5 minutes old, or the clock of the source is wrong."),
    "wrong_signature": _("The signature does not fit the body."),
    "origin": _("This token may not be used on pages of this origin."),
    "not_a_list": _("Expected a list of events, or an object with `events`."),
    "empty": _("The list is empty."),
    "too_many": _("At most %(max)d events at once."),
}


def take(request: HttpRequest) -> HttpResponse:
    """Answer one batch, in the language asked for."""
    language = languages.asked(request) or settings.LANGUAGE_CODE
    origin = request.headers.get("Origin", "")
    with translation.override(language):
        try:
            source, response = _take(request, origin)
        except Problem as problem:
            source, response = None, _refused(problem)
        except (OperationalError, InterfaceError):
            source, response = None, _refused(Problem(503, "unavailable", headers={"Retry-After": "1"}))
    response["Content-Language"] = language
    response["Cache-Control"] = "no-store"
    if source is not None and origin:
        # The page may read what became of its events, so that it can forget them.
        response["Access-Control-Allow-Origin"] = origin
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_vary_headers(response, ["Accept-Language", "Authorization", "Origin"])
    return response


def _take(request: HttpRequest, origin: str) -> tuple[UsageSource, HttpResponse]:
    now = timezone.now()
    if request.GET:
        detail = force_str(words.PARAMETER["no_parameters"])
        parameter = next(iter(request.GET))
        error = {"pointer": "", "parameter": parameter[:100], "code": "unknown_parameter", "detail": detail}
        raise Problem(400, "validation", errors=[error])
    if _length(request) > MAX_BYTES:
        raise too_large(MAX_BYTES)
    body = request.body
    scheme, _space, plain = request.headers.get("Authorization", "").partition(" ")
    found = _parsed(body)
    token = found.get("token") if isinstance(found, dict) else None
    if not isinstance(token, str):
        if scheme.lower() != "bearer":
            raise _problem(401, "not_authenticated", "no_token", **{"WWW-Authenticate": 'Bearer realm="usage"'})
        token = plain.strip()
    source = _source(token, now)
    _check_origin(source, origin)
    if source.signed:
        given = (request.headers.get(signing.TIMESTAMP, ""), request.headers.get(signing.SIGNATURE, ""))
        fault = signing.fault(source.digest, *given, body, now=now.timestamp())
        if fault:
            raise _problem(401, "not_authenticated", fault)
    entries = _entries(found)
    _make_room(source, len(entries))
    taken = services.take(system=source.system, entries=entries, now=now)
    note_use(source, now=now)
    answer = {
        "accepted": taken.accepted,
        "duplicates": taken.duplicates,
        "rejected": [
            {"index": index, "code": why.value, "detail": str(why.label)}
            for index, why, _example in taken.batch.refused
        ],
    }
    return source, HttpResponse(orjson.dumps(answer), status=202, content_type="application/json")


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _source(plain: str, now: datetime) -> UsageSource:
    found = sources.find(plain)
    state = found.state(now) if found is not None else "invalid"
    if found is None or state != "active":
        raise _problem(
            401,
            "not_authenticated",
            f"{state}_token",
            **{"WWW-Authenticate": 'Bearer realm="usage", error="invalid_token"'},
        )
    return found


def _check_origin(source: UsageSource, origin: str) -> None:
    """A beacon works on its pages alone; a program's token is of no use in any browser."""
    allowed = source.origins if source.kind == SourceKind.BEACON else []
    if (origin or source.kind == SourceKind.BEACON) and origin.lower() not in allowed:
        raise _problem(403, "forbidden", "origin")


def _parsed(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Problem(400, "malformed", words.BODY_REFUSED["malformed"]) from error


def _entries(found: Any) -> list[Any]:
    entries = found
    if isinstance(found, dict) and found.keys() <= {"events", "token"}:
        entries = found.get("events")
    if not isinstance(entries, list):
        raise _problem(400, "validation", "not_a_list")
    if not entries:
        raise _problem(400, "validation", "empty")
    if len(entries) > MAX_BATCH:
        raise _problem(400, "validation", "too_many")
    return entries


def _make_room(source: UsageSource, events: int) -> None:
    wait = bucket.take(f"luodi-usage:{source.pk}", events, rate=settings.USAGE_RATE, burst=settings.USAGE_BURST)
    if wait > 0:
        seconds = max(1, math.ceil(wait))
        detail = force_str(words.DETAILS["throttled"]) % {"seconds": seconds}
        raise Problem(429, "throttled", detail, headers={"Retry-After": str(seconds)})


def _problem(status: int, kind: str, code: str, **headers: str) -> Problem:
    detail = force_str(CODES[code]) % {"max": MAX_BATCH} if code == "too_many" else force_str(CODES[code])
    error = {"pointer": "", "code": code, "detail": detail}
    return Problem(status, kind, None if status == 400 else detail, errors=[error], headers=headers)


def _refused(problem: Problem) -> HttpResponse:
    headers: Mapping[str, str] = problem.headers
    body = document(problem.status_code, problem.kind, problem.detail, problem.errors)
    return HttpResponse(
        dumps(body), status=problem.status_code, content_type="application/problem+json", headers=dict(headers)
    )
