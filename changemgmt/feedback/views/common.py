from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from changemgmt.feedback.models import Feedback
from changemgmt.feedback.selectors import items
from pmo.files.pictures import MAX_BYTES
from pmo.records import DomainError, Forbidden
from pmo.web import uploads
from pmo.web.pages import done

# One photo or file and what a form says beside it.
weighed = uploads.weighed(MAX_BYTES)


def load(request: HttpRequest, pk: int) -> Feedback:
    """The item if the reader may see it; else what a missing one gives."""
    found = items.visible(request.user).filter(pk=pk).first()
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
