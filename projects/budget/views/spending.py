"""Commitments and actuals: lists, forms, the page of a commitment."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pmo import access, exchange
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.web import formats
from pmo.web.lists import Choice, Column, DateRange, Empty, ListPage, Ref
from pmo.web.pages import done, render
from projects.budget import excel, services
from projects.budget.choices import CommitmentState
from projects.budget.forms.money import ActualForm, CommitmentForm, ReasonForm
from projects.budget.models import Actual, BudgetLine, Commitment
from projects.budget.views.common import form_page, load, money_page, tried
from projects.portfolio.models import Project


def _amount(row: Any, value: Any) -> str:
    return f"{formats.number(row.amount, 2)} {row.currency}"


def _lines(request: HttpRequest) -> QuerySet[BudgetLine]:
    key = request.resolver_match.kwargs["key"] if request.resolver_match else ""
    return BudgetLine.objects.visible_to(request.user).filter(budget__project__key=key).order_by("number")


class _OfProject(ListPage):
    """A list below the tabs of the money of one project."""

    kind = "budget"
    tab = ""

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        self.project, self.budget = load(request, kwargs["key"])

    def context(self) -> dict[str, Any]:
        found = money_page(self.request, self.project, self.tab)
        found |= {
            "stage_tabs": found.pop("tabs"),
            "head_template": "projects/budget/_list_head.html",
            "crumbs_template": "projects/budget/_list_crumbs.html",
            "head_level": 2,
        }
        return found


class Commitments(_OfProject):
    key = "commitments"
    tab = "commitments"
    title = gettext_lazy("Commitments")
    columns = [
        Column("code", gettext_lazy("No."), sort="number", nowrap=True),
        Column("supplier", gettext_lazy("Supplier"), sort="supplier", header=True),
        Column(
            "line", gettext_lazy("Budget line"), value=lambda r: f"{r.line.code} {r.line.label}", sort="line__number"
        ),
        Column("reference", gettext_lazy("Contract or order no."), nowrap=True),
        Column("on", gettext_lazy("Date"), sort="on", kind="date"),
        Column("amount", pgettext_lazy("money", "Amount"), cell=_amount, sort="value", kind="decimal"),
        Column("currency", gettext_lazy("Currency"), in_page=False),
        Column("value", gettext_lazy("In the currency of the budget"), kind="decimal", optional=True),
        Column("state", gettext_lazy("State"), value=lambda r: r.get_state_display(), sort="state", nowrap=True),
    ]
    filters = [
        Choice("state", gettext_lazy("State"), choices=CommitmentState.choices),
        Ref("line", gettext_lazy("Budget line"), rows_for=_lines, key="number", named=("title", "title_en")),
        DateRange("on", gettext_lazy("Date")),
    ]
    search = ["supplier", "reference", "line__title"]
    default_sort = "-on"
    empty = Empty(
        gettext_lazy("Nothing is committed yet"),
        gettext_lazy("Contracts and orders stand here. Only released money can be committed."),
    )

    def queryset(self) -> QuerySet[Commitment]:
        rows = Commitment.objects.visible_to(self.request.user).filter(line__budget=self.budget)
        return rows.select_related("line__budget__project")

    def context(self) -> dict[str, Any]:
        found = super().context()
        if found["may"]["add"]:
            url = reverse("budget:commitment_new", args=[self.project.key])
            found |= {"add_url": url, "add_label": _("New commitment")}
        return found


class Actuals(_OfProject):
    key = "actuals"
    tab = "actuals"
    title = gettext_lazy("Actuals")
    columns = [
        Column("on", gettext_lazy("Date"), sort="on", kind="date"),
        Column("reference", gettext_lazy("Document no."), sort="reference", nowrap=True),
        Column(
            "line", gettext_lazy("Budget line"), value=lambda r: f"{r.line.code} {r.line.label}", sort="line__number"
        ),
        Column(
            "commitment",
            gettext_lazy("Commitment"),
            value=lambda r: r.commitment.code if r.commitment else None,
            missing=gettext_lazy("without"),
            nowrap=True,
        ),
        Column("text", gettext_lazy("What for")),
        Column("amount", pgettext_lazy("money", "Amount"), cell=_amount, sort="value", kind="decimal"),
        Column("currency", gettext_lazy("Currency"), in_page=False),
        Column("value", gettext_lazy("In the currency of the budget"), kind="decimal", optional=True),
        Column("act", gettext_lazy("Act"), cell="projects/budget/_actual_act.html", in_export=False),
    ]
    filters = [
        Ref("line", gettext_lazy("Budget line"), rows_for=_lines, key="number", named=("title", "title_en")),
        DateRange("on", gettext_lazy("Date")),
    ]
    search = ["reference", "text", "line__title"]
    default_sort = "-on"
    empty = Empty(
        gettext_lazy("Nothing was spent yet"),
        gettext_lazy("Invoices are booked here, one by one, from a table, or by the finance system."),
    )

    def queryset(self) -> QuerySet[Actual]:
        rows = Actual.objects.visible_to(self.request.user).filter(budget=self.budget)
        return rows.select_related("line__budget__project", "commitment")

    def context(self) -> dict[str, Any]:
        found = super().context()
        if found["may"]["add"]:
            url = reverse("budget:actual_new", args=[self.project.key])
            found |= {"add_url": url, "add_label": _("Book an actual")}
        if found["may"]["import"]:
            found["import_url"] = exchange.import_url(excel.ACTUALS, project=self.project.key)
        return found


def _list(project: Project, name: str) -> str:
    return reverse(f"budget:{name}", args=[project.key])


def _load(request: HttpRequest, pk: int) -> Commitment:
    rows = Commitment.objects.select_related("line__budget__project__portfolio", "line__phase", "raised_by")
    found: Commitment = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


def commitment(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    project = found.line.budget.project
    approvals = found.approvals.select_related("raised_by", "budget__project").order_by("-raised_at")
    actuals = list(found.actuals.order_by("on", "pk"))
    spent = sum((row.value for row in actuals), start=found.value * 0)
    context = money_page(
        request,
        project,
        "commitments",
        commitment=found,
        approvals=list(approvals),
        actuals=actuals,
        spent=spent,
        budget=found.line.budget,
        entries=audit.history(found),
    )
    return render(request, "projects/budget/commitment.html", context)


def commitment_new(request: HttpRequest, key: str) -> HttpResponse:
    project, budget = load(request, key)
    policy.require(request.user, "add", budget)
    initial = {"on": timezone.localdate(), "currency": budget.currency}
    form = CommitmentForm(request.POST or None, user=request.user, project=project, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: services.commit(by=request.user, now=timezone.now(), **form.values()))
        if made is not None:
            asked = made.state == CommitmentState.WAITING
            text = _("%(code)s waits for approval") if asked else _("%(code)s committed")
            return done(request, text % {"code": made.code}, made.url)
    more = _way_out(request, form, project)
    return form_page(request, form, project, _("New commitment"), _list(project, "commitments"), **more)


def _way_out(request: HttpRequest, form: Any, project: Project) -> dict[str, Any]:
    """Where more money can be asked for, when too little is released."""
    refusal = getattr(form, "refusal", None)
    if not isinstance(refusal, services.NotReleased) or refusal.tranche is None:
        return {}
    gate = refusal.tranche.gate
    if gate is not None:
        may = policy.may(request.user, "view", gate)
        return {"way_out": (gate.url, _("To the gate %(code)s") % {"code": gate.code})} if may else {}
    if not policy.may(request.user, "add", "approval", project_id=project.pk):
        return {}
    label = _("Ask for %(code)s to be released") % {"code": refusal.tranche.code}
    return {"way_out": (reverse("budget:tranche_ask", args=[refusal.tranche.pk]), label)}


def commitment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """A returned commitment is put right, then its approval is raised again."""
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    project = found.line.budget.project
    form = CommitmentForm(request.POST or None, user=request.user, project=project, instance=found)
    if request.method == "POST" and form.is_valid():
        saved = tried(
            form,
            lambda: services.change_commitment(
                by=request.user, commitment=found, expected=form.expected, now=timezone.now(), **form.values()
            ),
        )
        if saved is not None:
            return done(request, _("Saved"), found.url)
    title = _("Edit %(code)s") % {"code": found.code}
    return form_page(request, form, project, title, found.url, **_way_out(request, form, project))


def commitment_end(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    project = found.line.budget.project
    form = ReasonForm(request.POST or None, row=found)
    if request.method == "POST" and form.is_valid():
        ended = tried(
            form,
            lambda: services.end_commitment(
                by=request.user, commitment=found, expected=form.expected, now=timezone.now(), **form.values()
            ),
        )
        if ended is not None:
            return done(request, _("%(code)s ended; its money is free again") % {"code": found.code}, found.url)
    title = _("End the commitment")
    about = f"{found.code} {found.supplier}"
    return form_page(request, form, project, title, found.url, about=about, act=title)


def actual_new(request: HttpRequest, key: str) -> HttpResponse:
    project, budget = load(request, key)
    policy.require(request.user, "add", budget)
    initial = {"on": timezone.localdate(), "currency": budget.currency}
    form = ActualForm(request.POST or None, user=request.user, project=project, initial=initial)
    back = _list(project, "actuals")
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: services.record_actual(by=request.user, now=timezone.now(), **form.cleaned_data))
        if made is not None:
            return done(request, _("%(reference)s booked") % {"reference": made.reference}, back)
    return form_page(request, form, project, _("Book an actual"), back)


def actual_remove(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Actual.objects.select_related("budget__project__portfolio", "line")
    found: Actual = access.get_visible_or_404(rows, request.user, pk=pk)
    policy.require(request.user, "delete", found)
    project = found.budget.project
    back = _list(project, "actuals")
    form = ReasonForm(request.POST or None, row=found)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]

        def act() -> bool:
            services.remove_actual(by=request.user, actual=found, reason=reason, now=timezone.now())
            return True

        if tried(form, act):
            return done(request, _("%(reference)s taken back") % {"reference": found.reference}, back)
    title = _("Take back the booking")
    about = {"about": found.reference, "amount": found.amount, "currency": found.currency}
    return form_page(request, form, project, title, back, act=title, **about)
