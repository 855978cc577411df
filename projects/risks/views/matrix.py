"""The matrix with its list, and how the exposure went: of a project, and of everything the reader sees."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pmo.access import policy
from pmo.texts import Sentence, money
from pmo.web import formats
from pmo.web.pages import render
from projects.goals.sentences import counted
from projects.portfolio.models import Portfolio
from projects.portfolio.stage_pages import load_project, page
from projects.risks import scales
from projects.risks.choices import Phase
from projects.risks.models import Risk
from projects.risks.scales import Scale
from projects.risks.selectors import history
from projects.risks.selectors import matrix as matrices
from projects.risks.selectors import risks as selectors
from projects.risks.selectors.history import Point
from projects.risks.selectors.risks import Exposure

# More arrows than that are a thicket.
MOST_ARROWS = 30
MOVES = "moves"
WAN, MILLION = Decimal(10_000), Decimal(1_000_000)


def of_project(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "risk")
    rows = selectors.visible(request.user).filter(project=project)
    context = page(request, project, "risks", **_context(request, rows, selectors.scale_of(project)))
    context |= {
        "sub": project.label,
        "register_url": reverse("risks:project_risks", args=[project.key]),
        "library_url": reverse("risks:library", args=[project.key])
        if project.is_open and policy.may(request.user, "add", "risk", project_id=project.pk)
        else "",
    }
    return render(request, "projects/risks/matrix.html", context)


def everywhere(request: HttpRequest) -> HttpResponse:
    """Over all projects of one portfolio, whose scale holds: the one asked for, else the first in sight."""
    rows = selectors.visible(request.user)
    portfolios = list(Portfolio.objects.visible_to(request.user).distinct().order_by("code"))
    asked = request.GET.get("portfolio", "")
    chosen = next((p for p in portfolios if p.code == asked), portfolios[0] if portfolios else None)
    if chosen is not None:
        rows = rows.filter(project__portfolio=chosen)
    scale = scales.of(chosen.pk) if chosen else scales.DEFAULT
    context = {
        **_context(request, rows, scale),
        "sub": chosen.label if chosen else "",
        "register_url": reverse("risks:risks"),
        "portfolios": portfolios if len(portfolios) > 1 else (),
        "chosen": chosen,
        "scale_url": reverse("risks:scale", args=[chosen.code])
        if chosen and policy.may(request.user, "change", chosen)
        else "",
        "nav": "risks",
        "project": None,
    }
    return render(request, "projects/risks/matrix.html", context)


def _context(request: HttpRequest, rows: QuerySet[Risk], scale: Scale) -> dict[str, Any]:
    risks = list(selectors.ranked(selectors.with_actions(selectors.live(rows))))
    view = request.GET.get("view", Phase.CURRENT.value)
    view = view if view in (*Phase.values, MOVES) else Phase.CURRENT.value
    phase = Phase.RESIDUAL.value if view == MOVES else view
    drawn = matrices.build(risks, scale, phase, arrows=view == MOVES and len(risks) <= MOST_ARROWS)
    cell = request.GET.get("cell", "")
    box = next((box for line in drawn.rows for box in line if box.key == cell), None)
    known = {risk.project.portfolio_id: scale for risk in risks}
    listed = box.risks if box else risks[: selectors.TOP]
    found = selectors.exposure(risks, known)
    points = history.burn_down(rows, timezone.localdate())
    return {
        "matrix": drawn,
        "view": view,
        "views": _views(view),
        "box": box,
        "lines": selectors.lines(listed, known, phase),
        "total": len(risks),
        "scale": scale,
        "exposure": found,
        "deviation": Decimal(round(found.deviation)),
        "lead": _lead(found, rows),
        "points": points,
        "chart": _chart(points, found.currency),
        "chart_label": _chart_label(points, found.currency),
    }


def _views(view: str) -> list[dict[str, Any]]:
    named = [
        *((phase.value, phase.label) for phase in Phase),
        (MOVES, pgettext("risk matrix", "Inherent → residual")),
    ]
    return [{"code": code, "label": label, "current": code == view} for code, label in named]


def _lead(found: Exposure, rows: QuerySet[Risk]) -> Sentence:
    if found.known:
        return Sentence(
            "risk.lead.money",
            {
                "money": money(found.money, found.currency),
                "risks": counted("risks", found.live),
                "residual": money(found.residual, found.currency),
            },
        )
    if found.live:
        return Sentence("risk.lead.plain", {"risks": counted("risks", found.live)})
    return Sentence("risk.lead.over" if rows.exists() else "risk.lead.empty")


def _unit(currency: str) -> tuple[str, Decimal]:
    unit = formats.money_unit(currency)
    return unit, WAN if unit.startswith("万") else MILLION


def _chart(points: list[Point], currency: str) -> dict[str, Any] | None:
    """Measured: the exposure. Dashed: what the responses promise. The level line: what they promise today."""
    if len(points) < 2 or not any(point.money for point in points):
        return None
    unit, size = _unit(currency)

    def scaled(value: float) -> float:
        return round(value / float(size), 3)

    last = points[-1]
    label = _("promised %(money)s") % {"money": formats.money(Decimal(str(last.residual)), currency)}
    return {
        "unit": unit,
        "digits": 0 if unit.startswith("万") else 2,
        "measured": [[point.on.isoformat(), scaled(point.money)] for point in points],
        "expected": [[point.on.isoformat(), scaled(point.residual)] for point in points],
        "target": {"value": scaled(last.residual), "label": label},
        "due": None,
        "forecast": None,
        "corrections": [],
        "annotations": [],
    }


def _chart_label(points: list[Point], currency: str) -> str:
    if not points:
        return ""
    first, last = points[0], points[-1]
    return _("Expected loss from %(a)s on %(x)s to %(b)s on %(y)s; the responses promise %(c)s") % {
        "a": formats.money(Decimal(str(first.money)), currency),
        "b": formats.money(Decimal(str(last.money)), currency),
        "c": formats.money(Decimal(str(last.residual)), currency),
        "x": formats.iso(first.on),
        "y": formats.iso(last.on),
    }
