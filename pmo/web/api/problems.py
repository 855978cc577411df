"""Errors as problem documents (RFC 9457), in the caller's language, without the values that caused them."""

from __future__ import annotations

import logging
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.signals import got_request_exception
from django.db import IntegrityError, InterfaceError, OperationalError
from django.db.models import ProtectedError, RestrictedError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.encoding import force_str
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import set_rollback

from pmo.idempotency.services import InFlight, KeyReused
from pmo.records import DomainError, StaleWrite
from pmo.web.api import words
from pmo.web.api.render import dumps

logger = logging.getLogger("luodi.api")

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:luodi:problem:"

Document = dict[str, Any]


class Problem(exceptions.APIException):
    """A refusal with its own kind; `errors` are ready pointers, `extra` further members of the document."""

    def __init__(
        self,
        status: int,
        kind: str,
        detail: Any = None,
        *,
        errors: Sequence[Document] = (),
        headers: Mapping[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(detail if detail is not None else words.DETAILS.get(kind, words.TITLES[kind]), kind)
        self.status_code = status
        self.kind = kind
        self.errors = list(errors)
        self.headers = dict(headers or {})
        self.extra = extra


def bad_parameter(name: str, code: str, text: Any = None, **params: Any) -> Problem:
    """400: the query parameter `name` is wrong, in the words of `code` unless `text` says it better."""
    text = force_str(words.PARAMETER[code] if text is None else text)
    error = {"pointer": "", "parameter": name, "code": code, "detail": text % params if params else text}
    return Problem(400, "validation", errors=[error])


def too_large(limit: int) -> Problem:
    return Problem(413, "too_large", force_str(words.DETAILS["too_large"]) % {"max": f"{limit:,}"})


def document(status: int, kind: str, detail: Any, errors: Sequence[Document] = (), **extra: Any) -> Document:
    return {
        "type": TYPE + kind,
        "title": force_str(words.TITLES[kind]),
        "status": status,
        "detail": force_str(detail),
        "errors": list(errors),
        **extra,
    }


KINDS = {
    400: "malformed",
    401: "not_authenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    412: "stale",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    428: "precondition_required",
    429: "throttled",
    503: "unavailable",
}


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response:
    """The answer to whatever a view raised."""
    set_rollback()
    problem = _translate(error, context)
    body = document(problem.status_code, problem.kind, problem.detail, problem.errors, **problem.extra)
    return Response(body, status=problem.status_code, headers=problem.headers, content_type=MEDIA_TYPE)


def plain_response(status: int, request: HttpRequest, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """A problem document for what was refused before any view of the API ran."""
    kind = KINDS.get(status, "server_error" if status >= 500 else "malformed")
    detail: Any = words.DETAILS.get(kind, words.TITLES[kind])
    extra: Document = {}
    if kind == "server_error":
        extra["reference"] = reference_of(request)
    filled = {
        "method": request.method,
        "reference": extra.get("reference", ""),
        "max": "",
        "types": "application/json",
        "seconds": 1,
    }
    body = document(status, kind, force_str(detail) % filled, **extra)
    return HttpResponse(dumps(body), status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


def reference_of(request: Any) -> str:
    """What the caller can quote and the log can be searched for."""
    return getattr(request, "id", "") or uuid.uuid4().hex


def _translate(error: Exception, context: Mapping[str, Any]) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, DomainError):
        return _domain(error, context)
    if isinstance(error, exceptions.APIException):
        return _framework(error)
    if isinstance(error, Http404):
        return Problem(404, "not_found")
    if isinstance(error, PermissionDenied):
        return Problem(403, "forbidden")
    if isinstance(error, DjangoValidationError):
        return Problem(422, "invalid", errors=_model_errors(error))
    if isinstance(error, (ProtectedError, RestrictedError)):
        return Problem(409, "conflict", words.DETAILS["protected"])
    if isinstance(error, IntegrityError) and _is_duplicate(error):
        return Problem(409, "conflict", words.DETAILS["duplicate"])
    if isinstance(error, KeyReused):
        return Problem(422, "invalid", words.KEY["key_reused"], errors=[_whole("key_reused", words.KEY["key_reused"])])
    if isinstance(error, InFlight):
        entry = _whole("in_flight", words.KEY["in_flight"])
        return Problem(409, "conflict", words.KEY["in_flight"], errors=[entry], headers={"Retry-After": "1"})
    if isinstance(error, RequestDataTooBig):
        return Problem(413, "too_large", words.TITLES["too_large"])
    if isinstance(error, SuspiciousOperation):
        return Problem(400, "malformed")
    return _broken(error, context)


def _is_duplicate(error: IntegrityError) -> bool:
    """Whether two callers raced for the same unique value; every other broken constraint is a fault of ours."""
    return getattr(error.__cause__, "pgcode", "") == "23505" or str(error).startswith("UNIQUE constraint failed")


def _domain(error: DomainError, context: Mapping[str, Any]) -> Problem:
    if isinstance(error, StaleWrite):
        return _stale(error, context)
    kind = KINDS.get(error.status, "invalid")
    entry = {"pointer": pointer_of(error.field), "code": error.code, "detail": error.message}
    return Problem(error.status, kind, error.message, errors=[entry])


def _stale(error: StaleWrite, context: Mapping[str, Any]) -> Problem:
    view: Any = context.get("view")
    if error.current is None:
        return Problem(404, "not_found")
    headers: dict[str, str] = {}
    extra: Document = {}
    if hasattr(view, "represent"):
        extra["current"] = view.represent(error.current)
        headers["ETag"] = view.etag_of(error.current, extra["current"])
    return Problem(412, "stale", headers=headers, **extra)


def _framework(error: exceptions.APIException) -> Problem:
    if isinstance(error, exceptions.ValidationError):
        return Problem(400, "validation", errors=list(_walk(error.detail, "")))
    status = error.status_code
    kind = KINDS.get(status, "malformed")
    headers = {}
    if auth := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = auth
    if isinstance(error, exceptions.Throttled):
        seconds = max(1, int(getattr(error, "wait", None) or 1))
        detail = force_str(words.DETAILS["throttled"]) % {"seconds": seconds}
        return Problem(429, kind, detail, headers={"Retry-After": str(seconds)})
    return Problem(status, kind, _framework_detail(error, kind), errors=_framework_errors(error), headers=headers)


def _framework_detail(error: exceptions.APIException, kind: str) -> Any:
    """Our words where the framework has its own default, the given ones where a view said something."""
    if isinstance(error, exceptions.MethodNotAllowed):
        return force_str(words.DETAILS[kind]) % {"method": getattr(error, "method", "") or "this method"}
    if isinstance(error, (exceptions.UnsupportedMediaType, exceptions.NotAcceptable)):
        return force_str(words.DETAILS[kind]) % {"types": getattr(error, "types", "application/json")}
    if str(error.detail) == force_str(error.default_detail) and kind in words.DETAILS:
        return words.DETAILS[kind]
    return error.detail


def _framework_errors(error: exceptions.APIException) -> list[Document]:
    codes = error.get_codes()
    if isinstance(codes, str) and codes != error.default_code:
        return [_whole(codes, error.detail)]
    return []


def _broken(error: Exception, context: Mapping[str, Any]) -> Problem:
    request = context.get("request")
    plain = getattr(request, "_request", request)
    if isinstance(error, (OperationalError, InterfaceError)):
        logger.warning("database unavailable", exc_info=error)
        return Problem(503, "unavailable", headers={"Retry-After": "1"})
    reference = reference_of(plain)
    logger.error("unexpected error %s", reference, exc_info=error)
    if sys.exc_info()[0] is not None:
        # Lets error monitors, and the test client, see what the caller does not.
        got_request_exception.send(sender=None, request=plain)
    detail = force_str(words.DETAILS["server_error"]) % {"reference": reference}
    return Problem(500, "server_error", detail, reference=reference)


def pointer_of(field: str) -> str:
    """JSON Pointer of a field name; dots and slashes separate levels ("kpis.0.value")."""
    steps = [step for step in field.replace("/", ".").split(".") if step]
    return "".join("/" + _escape(step) for step in steps)


def _escape(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


def _whole(code: str, detail: Any) -> Document:
    return {"pointer": "", "code": code, "detail": force_str(detail)}


def _walk(detail: Any, pointer: str) -> Iterator[Document]:
    """The leaves of a validation error with the pointers to what they are about."""
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            own = str(key) == api_settings.NON_FIELD_ERRORS_KEY
            yield from _walk(inner, pointer if own else f"{pointer}/{_escape(str(key))}")
    elif isinstance(detail, (list, tuple)):
        nested = any(isinstance(item, (Mapping, list, tuple)) for item in detail)
        for index, inner in enumerate(detail):
            yield from _walk(inner, f"{pointer}/{index}" if nested else pointer)
    else:
        yield {"pointer": pointer, "code": getattr(detail, "code", None) or "invalid", "detail": force_str(detail)}


def _model_errors(error: DjangoValidationError) -> list[Document]:
    if hasattr(error, "error_dict"):
        found = [(field, item) for field, items in error.error_dict.items() for item in items]
    else:
        found = [("", item) for item in error.error_list]
    return [
        {
            "pointer": pointer_of("" if field == "__all__" else field),
            "code": item.code or "invalid",
            "detail": " ".join(map(str, item.messages)),
        }
        for field, item in found
    ]
