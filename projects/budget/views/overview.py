"""The money of a project at a glance: what is released, spent, and where it will end."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo.access import policy
from pmo.web.pages import done, render
from projects.budget import services
from projects.budget.choices import Category
from projects.budget.forms.money import DrawForm, OpenForm, ReasonForm
from projects.budget.judging import lead
from projects.budget.models import role_words
from projects.budget.selectors import approvals as waiting
from projects.budget.selectors import cash, draws, earned, labour, ledger
from projects.budget.selectors.released import ZERO, Released
from projects.budget.views.common import answer, form_page, load, money_page, tried
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page


def overview(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "budget")
    return _overview(request, project)


def _overview(request: HttpRequest, project: Project, *, error: str = "") -> HttpResponse:
    today = timezone.localdate()
    found = earned.of([project], today, today)[project.pk]
    if found.ledger is None:
        may = project.is_open and policy.may(request.user, "add", "budget", project_id=project.pk)
        return render(request, "projects/budget/empty.html", page(request, project, "money", may_open=may))
    book, eac = found.ledger, found.eac
    people = labour.of_project(project, book.budget.currency, today)
    budgeted = book.budgeted
    context = money_page(
        request,
        project,
        "overview",
        book=book,
        budget=book.budget,
        earned=found,
        eac=eac,
        lead=lead(book, eac),
        over=eac - budgeted if eac is not None and budgeted is not None and eac > budgeted else None,
        phases=_phases(book),
        categories=_categories(book),
        curve=cash.chart(book),
        months=cash.months(book),
        contingency_left=book.contingency - book.drawn,
        labour=people,
        lacking=role_words(people.lacking) if people else [],
        labour_line=next((line for line in book.lines if line.is_computed), None),
        shown_risks=draws.shown_risks(book.draws, request.user),
        open_approvals=waiting.open_of(book.budget),
        changed=budgeted is not None and not book.is_as_approved,
        ask_form=ReasonForm(needed=False, auto_id="ask_%s"),
        error=error,
    )
    return render(request, "projects/budget/overview.html", context, status=409 if error else 200)


def _phases(book: ledger.Ledger) -> list[dict[str, Any]]:
    rows = []
    for phase in book.phases:
        own = [line for line in book.lines if line.phase_id == phase.pk]
        room = book.room.get(phase.pk, Released())
        approved = _sum(book.approved[line.pk] for line in own)
        forecast = room.actual + _sum(book.to_come.get(line.pk, {}) for line in own)
        rows.append(
            {
                "phase": phase,
                "approved": approved,
                "room": room,
                "forecast": forecast,
                "contingency": _sum(book.approved[line.pk] for line in own if line.is_contingency),
                "over": forecast > approved,
            }
        )
    return rows


def _categories(book: ledger.Ledger) -> list[dict[str, Any]]:
    rows = []
    for code, label in Category.choices:
        own = [line for line in book.lines if line.category == code]
        if own:
            approved = _sum(book.approved[line.pk] for line in own)
            actual = _sum(book.spent[line.pk] for line in own)
            to_come = _sum(book.to_come.get(line.pk, {}) for line in own)
            rows.append({"label": label, "approved": approved, "actual": actual, "forecast": actual + to_come})
    return rows


def _sum(rows: Any) -> Decimal:
    return sum((value for row in rows for value in row.values()), ZERO)


def open_budget(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "budget")
    policy.require(request.user, "add", "budget", project_id=project.pk)
    form = OpenForm(request.POST or None, initial={"currency": project.portfolio.currency})
    back = reverse("budget:overview", args=[project.key])
    if request.method == "POST" and form.is_valid():
        made = tried(
            form,
            lambda: services.open_budget(
                by=request.user,
                project=project,
                phases=form.named(),
                currency=form.cleaned_data["currency"],
                now=timezone.now(),
            ),
        )
        if made is not None:
            text = _("Budget opened: now the lines, and what they cost month by month")
            return done(request, text, reverse("budget:lines", args=[project.key]))
    return form_page(request, form, project, _("Open a budget"), back)


@require_POST
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """Put the plan before those who approve it."""
    project, budget = load(request, key)
    policy.require(request.user, "add", "approval", project_id=project.pk)
    form = ReasonForm(request.POST, needed=False)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    found = answer(
        request,
        lambda: services.ask_budget(by=request.user, budget=budget, reason=reason, now=timezone.now()),
        _("The budget is before those who approve it"),
        reverse("budget:overview", args=[project.key]),
    )
    return _overview(request, project, error=found) if isinstance(found, str) else found


def draw(request: HttpRequest, key: str) -> HttpResponse:
    """Contingency for a risk that happened."""
    project, budget = load(request, key)
    policy.require(request.user, "change", budget)
    form = DrawForm(request.POST or None, user=request.user, budget=budget)
    back = reverse("budget:overview", args=[project.key])
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: services.draw(by=request.user, now=timezone.now(), **form.cleaned_data))
        if made is not None:
            return done(request, _("Contingency drawn"), back)
    return form_page(request, form, project, _("Draw contingency"), back)
