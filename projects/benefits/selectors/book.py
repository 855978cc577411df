"""Everything that is known of the benefits of some projects, loaded at once; what pages and sums are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, Sum

from projects.benefits import adoption
from projects.benefits.adoption import Adoption
from projects.benefits.choices import BookingState, Kind, Per, State
from projects.benefits.models import Benefit, BenefitVersion, Realisation
from projects.benefits.selectors.months import Place, first_day, from_text, last_day, month_of, place
from projects.engines import benefits as engine
from projects.engines.benefits import ZERO, Figure
from projects.engines.earned_value import money
from projects.goals import readings
from projects.goals.choices import CADENCE_DAYS, KpiKind
from projects.goals.models import Kpi
from projects.goals.readings import KpiReading
from projects.portfolio.models import Project

Months = dict[int, Decimal]
RELATED = (
    "project__plan",
    "project__portfolio",
    "task",
    "kpi__goal",
    "goal",
    "adoption_kpi",
    "owner",
    "validator",
)
# A value speaks for a month when it is at most so old at its end: a month, or one and a half of its cadence.
FRESH = timedelta(days=31)
PER_CADENCE = 1.5


@dataclass
class Line:
    """One benefit over its months, in its currency; what a dis-benefit costs is negative.

    `last` is the newest month that is over: what is planned and realised "to date" ends with it.
    """

    benefit: Benefit
    place: Place
    last: int
    values: Sequence[tuple[date, Decimal]] = ()
    booked: Months = field(default_factory=dict)
    # Months somebody booked something for, whatever became of it; what of it finance has not answered.
    seen: set[int] = field(default_factory=set)
    waiting: Decimal = ZERO
    waiting_count: int = 0
    agreed: BenefitVersion | None = None
    adoption: Adoption | None = None
    adoption_reading: KpiReading | None = None
    # Where its KPI stands, of what is not in money.
    reading: KpiReading | None = None

    @property
    def sign(self) -> int:
        return -1 if self.benefit.adverse else 1

    @cached_property
    def full_month(self) -> Decimal | None:
        """The full amount of a month (of all of it, for what comes once), unrounded; None where it is not known."""
        found = self._full()
        return None if found is None else found * self.sign

    def _full(self) -> Decimal | None:
        one = self.benefit
        if one.kind == Kind.NO_MONEY:
            return None
        if one.is_computed:
            kpi = one.kpi
            if one.unit_value is None or not is_usable(kpi):
                return None
            return one.unit_value * one.volume * abs(kpi.target - kpi.baseline)  # type: ignore[union-attr, operator]
        if one.amount is None:
            return None
        return one.amount / engine.PER_YEAR if one.per == Per.YEAR else one.amount

    @property
    def why(self) -> str:
        """The code of the reason why nothing is planned; empty when something is."""
        one = self.benefit
        if one.kind == Kind.NO_MONEY:
            return "no_money"
        if self.full_month is None:
            return "kpi_incomplete" if one.is_computed else "no_amount"
        return self.place.why

    @cached_property
    def first(self) -> int | None:
        return None if self.place.on is None else month_of(self.place.on) + self.benefit.offset_months

    @cached_property
    def planned(self) -> Months:
        """By today's plan; a closed benefit ends with the month it was closed in."""
        one, full, first = self.benefit, self.full_month, self.first
        if full is None or first is None:
            return {}
        if one.per == Per.ONCE:
            found = engine.once(money(full), first, one.duration_months)
        else:
            found = engine.monthly(full, first, one.duration_months, ramp_of(one))
        if one.closed_on is None:
            return found
        closed = month_of(one.closed_on)
        return {month: value for month, value in found.items() if month <= closed}

    @cached_property
    def agreed_months(self) -> Months:
        """As both sides confirmed it; empty before."""
        if self.agreed is None:
            return {}
        return {from_text(month): Decimal(value) for month, value in self.agreed.months.items()}

    @cached_property
    def realised(self) -> Months:
        """Validated by finance; or, from the KPI, its improvement in every month of the benefit that was measured."""
        if not self.benefit.is_computed:
            return self.booked
        found: Months = {}
        for month in self._measurable:
            value = self._value_at(last_day(month))
            if value is not None:
                found[month] = self._worth(value)
        return found

    @cached_property
    def unmeasured(self) -> list[int]:
        """Months of a computed benefit that are over and were not measured: nothing is counted for them."""
        if not self.benefit.is_computed:
            return []
        return [month for month in self._measurable if month not in self.realised]

    @property
    def _measurable(self) -> list[int]:
        return [month for month in self.planned if month <= self.last] if is_usable(self.benefit.kpi) else []

    def _worth(self, value: Decimal) -> Decimal:
        one = self.benefit
        kpi: Any = one.kpi
        better = engine.improvement(value, kpi.baseline, kpi.target)
        return money((one.unit_value or ZERO) * one.volume * better) * self.sign

    def _value_at(self, day: date) -> Decimal | None:
        kpi: Any = self.benefit.kpi
        oldest = day - max(FRESH, timedelta(days=PER_CADENCE * CADENCE_DAYS[kpi.cadence]))
        known = [value for on, value in self.values if oldest < on <= day]
        return known[-1] if known else None

    @property
    def missing_months(self) -> list[int]:
        """Months of a booked benefit that are over and nobody booked."""
        if self.benefit.is_computed or not self.benefit.is_agreed:
            return []
        return [
            month for month, value in self.planned.items() if month <= self.last and value and month not in self.seen
        ]

    # ---- sums
    @property
    def total(self) -> Decimal:
        return sum(self.planned.values(), ZERO)

    @property
    def agreed_total(self) -> Decimal:
        return sum(self.agreed_months.values(), ZERO)

    @property
    def planned_to_date(self) -> Decimal:
        return _until(self.planned, self.last)

    @cached_property
    def expected(self) -> Months:
        """What has come in the months that are over, and what today's plan says of the others."""
        found = {month: value for month, value in self.realised.items() if month <= self.last}
        return found | {month: value for month, value in self.planned.items() if month > self.last}

    @property
    def agreed_to_date(self) -> Decimal:
        return _until(self.agreed_months, self.last)

    @property
    def due_to_date(self) -> Decimal:
        """What should have come: as agreed, else by today's plan."""
        return self.agreed_to_date if self.agreed is not None else self.planned_to_date

    @property
    def due_total(self) -> Decimal:
        return self.agreed_total if self.agreed is not None else self.total

    @property
    def realised_to_date(self) -> Decimal:
        return _until(self.realised, self.last)

    @property
    def shortfall(self) -> Decimal:
        """What of the agreed money comes later than agreed, or not at all, by today's plan."""
        return engine.shortfall(self.agreed_months, self.planned)

    @property
    def slip(self) -> int | None:
        """Months the plan of today puts its beginning after what was agreed; None where one of both is missing."""
        if not self.agreed_months or not self.planned:
            return None
        return min(self.planned) - min(self.agreed_months)

    @property
    def potential(self) -> Decimal | None:
        """What it brings in a year at its full amount; all of it, where it comes once."""
        if self.full_month is None:
            return None
        return money(self.full_month if self.benefit.per == Per.ONCE else self.full_month * engine.PER_YEAR)

    @property
    def adoption_rate(self) -> Decimal | None:
        """Percent: measured by use, else by the KPI the benefit names."""
        if self.adoption is not None:
            return self.adoption.rate
        return self.adoption_reading.current if self.adoption_reading is not None else None

    @property
    def at_adoption(self) -> Figure:
        """`potential` at the adoption of today."""
        return engine.at_adoption(self.potential or ZERO, self.adoption_rate, self.benefit.adoption_planned)


def is_usable(kpi: Kpi | None) -> bool:
    """Whether money can be computed from it: it leads from a baseline to a target."""
    return kpi is not None and kpi.kind == KpiKind.REACH and kpi.baseline is not None and kpi.target is not None


def ramp_of(benefit: Benefit) -> Sequence[Decimal]:
    """Shares of the first months: those that were entered, else an even growth."""
    if benefit.ramp_shares:
        return [Decimal(str(share)) / engine.HUNDRED for share in benefit.ramp_shares]
    return engine.linear_ramp(benefit.ramp_months)


def _until(months: Months, last: int) -> Decimal:
    return sum((value for month, value in months.items() if month <= last), ZERO)


def visible(user: Any) -> QuerySet[Benefit]:
    return Benefit.objects.visible_to(user).select_related(*RELATED)


def of_projects(projects: Sequence[Project], today: date) -> dict[int, list[Line]]:
    """Lines by project id, in the order of their numbers; a fixed number of queries."""
    ids = [project.pk for project in projects]
    found: dict[int, list[Line]] = {pk: [] for pk in ids}
    rows = Benefit.objects.filter(project__in=ids).select_related(*RELATED).order_by("project_id", "number")
    for line in lines(list(rows), today):
        found[line.benefit.project_id].append(line)
    return found


def lines(benefits: Sequence[Benefit], today: date) -> list[Line]:
    """The months of benefits that came with `RELATED`, in five queries and those of the sources of adoption."""
    last = month_of(today) - 1
    made = {one.pk: Line(one, place(one, one.project), last) for one in benefits}
    _load_agreed(made)
    _load_booked(made)
    _load_measured(list(made.values()), today)
    return list(made.values())


def one(benefit: Benefit, today: date) -> Line:
    return lines([benefit], today)[0]


def _load_agreed(made: dict[int, Line]) -> None:
    rows = BenefitVersion.objects.filter(benefit__in=made).select_related("owner", "finance").order_by("number")
    for version in rows:
        made[version.benefit_id].agreed = version


def _load_booked(made: dict[int, Line]) -> None:
    rows = Realisation.objects.filter(benefit__in=made).order_by()
    for pk, month, state, amount in rows.values_list("benefit_id", "month", "state").annotate(sum=Sum("amount")):
        line, place_ = made[pk], month_of(month)
        line.seen.add(place_)
        if state == BookingState.VALIDATED:
            line.booked[place_] = line.booked.get(place_, ZERO) + amount * line.sign
        else:
            line.waiting += amount * line.sign
            line.waiting_count += 1


def _load_measured(made: list[Line], today: date) -> None:
    computed = [line for line in made if line.benefit.is_computed and line.benefit.kpi_id]
    until = first_day(month_of(today)) - timedelta(1)
    spans = {pk: (pk, date.min, until) for pk in _ids(line.benefit.kpi_id for line in computed)}
    found = readings.measured(list(spans.values()))
    for line in computed:
        line.values = [(one.on, one.value) for one in found.get(spans[line.benefit.kpi_id or 0], ())]
    measured = adoption.of(_ids(line.benefit.project_id for line in made), today)
    named = _ids(pk for line in made for pk in (line.benefit.adoption_kpi_id, _telling(line.benefit)))
    known = readings.of(named) if named else {}
    for line in made:
        line.adoption = measured.get(line.benefit.project_id)
        line.adoption_reading = known.get(line.benefit.adoption_kpi_id or 0)
        line.reading = known.get(_telling(line.benefit) or 0)


def _telling(benefit: Benefit) -> int | None:
    """The KPI that alone says whether a benefit comes that is not in money."""
    return None if benefit.has_money else benefit.kpi_id


def _ids(values: Iterable[int | None]) -> list[int]:
    return sorted({value for value in values if value})


def counted(lines_: Iterable[Line]) -> list[Line]:
    """Those in money that both sides agreed to; while there are none, the drafts."""
    known = [line for line in lines_ if line.benefit.has_money]
    agreed = [line for line in known if line.benefit.state not in (State.DRAFT, State.PROPOSED)]
    return agreed or known
