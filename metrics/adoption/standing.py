"""Where a system stands against its targets, as one read model: six queries, whatever the number of units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from metrics.adoption import counted, curve, selectors
from metrics.adoption.choices import Outcome
from metrics.adoption.counted import PARTS, Counted, part_key
from metrics.adoption.models import AdoptionForecast, AdoptionTarget
from metrics.usage.choices import Dimension
from metrics.usage.models import UsageCount, UsageSystem
from metrics.usage.selectors import counts
from metrics.usage.selectors.counts import Group
from pmo.engines.stats import Interval, NotAvailable
from pmo.orgs.models import Unit

WEEKS = 13
Trend = Sequence[tuple[date, float, UsageCount]]


@dataclass(frozen=True)
class Line:
    """A group on a day. Percent throughout; a withheld group has no figures at all.

    `trend`: (day, rate, counted) week by week. `wanted`: the target of the day. `own`: the target is the unit's own.
    """

    group: Group
    rate: Interval | None
    unit: Unit | None = None
    trend: Trend = ()
    target: AdoptionTarget | None = None
    own: bool = False
    wanted: Decimal | None = None
    forecast: AdoptionForecast | None = None

    @property
    def withheld(self) -> bool:
        return self.group.withheld

    @property
    def gap(self) -> float | None:
        """Percentage points above the target of the day; negative below."""
        if self.rate is None or self.wanted is None:
            return None
        return round(self.rate.value - float(self.wanted), 1)

    @property
    def shares(self) -> list[float]:
        return [share for _day, share, _row in self.trend]

    @property
    def stale(self) -> bool:
        """The forecast is for a target that has changed since."""
        return (
            self.forecast is not None
            and self.target is not None
            and self.forecast.target_share != self.target.target_share
        )

    @property
    def state(self) -> str:
        """`reached`, `behind` or `never` where that is known, else ""."""
        if self.forecast is not None and not self.stale and self.forecast.outcome == Outcome.NEVER:
            return "never"
        return "" if self.gap is None else "behind" if self.gap < 0 else "reached"


@dataclass(frozen=True)
class Standing:
    """`whole` is None where nothing is counted, or of fewer than five people."""

    system: UsageSystem
    day: date | None
    whole: Line | None
    units: Sequence[Line]
    parts: Mapping[str, Sequence[Line]]
    targets: Mapping[str, AdoptionTarget]

    @property
    def withheld(self) -> int:
        return sum(line.withheld for line in self.units)

    def ranked(self) -> list[Line]:
        """Units with a target and a rate, furthest behind first."""
        known = [line for line in self.units if line.gap is not None]
        return sorted(known, key=lambda line: (line.gap or 0.0, line.group.label))

    def unit(self, key: str) -> Line | None:
        return next((line for line in self.units if line.group.key == key), None)


def of(system: UsageSystem, *, until: date | None = None, weeks: int = WEEKS, parts: bool = True) -> Standing:
    """On the last counted day, or the last one up to `until`. Without `parts`: everybody and the units only."""
    newest = counts.last_day(system)
    targets = selectors.targets(system)
    if newest is None:
        return Standing(system, None, None, (), {}, targets)
    day = min(newest, until) if until else newest
    found = counted.read(system, [day - timedelta(weeks=n) for n in range(weeks - 1, -1, -1)], parts=parts)
    forecasts = {row.key: row for row in AdoptionForecast.objects.filter(system=system)} if day == newest else {}
    whole = found.everybody(day)
    group = Group("", system.label, 0, whole, withheld=False) if whole is not None else None
    units = {str(unit.pk): unit for unit in found.units}
    lines = [_line(found, one, units[one.key], targets, forecasts, day) for one in found.groups(day)]
    return Standing(
        system,
        day,
        _line(found, group, None, targets, forecasts, day) if group else None,
        lines if group else [],
        {part.value: _parts(found, part, targets, forecasts, day) for part in PARTS} if group and parts else {},
        targets,
    )


def _line(
    found: Counted,
    group: Group,
    unit: Unit | None,
    targets: Mapping[str, AdoptionTarget],
    forecasts: Mapping[str, AdoptionForecast],
    day: date,
) -> Line:
    target = curve.nearest(targets, selectors.chain_of(unit))
    own = target is not None and target.key == group.key
    if group.withheld:
        return Line(group, None, unit, target=target, own=own)
    return Line(
        group,
        percent(group),
        unit,
        _trend(found, Dimension.UNIT if unit else Dimension.ALL, group.key),
        target,
        own,
        curve.target_on(target, day) if target else None,
        forecasts.get(group.key),
    )


def _trend(found: Counted, dimension: str, key: str) -> Trend:
    return [(day, 100 * row.active_28 / row.eligible, row) for day, row in found.course(dimension, key)]


def _parts(
    found: Counted,
    dimension: Dimension,
    targets: Mapping[str, AdoptionTarget],
    forecasts: Mapping[str, AdoptionForecast],
    day: date,
) -> list[Line]:
    """Against the target of everybody: roles, waves and sites have none of their own."""
    target = targets.get("")
    wanted = curve.target_on(target, day) if target else None
    return [
        Line(one, None, target=target)
        if one.withheld
        else Line(
            one,
            percent(one),
            trend=_trend(found, dimension, one.key),
            target=target,
            wanted=wanted,
            forecast=forecasts.get(part_key(dimension, one.key)),
        )
        for one in found.apart(dimension, day)
    ]


def percent(group: Group) -> Interval | None:
    """The rate in percent with its interval."""
    rate = group.rate()
    if isinstance(rate, NotAvailable):
        return None
    return Interval(100 * rate.value, 100 * rate.low, 100 * rate.high)


def without_tops(lines: Sequence[Line]) -> list[Line]:
    """Without the units above the first that tells anything apart: they would only repeat its figures."""
    found = list(lines)
    while len(found) > 1 and found[1].group.count.eligible == found[0].group.count.eligible and not found[0].own:
        found = found[1:]
    top = found[0].group.depth if found else 0
    return [replace(line, group=replace(line.group, depth=line.group.depth - top)) for line in found]
