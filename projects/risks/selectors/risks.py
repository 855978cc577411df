"""Risks as lists and pages read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery, Sum

from projects.engines import risk as engine
from projects.engines.risk import Spread
from projects.portfolio.choices import State
from projects.portfolio.models import Project
from projects.risks import figures, scales
from projects.risks.choices import LIVE, ActionStatus, RiskKind, RiskStatus
from projects.risks.models import ResponseAction, Risk, RiskEffect
from projects.risks.scales import Scale

OPEN_STATES = (State.ACTIVE, State.ON_HOLD)
# Nobody has touched it for that long.
SILENT = timedelta(days=14)
TOP = 10


def visible(user: Any) -> QuerySet[Risk]:
    return Risk.objects.visible_to(user).select_related("project__portfolio", "owner", "assignee", "raised_by")


def with_actions(rows: QuerySet[Risk]) -> QuerySet[Risk]:
    """Each with the number and next day of its open actions."""
    own = ResponseAction.objects.filter(risk=OuterRef("pk"), status=ActionStatus.OPEN).order_by().values("risk")
    return rows.annotate(
        open_actions=Subquery(own.annotate(n=Count("pk")).values("n")),
        next_due=Subquery(own.annotate(first=Min("due_on")).values("first")),
    )


def with_late_actions(rows: QuerySet[Risk], today: date) -> QuerySet[Risk]:
    late = ResponseAction.objects.filter(status=ActionStatus.OPEN, due_on__lt=today, risk__isnull=False)
    return rows.filter(pk__in=late.order_by().values("risk_id"))


def live(rows: QuerySet[Risk]) -> QuerySet[Risk]:
    return rows.filter(status__in=LIVE)


def ranked(rows: QuerySet[Risk]) -> QuerySet[Risk]:
    """Worst first; what nobody assessed comes last."""
    return rows.order_by(F("current_score").desc(nulls_last=True), F("current_money").desc(nulls_last=True), "pk")


def due_for_review(rows: QuerySet[Risk], today: date) -> QuerySet[Risk]:
    return live(rows).filter(review_on__lte=today)


def escalated_to(user: Any) -> QuerySet[Risk]:
    """Escalated risks of projects the person sponsors."""
    rows = visible(user).filter(status=RiskStatus.ESCALATED, project__state__in=OPEN_STATES)
    return rows.filter(project__sponsor_id=user.pk)


def cost_of(risk: Risk) -> Decimal | None:
    """What its responses cost; None when no action says."""
    rows = risk.actions.exclude(status=ActionStatus.DROPPED)
    found: Decimal | None = rows.aggregate(sum=Sum("cost"))["sum"]
    return found


def scale_of(project: Project) -> Scale:
    return scales.of(project.portfolio_id)


def effects_of(risk: Risk) -> list[RiskEffect]:
    return list(risk.effects.select_related("task").order_by("pk"))


@dataclass(frozen=True)
class Exposure:
    """What the live threats may take. `unknown` of them have no amount or no probability."""

    live: int = 0
    known: int = 0
    money: Decimal = Decimal(0)
    residual: Decimal = Decimal(0)
    # Standard deviation of the sum, the risks taken as independent.
    deviation: float = 0.0
    currency: str = "CNY"
    beyond: int = 0
    opportunities: Decimal = Decimal(0)

    @property
    def unknown(self) -> int:
        return self.live - self.known


@dataclass
class _Bucket:
    parts: list[Spread] = field(default_factory=list)
    residual: Decimal = Decimal(0)
    money: Decimal = Decimal(0)


def exposure(risks: Iterable[Risk], known: dict[int, Scale]) -> Exposure:
    """`known` is the scale by portfolio. Amounts in the currency of the first; others are not added up."""
    rows = [risk for risk in risks if risk.is_live]
    threats = [risk for risk in rows if risk.is_threat]
    currency = threats[0].currency if threats else "CNY"
    found = _Bucket()
    for risk in threats:
        if risk.current_money is None or risk.currency != currency:
            continue
        chance = known[risk.project.portfolio_id].probability(risk.current_probability) or Decimal(0)
        found.parts.append(engine.event(float(chance), Spread(float(risk.money or 0), 0.0)))
        found.money += risk.current_money
        found.residual += risk.current_money if risk.residual_money is None else risk.residual_money
    gains = [r.current_money for r in rows if not r.is_threat and r.current_money and r.currency == currency]
    return Exposure(
        live=len(threats),
        known=len(found.parts),
        money=found.money,
        residual=found.residual,
        deviation=engine.total(found.parts).deviation if found.parts else 0.0,
        currency=currency,
        beyond=sum(known[r.project.portfolio_id].beyond(r.current_score) for r in threats),
        opportunities=sum(gains, Decimal(0)),
    )


def exposure_of(rows: QuerySet[Risk]) -> Exposure:
    """Two queries, whatever the number of projects."""
    risks = list(live(rows).select_related("project"))
    return exposure(risks, scales.of_many({risk.project.portfolio_id for risk in risks}))


def money_sums(rows: QuerySet[Risk]) -> tuple[dict[str, Decimal], int]:
    """Expected money of the live threats among `rows` by currency, and how many have no amount (one query)."""
    threats = live(rows).filter(kind=RiskKind.THREAT).order_by().values("currency")
    sums: dict[str, Decimal] = {}
    unknown = 0
    missing = Count("pk", filter=Q(current_money__isnull=True))
    for currency, money, without in threats.annotate(sum=Sum("current_money"), without=missing).values_list(
        "currency", "sum", "without"
    ):
        unknown += without
        if money is not None:
            sums[currency] = money
    return sums, unknown


@dataclass(frozen=True)
class Line:
    """A risk with what its row shows."""

    risk: Risk
    cell: figures.Cell


def lines(risks: Sequence[Risk], known: dict[int, Scale], phase: str = "current") -> list[Line]:
    return [Line(risk, figures.cell(risk, phase, known[risk.project.portfolio_id])) for risk in risks]
