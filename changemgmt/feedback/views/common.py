from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from changemgmt.feedback.models import Feedback
from changemgmt.feedback.selectors import items
from pmo.files.errors import TooLarge
from pmo.files.pictures import MAX_BYTES
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done

View = Callable[..., HttpResponse]
# One photo or file and what a form says beside it.
MAX_BODY = MAX_BYTES + 256 * 1024


def weighed(view: View) -> View:
    """Refuse what is too large by its announced size, before anything of it is read. The token of the form is checked
    afterwards, as reading it would read the upload first."""
    inner = csrf_protect(view)

    @wraps(view)
    def outer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if request.method == "POST" and (not announced.isdigit() or int(announced) > MAX_BODY):
            raise TooLarge(
                _("What you send is larger than %(limit)s MB, the most allowed here."),
                params={"limit": MAX_BYTES // 2**20},
            )
        return inner(request, *args, **kwargs)

    return csrf_exempt(outer)


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
