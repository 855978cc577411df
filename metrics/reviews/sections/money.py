"""Money and benefits, for readers who may see them in every project of the pack."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from metrics.reviews.sections import section
from metrics.reviews.sections.blocks import Asked, Link, Section, projects_named, status
from pmo import texts
from pmo.texts import Sentence
from projects.benefits import figures as benefit_figures
from projects.budget import rollup
from projects.budget.models import Budget
from projects.portfolio.models import Project
from projects.risks.models import Risk
from projects.risks.selectors import risks as risk_rows

for key, template in {
    "pack.money.lead": N_("**%(actual)s of %(approved)s approved** is spent; at completion it will be %(eac)s."),
    "pack.money.unapproved": N_("**%(actual)s is spent**; no budget is approved yet."),
    "pack.money.over": N_("Projects that will exceed their budgets: %(projects)s, by **%(over)s** together."),
    "pack.money.within": N_("No project is expected to exceed its budget."),
    "pack.money.ev": N_("Every unit of money earned **%(cpi)s** of work (CPI); work is at **%(spi)s** of its plan (SPI)."),  # noqa: E501
    "pack.money.no_ev": N_("Earned value is not available: no project has an approved budget and a baseline of work."),
    "pack.money.left_out": N_("Not added up, for want of an exchange rate: %(projects)s."),
    "pack.money.risk": N_("The live threats may take **%(money)s** (expected value); without an amount: %(unknown)s."),
    "pack.money.none": N_("No project of this review has a budget."),
    "pack.benefit.lead": N_("**%(realised)s of %(due)s due by now has come** (hard and soft)."),
    "pack.benefit.early": N_("Nothing is due yet; **%(total)s** is agreed for the whole term."),
    "pack.benefit.short": N_("Clearly less than was due: **%(projects)s**."),
    "pack.benefit.none": N_("No benefit of these projects is agreed, so that nothing can be compared."),
}.items():  # fmt: skip
    texts.register(key, template)


@section("money", N_("Money"), 40, right="budget")
def money(asked: Asked, out: Section) -> dict[str, Any] | None:
    budgets = Budget.objects.filter(project__in=asked.ids).select_related("project__portfolio").order_by("project__key")
    sums = rollup.of(budgets, asked.today)
    _expected_loss(asked, out)
    risk = out.say[:]
    out.say.clear()
    if not sums.rows:
        out.tell(Sentence("pack.money.none"))
        out.say += risk
        return None
    url = reverse("budget:roll_up")
    cash = lambda value: None if value is None else texts.money(value, sums.currency)  # noqa: E731
    words = {"actual": cash(sums.actual), "approved": cash(sums.approved), "eac": cash(sums.eac)}
    out.tell(Sentence("pack.money.lead" if sums.approved else "pack.money.unapproved", words), url)
    over = [row.project for row in sums.rows if row.eac and row.approved and row.eac > row.approved]
    if over:
        said = {"over": cash(sums.over), "projects": projects_named(over)}
        out.tell(Sentence("pack.money.over", said), url)
    elif sums.approved:
        out.tell(Sentence("pack.money.within"), url)
    if sums.cpi is not None and sums.spi is not None:
        out.tell(Sentence("pack.money.ev", {"cpi": _ratio(sums.cpi), "spi": _ratio(sums.spi)}), url)
    else:
        out.tell(Sentence("pack.money.no_ev"), url)
    if sums.left_out:
        out.tell(Sentence("pack.money.left_out", {"projects": projects_named(sums.left_out)}), url)
    out.say += risk
    was = asked.facts_before("money")
    for label, name in ((N_("Approved"), "approved"), (N_("Spent"), "actual"), (N_("At completion"), "eac")):
        out.figure(label, cash(getattr(sums, name)), was.get(name))
    columns = [
        (N_("Project"), "text"), (N_("Status"), "text"), (N_("Approved"), "num"), (N_("Released"), "num"),
        (N_("Spent"), "num"), (N_("At completion"), "num"), (N_("CPI"), "num"), (N_("SPI"), "num"),
    ]  # fmt: skip
    rows = [
        (
            [texts.name(row.project), status(row.status), cash(row.approved), cash(row.released), cash(row.actual),
             cash(row.eac), _ratio(row.cpi), _ratio(row.spi)],
            Link(reverse("budget:overview", args=[row.project.key]), row.project.pk),
        )
        for row in sums.rows
    ]  # fmt: skip
    out.table(N_("By project"), columns, rows)
    shown = [row for row in sums.rows if row.approved]
    series = [
        (N_("Approved"), [_millions(row.approved) for row in shown]),
        (N_("At completion"), [_millions(row.eac) for row in shown]),
    ]
    out.chart(
        "bar", Sentence("pack.money.chart", {"currency": sums.currency}), [texts.name(row.project) for row in shown],
        series,
    )  # fmt: skip
    return {name: cash(getattr(sums, name)) for name in ("approved", "actual", "eac")}


texts.register("pack.money.chart", N_("Approved and expected at completion, in million %(currency)s"))


def _millions(value: Decimal | None) -> float | None:
    """For drawing only: amounts are kept as text beside it."""
    return None if value is None else float(round(value / 1_000_000, 3))


def _ratio(value: Decimal | None) -> Any:
    return None if value is None else texts.num(round(value, 2), digits=2)


def _expected_loss(asked: Asked, out: Section) -> None:
    sums, unknown = risk_rows.money_sums(Risk.objects.filter(project__in=asked.ids))
    if sums:
        shown = {"t": "list", "v": [texts.money(amount, currency) for currency, amount in sorted(sums.items())]}
        out.tell(Sentence("pack.money.risk", {"money": shown, "unknown": unknown}), reverse("risks:risks"))


@section("benefits", N_("Benefits"), 50, right="benefit")
def benefits(asked: Asked, out: Section) -> dict[str, Any] | None:
    rows = benefit_figures.with_benefits(Project.objects.filter(pk__in=asked.ids)).order_by("key")
    found = [one for one in benefit_figures.of(rows, asked.today) if not one.lacking and not one.drafted]
    currencies = {one.currency for one in found}
    if not found or len(currencies) > 1:
        out.tell(Sentence("pack.benefit.none" if not found else "pack.benefit.mixed"))
        return None
    currency = currencies.pop()
    cash = lambda value: None if value is None else texts.money(value, currency)  # noqa: E731
    realised = sum((one.hard.realised + one.soft.realised for one in found), Decimal(0))
    due = sum((one.hard.due + one.soft.due for one in found), Decimal(0))
    total = sum((one.hard.due_total + one.soft.due_total for one in found), Decimal(0))
    url = reverse("benefits:company")
    if due > 0:
        out.tell(Sentence("pack.benefit.lead", {"realised": cash(realised), "due": cash(due)}), url)
    else:
        out.tell(Sentence("pack.benefit.early", {"total": cash(total)}), url)
    behind = [one.project for one in found if one.status == "off"]
    if behind:
        out.tell(Sentence("pack.benefit.short", {"projects": projects_named(behind)}), url)
    was = asked.facts_before("benefits")
    out.figure(N_("Realised"), cash(realised), was.get("realised"))
    out.figure(N_("Due by now"), cash(due), was.get("due"))
    columns = [
        (N_("Project"), "text"), (N_("Status"), "text"), (N_("Due by now"), "num"), (N_("Realised"), "num"),
        (N_("Whole term"), "num"), (N_("Net present value"), "num"),
    ]  # fmt: skip
    table = [
        (
            [texts.name(one.project), status(one.status), cash(one.hard.due + one.soft.due),
             cash(one.hard.realised + one.soft.realised), cash(one.hard.due_total + one.soft.due_total),
             cash(one.npv)],
            Link(reverse("benefits:benefits", args=[one.project.key]), one.project.pk),
        )
        for one in found
    ]  # fmt: skip
    out.table(N_("By project"), columns, table)
    return {"realised": cash(realised), "due": cash(due)}


texts.register(
    "pack.benefit.mixed", N_("Benefits of these projects are in several currencies and are not added up here.")
)
