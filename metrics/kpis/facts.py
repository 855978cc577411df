"""What this room tells the pages of projects: a fact for the improvement stage, due dates, and what can be found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from metrics.kpis.wording import value
from pmo import search
from pmo.texts import Sentence, name, num
from projects.goals.choices import GoalStatus, KpiKind
from projects.goals.models import Kpi
from projects.portfolio.choices import SEVERITY, Status
from projects.portfolio.dimensions import KeyDate
from projects.portfolio.models import Project

FACTS_PER_PROJECT = 2


def _living(project_ids: Sequence[int]) -> QuerySet[Kpi]:
    rows = Kpi.objects.filter(goal__project__in=project_ids, retired_at__isnull=True)
    return (
        rows.exclude(goal__status=GoalStatus.DROPPED)
        .select_related("goal", "reading")
        .defer("reading__result", "reading__sentence")
    )


def improvement_facts(projects: Sequence[Project], as_of: date) -> Mapping[int, Sequence[Sentence]]:
    """ "Approval time 3.2, target 2.0 days" of the weightiest measured KPIs of each project (one query)."""
    rows = _living([p.pk for p in projects]).filter(reading__current__isnull=False)
    ranked = sorted(rows, key=lambda k: (-k.weight * k.goal.weight, -SEVERITY[k.reading.status], k.pk))
    found: dict[int, list[Sentence]] = {}
    for kpi in ranked:
        facts = found.setdefault(kpi.goal.project_id, [])
        if len(facts) < FACTS_PER_PROJECT:
            facts.append(_fact(kpi))
    return found


def _fact(kpi: Kpi) -> Sentence:
    current = kpi.reading.current or Decimal(0)
    if kpi.kind == KpiKind.REACH and kpi.target is not None:
        shown = num(current, digits=kpi.decimals)
        return Sentence("kpi.fact", {"kpi": name(kpi), "current": shown, "target": value(kpi, kpi.target)})
    return Sentence("kpi.fact_plain", {"kpi": name(kpi), "current": value(kpi, current)})


def key_dates(project_ids: Sequence[int], start: date, end: date) -> list[KeyDate]:
    """Due dates of KPIs not done yet (one query)."""
    rows = _living(project_ids).filter(due_on__range=(start, end)).exclude(reading__status=Status.DONE)
    return [
        KeyDate(
            project_id=kpi.goal.project_id,
            on=kpi.due_on,
            title=Sentence("kpi.due", {"kpi": name(kpi)}),
            lane="due",
            status=_mark(kpi),
            url=kpi.url,
        )
        for kpi in rows.order_by("due_on", "pk")
        if kpi.due_on is not None
    ]


def _mark(kpi: Kpi) -> str:
    status = kpi.reading.status if hasattr(kpi, "reading") else ""
    return status if status in (Status.OFF, Status.RISK) else ""


def find(user: Any, q: str, limit: int) -> search.Found:
    """KPIs whose name holds the words."""
    rows = Kpi.objects.visible_to(user).filter(search.match(["name", "name_en"], q), retired_at__isnull=True)
    found = rows.select_related("goal__project", "reading").defer("reading__result").order_by("name", "pk")

    def hit(kpi: Kpi) -> search.Hit:
        status = kpi.reading.status if hasattr(kpi, "reading") else ""
        return search.Hit(kpi.label, kpi.url, kpi.goal.project.label, "chart", status)

    return search.Found(found, hit)


def commands() -> list[search.Command]:
    return [
        search.Command(
            title=_("KPIs to be measured"),
            url=lambda: reverse("kpis:list") + "?wanted=1",
            icon="chart",
            right=("measurement", "add"),
            words=("指标", "测量", "measure", "kpi"),
        ),
        search.Command(
            title=_("Import measurements"),
            url=lambda: reverse("exchange:upload", args=["measurements"]),
            icon="upload",
            right=("measurement", "import"),
            words=("excel",),
        ),
        search.Command(
            title=_("KPIs off track or at risk"),
            url=lambda: reverse("kpis:list") + "?status=off&status=risk",
            icon="alert",
            right=("kpi", "view"),
            words=("偏离", "风险", "kpi"),
        ),
    ]
