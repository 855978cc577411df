"""A POST with an Idempotency-Key: done once, answered alike ever after."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from rest_framework.request import Request

from pmo.idempotency import services
from pmo.idempotency.models import KeyedRequest
from pmo.web.api import words
from pmo.web.api.problems import Problem
from pmo.web.api.render import dumps

if TYPE_CHECKING:
    from pmo.accounts.models import User

_KEY = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?")
_KEPT_HEADERS = ("Location", "ETag", "Retry-After")


def once(view: Any, handler: Callable[..., Any], key: str, request: Request, /, *args: Any, **kwargs: Any) -> Any:
    """Call `handler` unless this caller's key has its answer already. `kwargs` are those of the address."""
    if not _KEY.fullmatch(key):
        error = {"pointer": "", "code": "key_malformed", "detail": str(words.KEY["key_malformed"])}
        raise Problem(400, "validation", words.KEY["key_malformed"], errors=[error])
    token, user = request.auth, cast("User", request.user)
    held = services.claim(
        user=user,
        caller=f"token:{token.pk}" if token is not None else f"user:{user.pk}",
        key=key,
        fingerprint=fingerprint(request),
        now=view.now,
    )
    if isinstance(held, KeyedRequest):
        return _replay(view, held)
    try:
        with transaction.atomic():
            response = handler(request, *args, **kwargs)
            if 200 <= response.status_code < 300:
                services.finish(held, **_stored(response))
    except BaseException:
        services.release(held)
        raise
    if response.status_code >= 300:
        services.release(held)
    return response


def fingerprint(request: Request) -> str:
    """SHA-256 over what makes two requests the same: method, address, and the body's meaning."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    data = request.data
    if hasattr(data, "lists"):
        for name, values in sorted(data.lists()):
            digest.update(dumps(name))
            for value in values:
                _add(digest, value)
    else:
        digest.update(dumps(data, sort_keys=True))
    return digest.hexdigest()


def _add(digest: Any, value: Any) -> None:
    if not isinstance(value, UploadedFile):
        digest.update(dumps(value))
        return
    digest.update(dumps([value.name, value.size]))
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)


def _stored(response: Any) -> dict[str, Any]:
    return {
        "status": response.status_code,
        "headers": {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers},
        "body": "" if response.data is None else dumps(response.data).decode(),
        "subject": str(getattr(response, "subject", "")),
    }


def _replay(view: Any, kept: KeyedRequest) -> HttpResponse:
    """The first answer, unless what it spoke of has gone out of the caller's sight since."""
    if kept.subject and not view.still_visible(kept.subject):
        raise Problem(404, "not_found")
    response = HttpResponse(kept.body, status=kept.status, content_type="application/json" if kept.body else None)
    for name, value in kept.headers.items():
        response.headers[name] = value
    response.headers["Idempotent-Replayed"] = "true"
    return response
