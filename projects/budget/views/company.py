"""Money across projects; rates of exchange; rules of approval."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.web.pages import done, render
from projects.budget import rollup, services
from projects.budget.approval_models import ApprovalRule
from projects.budget.forms.approvals import LabourRateForm, RateForm, RuleForm
from projects.budget.labour_models import LabourRate
from projects.budget.models import CurrencyRate
from projects.budget.selectors import labour
from projects.budget.selectors import rates as rate_selectors
from projects.budget.views.common import tried
from projects.portfolio import narrowing

PER_PAGE = 50


def roll_up(request: HttpRequest) -> HttpResponse:
    """Every project whose money the reader may see, and the sum of them."""
    choice = narrowing.narrow(rollup.open_budgets(request.user), request.GET.get("portfolio", ""))
    found = rollup.of(choice.rows, timezone.localdate())
    may = {
        "rates": policy.may(request.user, "view", "rate"),
        "rules": policy.may(request.user, "change", "approval"),
    }
    shown = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"found": found, "page": shown, "choice": choice, "may": may, "nav": "money"}
    return render(request, "projects/budget/roll_up.html", context)


def rates(request: HttpRequest) -> HttpResponse:
    form = RateForm(request.POST or None)
    if request.method == "POST":
        policy.require(request.user, "add", "rate")
        if form.is_valid():
            made = tried(form, lambda: services.add_rate(by=request.user, now=timezone.now(), **form.values()))
            if made is not None:
                return done(request, _("Rate entered"), reverse("budget:rates"))
    rows = list(rate_selectors.visible(request.user).order_by("currency", "-since_on"))
    context = {"form": form, "rows": rows, "may_add": policy.may(request.user, "add", "rate"), "nav": "money"}
    return render(request, "projects/budget/rates.html", context, status=422 if form.errors else 200)


@require_POST
def rate_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found: CurrencyRate = access.get_visible_or_404(CurrencyRate.objects.all(), request.user, pk=pk)
    services.remove_rate(by=request.user, rate=found, now=timezone.now())
    return done(request, _("Rate taken back"), reverse("budget:rates"))


def labour_rates(request: HttpRequest) -> HttpResponse:
    form = LabourRateForm(request.POST or None)
    if request.method == "POST":
        policy.require(request.user, "add", "rate")
        if form.is_valid():
            made = tried(form, lambda: services.add_labour_rate(by=request.user, now=timezone.now(), **form.values()))
            if made is not None:
                return done(request, _("Rate entered"), reverse("budget:labour_rates"))
    rows = list(labour.visible(request.user).order_by("role", "-since_on"))
    context = {"form": form, "rows": rows, "may_add": policy.may(request.user, "add", "rate"), "nav": "money"}
    return render(request, "projects/budget/labour_rates.html", context, status=422 if form.errors else 200)


@require_POST
def labour_rate_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found: LabourRate = access.get_visible_or_404(LabourRate.objects.all(), request.user, pk=pk)
    services.remove_labour_rate(by=request.user, rate=found, now=timezone.now())
    return done(request, _("Rate taken back"), reverse("budget:labour_rates"))


def rules(request: HttpRequest) -> HttpResponse:
    policy.require(request.user, "change", "approval")
    form = RuleForm(request.POST or None, user=request.user, initial={"above": Decimal(0)})
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = {
            name: form.cleaned_data[name] for name in ("portfolio", "project", "subject", "above", "mode")
        }
        made = tried(
            form,
            lambda: services.save_rule(by=request.user, parts=form.parts(), now=timezone.now(), **values),
        )
        if made is not None:
            return done(request, _("Rule made"), reverse("budget:rules"))
    rows = ApprovalRule.objects.visible_to(request.user).select_related("portfolio", "project")
    rows = rows.prefetch_related("signers__person").order_by("portfolio__code", "project__key", "subject", "above")
    context = {"form": form, "rows": list(rows), "nav": "money"}
    return render(request, "projects/budget/rules.html", context, status=422 if form.errors else 200)


def rule_edit(request: HttpRequest, pk: int) -> HttpResponse:
    rows = ApprovalRule.objects.select_related("portfolio", "project")
    found: ApprovalRule = access.get_visible_or_404(rows, request.user, pk=pk)
    policy.require(request.user, "change", "approval")
    form = RuleForm(request.POST or None, user=request.user).for_rule(found)
    back = reverse("budget:rules")
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = {name: form.cleaned_data[name] for name in ("above", "mode")}
        act = partial(services.change_rule, by=request.user, rule=found, expected=form.expected, now=timezone.now())
        if tried(form, lambda: act(parts=form.parts(), **values)) is not None:
            return done(request, _("Rule changed, for what is raised from now on"), back)
    context = {"form": form, "rule": found, "back": back, "nav": "money"}
    return render(request, "projects/budget/rule_form.html", context, status=422 if form.errors else 200)


@require_POST
def rule_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found: ApprovalRule = access.get_visible_or_404(ApprovalRule.objects.all(), request.user, pk=pk)
    services.delete_rule(by=request.user, rule=found, now=timezone.now())
    return done(request, _("Rule taken back"), reverse("budget:rules"))
