"""Arithmetic of benefits: months of money, net present value, internal rate, payback, realisation.

Amounts are `Decimal` in one currency. A month is an integer, year × 12 + month − 1. A series of flows holds one amount
per period, without gaps, the first at period 0; money spent is negative. Where a figure cannot be computed it is
`Missing` with a code of the reason: never zero, never infinite.

Formulas: NPV = Σ flow_t ÷ (1 + i)^t, period 0 not discounted; a yearly rate r counts per month as
i = (1 + r)^(1/12) − 1 (Brigham and Ehrhardt, Financial Management). The internal rate is reported only where exactly
one exists: by Descartes' rule with one change of sign, else by Norstrom's criterion on the cumulated flows (1972).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import accumulate, pairwise

from projects.engines.earned_value import money, share_out

ONE = Decimal(1)
ZERO = Decimal(0)
HUNDRED = Decimal(100)
PER_YEAR = 12
# Digits kept while discounting: hundreds of months still add up to the cent.
DIGITS = 50
# An internal rate above this (1000 % a year) says that next to nothing is invested, and nothing else.
HIGHEST = Decimal(10)


@dataclass(frozen=True)
class Missing:
    """Not available, because … : `reason` is one of the codes below."""

    reason: str


NO_FLOWS = Missing("no_flows")  # no month has any money
NO_COST = Missing("no_cost")  # nothing is spent
NO_BENEFIT = Missing("no_benefit")  # nothing comes in
SEVERAL = Missing("several")  # the flows change their sign more than once: several rates may fit
BEYOND = Missing("beyond")  # more than 1000 % a year
NOT_WITHIN = Missing("not_within")  # not paid back within the months of the case
NOTHING_PLANNED = Missing("nothing_planned")  # nothing was planned until now
NO_RATE = Missing("no_rate")  # nobody measures adoption
NO_ASSUMPTION = Missing("no_assumption")  # the plan names no adoption it assumes

Figure = Decimal | Missing


@dataclass(frozen=True)
class Payback:
    """`period`: the first one from which the cumulated money stays at or above zero; `exact`: with the part of it."""

    period: int
    exact: Decimal


def linear_ramp(months: int) -> tuple[Decimal, ...]:
    """Shares of the full amount in the first `months` months: the k-th earns k ÷ months, the last all of it."""
    if months < 0:
        raise ValueError("a ramp has no negative length")
    return tuple(Decimal(k) / months for k in range(1, months + 1))


def monthly(full: Decimal, first: int, duration: int, ramp: Sequence[Decimal] = ()) -> dict[int, Decimal]:
    """`full` in each of `duration` months from `first` on; the first of them only the shares in `ramp`.

    Each to the cent, together the exact sum to the cent: a twelfth of a yearly amount makes the yearly amount again.
    """
    _check(duration)
    if any(not share >= 0 for share in ramp):
        raise ValueError("shares are not negative")
    shares = [*ramp, *[ONE] * duration][:duration]
    return dict(enumerate(share_out(money(full * sum(shares, ZERO)), shares), start=first))


def once(total: Decimal, first: int, duration: int) -> dict[int, Decimal]:
    """`total` in equal parts over `duration` months, together exactly `total`."""
    _check(duration)
    return dict(enumerate(share_out(total, [ONE] * duration), start=first))


def _check(duration: int) -> None:
    if duration < 1:
        raise ValueError("a benefit lasts at least one month")


def per_month(rate: Decimal) -> Decimal:
    """The rate of a month that makes `rate` in a year (0.08 = 8 %). Raises ValueError at −100 % and below."""
    if rate <= -1:
        raise ValueError("a rate is above −100 %")
    with localcontext() as context:
        context.prec = DIGITS
        return (ONE + rate) ** (ONE / PER_YEAR) - ONE


def per_annum(rate: Decimal) -> Decimal:
    """What a rate of a month makes in a year."""
    return (ONE + rate) ** PER_YEAR - ONE


def row(flows: Mapping[int, Decimal], first: int, last: int) -> list[Decimal]:
    """The flows of months `first` to `last` without gaps."""
    return [flows.get(month, ZERO) for month in range(first, last + 1)]


def discounted(flows: Sequence[Decimal], rate: Decimal) -> list[Decimal]:
    """Each flow's worth at period 0, unrounded; `rate` per period."""
    if rate <= -1:
        raise ValueError("a rate is above −100 %")
    with localcontext() as context:
        context.prec = DIGITS
        step, factor, found = ONE / (ONE + rate), ONE, []
        for flow in flows:
            found.append(flow * factor)
            factor *= step
        return found


def npv(flows: Sequence[Decimal], rate: Decimal) -> Figure:
    """Net present value at period 0 to the cent; `rate` per period."""
    if not any(flows):
        return NO_FLOWS
    with localcontext() as context:
        context.prec = DIGITS
        return money(sum(discounted(flows, rate), ZERO))


def irr(flows: Sequence[Decimal]) -> Figure:
    """The rate per period at which the net present value is zero, where exactly one exists."""
    if not any(flows):
        return NO_FLOWS
    if not any(flow < 0 for flow in flows):
        return NO_COST
    if not any(flow > 0 for flow in flows):
        return NO_BENEFIT
    # By Norstrom the rate is only known to be the one that is positive.
    positive = _changes(flows) > 1
    if positive and _changes(list(accumulate(flows))) != 1:
        return SEVERAL
    with localcontext() as context:
        context.prec = DIGITS
        x = _root(_trimmed(flows), ONE if positive else None)
        return BEYOND if ONE / x - ONE > HIGHEST else ONE / x - ONE


def _trimmed(flows: Sequence[Decimal]) -> list[Decimal]:
    """Without the zeros before the first flow: they change no root."""
    first = next(place for place, flow in enumerate(flows) if flow)
    return list(flows[first:])


def _changes(flows: Sequence[Decimal]) -> int:
    signs = [flow > 0 for flow in flows if flow]
    return sum(1 for before, after in pairwise(signs) if before != after)


def _worth(flows: Sequence[Decimal], x: Decimal) -> Decimal:
    """Σ flow_t · x^t, by Horner's rule; x = 1 ÷ (1 + rate)."""
    found = ZERO
    for flow in reversed(flows):
        found = found * x + flow
    return found


def _root(flows: Sequence[Decimal], most: Decimal | None) -> Decimal:
    """The x > 0 (below `most`) where the worth is zero, by halving; it has the sign of the first flow below."""
    sign = 1 if flows[0] > 0 else -1
    low, high = ZERO, most or ONE
    while most is None and _worth(flows, high) * sign > 0:
        low, high = high, high * 2
    for _step in range(DIGITS * 3):
        middle = (low + high) / 2
        if _worth(flows, middle) * sign > 0:
            low = middle
        else:
            high = middle
    return high


def annual_irr(flows: Sequence[Decimal]) -> Figure:
    """The internal rate of monthly flows, as a yearly one (0.145 = 14.5 %)."""
    found = irr(flows)
    if isinstance(found, Missing):
        return found
    yearly = per_annum(found)
    return BEYOND if yearly > HIGHEST else yearly


def payback(flows: Sequence[Decimal]) -> Payback | Missing:
    """When the money spent has come back for good: what is cumulated does not fall below zero again.

    The part of the period counts its flow as spread evenly over it.
    """
    if not any(flows):
        return NO_FLOWS
    sums = list(accumulate(flows))
    under = [place for place, value in enumerate(sums) if value < 0]
    if not under:
        return NO_COST
    last = under[-1]
    if last == len(sums) - 1:
        return NOT_WITHIN
    return Payback(last + 1, last + -sums[last] / flows[last + 1])


def roi(benefit: Decimal, cost: Decimal) -> Figure:
    """Net benefit ÷ cost in percent (60 = 60 %)."""
    return (benefit - cost) / cost * HUNDRED if cost > 0 else NO_COST


def realisation(realised: Decimal, planned: Decimal) -> Figure:
    """What came of what was planned, in percent. A plan of costs (a dis-benefit) has none."""
    return realised / planned * HUNDRED if planned > 0 else NOTHING_PLANNED


def at_adoption(potential: Decimal, rate: Decimal | None, assumed: Decimal | None) -> Figure:
    """Potential × adoption ÷ the adoption the plan assumes, to the cent; both in percent."""
    if rate is None:
        return NO_RATE
    return money(potential * rate / assumed) if assumed else NO_ASSUMPTION


def improvement(value: Decimal, baseline: Decimal, target: Decimal) -> Decimal:
    """How far a measure went from its baseline towards its target, in its unit; negative when it went the other way."""
    return value - baseline if target >= baseline else baseline - value


def shortfall(agreed: Mapping[int, Decimal], now: Mapping[int, Decimal]) -> Decimal:
    """What of the agreed money does not come within the agreed months when it comes as `now` says."""
    if not agreed:
        return ZERO
    last = max(agreed)
    return sum(agreed.values(), ZERO) - sum((value for month, value in now.items() if month <= last), ZERO)
