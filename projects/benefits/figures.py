"""Sums of the benefits of many projects: the stored ones where they still hold, else computed now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from pmo.texts import Sentence
from projects.benefits.choices import Nature, Per
from projects.benefits.judging import judge
from projects.benefits.models import Benefit, ValueStanding
from projects.benefits.selectors import case as cases
from projects.benefits.selectors.book import Line
from projects.benefits.selectors.case import Case
from projects.budget.selectors import rates
from projects.engines.benefits import ZERO, Figure, Missing, realisation
from projects.portfolio.models import Project


@dataclass(frozen=True)
class Sums:
    """Of the benefits of one nature, in one currency. Yearly: what comes every month, at its full amount; `at_adoption`
    of what has an adoption measured and assumed, whose yearly amount is `adoptable`."""

    count: int = 0
    total: Decimal = ZERO
    due_total: Decimal = ZERO
    planned: Decimal = ZERO
    due: Decimal = ZERO
    realised: Decimal = ZERO
    waiting: Decimal = ZERO
    shortfall: Decimal = ZERO
    yearly: Decimal = ZERO
    adoptable: Decimal = ZERO
    at_adoption: Decimal = ZERO

    @property
    def realisation(self) -> Figure:
        """Percent of what should have come to date."""
        return realisation(self.realised, self.due)

    @property
    def of_all(self) -> Figure:
        """Percent of the whole plan."""
        return realisation(self.realised, self.due_total)

    def to_json(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, data: Mapping[str, str]) -> Sums:
        own: dict[str, Any] = {name: int(v) if name == "count" else Decimal(v) for name, v in data.items()}
        return cls(**own)

    def __add__(self, other: Sums) -> Sums:
        mine, theirs = asdict(self), asdict(other)
        return Sums(**{name: mine[name] + theirs[name] for name in mine})

    def times(self, factor: Decimal) -> Sums:
        """In another currency, to the cent."""
        own = asdict(self)
        return Sums(
            **{name: value if name == "count" else (value * factor).quantize(ZERO_CENTS) for name, value in own.items()}
        )


ZERO_CENTS = Decimal("0.01")


@dataclass(frozen=True)
class Figures:
    """The benefits of one project; `npv` None with the code of the reason in `missing`."""

    project: Project
    currency: str
    hard: Sums
    soft: Sums
    npv: Decimal | None
    status: str
    sentence: Sentence
    # npv: why it is not available · lacking: currencies without a rate · drafted: nothing is agreed yet.
    missing: dict[str, Any] = field(default_factory=dict)

    @property
    def drafted(self) -> bool:
        return bool(self.missing.get("drafted"))

    @property
    def lacking(self) -> list[str]:
        return list(self.missing.get("lacking", ()))


def with_benefits(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Those that have any."""
    return projects.filter(Exists(Benefit.objects.filter(project=OuterRef("pk"))))


def outdated(today: date) -> QuerySet[Project]:
    """Projects with benefits whose sums are not stored, or not those of today."""
    held = Project.objects.filter(
        Q(value_standing__plan_version=F("plan__version"))
        | Q(value_standing__plan_version__isnull=True, plan__isnull=True),
        value_standing__as_of=today,
        value_standing__project_version=F("version"),
    )
    return with_benefits(Project.objects.all()).exclude(pk__in=held.values("pk"))


def of(projects: QuerySet[Project], today: date) -> list[Figures]:
    """Of projects with benefits, in their order: one query, and a fixed number for what is not stored yet."""
    rows = list(projects.select_related("portfolio", "plan", "value_standing"))
    held = {row.pk: _held(row, today) for row in rows}
    missing = [row for row in rows if held[row.pk] is None]
    computed = cases.of_projects(missing, today) if missing else {}
    found = []
    for row in rows:
        kept = held[row.pk]
        found.append(computed_of(computed[row.pk], today) if kept is None else _stored(row, kept))
    return found


def _held(row: Project, today: date) -> ValueStanding | None:
    """What is stored, if it still holds."""
    kept: ValueStanding | None = getattr(row, "value_standing", None)
    plan = getattr(row, "plan", None)
    if kept is None or kept.as_of != today or kept.project_version != row.version:
        return None
    return kept if kept.plan_version == (plan.version if plan is not None else None) else None


def _stored(row: Project, kept: ValueStanding) -> Figures:
    sentence = Sentence.from_json(kept.sentence)
    if sentence is None:
        raise ValueError(f"sums of project {row.pk} have no sentence")
    hard, soft = (Sums.from_json(kept.sums[nature]) for nature in Nature.values)
    return Figures(row, kept.currency, hard, soft, kept.npv, kept.status, sentence, kept.missing)


def computed_of(one: Case, today: date) -> Figures:
    foreign = {line.benefit.currency for line in one.counted} - {one.currency}
    table = rates.load({one.currency, *foreign}) if foreign else rates.load(())
    sums = {
        nature: _sum([line for line in one.counted if line.benefit.nature == nature], one.currency, table, today)
        for nature in Nature.values
    }
    npv = one.expected if isinstance(one.expected, Missing) else one.expected.npv
    missing: dict[str, Any] = {}
    if isinstance(npv, Missing):
        missing["npv"] = npv.reason
    if one.lacking:
        missing["lacking"] = one.lacking
        missing.setdefault("npv", "no_rate_of_exchange")
    if one.drafted or not one.counted:
        missing["drafted"] = True
    hard, soft = sums[Nature.HARD], sums[Nature.SOFT]
    known = None if "npv" in missing else npv
    status, sentence = judge(hard, soft, one.currency, drafted=bool(missing.get("drafted")), unmeasured=one.unmeasured)
    return Figures(
        one.project,
        one.currency,
        hard,
        soft,
        known if isinstance(known, Decimal) else None,
        status,
        sentence,
        missing,
    )


def _sum(lines: Sequence[Line], currency: str, table: rates.Rates, today: date) -> Sums:
    made = Sums()
    for line in lines:
        factor = Decimal(1)
        if line.benefit.currency != currency:
            own, other = table.of(line.benefit.currency, today), table.of(currency, today)
            if own is None or other is None:
                continue
            factor = own / other
        made += of_line(line).times(factor) if factor != 1 else of_line(line)
    return made


def of_line(line: Line) -> Sums:
    """One benefit, in its own currency."""
    recurring = line.benefit.per != Per.ONCE
    at = line.at_adoption
    known = recurring and line.potential is not None and not isinstance(at, Missing)
    return Sums(
        count=1,
        total=line.total,
        due_total=line.due_total,
        planned=line.planned_to_date,
        due=line.due_to_date,
        realised=line.realised_to_date,
        waiting=line.waiting,
        shortfall=line.shortfall,
        yearly=(line.potential or ZERO) if recurring else ZERO,
        adoptable=(line.potential or ZERO) if known else ZERO,
        at_adoption=at if known and isinstance(at, Decimal) else ZERO,
    )
