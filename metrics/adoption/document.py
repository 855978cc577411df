"""Adoption of a project's systems for programs: small groups withheld as on the pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from metrics.adoption import selectors, standing, wording
from metrics.adoption.models import AdoptionForecast
from metrics.adoption.standing import Line, Standing
from metrics.usage.choices import Dimension
from metrics.usage.models import UsageSystem
from metrics.usage.selectors import counts
from metrics.usage.suppression import FEWEST
from pmo.engines.stats import NotAvailable

Json = dict[str, Any]

NONE: Json = {"eligible": None, "active": None, "rate": None, "low": None, "high": None, "suppressed": False}
AIM: Json = {"target": None, "forecast": None}


def of_system(system: UsageSystem, unit: str, first: date | None, last: date | None) -> Json:
    """Rates of the last 28 days counted up to `last`, day by day from `first`; of one unit, or of everybody."""
    found = standing.of(system, until=last, weeks=1)
    named = {"system": system.code, "name": system.label}
    if found.day is None:
        return {
            **named,
            "as_of": None,
            **NONE,
            **AIM,
            "habits": None,
            "days": [],
            "units": [],
            "parts": [],
            "features": [],
        }
    line = found.unit(unit) if unit else found.whole
    closed = line is None or line.withheld
    eligible = line.group.count.eligible if line is not None and not closed else 0
    rows = counts.series(system, first or found.day, found.day, *_group(unit))
    return {
        **named,
        "as_of": found.day,
        **_figures(line, small=not unit),
        **_aim(line),
        "habits": _habits(system, unit) if not closed else None,
        "days": [_day(row, closed) for row in rows],
        "units": _units(found, unit),
        # Roles, waves and sites are counted of everybody only.
        "parts": [] if unit else _parts(found),
        "features": [_feature(use, closed) for use in counts.by_feature(system, found.day, int(unit or 0), eligible)],
    }


def _group(unit: str) -> tuple[str, str]:
    return (Dimension.UNIT, unit) if unit else (Dimension.ALL, "")


def _figures(line: Line | None, *, small: bool = False) -> Json:
    """Eligible, active, rate and its interval; nothing of a withheld group. `small`: no line means few people."""
    if line is None:
        return {**NONE, "suppressed": small}
    if line.withheld:
        return {**NONE, "suppressed": True}
    rate = line.rate
    return {
        "eligible": line.group.count.eligible,
        "active": line.group.active(),
        "rate": round(rate.value, 1) if rate else None,
        "low": round(rate.low, 1) if rate else None,
        "high": round(rate.high, 1) if rate else None,
        "suppressed": False,
    }


def _aim(line: Line | None) -> Json:
    if line is None or line.target is None:
        return AIM
    target = line.target
    return {
        "target": {
            "inherited": not line.own,
            "start_on": target.start_on,
            "start_share": float(target.start_share),
            "due_on": target.due_on,
            "target_share": float(target.target_share),
            "today": None if line.wanted is None else float(line.wanted),
            "gap": line.gap,
        },
        "forecast": _forecast(line.forecast) if line.forecast is not None and not line.stale else None,
    }


def _forecast(found: AdoptionForecast) -> Json:
    return {
        "outcome": found.outcome,
        "reason": found.reason,
        "text": wording.of_forecast(found).plain(),
        "reaches_on": found.reaches_on,
        "low": found.low_on,
        "high": found.high_on,
        "model": found.curve.get("model"),
        "weeks": found.points,
        "until": found.until,
        "computed_at": found.computed_at,
    }


def _habits(system: UsageSystem, unit: str) -> Json | None:
    """As kept with the last computation: of the newest days, whatever was asked for."""
    kept = selectors.activity(system)
    group = kept.figures["groups"].get(unit) if kept else None
    if kept is None or group is None:
        return None
    return {"until": kept.until, **{name: group[name] for name in ("dau", "wau", "mau", "stickiness", "logins")}}


def _day(row: Any, closed: bool) -> Json:
    if closed or row.eligible < FEWEST:
        return {"day": row.day, "eligible": None, "dau": None, "wau": None, "mau": None}
    return {"day": row.day, "eligible": row.eligible, "dau": row.active_1, "wau": row.active_7, "mau": row.active_28}


def _units(found: Standing, unit: str) -> list[Json]:
    """The chosen unit and what is below it, every unit without one; each with its place against the target."""
    lines = _below(found.units, unit) if unit else list(found.units)
    ranked = sorted((line.gap for line in lines if line.gap is not None), reverse=True)
    return [
        {
            "unit": int(line.group.key),
            "name": line.group.label,
            **_figures(line),
            **_aim(line),
            "rank": None if line.gap is None else ranked.index(line.gap) + 1,
        }
        for line in lines
    ]


def _parts(found: Standing) -> list[Json]:
    return [
        {
            "dimension": dimension,
            "key": line.group.key,
            "name": line.group.label,
            **_figures(line),
            **_aim(line),
        }
        for dimension, lines in found.parts.items()
        for line in lines
    ]


def _below(lines: Sequence[Line], unit: str) -> list[Line]:
    place = next((n for n, line in enumerate(lines) if line.group.key == unit), None)
    if place is None:
        return []
    found = [lines[place]]
    for line in lines[place + 1 :]:
        if line.group.depth <= found[0].group.depth:
            break
        found.append(line)
    return found


def _feature(use: counts.FeatureUse, closed: bool) -> Json:
    rate = NotAvailable("withheld") if closed else use.rate
    return {
        "feature": use.feature.code,
        "name": use.feature.label,
        "is_core": use.feature.is_core,
        "people": None if closed else use.people_28,
        "eligible": None if closed else use.eligible,
        "rate": None if isinstance(rate, NotAvailable) else round(100 * rate.value, 1),
    }
