"""What views share: pages and their fragments, visible-or-404, saying what was done."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as django_render
from django.utils.http import url_has_allowed_host_and_scheme

M = TypeVar("M", bound=Model)


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asked for a part of the page (and not for its history)."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def render(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    partial: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, or its named partial when htmx asks."""
    name = f"{template}#{partial}" if partial and wants_fragment(request) else template
    response = django_render(request, name, context or {}, status=status)
    response["Vary"] = ", ".join(filter(None, [response.get("Vary"), "HX-Request"]))
    return response


def visible_or_404(rows: QuerySet[M], user: Any, **lookup: Any) -> M:
    """The row if `user` may see it; otherwise exactly what a row that does not exist gives."""
    found = rows.visible_to(user).filter(**lookup).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def done(request: HttpRequest, text: str, to: str, *, undo: str = "") -> HttpResponse:
    """Say what happened and go on: a redirect, or for htmx a refresh towards `to`."""
    messages.success(request, text, extra_tags=f"undo:{undo}" if undo else "")
    if wants_fragment(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = to
        return response
    return redirect(to)


def toast(response: HttpResponse, text: str, kind: str = "ok") -> HttpResponse:
    """Show `text` for a moment beside a fragment that was swapped in place."""
    response["HX-Trigger"] = json.dumps({"toast": {"text": text, "kind": kind}})
    return response


def safe_next(request: HttpRequest, default: str) -> str:
    """The `next` parameter if it stays on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return default


def referrer(request: HttpRequest, default: str = "/") -> str:
    """The page of this site the person came from."""
    given = request.headers.get("Referer", "")
    origin = f"{request.scheme}://{request.get_host()}"
    return given.removeprefix(origin) if given.startswith(f"{origin}/") else default
