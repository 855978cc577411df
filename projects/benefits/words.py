"""Why a figure is not available, and how each of them is computed, in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext

from pmo.web import formats
from projects.benefits.selectors.case import Case, Side
from projects.benefits.selectors.months import text_of
from projects.engines.benefits import Figure, Missing, Payback

REASONS: dict[str, str] = {
    "no_flows": N_("no month has any money"),
    "no_cost": N_("nothing is spent"),
    "no_benefit": N_("nothing comes in"),
    "several": N_("money goes out again after it has come back, so that several rates fit"),
    "beyond": N_("next to nothing is spent against what comes: above 1,000% a year"),
    "not_within": N_("what is spent does not come back within the months of the case"),
    "nothing_planned": N_("nothing was due until now"),
    "no_rate": N_("no adoption is measured yet"),
    "no_assumption": N_("the plan does not say which adoption it assumes"),
    "no_budget": N_("no budget is kept, so that the costs are not known"),
    "not_approved": N_("budget and benefits are not both agreed yet"),
    "nothing": N_("no benefit is in money yet"),
    "no_rate_of_exchange": N_("a rate of exchange is missing"),
}


def reason(found: Missing | str) -> str:
    return _(REASONS[found.reason if isinstance(found, Missing) else found])


@dataclass(frozen=True)
class Told:
    """A figure as pages show it: its value in words, or why there is none; its formula, also with the numbers."""

    label: str
    value: str
    why: str = ""
    formula: str = ""
    numbers: str = ""
    bad: bool = False


def months(period: int) -> str:
    return ngettext("%(n)s month", "%(n)s months", period) % {"n": formats.number(period)}


def percent(found: Figure, digits: int = 1) -> str:
    return "" if isinstance(found, Missing) else formats.pct(found, digits)


def figures_of(side: Side | Missing, case: Case) -> list[Told]:
    """The five figures of a value case."""
    names = (_("NPV"), _("Internal rate"), _("Payback"), _("Discounted payback"), _("Return on investment"))
    if isinstance(side, Missing):
        return [Told(name, "", reason(side)) for name in names]
    currency = case.currency
    npv = side.npv
    rate = formats.pct(case.rule.rate)
    first = text_of(side.months[0]) if side.months else ""
    return [
        Told(
            names[0],
            formats.money(npv, currency) if isinstance(npv, Decimal) else "",
            reason(npv) if isinstance(npv, Missing) else "",
            _("Σ money of a month ÷ (1 + r)^(t ÷ 12), t = months after the first one with money"),
            _("r = %(rate)s a year, first month %(first)s") % {"rate": rate, "first": first},
            isinstance(npv, Decimal) and npv < 0,
        ),
        _told(names[1], side.irr, _("The yearly rate at which the net present value is zero; only where there is one")),
        _back(
            names[2], side.payback, side, _("The first month from which all that came stays above all that was spent")
        ),
        _back(names[3], side.discounted_payback, side, _("The same, with every month discounted")),
        _told(
            names[4],
            side.roi,
            _("Net benefit ÷ cost × 100, not discounted"),
            _("(%(benefit)s − %(cost)s) ÷ %(cost)s")
            % {"benefit": formats.money(side.benefit, currency), "cost": formats.money(side.cost, currency)},
        ),
    ]


def _told(label: str, found: Figure, formula: str, numbers: str = "") -> Told:
    if isinstance(found, Missing):
        return Told(label, "", reason(found), formula)
    return Told(label, formats.pct(found, 1), "", formula, numbers, found < 0)


def _back(label: str, found: Payback | Missing, side: Side, formula: str) -> Told:
    if isinstance(found, Missing):
        return Told(label, "", reason(found), formula, bad=found.reason == "not_within")
    month = text_of(side.months[found.period])
    return Told(label, _("%(months)s, in %(month)s") % {"months": months(found.period), "month": month}, "", formula)
