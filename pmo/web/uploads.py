"""Views that take an upload refuse what is too large before any of it is read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from pmo.files.errors import TooLarge

View = Callable[..., HttpResponse]
# What a form says beside its file.
BESIDE = 256 * 1024


def weighed(most: int) -> Callable[[View], View]:
    """Refuse by the announced size a file of more than `most` bytes. The token of the form is checked afterwards, as
    reading it would read the upload first."""

    def decorate(view: View) -> View:
        inner = csrf_protect(view)

        @wraps(view)
        def outer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            announced = request.META.get("CONTENT_LENGTH") or "0"
            if request.method == "POST" and (not announced.isdigit() or int(announced) > most + BESIDE):
                raise TooLarge(
                    _("What you send is larger than %(limit)s MB, the most allowed here."),
                    params={"limit": most // 2**20},
                )
            return inner(request, *args, **kwargs)

        return csrf_exempt(outer)

    return decorate
