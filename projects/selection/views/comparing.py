"""Scenarios side by side."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from pmo.web import formats
from pmo.web.pages import render
from projects.selection.choices import Objective
from projects.selection.models import Scenario
from projects.selection.reading import Reader, objective_of
from projects.selection.selectors import scenarios as selectors
from projects.selection.views import common

MOST = 4


def compare(request: HttpRequest) -> HttpResponse:
    """Up to four computed scenarios: the ones the address names, else the newest."""
    rows = selectors.visible(request.user).filter(state="done").order_by("-is_adopted", "-computed_at", "pk")
    rows = rows.prefetch_related("limits")
    offered = list(rows[:50])
    wanted = {int(pk) for pk in request.GET.getlist("id") if pk.isdecimal() and len(pk) < 18}
    chosen = [row for row in offered if row.pk in wanted][:MOST] if wanted else _default(offered)
    reader = Reader(chosen)
    context = common.context(
        request,
        "scenarios",
        offered=[(row, row in chosen) for row in offered],
        scenarios=chosen,
        facts=_facts(reader, chosen),
        projects=_projects(reader, chosen),
        most=MOST,
    )
    return render(request, "projects/selection/compare.html", context)


def _default(offered: list[Scenario]) -> list[Scenario]:
    """The newest of the portfolio that comes first: across portfolios nothing can be compared."""
    return [row for row in offered if row.portfolio_id == offered[0].portfolio_id][:MOST] if offered else []


def _facts(reader: Reader, rows: list[Scenario]) -> list[tuple[str, list[str]]]:
    results = [reader.read(row) for row in rows]
    limits = [_("no limit") if row.budget is None else formats.money(row.budget, row.currency) for row in rows]
    stale = selectors.stale_among(rows)
    proofs = [_("proved best") if one.proved else _("at most %(bound)s") % {"bound": one.bound} for one in results]
    return [
        (_("Maximise"), [str(row.get_objective_display()) for row in rows]),
        (_("Total budget"), limits),
        (_("Cost"), [result.cost for result in results]),
        (_("Projects chosen"), [f"{len(result.chosen)} / {result.candidates}" for result in results]),
        *((str(goal.label), [_sum(reader, row, goal) for row in rows]) for goal in Objective),
        (_("Proof"), proofs),
        (_("Inputs"), [_("changed since") if row.pk in stale else _("as computed") for row in rows]),
        (_("Adopted"), [row.adopted_by.label if row.is_adopted and row.adopted_by else "–" for row in rows]),
    ]


def _sum(reader: Reader, scenario: Scenario, objective: Objective) -> str:
    """What the chosen projects are worth together by any of the objectives, as assessed today."""
    held = [reader.assessments.get(pk) for pk in scenario.result["chosen"]]
    amounts = [None if row is None else objective_of(row, objective) for row in held]
    total = sum((amount for amount in amounts if amount is not None), Decimal(0))
    shown = formats.money(total, scenario.currency) if objective == Objective.BENEFIT else formats.number(total, 1)
    missing = amounts.count(None)
    return shown if not missing else f"{shown} · " + _("%(n)s without a figure") % {"n": missing}


def _projects(reader: Reader, rows: list[Scenario]) -> list[dict[str, Any]]:
    """Every candidate with where it is chosen; those the scenarios differ in come first."""
    sets = [set(row.result["chosen"]) for row in rows]
    parts = [set(row.result["candidates"]) for row in rows]
    ids = sorted(set().union(*parts)) if parts else []
    found = []
    for pk in ids:
        project = reader.projects.get(pk)
        if project is not None:
            marks = [pk in chosen for chosen in sets]
            found.append({"project": project, "marks": marks, "differs": len(set(marks)) > 1})
    return sorted(found, key=lambda row: (not row["differs"], row["project"].key))
