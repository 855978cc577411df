"""Whether a scope is "big and complete", and whether it creeps: limits, findings, the dimension of health."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pmo import texts
from pmo.texts import Sentence
from projects.engines.creep import Creep
from projects.portfolio.choices import Status

# A first wave above this share of the effort, or of the modules, is "big and complete".
FIRST_WAVE = 0.4
# With fewer modules than this every first wave would be.
FEWEST_MODULES = 3
# DSDM: Must-haves above 60 % of the effort leave no contingency.
MUSTS = 0.6
CREEP_RISK, CREEP_OFF = 0.10, 0.25


@dataclass(frozen=True)
class Weighed:
    """What the judgement needs of one item: `weight` in person-days, `module` the top of its tree."""

    pk: int
    module: int
    weight: float
    estimated: bool
    wave: int | None
    must: bool
    serves_goal: bool
    excepted: bool


@dataclass(frozen=True)
class Finding:
    """A warning with the items behind it."""

    code: str
    status: str
    sentence: Sentence
    items: tuple[int, ...] = ()


@dataclass(frozen=True)
class Shape:
    """How a scope is cut: effort per wave, share of the first wave and of the musts."""

    effort: float
    waves: dict[int | None, float] = field(default_factory=dict)
    first_share: float = 0.0
    must_share: float = 0.0
    modules: int = 0
    first_modules: int = 0


def shape(items: Sequence[Weighed]) -> Shape:
    effort = sum(item.weight for item in items)
    waves: dict[int | None, float] = {}
    for item in sorted(items, key=lambda item: (item.wave is None, item.wave or 0)):
        waves[item.wave] = waves.get(item.wave, 0.0) + item.weight
    if not effort:
        return Shape(0.0)
    modules = {item.module for item in items}
    return Shape(
        effort,
        waves,
        waves.get(1, 0.0) / effort,
        sum(item.weight for item in items if item.must) / effort,
        len(modules),
        len({item.module for item in items if item.wave == 1}),
    )


def findings(items: Sequence[Weighed], found: Shape, creep: Creep | None, *, executing: bool) -> list[Finding]:
    """What is wrong with a scope, worst first."""
    result: list[Finding] = []
    if creep is not None and creep.index > CREEP_RISK:
        status = Status.OFF if creep.index > CREEP_OFF else Status.RISK
        params = {"creep": share(creep.index), "undecided": share(creep.undecided)}
        result.append(Finding("creep", status, Sentence("scope.warn.creep", params)))
    if creep is None and executing and items:
        result.append(Finding("no_baseline", Status.RISK, Sentence("scope.warn.no_baseline")))
    result += _too_big(items, found)
    result += _served(items)
    unestimated = tuple(item.pk for item in items if not item.estimated)
    if unestimated:
        n = counted("items", len(unestimated))
        result.append(Finding("unestimated", Status.NONE, Sentence("scope.warn.unestimated", {"n": n}), unestimated))
    return result


def _too_big(items: Sequence[Weighed], found: Shape) -> list[Finding]:
    first = tuple(item.pk for item in items if item.wave == 1)
    result = []
    limit = share(FIRST_WAVE)
    if first and found.first_share > FIRST_WAVE:
        params = {"share": share(found.first_share), "limit": limit}
        result.append(Finding("first_wave", Status.RISK, Sentence("scope.warn.first_wave", params), first))
    elif found.modules >= FEWEST_MODULES and found.first_modules > FIRST_WAVE * found.modules:
        params = {"n": texts.num(found.first_modules), "of": texts.num(found.modules), "limit": limit}
        sentence = Sentence("scope.warn.first_wave_modules", params)
        result.append(Finding("first_wave_modules", Status.RISK, sentence, first))
    if found.must_share > MUSTS:
        params = {"share": share(found.must_share), "limit": share(MUSTS)}
        musts = tuple(item.pk for item in items if item.must)
        result.append(Finding("musts", Status.RISK, Sentence("scope.warn.musts", params), musts))
    return result


def _served(items: Sequence[Weighed]) -> list[Finding]:
    result = []
    for code, chosen in (
        ("no_goal", tuple(item.pk for item in items if not item.serves_goal)),
        ("exceptions", tuple(item.pk for item in items if item.excepted)),
    ):
        if chosen:
            params = {"n": counted("items", len(chosen))}
            result.append(Finding(code, Status.RISK, Sentence(f"scope.warn.{code}", params), chosen))
    return result


def counted(what: str, n: int) -> dict[str, Any]:
    """ "3 items" as a parameter; `what` is items or modules."""
    return texts.nested(Sentence(f"count.{what}.one") if n == 1 else Sentence(f"count.{what}.many", {"n": n}))


def share(value: float) -> dict[str, Any]:
    """0.083 → 8 %, as a parameter."""
    return texts.pct(round(value * 100))
