"""Pages of long work: my jobs, one job, and the fragment that asks for news of itself."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pmo.accounts.models import User
from pmo.records import DomainError
from pmo.web.pages import done, render, safe_next, visible_or_404, wants_fragment

from . import selectors, services

PAGE_SIZE = 50


def _reader(request: HttpRequest) -> User:
    """The policy table lets only signed-in people in."""
    return cast(User, request.user)


def mine(request: HttpRequest) -> HttpResponse:
    page = Paginator(selectors.mine(_reader(request)), PAGE_SIZE).get_page(request.GET.get("page"))
    cards = [selectors.card(job) for job in page]
    return render(
        request,
        "pmo/jobs/list.html",
        {"page": page, "cards": cards, "waiting": selectors.unfinished_count(_reader(request))},
    )


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    job = visible_or_404(selectors.mine(_reader(request)), _reader(request), pk=pk)
    return render(
        request,
        "pmo/jobs/detail.html",
        {"job": selectors.card(job), "problems": selectors.problems(job)},
    )


def fragment(request: HttpRequest, pk: int) -> HttpResponse:
    """The card alone; it stops asking when the work is finished."""
    job = visible_or_404(selectors.mine(_reader(request)), _reader(request), pk=pk)
    return render(request, "components/job.html", {"job": selectors.card(job)})


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    job = visible_or_404(selectors.mine(_reader(request)), _reader(request), pk=pk)
    try:
        job = services.cancel(by=_reader(request), job=job, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
        job.refresh_from_db()
    if wants_fragment(request):
        return render(request, "components/job.html", {"job": selectors.card(job)})
    target = safe_next(request, reverse("jobs:detail", args=[job.pk]))
    if job.cancelling:
        return done(request, _("The work stops at its next safe point."), target)
    return redirect(target)
