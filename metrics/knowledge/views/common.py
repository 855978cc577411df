from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from metrics.knowledge.models import Article
from metrics.knowledge.selectors import reading
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done


def load_article(request: HttpRequest, pk: int) -> Article:
    """The article if the reader may see it; else what a missing one gives."""
    found = reading.load(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    article: Article = found
    return article


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
