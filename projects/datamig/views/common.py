"""What the pages of data sets share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from pmo import access
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import render
from projects.datamig import selectors
from projects.datamig.models import DataSet


def load(request: HttpRequest, pk: int, verb: str = "") -> DataSet:
    """A data set the reader may see, and may `verb`; 404 or 403 otherwise."""
    found: DataSet = access.get_visible_or_404(selectors.visible(request.user), request.user, pk=pk)
    if verb:
        policy.require(request.user, verb, found)
    return found


def form_page(request: HttpRequest, form: Any, title: str, back: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "nav": "projects", **more}
    return render(request, "projects/datamig/form.html", context, status=422 if form.errors else 200)


def tried(form: Any, act: Callable[[], Any]) -> bool:
    """Whether the act was done; when it is refused, the refusal stands beside its field."""
    try:
        act()
    except Forbidden:
        raise
    except DomainError as error:
        form.apply(error)
        return False
    return True
