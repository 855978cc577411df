"""What the demo company aims at: an MES from three in ten to nine in thirteen weeks, and a CRM that will not get there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from metrics.adoption import services
from metrics.demo.clock import Timed, moment
from metrics.usage.models import Feature, UsageSystem
from projects.portfolio.models import Project

if TYPE_CHECKING:
    from metrics.demo.build import Company


@dataclass(frozen=True)
class Aim:
    """A target: code of the unit ("" for everybody), days since it began, days until it is due, from and to percent."""

    unit: str
    began: int
    due: int
    first: int
    last: int


@dataclass(frozen=True)
class AdoptionStory:
    key: str
    aims: Sequence[Aim]
    # (name, English name, days looked at, codes of the features)
    funnels: Sequence[tuple[str, str, int, Sequence[str]]]


STORIES = (
    AdoptionStory(
        "MES-02",
        (
            Aim("", 60, 31, 30, 90),
            Aim("STP", 60, 17, 40, 92),
            Aim("ASM", 60, 59, 25, 80),
        ),
        (("一个班次", "One shift", 14, ("report", "order", "handover")),),
    ),
    AdoptionStory(
        "CRM-05", (Aim("", 75, 23, 20, 70),), (("从报价到订单", "From quote to order", 28, ("quote", "order")),)
    ),
)


def events(company: Company) -> list[Timed]:
    """Targets when the roll-out begins, figures when everything has been counted."""
    found = []
    for story in STORIES:
        began = max(aim.began for aim in story.aims)
        at = moment(company.now, company.today - timedelta(days=began), 15, story.key)
        found.append(Timed(at, partial(_aim, company, story)))
    found.append(Timed(company.now - timedelta(seconds=30), _compute))
    return found


def _aim(company: Company, story: AdoptionStory, now: datetime) -> None:
    project = Project.objects.select_related("manager", "portfolio").get(key=story.key)
    by = project.manager
    system = UsageSystem.objects.select_related("project__portfolio").get(project=project)
    for aim in story.aims:
        services.set_target(
            by=by,
            system=system,
            unit=company.units[aim.unit] if aim.unit else None,
            start_on=company.today - timedelta(days=aim.began),
            start_share=Decimal(aim.first),
            due_on=company.today + timedelta(days=aim.due),
            target_share=Decimal(aim.last),
            now=now,
        )
    features = {feature.code: feature for feature in Feature.objects.filter(system=system)}
    for name, name_en, days, codes in story.funnels:
        steps = [features[code] for code in codes]
        services.add_funnel(
            by=by, system=system, name=name, name_en=name_en, window_days=days, steps=steps, now=now
        )  # fmt: skip


def _compute(now: datetime) -> None:
    services.refresh_all(now=now)
