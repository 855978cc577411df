"""Forecasts of a system, its units, roles, waves and sites that may be shown, kept until their input changes."""

from __future__ import annotations

from datetime import date, datetime
from zlib import crc32

from metrics.adoption import counted, curve, forecasting, selectors
from metrics.adoption.counted import PARTS, Counted, part_key
from metrics.adoption.forecasting import Point
from metrics.adoption.models import AdoptionForecast, AdoptionTarget
from metrics.usage.choices import Dimension
from metrics.usage.models import UsageSystem


def foretell(system: UsageSystem, last: date, *, now: datetime) -> int:
    """Bring the forecasts up to date; returns how many were made anew. The caller holds the system's row."""
    targets = selectors.targets(system)
    launch = counted.first_day(system)
    known = {row.key: row for row in AdoptionForecast.objects.filter(system=system)}
    wanted = _wanted(system, targets, launch, last) if targets and launch else {}
    AdoptionForecast.objects.filter(system=system, key__in=[key for key in known if key not in wanted]).delete()
    made = 0
    for key, (target, points) in wanted.items():
        mark = forecasting.watermark(points, launch, target.target_share)
        if key in known and known[key].watermark == mark:
            continue
        seed = crc32(f"{system.code}|{key}|{mark}".encode())
        found = forecasting.foretell(points, launch or last, target.target_share, seed)
        values = {**vars(found), "target_share": target.target_share, "watermark": mark, "computed_at": now}
        AdoptionForecast.objects.update_or_create(system=system, key=key, defaults=values)
        made += 1
    return made


def _wanted(
    system: UsageSystem, targets: dict[str, AdoptionTarget], launch: date | None, last: date
) -> dict[str, tuple[AdoptionTarget, list[Point]]]:
    """Target and weeks of every group that has a target and may be shown now."""
    weeks = forecasting.week_ends(launch, last) if launch else []
    found = counted.read(system, [*weeks, last])
    wanted: dict[str, tuple[AdoptionTarget, list[Point]]] = {}
    if "" in targets and found.everybody(last) is not None:
        wanted[""] = (targets[""], _points(found, Dimension.ALL, "", weeks))
        for part in PARTS:
            for one in found.apart(part, last):
                if not one.withheld:
                    wanted[part_key(part, one.key)] = (targets[""], _points(found, part, one.key, weeks))
    units = {str(unit.pk): unit for unit in found.units}
    for group in found.groups(last):
        target = curve.nearest(targets, selectors.chain_of(units[group.key]))
        if target is not None and not group.withheld:
            wanted[group.key] = (target, _points(found, Dimension.UNIT, group.key, weeks))
    return wanted


def _points(found: Counted, dimension: str, key: str, weeks: list[date]) -> list[Point]:
    ends = set(weeks)
    return [(day, row.active_28 / row.eligible) for day, row in found.course(dimension, key) if day in ends]
