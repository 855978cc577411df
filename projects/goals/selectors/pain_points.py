"""Pain points, dearest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Prefetch, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from pmo import files
from pmo.accounts.models import User
from pmo.texts import Sentence
from projects.goals import evidence
from projects.goals.choices import GoalStatus, PainStatus
from projects.goals.models import Goal, PainPoint, Requirement
from projects.portfolio.models import Project

# By money lost per month, then by hours: hours have no price of their own here.
BY_COST = ("-cost_money", "-cost_hours", "project_id", "number")

_ZERO = Value(Decimal(0), output_field=DecimalField(max_digits=16, decimal_places=2))


def visible(user: Any) -> QuerySet[PainPoint]:
    """With project and owner, the goals the person may see, and the cost to rank by (missing counts as nothing)."""
    goals = Goal.objects.visible_to(user).exclude(status=GoalStatus.DROPPED).order_by("number")
    return (
        PainPoint.objects.visible_to(user)
        .select_related("project", "owner")
        .prefetch_related(Prefetch("goals", goals, to_attr="cures"))
        .annotate(cost_money=Coalesce("money_per_month", _ZERO), cost_hours=Coalesce("hours_per_month", _ZERO))
    )


def of_project(user: Any, project: Project) -> list[PainPoint]:
    """Dearest first, with the goals that cure them; the dismissed ones too."""
    return list(visible(user).filter(project=project).order_by(*BY_COST))


@dataclass(frozen=True)
class Loss:
    """What the rows cost per month together, money by currency."""

    hours: Decimal
    money: list[tuple[Decimal, str]]


def loss(rows: QuerySet[PainPoint]) -> Loss:
    found = rows.order_by().values("currency").annotate(money=Sum("money_per_month"), hours=Sum("hours_per_month"))
    lines = list(found.order_by("currency").values_list("currency", "money", "hours"))
    return Loss(
        hours=sum((hours for _currency, _money, hours in lines if hours), Decimal(0)),
        money=[(money, currency) for currency, money, _hours in lines if money],
    )


@dataclass(frozen=True)
class File:
    id: int
    name: str
    url: str
    size: int
    at: Any
    by: str


@dataclass(frozen=True)
class PainPage:
    files: list[File]
    found: evidence.Evidence | None
    finding: Sentence | None
    requirements: list[Requirement]
    rank: int
    ranked: int


def page(pain: PainPoint, user: Any) -> PainPage:
    """What stands beside a pain point the caller has shown to be visible."""
    attached = files.of("pain_point", [pain.pk]).get(pain.pk, [])
    people = User.objects.in_bulk({a.uploaded_by_id for a in attached}) if attached else {}
    found = None
    if pain.evidence_kind and pain.evidence_id is not None:
        found = evidence.resolve(user, pain.evidence_kind, [pain.evidence_id]).get(pain.evidence_id)
    order = [row.pk for row in of_project(user, pain.project) if row.status != PainStatus.DISMISSED]
    return PainPage(
        files=[
            File(a.pk, a.name, files.url_of(a), a.size, a.uploaded_at, people[a.uploaded_by_id].label) for a in attached
        ],
        found=found,
        finding=_finding(pain),
        requirements=_served(pain, user),
        rank=order.index(pain.pk) + 1 if pain.pk in order else 0,
        ranked=len(order),
    )


def _finding(pain: PainPoint) -> Sentence | None:
    """The computed sentence a finding was kept with, if there is one."""
    note = pain.evidence_note
    return Sentence.from_json(note) if isinstance(note, dict) and "key" in note else None


def _served(pain: PainPoint, user: Any) -> list[Requirement]:
    """Requirements of the goals that cure it."""
    goals: Iterable[Goal] = getattr(pain, "cures", ())
    rows = Requirement.objects.visible_to(user).filter(goal__in=[g.pk for g in goals])
    return list(rows.select_related("business_owner").order_by("number"))
