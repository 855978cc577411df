"""The money of the demo company: budgets approved, tranches released, contracts, invoices, and what waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from metrics.demo import labour
from metrics.demo.clock import Timed, moment, months_before, own_month_end, workday
from metrics.demo.money_stories import STORIES, Cost, MoneyStory
from metrics.demo.stories import ProjectStory
from pmo.access import scopes as access
from projects.budget import services
from projects.budget.approval_models import Approval
from projects.budget.choices import Category
from projects.budget.models import Budget, BudgetLine, BudgetPhase, Commitment, Tranche
from projects.budget.services.approvals import turns
from projects.engines.earned_value import share_out
from projects.portfolio.models import Portfolio, Project
from projects.risks.models import Risk

if TYPE_CHECKING:
    from metrics.demo.build import Company

WAN = Decimal(10_000)
# A contract is a little less than what is planned for it.
PROMISED = Decimal("0.96")
RATES = (("EUR", 420, "7.7310"), ("EUR", 95, "7.9065"), ("USD", 420, "7.1720"), ("USD", 60, "7.1015"))


def events(company: Company, stories: Sequence[ProjectStory]) -> Iterator[Timed]:
    known = {story.key: story for story in stories}
    start = moment(company.now, workday(company.today - timedelta(days=430)), 9, "money")
    yield Timed(start, lambda now: _rules(company, now))
    for currency, ago, rate in RATES:
        at = moment(company.now, company.today - timedelta(days=ago), 8, f"{currency}{ago}")
        yield Timed(at, lambda now, c=currency, r=rate: _rate(company, c, r, now))  # type: ignore[misc]
    yield from labour.events(company)
    for story in STORIES:
        yield from _Play(company, known[story.key], story).events()


def _rules(company: Company, now: datetime) -> None:
    """From 500,000 the business owner, then the sponsor; from 2,000,000 the CFO as well. Releases and budgets: both."""
    portfolio = Portfolio.objects.get(pk=company.portfolio.pk)
    cfo = ("person", company.people["cfo"])
    for subject, above, mode, parts in (
        ("commitment", 500_000, "sequence", [("business_owner", None), ("sponsor", None)]),
        ("commitment", 2_000_000, "sequence", [("business_owner", None), ("sponsor", None), cfo]),
        ("tranche", 0, "all", [("sponsor", None), cfo]),
        ("budget", 0, "sequence", [("sponsor", None), cfo]),
    ):
        services.save_rule(
            by=_fresh(company.people["pmo"]),
            portfolio=portfolio,
            subject=str(subject),
            above=Decimal(above),
            mode=str(mode),
            parts=parts,
            now=now,
        )


def _rate(company: Company, currency: str, rate: str, now: datetime) -> None:
    on = now.astimezone(company.now.tzinfo).date()
    by = _fresh(company.people["pmo"])
    services.add_rate(by=by, currency=currency, since_on=on, rate=Decimal(rate), note="中国外汇交易中心中间价", now=now)


def _fresh(user: Any) -> Any:
    # As the next request would load them: with the rights of today.
    access.forget(user)
    return user


def month_after(day: date, count: int) -> date:
    """First of the month `count` months after that of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, 1)


class _Play:
    def __init__(self, company: Company, story: ProjectStory, money: MoneyStory) -> None:
        self.c, self.s, self.m = company, story, money

    @property
    def project(self) -> Project:
        return Project.objects.select_related("portfolio", "sponsor", "business_owner", "manager").get(key=self.m.key)

    @property
    def budget(self) -> Budget:
        return Budget.objects.select_related("project__portfolio").get(project__key=self.m.key)

    @property
    def manager(self) -> Any:
        return _fresh(self.c.people[self.s.manager])

    def _at(self, on: date, hour: int, of: str) -> datetime:
        return moment(self.c.now, workday(on), hour, f"{self.m.key}{of}")

    def events(self) -> Iterator[Timed]:
        opened = workday(months_before(self.c.today, self.m.opened))
        yield Timed(self._at(opened, 9, "open"), self.open)
        if self.m.approved is None:
            return
        yield Timed(self._at(opened + timedelta(days=4), 10, "ask"), self.ask)
        if not self.m.approved:
            return
        yield Timed(self._at(opened + timedelta(days=7), 16, "approve"), self.approve)
        yield from self._releases(opened)
        yield from self._spending(opened)
        for value, risk, reason, line, ago in self.m.draws:
            at = self._at(self.c.today - timedelta(days=ago), 15, reason)
            yield Timed(at, lambda now, v=value, r=risk, w=reason, of=line: self.draw(v, r, w, of, now))  # type: ignore[misc]
        if self.m.forecasts:
            yield Timed(self._at(self.c.today - timedelta(days=9), 17, "forecast"), self.forecast)

    def _releases(self, opened: date) -> Iterator[Timed]:
        for number, phase in enumerate(self.m.phases):
            if phase.released is not None:
                on = max(month_after(self.c.today, -phase.released), opened + timedelta(days=10))
                yield Timed(self._at(on, 9, f"r{number}"), lambda now, n=number: self.release(n, now))  # type: ignore[misc]
            if phase.asked is not None:
                at = self._at(self.c.today - timedelta(days=phase.asked), 9, f"a{number}")
                yield Timed(at, lambda now, n=number: self.ask_for(n, now))  # type: ignore[misc]
            if phase.frozen is not None:
                at = self._at(self.c.today - timedelta(days=phase.frozen), 11, f"f{number}")
                yield Timed(at, lambda now, n=number: self.freeze(n, now))  # type: ignore[misc]

    def _spending(self, opened: date) -> Iterator[Timed]:
        for number, cost in enumerate(self.m.lines, start=1):
            if cost.category == Category.CONTINGENCY or self.m.phases[cost.phase].released is None:
                continue
            first = month_after(self.c.today, cost.first)
            signed = max(first + timedelta(days=6), opened + timedelta(days=16))
            if cost.supplier and signed < self.c.today:
                yield Timed(self._at(signed, 14, f"c{number}"), lambda now, n=number: self.commit(n, now))  # type: ignore[misc]
            parts = _parts(cost)
            for place, part in enumerate(parts):
                on = workday(own_month_end(month_after(self.c.today, cost.first + place)))
                on = max(on, signed + timedelta(days=2 + place))
                if on < self.c.today - timedelta(days=self.m.silent):
                    amount = (part * Decimal(str(cost.dear))).quantize(Decimal("0.01"))
                    yield Timed(
                        self._at(on, 15, f"i{number}-{place}"),
                        lambda now, n=number, p=place, a=amount: self.book(n, p, a, now),  # type: ignore[misc]
                    )

    def open(self, now: datetime) -> None:
        phases = [(phase.name, phase.name_en) for phase in self.m.phases]
        budget = services.open_budget(by=self.manager, project=self.project, phases=phases, currency="CNY", now=now)
        rows = list(BudgetPhase.objects.filter(budget=budget).order_by("number"))
        for cost in self.m.lines:
            months = {month_after(self.c.today, cost.first + place): part for place, part in enumerate(_parts(cost))}
            services.add_line(
                by=self.manager,
                budget=budget,
                title=cost.title,
                title_en=cost.title_en,
                phase=rows[cost.phase],
                category=cost.category,
                spending=cost.spending,
                currency=cost.currency,
                months=months,
                now=now,
            )
        for number, phase in enumerate(self.m.phases):
            on = month_after(self.c.today, -phase.released) if phase.released is not None else self._begins(number)
            services.plan_tranche(
                by=self.manager,
                budget=budget,
                phase=rows[number],
                amount=self._needed(number),
                planned_on=on,
                condition=phase.condition,
                now=now,
            )

    def _begins(self, phase: int) -> date:
        return month_after(self.c.today, min(cost.first for cost in self.m.lines if cost.phase == phase))

    def _needed(self, phase: int) -> Decimal:
        """What the lines of a phase cost, to the ten thousand; the first phase gets half of the contingency."""
        worth = {"EUR": Decimal("7.73"), "USD": Decimal("7.17"), "CNY": Decimal(1)}
        own = [cost for cost in self.m.lines if cost.phase == phase and cost.category != Category.CONTINGENCY]
        total = sum((Decimal(str(cost.total)) * worth[cost.currency] for cost in own), Decimal(0))
        spare = sum(cost.total for cost in self.m.lines if cost.category == Category.CONTINGENCY)
        return total.quantize(Decimal(1)) * WAN + (Decimal(str(spare)) / 2 * WAN if phase == 0 else 0)

    def ask(self, now: datetime) -> None:
        services.ask_budget(by=self.manager, budget=self.budget, reason="随项目计划一并报批", now=now)

    def approve(self, now: datetime) -> None:
        self._sign(Approval.objects.get(budget__project__key=self.m.key, subject="budget"), now)

    def _sign(self, approval: Approval, now: datetime) -> None:
        """Everybody whose turn it is, until it is decided."""
        while waiting := turns(approval):
            services.sign(by=_fresh(waiting[0].signer), approval=approval, note="同意", now=now)

    def _tranche(self, number: int) -> Tranche:
        rows = Tranche.objects.select_related("budget__project", "phase")
        return rows.get(budget__project__key=self.m.key, number=number + 1)

    def ask_for(self, number: int, now: datetime) -> Approval:
        phase = self.m.phases[number]
        reason = phase.condition or "前一阶段已验收，材料见项目文件"
        return services.ask_tranche(by=self.manager, tranche=self._tranche(number), reason=reason, now=now)

    def release(self, number: int, now: datetime) -> None:
        self._sign(self.ask_for(number, now), now)

    def freeze(self, number: int, now: datetime) -> None:
        services.freeze(
            by=_fresh(self.c.people[self.s.sponsor]),
            tranche=self._tranche(number),
            reason="供应商更换项目经理，等新的交付计划",
            now=now,
        )

    def _line(self, number: int) -> BudgetLine:
        rows = BudgetLine.objects.select_related("budget__project", "phase")
        return rows.get(budget__project__key=self.m.key, number=number)

    def commit(self, number: int, now: datetime) -> None:
        cost = self.m.lines[number - 1]
        on = now.astimezone(self.c.now.tzinfo).date()
        made = services.commit(
            by=self.manager,
            line=self._line(number),
            amount=(Decimal(str(cost.total)) * WAN * PROMISED).quantize(Decimal("0.01")),
            supplier=cost.supplier,
            reference=f"HT-{on:%Y%m}-{number:02d}",
            on=on,
            now=now,
        )
        approval = Approval.objects.filter(commitment=made).first()
        if approval is not None:
            self._sign(approval, now)

    def book(self, number: int, place: int, amount: Decimal, now: datetime) -> None:
        line = self._line(number)
        on = now.astimezone(self.c.now.tzinfo).date()
        services.record_actual(
            by=self.manager,
            line=line,
            commitment=Commitment.objects.filter(line=line, state="committed").first(),
            amount=amount,
            on=on,
            reference=f"FP-{on:%Y%m}-{number:02d}{place + 1:02d}",
            text=f"{on:%Y-%m} {line.title}"[:200],
            now=now,
        )

    def draw(self, value: float, risk: str, reason: str, title: str, now: datetime) -> None:
        rows = BudgetLine.objects.select_related("budget__project").filter(budget__project__key=self.m.key)
        source = rows.get(category=Category.CONTINGENCY)
        line = (
            rows.exclude(pk=source.pk).filter(title__contains=title[:4]).first() or rows.filter(category="data").get()
        )
        services.draw(
            by=self.manager,
            source=source,
            line=line,
            value=Decimal(str(value)) * WAN,
            risk=Risk.objects.get(project__key=self.m.key, title=risk) if risk else None,
            reason=reason,
            now=now,
        )

    def forecast(self, now: datetime) -> None:
        cells: dict[tuple[int, date], dict[str, Decimal | None]] = {
            (self._line(number).pk, month_after(self.c.today, ahead)): {"forecast": Decimal(str(value)) * WAN}
            for number, ahead, value in self.m.forecasts
        }
        services.set_months(by=self.manager, budget=self.budget, cells=cells, now=now)


def _parts(cost: Cost) -> list[Decimal]:
    """Month by month, to the cent."""
    months = cost.last - cost.first + 1
    return share_out(Decimal(str(cost.total)) * WAN, [Decimal(1)] * months)
