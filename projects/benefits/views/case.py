"""The value case of a project: what it costs, what it brings, when it has paid back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from pmo import texts
from pmo.access import policy
from pmo.texts import Sentence
from pmo.web.pages import render
from projects.benefits import figures, words
from projects.benefits.choices import Nature
from projects.benefits.selectors import case as cases
from projects.benefits.selectors.case import Case, Side
from projects.benefits.selectors.months import first_day, month_of, text_of
from projects.benefits.views.common import value_page
from projects.budget.selectors import cash
from projects.engines.benefits import ZERO, Missing
from projects.portfolio.stage_pages import load_project


def value_case(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "benefit")
    today = timezone.localdate()
    found = cases.of_project(project, today)
    side = None if isinstance(found.expected, Missing) else found.expected
    sums = figures.computed_of(found, today)
    context = value_page(
        request,
        project,
        "case",
        case=found,
        lead=lead(found),
        figures=[
            {"now": now, "agreed": then}
            for now, then in zip(
                words.figures_of(found.expected, found), words.figures_of(found.agreed, found), strict=True
            )
        ],
        agreed_why=words.reason(found.agreed) if isinstance(found.agreed, Missing) else "",
        expected_why=words.reason(found.expected) if isinstance(found.expected, Missing) else "",
        natures=[(Nature.HARD.label, sums.hard), (Nature.SOFT.label, sums.soft)],
        shortfall=max(sums.hard.shortfall, ZERO),
        side=side,
        years=years(side) if side else [],
        curve=curve(found, side) if side and side.months else None,
        rows=rows(side) if side else [],
        paid=_paid(side),
        may_rates=policy.may(request.user, "change", project.portfolio),
    )
    return render(request, "projects/benefits/case.html", context)


def lead(found: Case) -> Sentence:
    """What somebody in a hurry should know."""
    if isinstance(found.expected, Missing):
        code = "no_budget" if found.expected.reason == "no_budget" else "none"
        return Sentence(f"benefits.case.{code}")
    side, npv = found.expected, found.expected.npv
    if isinstance(npv, Missing):
        return Sentence("benefits.case.none")
    if npv < 0:
        return Sentence("benefits.case.negative", {"npv": texts.money(-npv, found.currency)})
    back = side.payback
    params: dict[str, Any] = {"npv": texts.money(npv, found.currency)}
    if isinstance(back, Missing):
        return Sentence("benefits.case.never", {**params, "months": texts.num(len(side.months))})
    return Sentence("benefits.case.positive", {**params, "payback": text_of(side.months[back.period])})


def _paid(side: Side | None) -> str:
    if side is None or isinstance(side.payback, Missing):
        return ""
    return text_of(side.months[side.payback.period])


def years(side: Side) -> list[dict[str, Any]]:
    """Money out and in by calendar year."""
    found: dict[int, dict[str, Any]] = {}
    for month in side.months:
        year = first_day(month).year
        row = found.setdefault(year, {"year": year, "capital": 0, "operating": 0, "hard": 0, "soft": 0, "net": 0})
        for name in ("capital", "operating", "hard", "soft"):
            row[name] += getattr(side, name).get(month, 0)
        row["net"] += side.benefit_of(month) - side.cost_of(month)
    return list(found.values())


def rows(side: Side) -> list[dict[str, Any]]:
    return [
        {"month": text_of(month), "flow": flow, "sum": total, "worth": worth}
        for month, flow, total, worth in zip(side.months, side.flows, side.cumulated, side.cumulated_worth, strict=True)
    ]


def curve(found: Case, side: Side) -> dict[str, Any]:
    """Cumulated money: solid until the last month that is over, then dotted; dashed as agreed; grey discounted."""
    last = month_of(timezone.localdate()) - 1
    told = dict(zip(side.months, side.cumulated, strict=True))
    worth = dict(zip(side.months, side.cumulated_worth, strict=True))
    agreed = {}
    if isinstance(found.agreed, Side):
        agreed = dict(zip(found.agreed.months, found.agreed.cumulated, strict=True))
    first, end = min([*told, *agreed]), max([*told, *agreed])
    span = list(range(first, end + 1))
    series = [
        {
            "name": _("until now"),
            "style": "measured",
            "values": [cash.text(told.get(m)) if m <= last else None for m in span],
        },
        {
            "name": _("expected"),
            "style": "forecast",
            "values": [cash.text(told.get(m)) if m >= last else None for m in span],
        },
        {"name": _("discounted"), "style": "plain", "values": [cash.text(worth.get(m)) for m in span]},
    ]
    if agreed:
        series.append({"name": _("agreed"), "style": "expected", "values": [cash.text(agreed.get(m)) for m in span]})
    made = cash.frame(found.currency, [first_day(m) for m in span], series)
    paid = _paid(side)
    if paid:
        made["mark"] = {"month": paid, "label": _("paid back")}
    made["zero"] = True
    return made
