"""The counts of a project's systems as the interface shows them: shared by page and program, small groups withheld."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from metrics.usage.choices import Dimension
from metrics.usage.models import UsageSystem
from metrics.usage.selectors import counts
from metrics.usage.selectors.counts import Group
from metrics.usage.suppression import FEWEST
from pmo.engines.stats import NotAvailable

Json = dict[str, Any]


def of_system(system: UsageSystem, unit: str, first: date | None, last: date | None) -> Json:
    """Rates of the last 28 days counted up to `last`, day by day from `first`; of one unit, or of everybody."""
    newest = counts.last_day(system)
    if newest is None:
        return {**_named(system), "as_of": None, **NONE, "days": [], "units": [], "features": []}
    as_of = min(last, newest) if last else newest
    groups = counts.by_unit(system, as_of)
    chosen = next((group for group in groups if group.key == unit), None)
    whole = counts.everybody(system, as_of)
    if unit:
        shown: Group | None = chosen
    else:
        shown = Group("", "", 0, whole, whole.eligible < FEWEST) if whole else None
    key = (Dimension.UNIT, unit) if unit else (Dimension.ALL, "")
    rows = counts.series(system, first or as_of, as_of, *key)
    features = counts.by_feature(system, as_of, int(unit or 0), shown.count.eligible if shown else 0)
    closed = shown is None or shown.withheld
    return {
        **_named(system),
        "as_of": as_of,
        **(figures(shown) if shown else NONE),
        "days": [_day(row, closed) for row in rows],
        "units": [{"unit": int(group.key), "name": group.label, **figures(group)} for group in _below(groups, chosen)],
        "features": [
            {
                "feature": use.feature.code,
                "name": use.feature.label,
                "is_core": use.feature.is_core,
                "people": None if closed else use.people_28,
                "eligible": None if closed else use.eligible,
                "rate": None if closed else percent(use.rate),
            }
            for use in features
        ],
    }


NONE: Json = {"eligible": None, "active": None, "rate": None, "low": None, "high": None, "suppressed": False}


def figures(group: Group) -> Json:
    """Eligible, active, rate and its interval of a group; nothing of a withheld one."""
    if group.withheld:
        return {**NONE, "suppressed": True}
    rate = group.rate()
    known = not isinstance(rate, NotAvailable)
    return {
        "eligible": group.count.eligible,
        "active": group.active(),
        "rate": percent(rate),
        "low": round(100 * rate.low, 1) if known else None,  # type: ignore[union-attr]
        "high": round(100 * rate.high, 1) if known else None,  # type: ignore[union-attr]
        "suppressed": False,
    }


def percent(rate: Any) -> float | None:
    return None if isinstance(rate, NotAvailable) else round(100 * rate.value, 1)


def _named(system: UsageSystem) -> Json:
    return {"system": system.code, "name": system.label}


def _day(row: Any, closed: bool) -> Json:
    if closed or row.eligible < FEWEST:
        return {"day": row.day, "eligible": None, "dau": None, "wau": None, "mau": None}
    return {"day": row.day, "eligible": row.eligible, "dau": row.active_1, "wau": row.active_7, "mau": row.active_28}


def _below(groups: Sequence[Group], chosen: Group | None) -> list[Group]:
    """The chosen unit and what is below it; every unit without one."""
    if chosen is None:
        return list(groups)
    start = groups.index(chosen)
    found = [chosen]
    for group in groups[start + 1 :]:
        if group.depth <= chosen.depth:
            break
        found.append(group)
    return found
