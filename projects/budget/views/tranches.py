"""Tranches: planned, asked for, released, frozen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.web.pages import done, render
from projects.budget import services
from projects.budget.forms.money import ReasonForm, TrancheForm
from projects.budget.models import Budget, Tranche
from projects.budget.selectors import ledger
from projects.budget.selectors.approvals import open_of
from projects.budget.selectors.ledger import Parts
from projects.budget.selectors.released import Released
from projects.budget.views.common import answer, form_page, load, money_page, tried
from projects.portfolio.models import Project


def tranches(request: HttpRequest, key: str) -> HttpResponse:
    return _page(request, *load(request, key))


def _page(request: HttpRequest, project: Project, budget: Budget, *, error: str = "") -> HttpResponse:
    book = ledger.of_budget(budget, timezone.localdate(), parts=Parts(months=False))
    asked = {approval.tranche_id: approval for approval in open_of(book.budget) if approval.tranche_id}
    given = book.total.released + book.total.frozen
    context = money_page(
        request,
        project,
        "tranches",
        book=book,
        budget=book.budget,
        rows=[{"tranche": row, "approval": asked.get(row.pk)} for row in book.tranches],
        rooms=[{"phase": phase, "room": book.room.get(phase.pk, Released())} for phase in book.phases],
        given=given,
        left=None if book.budgeted is None else book.budgeted - given,
        user_pk=request.user.pk,
        error=error,
    )
    return render(request, "projects/budget/tranches.html", context, status=409 if error else 200)


def _home(project: Project) -> str:
    return reverse("budget:tranches", args=[project.key])


def _load(request: HttpRequest, pk: int) -> Tranche:
    rows = Tranche.objects.select_related("budget__project__portfolio", "phase")
    found: Tranche = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


def new(request: HttpRequest, key: str) -> HttpResponse:
    project, budget = load(request, key)
    policy.require(request.user, "change", budget)
    form = TrancheForm(request.POST or None, user=request.user, budget=budget)
    if request.method == "POST" and form.is_valid():
        made = tried(
            form, lambda: services.plan_tranche(by=request.user, budget=budget, now=timezone.now(), **form.values())
        )
        if made is not None:
            return done(request, _("%(code)s planned") % {"code": made.code}, _home(project))
    return form_page(request, form, project, _("Plan a tranche"), _home(project))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    project = found.budget.project
    form = TrancheForm(request.POST or None, user=request.user, budget=found.budget, instance=found)
    if request.method == "POST" and form.is_valid():
        saved = tried(
            form,
            lambda: services.change_tranche(
                by=request.user, tranche=found, expected=form.expected, now=timezone.now(), **form.values()
            ),
        )
        if saved is not None:
            return done(request, _("Saved"), _home(project))
    delete_url = reverse("budget:tranche_delete", args=[found.pk])
    title = _("Edit %(code)s") % {"code": found.code}
    return form_page(request, form, project, title, _home(project), delete_url=delete_url)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "delete", found)
    project = found.budget.project
    text = _("%(code)s deleted") % {"code": found.code}
    result = answer(
        request,
        lambda: services.delete_tranche(by=request.user, tranche=found, now=timezone.now()),
        text,
        _home(project),
    )
    return _page(request, project, found.budget, error=result) if isinstance(result, str) else result


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "add", "approval", project_id=found.budget.project_id)
    note = _("Those whom the rules of approval name are asked; you are told what they say.")
    text = _("%(code)s is asked for")
    return _reason(request, found, services.ask_tranche, _("Ask for the release"), note, text, needed=False)


def release(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "release", found)
    note = _("From then on it can be committed. It can be frozen again as long as it is not committed.")
    text = _("%(code)s released")
    return _reason(request, found, services.release, _("Release the tranche"), note, text, needed=False)


def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "release", found)
    note = _("Nothing more can be committed from it. What is committed stays committed.")
    return _reason(request, found, services.freeze, _("Freeze the tranche"), note, _("%(code)s frozen"))


def _reason(
    request: HttpRequest,
    found: Tranche,
    service: Callable[..., Any],
    title: str,
    note: str,
    text: str,
    *,
    needed: bool = True,
) -> HttpResponse:
    """A form with a reason; the version the person saw goes along."""
    project = found.budget.project
    form = ReasonForm(request.POST or None, row=found, needed=needed)
    if request.method == "POST" and form.is_valid():
        made = tried(
            form,
            lambda: service(
                by=request.user, tranche=found, expected=form.expected, now=timezone.now(), **form.values()
            ),
        )
        if made is not None:
            return done(request, text % {"code": found.code}, _home(project))
    about = {"about": f"{found.code} {found.phase.label}", "amount": found.amount, "currency": found.budget.currency}
    return form_page(request, form, project, title, _home(project), note=note, act=title, **about)
