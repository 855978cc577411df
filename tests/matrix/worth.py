"""The zoo's benefits: one that waits for finance, one with an amount that waits, a rate; their addresses and bodies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from pmo.accounts.models import User
from pmo.records.models import create
from projects.benefits import services
from projects.benefits.models import Benefit, Realisation, ValueRule
from projects.goals.models import Kpi
from projects.portfolio.models import Project


@dataclass
class WorthSide:
    """What one project is worth. `benefit` waits for its owner and for finance; `amount` for finance."""

    benefit: Benefit
    running: Benefit
    amount: Realisation
    rule: ValueRule


def worth_of(
    project: Project, kpi: Kpi, manager: User, owner: User, finance: User, word: str, now: datetime
) -> WorthSide:
    given: dict[str, Any] = {
        "by": manager,
        "project": project,
        "owner": owner,
        "validator": finance,
        "description": f"{word} gets better",
        "outcome": f"{word} is seen",
        "attribution": f"{word} alone",
        "anchor": "start",
        "duration_months": 24,
        "now": now,
    }
    if project.start_on is None:
        Project.objects.filter(pk=project.pk).update(start_on=timezone.localdate(now).replace(month=1, day=5))
        project.refresh_from_db()
    waits = services.add_benefit(
        name=f"{word} benefit", kpi=kpi, way="kpi", unit_value=Decimal(100), adoption_planned=Decimal(80), **given
    )
    running = services.add_benefit(
        name=f"{word} saving",
        no_kpi_reason=f"{word} account",
        measurement=f"{word} is counted",
        amount=Decimal(1200),
        **given,
    )
    for benefit in (waits, running):
        services.propose(by=manager, benefit=benefit, now=now)
    if owner.pk != manager.pk:
        services.confirm(by=owner, benefit=running, now=now)
    services.confirm(by=finance, benefit=running, now=now)
    running = Benefit.objects.select_related("project__portfolio", "kpi").get(pk=running.pk)
    on = timezone.localdate(now)
    amount = services.book(
        by=manager, benefit=running, month=on, amount=Decimal(10), reference=f"{word} doc", evidence=f"{word} shows it",
        now=now,
    )  # fmt: skip
    rule = create(
        ValueRule(portfolio=project.portfolio, since_on=on.replace(day=1), rate=Decimal(7), note=f"{word} why"), now=now
    )
    return WorthSide(waits, running, amount, rule)


def pages(make: Callable[..., Any]) -> dict[str, Any]:
    """`make` is `subjects._s`."""
    of_project = make("benefit", lambda s: {"key": s.project.key})
    benefit = make("benefit", lambda s: {"pk": s.worth.benefit.pk}, "owner")
    running = make("benefit", lambda s: {"pk": s.worth.running.pk}, "owner")
    amount = make("benefit", lambda s: {"pk": s.worth.amount.pk}, "owner")
    return {
        "benefits:": of_project,
        "benefits:benefit": benefit,
        "benefits:edit": benefit,
        "benefits:delete": benefit,
        "benefits:propose": benefit,
        "benefits:answer": benefit,
        "benefits:close": running,
        "benefits:reopen": running,
        "benefits:book": running,
        "benefits:booked": of_project,
        "benefits:benefits": of_project,
        "benefits:booking_edit": amount,
        "benefits:booking_withdraw": amount,
        "benefits:booking_decide": amount,
        "benefits:rate_remove": make("portfolio", lambda s: {"pk": s.worth.rule.pk}),
    }


def api(make: Callable[..., Any]) -> dict[str, Any]:
    running = make("benefit", lambda s: {"pk": s.worth.running.pk}, "owner")
    return {
        "api:benefit-": make("benefit", lambda s: {"pk": s.worth.benefit.pk}, "owner"),
        "api:benefit-close": running,
        "api:benefit-reopen": running,
        "api:realisation-": make("benefit", lambda s: {"pk": s.worth.amount.pk}, "owner"),
        "api:value-case": make("benefit", lambda s: {"key": s.project.key}),
    }


# Its owner, whoever is named for finance, and the PMO in their place; of amounts only the latter two.
CONFIRM = (frozenset({"owner", "cfo", "pmo"}), frozenset({"stranger", "ceo", "pmo"}))
VALIDATE = (frozenset({"cfo", "pmo"}), frozenset({"ceo", "pmo"}))
NAMED: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "benefits:answer": CONFIRM,
    "api:benefit-confirm": CONFIRM,
    "api:benefit-decline": CONFIRM,
    "benefits:booking_decide": VALIDATE,
    "api:realisation-validate": VALIDATE,
    "api:realisation-give-back": VALIDATE,
}
# What makes an act meaningful at all.
ACTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "benefits:answer": lambda s: {"act": "confirm"},
    "benefits:booking_decide": lambda s: {"act": "validate"},
}


def _amount(side: Any) -> dict[str, Any]:
    month = timezone.localdate().replace(day=1).isoformat()
    return {"month": month, "amount": "20.00", "reference": "New doc", "evidence": "An account"}


BODIES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "POST api:benefit-list": lambda s: {
        "project": s.project.key,
        "name": "New benefit",
        "owner": s.user.pk,
        "kpi": s.kpi.pk,
        "amount": "100.00",
    },
    "PUT api:benefit-detail": lambda s: {"name": "Renamed", "kpi": s.kpi.pk, "amount": "100.00"},
    "PATCH api:benefit-detail": lambda s: {"name": "Renamed"},
    "POST api:benefit-decline": lambda s: {"reason": "too high"},
    "POST api:benefit-reopen": lambda s: {"reason": "half of it"},
    "POST api:benefit-close": lambda s: {"reason": "over"},
    "POST api:realisation-list": lambda s: {"benefit": s.worth.running.pk, **_amount(s)},
    "PUT api:realisation-detail": _amount,
    "PATCH api:realisation-detail": lambda s: {"amount": "30.00"},
    "POST api:realisation-withdraw": lambda s: {"reason": "wrong"},
    "POST api:realisation-give-back": lambda s: {"reason": "no account"},
}
MADE = {"api:benefit-list": "benefit", "api:realisation-list": "benefit"}
