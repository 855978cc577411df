"""What the projects of a portfolio are judged by."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.records import DomainError
from pmo.web.pages import done, render
from projects.portfolio.models import Portfolio
from projects.selection import services
from projects.selection.forms.assessments import CriterionForm
from projects.selection.models import Criterion
from projects.selection.selectors import scenarios
from projects.selection.views import common


def criteria(request: HttpRequest) -> HttpResponse:
    return _page(request, common.chosen_portfolio(request))


def _page(request: HttpRequest, portfolio: Portfolio | None, *, error: str = "") -> HttpResponse:
    policy.require(request.user, "change", "scenario")
    rows = Criterion.objects.visible_to(request.user).filter(portfolio=portfolio)
    found = list(rows.annotate(used=Count("scores")).order_by("position", "pk"))
    total = sum(row.weight for row in found)
    for row in found:
        row.share = 100 * row.weight / total if total else 0  # type: ignore[attr-defined]
    context = common.context(
        request,
        "criteria",
        portfolio=portfolio,
        portfolios=list(scenarios.portfolios(request.user).distinct()),
        rows=found,
        error=error,
    )
    return render(request, "projects/selection/criteria.html", context, status=409 if error else 200)


def _load(request: HttpRequest, pk: int) -> Criterion:
    rows = Criterion.objects.visible_to(request.user).select_related("portfolio")
    found: Criterion = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


def _address(portfolio: Portfolio) -> str:
    return f"{reverse('selection:criteria')}?portfolio={portfolio.code}"


def new(request: HttpRequest) -> HttpResponse:
    policy.require(request.user, "change", "scenario")
    portfolio = common.chosen_portfolio(request)
    if portfolio is None:
        raise Http404
    form = CriterionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_criterion(by=request.user, portfolio=portfolio, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Criterion added; scores are computed anew"), _address(portfolio))
    return _form(request, form, portfolio, _("New criterion"))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    form = CriterionForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_criterion(
                by=request.user, criterion=found, now=timezone.now(), expected=form.expected, **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved; scores are computed anew"), _address(found.portfolio))
    return _form(request, form, found.portfolio, found.label)


def _form(request: HttpRequest, form: Any, portfolio: Portfolio, title: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "sub": portfolio.label,
        "back": _address(portfolio),
        "draft": f"criterion-{form.instance.pk or 'new'}",
        "form_crumbs": "projects/selection/_crumbs.html",
        "up": (_("Criteria"), _address(portfolio)),
    }
    return render(request, "projects/selection/form.html", context, status=422 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    try:
        services.remove_criterion(by=request.user, criterion=found, now=timezone.now())
    except DomainError as error:
        if error.status == 403:
            raise
        return _page(request, found.portfolio, error=error.message)
    return done(request, _("Criterion removed; scores are computed anew"), _address(found.portfolio))
