"""The lines of a budget as a table of months, edited in place."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import access, exchange
from pmo.access import policy
from pmo.records import DomainError, Forbidden, Invalid
from pmo.web.pages import done, render
from projects.budget import excel, services
from projects.budget.choices import Basis, Category
from projects.budget.forms.money import LineForm, PhaseForm
from projects.budget.models import Budget, BudgetLine, BudgetPhase
from projects.budget.selectors import ledger
from projects.budget.selectors.ledger import Parts
from projects.budget.selectors.released import ZERO
from projects.budget.views.common import answer, form_page, load, money_page, tried
from projects.portfolio.models import Project

YEAR = re.compile(r"20\d\d")
CELL = re.compile(r"(plan|forecast)-(\d{1,15})-(20\d\d-\d\d)")


def lines(request: HttpRequest, key: str) -> HttpResponse:
    project, budget = load(request, key)
    if request.method == "GET":
        return _table(request, project, budget)
    policy.require(request.user, "change", budget)
    typed = request.POST.get("version", "")
    try:
        changed = services.set_months(
            by=request.user,
            budget=budget,
            cells=_cells(request.POST),
            expected=int(typed) if typed.isdecimal() and len(typed) < 10 else None,
            now=timezone.now(),
        )
    except Forbidden:
        raise
    except DomainError as error:
        return _table(request, project, budget, error=error.message, typed=request.POST)
    text = _("%(n)s cells saved") % {"n": changed} if changed else _("Nothing was different")
    return done(request, text, request.get_full_path())


def _cells(posted: QueryDict) -> dict[tuple[int, date], dict[str, Decimal | None]]:
    """Raises Invalid with the text that is no amount."""
    found: dict[tuple[int, date], dict[str, Decimal | None]] = {}
    for name, text in posted.items():
        match = CELL.fullmatch(name)
        if match is None:
            continue
        plain = str(text).replace(",", "").replace("，", "").replace(" ", "").strip()
        try:
            value = Decimal(plain) if plain else None
            month = date.fromisoformat(f"{match[3]}-01")
        except (InvalidOperation, ValueError) as error:
            raise Invalid(_("“%(text)s” is not an amount."), code="amount", params={"text": str(text)[:40]}) from error
        if value is not None and not value.is_finite():
            raise Invalid(_("“%(text)s” is not an amount."), code="amount", params={"text": str(text)[:40]})
        empty = Decimal(0) if match[1] == "plan" else None
        found.setdefault((int(match[2]), month), {})[match[1]] = empty if value is None else value
    return found


def _table(
    request: HttpRequest, project: Project, budget: Budget, *, error: str = "", typed: QueryDict | None = None
) -> HttpResponse:
    today = timezone.localdate()
    book = ledger.of_budget(budget, today, parts=Parts(tranches=False))
    years = _years(book)
    asked = request.GET.get("year", "")
    year = int(asked) if YEAR.fullmatch(asked) else min(max(today.year, years[0]), years[-1])
    months = [date(year, number, 1) for number in range(1, 13)]
    what = "forecast" if request.GET.get("show") == "forecast" else "plan"
    rows = [_row(book, line, months, what, typed) for line in book.lines]
    context = money_page(
        request,
        project,
        "lines",
        book=book,
        budget=book.budget,
        year=year,
        years=years,
        months=months,
        what=what,
        rows=rows,
        sums=[sum((row["cells"][place]["value"] for row in rows), ZERO) for place in range(12)],
        phases=list(book.phases),
        phase_form=PhaseForm(),
        import_url=exchange.import_url(excel.LINES, project=project.key),
        error=error,
    )
    return render(request, "projects/budget/lines.html", context, status=409 if error else 200)


def _years(book: ledger.Ledger) -> list[int]:
    known = [row.month.year for rows in book.months.values() for row in rows] + [book.today.year]
    return list(range(min(known), max(known) + 2))


def _row(
    book: ledger.Ledger, line: BudgetLine, months: list[date], what: str, typed: QueryDict | None
) -> dict[str, Any]:
    kept = {row.month: row for row in book.months.get(line.pk, [])}
    cells = []
    for month in months:
        row, name = kept.get(month), f"{what}-{line.pk}-{month:%Y-%m}"
        plan = row.plan if row else ZERO
        forecast = row.forecast if row else None
        own = plan if what == "plan" else forecast
        shown = "" if own is None or (what == "plan" and not own) else _plain(own)
        cells.append(
            {
                "name": name,
                "text": typed.get(name, shown) if typed is not None else shown,
                "hint": _plain(plan) if what == "forecast" and plan else "",
                "month": month,
                "value": book.in_budget(plan if own is None else own, line),
                "kept": (what == "forecast" and month < book.today.replace(day=1))
                or (what == "plan" and line.is_computed),
            }
        )
    return {
        "line": line,
        "cells": cells,
        "plan": sum((row.plan for row in kept.values()), ZERO),
        "approved": sum(book.approved[line.pk].values(), ZERO) if book.version else None,
        "spent": sum(book.spent[line.pk].values(), ZERO),
    }


def _plain(value: Decimal) -> str:
    """As somebody would type it: no cents where there are none."""
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


def _load(request: HttpRequest, pk: int) -> BudgetLine:
    rows = BudgetLine.objects.select_related("budget__project__portfolio", "phase")
    found: BudgetLine = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


def _home(project: Project) -> str:
    return reverse("budget:lines", args=[project.key])


def new(request: HttpRequest, key: str) -> HttpResponse:
    project, budget = load(request, key)
    policy.require(request.user, "change", budget)
    initial = {"currency": budget.currency}
    if request.GET.get("basis") == Basis.LABOUR:
        initial |= {"basis": Basis.LABOUR, "category": Category.INTERNAL, "title": _("Own people")}
    form = LineForm(request.POST or None, user=request.user, budget=budget, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = tried(
            form, lambda: services.add_line(by=request.user, budget=budget, now=timezone.now(), **form.values())
        )
        if made is not None:
            return done(request, _("%(code)s added: now its months") % {"code": made.code}, _home(project))
    return form_page(request, form, project, _("New budget line"), _home(project))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    line = _load(request, pk)
    policy.require(request.user, "change", line)
    project = line.budget.project
    form = LineForm(request.POST or None, user=request.user, budget=line.budget, instance=line)
    if request.method == "POST" and form.is_valid():
        saved = tried(
            form,
            lambda: services.change_line(
                by=request.user, line=line, expected=form.expected, now=timezone.now(), **form.values()
            ),
        )
        if saved is not None:
            return done(request, _("Saved"), _home(project))
    delete_url = reverse("budget:line_delete", args=[line.pk])
    title = _("Edit %(code)s") % {"code": line.code}
    return form_page(request, form, project, title, _home(project), delete_url=delete_url)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    line = _load(request, pk)
    project = line.budget.project
    policy.require(request.user, "delete", line)
    found = answer(
        request,
        lambda: services.delete_line(by=request.user, line=line, now=timezone.now()),
        _("%(code)s deleted") % {"code": line.code},
        _home(project),
    )
    return _table(request, project, line.budget, error=found) if isinstance(found, str) else found


@require_POST
def phase_new(request: HttpRequest, key: str) -> HttpResponse:
    project, budget = load(request, key)
    policy.require(request.user, "change", budget)
    form = PhaseForm(request.POST)
    if not form.is_valid():
        return _table(request, project, budget, error=_("Give the phase a name."))
    found = answer(
        request,
        lambda: services.add_phase(by=request.user, budget=budget, now=timezone.now(), **form.values()),
        _("Phase added"),
        _home(project),
    )
    return _table(request, project, budget, error=found) if isinstance(found, str) else found


def _load_phase(request: HttpRequest, pk: int) -> BudgetPhase:
    rows = BudgetPhase.objects.select_related("budget__project__portfolio")
    found: BudgetPhase = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


def phase_edit(request: HttpRequest, pk: int) -> HttpResponse:
    phase = _load_phase(request, pk)
    policy.require(request.user, "change", phase)
    project = phase.budget.project
    form = PhaseForm(request.POST or None, row=phase, initial={"name": phase.name, "name_en": phase.name_en})
    if request.method == "POST" and form.is_valid():
        act = partial(services.rename_phase, by=request.user, phase=phase, expected=form.expected, now=timezone.now())
        if tried(form, lambda: act(**form.values())) is not None:
            return done(request, _("Saved"), f"{_home(project)}#h-phases")
    return form_page(request, form, project, _("Rename the phase"), f"{_home(project)}#h-phases")


@require_POST
def phase_move(request: HttpRequest, pk: int) -> HttpResponse:
    phase = _load_phase(request, pk)
    project = phase.budget.project
    policy.require(request.user, "change", phase)
    way = request.POST.get("way", "")
    found = answer(
        request,
        lambda: services.move_phase(by=request.user, phase=phase, way=way, now=timezone.now()),
        _("%(name)s moved") % {"name": phase.label},
        f"{_home(project)}#h-phases",
    )
    return _table(request, project, phase.budget, error=found) if isinstance(found, str) else found
