"""Earned value and earned schedule, exact to the cent.

Terms of ANSI/EIA-748; earned schedule after Lipke (ISO 21508). Amounts are `Decimal` in one currency, periods are
equal and counted from 1. Where a denominator is zero or an input is missing the figure is `Missing` with a code of
the reason: never zero, never infinite.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from itertools import pairwise

CENT = Decimal("0.01")
# Estimates at completion, in the order they are shown.
METHODS = ("remaining_as_planned", "cpi", "cpi_spi", "bottom_up")


@dataclass(frozen=True)
class Missing:
    """Not available, because … : `reason` is one of the codes below."""

    reason: str


NO_ACTUALS = Missing("no_actuals")  # AC = 0: nothing was spent
NO_PLAN = Missing("no_plan")  # PV = 0: nothing was planned until now
NOTHING_EARNED = Missing("nothing_earned")  # EV = 0: no work is done
NO_BUDGET = Missing("no_budget")  # BAC = 0
NO_FORECAST = Missing("no_forecast")  # nobody estimated what is still to come
OVERSPENT = Missing("overspent")  # BAC = AC: no money is left to perform with
FINISHED = Missing("finished")  # EAC = AC: nothing is left to be spent
NOT_STARTED = Missing("not_started")  # AT = 0
OUT_OF_TIME = Missing("out_of_time")  # PD = AT: the planned time is used up

Figure = Decimal | Missing


@dataclass(frozen=True)
class Measures:
    """Where a project stands on one day. `eac`, `etc`, `vac` and `tcpi_eac` by method."""

    bac: Decimal
    pv: Decimal
    ev: Decimal
    ac: Decimal
    cv: Decimal
    sv: Decimal
    cpi: Figure
    spi: Figure
    tcpi_bac: Figure
    eac: Mapping[str, Figure] = field(default_factory=dict)
    etc: Mapping[str, Figure] = field(default_factory=dict)
    vac: Mapping[str, Figure] = field(default_factory=dict)
    tcpi_eac: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True)
class Schedule:
    """Earned schedule, in periods: what `es` periods of the plan should have earned is earned after `at` periods."""

    es: Decimal
    at: Decimal
    pd: Decimal
    sv: Decimal
    spi: Figure
    ieac: Figure
    tspi: Figure


def money(value: Decimal) -> Decimal:
    """To the cent, half up."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def ratio(above: Decimal, below: Decimal, otherwise: Missing) -> Figure:
    return above / below if below else otherwise


def measure(bac: Decimal, pv: Decimal, ev: Decimal, ac: Decimal, bottom_up_etc: Decimal | None = None) -> Measures:
    """All figures of one day. EAC: AC+(BAC−EV) · BAC/CPI · AC+(BAC−EV)/(CPI·SPI) · AC + estimate of the rest.

    `bottom_up_etc` is what the lines say is still to be spent. Raises ValueError for a negative BAC, PV or EV; AC may
    be negative (credit notes).
    """
    if min(bac, pv, ev) < 0:
        raise ValueError("BAC, PV and EV are not negative")
    cpi, spi = ratio(ev, ac, NO_ACTUALS), ratio(ev, pv, NO_PLAN)
    eac = {
        "remaining_as_planned": money(ac + bac - ev),
        "cpi": _by_cpi(bac, ev, ac),
        "cpi_spi": _by_both(bac, pv, ev, ac),
        "bottom_up": NO_FORECAST if bottom_up_etc is None else money(ac + bottom_up_etc),
    }
    return Measures(
        bac=bac,
        pv=pv,
        ev=ev,
        ac=ac,
        cv=ev - ac,
        sv=ev - pv,
        cpi=cpi,
        spi=spi,
        tcpi_bac=ratio(bac - ev, bac - ac, OVERSPENT),
        eac=eac,
        etc={name: value if isinstance(value, Missing) else value - ac for name, value in eac.items()},
        vac={name: value if isinstance(value, Missing) else bac - value for name, value in eac.items()},
        tcpi_eac={
            name: value if isinstance(value, Missing) else ratio(bac - ev, value - ac, FINISHED)
            for name, value in eac.items()
        },
    )


def _by_cpi(bac: Decimal, ev: Decimal, ac: Decimal) -> Figure:
    """BAC / CPI, multiplied out so that no rounded quotient is divided by."""
    if not ac:
        return NO_ACTUALS
    return NOTHING_EARNED if not ev else money(bac * ac / ev)


def _by_both(bac: Decimal, pv: Decimal, ev: Decimal, ac: Decimal) -> Figure:
    """AC + (BAC − EV) / (CPI · SPI), multiplied out."""
    if not ac:
        return NO_ACTUALS
    if not pv:
        return NO_PLAN
    return NOTHING_EARNED if not ev else money(ac + (bac - ev) * ac * pv / (ev * ev))


def earned_schedule(cumulative: Sequence[Decimal], ev: Decimal, at: Decimal) -> Schedule | Missing:
    """ES = C + (EV − PV_C) / (PV_{C+1} − PV_C), C the last whole period with PV_C ≤ EV.

    `cumulative` is PV at the ends of periods 0 … n, beginning with 0 and never falling; `at` is the time gone by, in
    periods. PD is the first period at whose end everything is planned. Once all is earned ES stays at PD.
    """
    if not cumulative or cumulative[0] != 0 or any(later < earlier for earlier, later in pairwise(cumulative)):
        raise ValueError("planned value begins with 0 and never falls")
    bac = cumulative[-1]
    if not bac:
        return NO_BUDGET
    pd = Decimal(next(period for period, value in enumerate(cumulative) if value == bac))
    above, below = (pd, Decimal(1)) if ev >= bac else _periods(cumulative, ev)
    es = above / below
    return Schedule(
        es=es,
        at=at,
        pd=pd,
        sv=es - at,
        spi=ratio(es, at, NOT_STARTED),
        # PD / SPI(t), multiplied out.
        ieac=NOT_STARTED if not at else ratio(pd * at * below, above, NOTHING_EARNED),
        tspi=ratio(pd - es, pd - at, OUT_OF_TIME),
    )


def _periods(cumulative: Sequence[Decimal], ev: Decimal) -> tuple[Decimal, Decimal]:
    """ES as a fraction, so that what is divided by it is divided once."""
    whole = max(period for period, value in enumerate(cumulative) if value <= ev)
    step = cumulative[whole + 1] - cumulative[whole]
    return whole * step + ev - cumulative[whole], step


def share_out(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """`amount` in parts proportional to `weights`, each to the cent, together exactly `amount`.

    The cents left over go to the largest remainders, the first of equals first. Weights that are all zero count as
    equal. Raises ValueError without weights or with negative ones.
    """
    if not weights or min(weights) < 0:
        raise ValueError("weights are needed, none of them negative")
    total = sum(weights)
    if not total:
        weights, total = [Decimal(1)] * len(weights), Decimal(len(weights))
    sign = -1 if amount < 0 else 1
    exact = [abs(amount) * weight / total for weight in weights]
    parts = [value.quantize(CENT, rounding=ROUND_DOWN) for value in exact]
    left = int((abs(amount) - sum(parts)) / CENT)
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for place in order[:left]:
        parts[place] += CENT
    return [sign * part for part in parts]


@dataclass(frozen=True)
class Work:
    """A piece of work: what it may cost, when it is planned (any one unit of time), how much of it is done (0 … 1)."""

    cost: Decimal
    start: int
    finish: int
    done: Decimal = Decimal(0)


def planned_value(work: Sequence[Work], at: int) -> Decimal:
    """PV at a moment: the cost of each piece falls due evenly over its planned time, a point in time all at once."""
    return sum((money(piece.cost * _gone(piece, at)) for piece in work), Decimal(0))


def earned_value(work: Sequence[Work]) -> Decimal:
    """EV: cost × share done, to the cent for each piece."""
    return sum((money(piece.cost * piece.done) for piece in work), Decimal(0))


def _gone(piece: Work, at: int) -> Decimal:
    if at >= piece.finish:
        return Decimal(1)
    return Decimal(0) if at <= piece.start else Decimal(at - piece.start) / Decimal(piece.finish - piece.start)
