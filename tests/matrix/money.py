"""The money of the zoo: a budget with a released tranche, a commitment that waits, an actual, a rate, a rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from pmo.accounts.models import User
from pmo.records.models import create
from projects.budget import services
from projects.budget.approval_models import Approval, ApprovalRule, RuleSigner
from projects.budget.labour_models import LabourRate
from projects.budget.models import (
    Actual,
    Budget,
    BudgetLine,
    BudgetPhase,
    Commitment,
    ContingencyDraw,
    CurrencyRate,
    Tranche,
)
from projects.portfolio.models import Project


@dataclass
class MoneySide:
    """The money of one project. `approval` waits for `signer`."""

    budget: Budget
    line: BudgetLine
    tranche: Tranche
    commitment: Commitment
    actual: Actual
    approval: Approval
    rule: ApprovalRule
    rate: CurrencyRate
    draw: ContingencyDraw
    labour_rate: LabourRate
    late: BudgetPhase


def money(project: Project, manager: User, signer: User, word: str, now: datetime) -> MoneySide:
    today = timezone.localdate(now)
    budget = services.open_budget(by=manager, project=project, phases=[(f"{word} phase", f"{word} phase")], now=now)
    phase = budget.phases.get()
    line = services.add_line(
        by=manager,
        budget=budget,
        title=f"{word} licences",
        title_en=f"{word} licences",
        phase=phase,
        category="licences",
        note=f"{word} note",
        months={today.replace(day=1): Decimal(100_000)},
        now=now,
    )
    reserve = services.add_line(
        by=manager, budget=budget, title=f"{word} reserve", phase=phase, category="contingency",
        months={today.replace(day=1): Decimal(10_000)}, now=now,
    )  # fmt: skip
    rule = create(ApprovalRule(portfolio=project.portfolio, project=project, subject="commitment", mode="all"), now=now)
    RuleSigner.objects.create(rule=rule, position=1, part="person", person=signer)
    asked = services.ask_budget(by=manager, budget=budget, reason=f"{word} why", now=now)
    services.sign(by=signer, approval=asked, now=now)
    given = {"by": manager, "budget": budget, "phase": phase, "planned_on": today, "now": now}
    first = services.plan_tranche(amount=Decimal(50_000), condition=f"{word} gate", **given)  # type: ignore[arg-type]
    services.release(by=signer, tranche=first, reason=f"{word} passed", now=now)
    tranche = services.plan_tranche(amount=Decimal(20_000), condition=f"{word} later", **given)  # type: ignore[arg-type]
    commitment = services.commit(
        by=manager, line=line, amount=Decimal(1000), supplier=f"{word} supplier", on=today, note=f"{word} note", now=now
    )
    actual = services.record_actual(
        by=manager, line=line, amount=Decimal(10), on=today, reference=f"{word} doc", text=f"{word} text", now=now
    )
    currency = "EUR" if CurrencyRate.objects.filter(currency="USD").exists() else "USD"
    rate = create(CurrencyRate(currency=currency, since_on=today, rate=Decimal(7)), now=now)
    draw = services.draw(by=manager, source=reserve, line=line, value=Decimal(100), reason=f"{word} surprise", now=now)
    role = "tester" if LabourRate.objects.filter(role="data").exists() else "data"
    labour_rate = create(LabourRate(role=role, since_on=today, amount=Decimal(100)), now=now)
    late = services.add_phase(by=manager, budget=budget, name=f"{word} last phase", now=now)
    return MoneySide(
        budget=budget,
        line=line,
        tranche=tranche,
        commitment=commitment,
        actual=actual,
        approval=Approval.objects.get(commitment=commitment),
        rule=rule,
        rate=rate,
        draw=draw,
        labour_rate=labour_rate,
        late=late,
    )
