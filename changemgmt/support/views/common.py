from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from changemgmt.support.models import SupportRequest
from changemgmt.support.selectors import requests
from pmo.files.pictures import MAX_BYTES
from pmo.records import DomainError, Forbidden
from pmo.web import uploads
from pmo.web.pages import done

# One photo or file and what a form says beside it.
weighed = uploads.weighed(MAX_BYTES)


def load(request: HttpRequest, pk: int) -> SupportRequest:
    """The request if the reader may see it; else what a missing one gives."""
    found = requests.visible(request.user).select_related("project__support_setting").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def load_row(request: HttpRequest, model: Any, pk: int, verb: str = "view") -> Any:
    """A row of a project's desk if the reader may see it."""
    found = model.objects.visible_to(request.user).select_related("project").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def act(request: HttpRequest, do: Callable[[], Any], said: str, to: str) -> HttpResponse:
    """One business act from a button: what was done, or why not, on the page `to`."""
    try:
        do()
    except Forbidden:
        raise
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(to)
    return done(request, said, to)
