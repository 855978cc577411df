"""Targets and a funnel in the zoo, and their subjects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from metrics.adoption import services
from metrics.adoption.models import AdoptionTarget, Funnel
from metrics.usage.models import UsageCount
from pmo.accounts.models import User
from tests.matrix.usage import UsageSide


@dataclass
class AdoptionSide:
    """What a system aims at, and one process through it."""

    target: AdoptionTarget
    funnel: Funnel


def adoption_of(usage: UsageSide, manager: User, word: str, now: datetime) -> AdoptionSide:
    today = timezone.localdate(now)
    target = services.set_target(
        by=manager,
        system=usage.system,
        unit=manager.unit,
        start_on=today - timedelta(days=9),
        start_share=Decimal(30),
        due_on=today + timedelta(days=82),
        target_share=Decimal(90),
        now=now,
    )
    funnel = services.add_funnel(
        by=manager, system=usage.system, name=f"{word}漏斗", name_en=f"{word} funnel",
        steps=[usage.feature, usage.unused], now=now,
    )  # fmt: skip
    for dimension, key in (("all", ""), ("unit", str(manager.unit_id))):
        UsageCount.objects.create(
            system=usage.system, dimension=dimension, day=today, key=key, eligible=9, active_1=5, active_7=6,
            active_28=7, on_cadence=6, login_days_7=20, login_days_28=80,
        )  # fmt: skip
    return AdoptionSide(target, funnel)


def pages(make: Any) -> dict[str, Any]:
    system = make("usage_system", lambda s: {"pk": s.usage.system.pk})
    target = make("usage_system", lambda s: {"pk": s.adoption.target.pk})
    funnel = make("usage_system", lambda s: {"pk": s.adoption.funnel.pk})
    return {
        "adoption:project": make("usage", lambda s: {"key": s.project.key}),
        "adoption:activity": make("usage", lambda s: {"key": s.project.key}),
        "adoption:unit": make("usage", lambda s: {"key": s.project.key, "pk": s.user.unit_id}),
        "adoption:target_new": system,
        "adoption:target_": target,
        "adoption:funnel_new": system,
        "adoption:funnel_": funnel,
    }


def api(make: Any) -> dict[str, Any]:
    return {"api:project-adoption": make("usage", lambda s: {"key": s.project.key})}
