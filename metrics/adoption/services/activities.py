"""Activity of a system and its funnels, made anew when what they are computed from changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Q

from metrics.adoption import activity, counted
from metrics.adoption.activity import Weeks
from metrics.adoption.forecasting import watermark
from metrics.adoption.models import AdoptionActivity, Funnel, FunnelResult
from metrics.usage.choices import USES, Dimension
from metrics.usage.models import Eligible, Feature, UsageCount, UsageSystem
from metrics.usage.selectors import counts
from metrics.usage.store import Marks, month_of, store
from metrics.usage.store.base import first_of
from pmo import calendars

WEEKS = 26
MONTH = 28
DAY = timedelta(days=1)
# Of what is kept: another number makes it anew.
SHAPE = 2


def observe(system: UsageSystem, until: date, *, now: datetime) -> bool:
    """Activity up to `until`, the last day that is over; whether it was made anew. The caller holds the system."""
    days = [until - n * DAY for n in range(MONTH - 1, -1, -1)]
    found = counted.read(system, days)
    features = list(Feature.objects.filter(system=system).order_by("pk").values_list("pk", "is_core", "retired_on"))
    series = counts.series(system, until - timedelta(weeks=WEEKS), until)
    mark = watermark(SHAPE, until, features, [(row.day, row.active_1, row.active_7, row.eligible) for row in series])
    known = AdoptionActivity.objects.filter(system=system).first()
    if not series or found.everybody(until) is None:
        return bool(AdoptionActivity.objects.filter(system=system).delete()[0])
    if known is not None and known.watermark == mark:
        return False
    deeds = _deeds(system, {pk: is_core for pk, is_core, _gone in features}, series[0].day, until)
    # What is gone still made people active in its time; nobody is asked to use it any more.
    living = np.array([gone is None for _pk, _core, gone in features], dtype=np.bool_)
    groups = _groups(found, until)
    for key, (absent, idle) in _missing(found, deeds).items():
        if key in groups:
            groups[key] |= {"absent": absent, "idle": idle}
    figures = {
        "groups": groups,
        "habits": activity.habits(deeds.used[:, living], deeds.core[living]),
        "weeks": activity.lifecycle(deeds.weeks),
        "cohorts": activity.cohorts(deeds.weeks),
    }
    values = {"until": until, "figures": figures, "watermark": mark, "computed_at": now}
    AdoptionActivity.objects.update_or_create(system=system, defaults=values)
    return True


def _groups(found: counted.Counted, until: date) -> dict[str, Any]:
    """Stickiness and log-ins of everybody ("") and of each unit that may be shown."""
    workdays = calendars.table()
    keys = ["", *(group.key for group in found.groups(until) if not group.withheld)]
    made = {}
    for key in keys:
        course = found.course(Dimension.UNIT if key else Dimension.ALL, key)
        last = course[-1][1]
        working = [row for day, row in course if workdays.is_working(day)]
        daily = [row.active_1 for row in working]
        made[key] = {
            "dau": round(sum(daily) / len(daily), 1) if daily else None,
            "wau": last.active_7,
            "mau": last.active_28,
            "eligible": last.eligible,
            "stickiness": activity.stickiness(daily, last.active_28),
            "logins": round(last.login_days_28 / 4 / last.eligible, 2),
            # On a Sunday nobody does what is expected daily: asked of the last working day.
            "steady": _steady(working[-1]) if working else None,
        }
    return made


def _steady(row: UsageCount) -> dict[str, Any]:
    """On a day: of `eligible` people `active` in 28 days, and with a core action within the cadence of their role."""
    return {"on": row.day.isoformat(), "kept": row.on_cadence, "active": row.active_28, "eligible": row.eligible}


def _missing(found: counted.Counted, deeds: _Deeds) -> dict[str, tuple[int, int]]:
    """By unit: who never came and who came and did nothing that counts, where both may be told."""
    place = {unit.pk: number for number, unit in enumerate(found.units)}
    parent = np.array([place.get(unit.parent_id or 0, -1) for unit in found.units], dtype=np.int64)
    here = np.array([place.get(int(pk), -1) for pk in deeds.units], dtype=np.int64)
    inside = here >= 0
    acted = deeds.used[:, deeds.core].any(axis=1)
    table = activity.followed(parent, here[inside], deeds.came[inside], acted[inside])
    return {
        str(unit.pk): (int(row[0]), int(row[1])) for unit, row in zip(found.units, table, strict=True) if row[0] >= 0
    }


@dataclass(frozen=True)
class _Deeds:
    """Of the people P eligible on the day: weeks, features F used and whether they came in four weeks, their unit."""

    weeks: Weeks
    used: Any
    came: Any
    core: Any
    units: Any


def _deeds(system: UsageSystem, cores: dict[int, bool], first: date, until: date) -> _Deeds:
    spans = Eligible.objects.filter(system_id=system.pk, from_on__lte=until)
    here = dict(spans.filter(Q(to_on__isnull=True) | Q(to_on__gte=until)).values_list("subject", "unit_id"))
    subjects = np.array(sorted(here), dtype=np.int64)
    features = np.array(sorted(cores), dtype=np.int64)
    core = np.array([cores[int(pk)] for pk in features], dtype=np.bool_)
    last = until - timedelta(days=until.isoweekday() % 7)
    monday = first + timedelta(days=(1 - first.isoweekday()) % 7)
    number = max(0, ((last - monday).days + 1) // 7)
    start = last - timedelta(days=7 * number - 1) if number else until
    origin = min(start, until - (MONTH - 1) * DAY)
    length = (until - origin).days + 1
    acted: Any = np.zeros((subjects.size, length), dtype=np.bool_)
    came = np.zeros((subjects.size, length), dtype=np.bool_)
    used = np.zeros((subjects.size, features.size), dtype=np.bool_)
    for month in range(month_of(origin), month_of(until) + 1):
        marks = store().marks(system.pk, month)
        _fill(acted, came, used, marks, (first_of(month) - origin).days, subjects, features, core)
    offset = (start - origin).days
    shaped = acted[:, offset : offset + 7 * number].reshape(subjects.size, number, 7).any(axis=2)
    earlier = _earlier(system.pk, counted.first_day(system) or first, start, subjects, features[core])
    ends = [start + timedelta(days=7 * n + 6) for n in range(number)]
    units = np.array([here[int(s)] for s in subjects], dtype=np.int64)
    return _Deeds(Weeks(shaped, ends, earlier), used, came[:, -MONTH:].any(axis=1), core, units)


def _earlier(system_id: int, first: date, start: date, subjects: Any, cores: Any) -> Any:
    """Who did a core action from `first` on, before `start`: bool[P]."""
    found = np.zeros(subjects.size, dtype=np.bool_)
    for month in range(month_of(first), month_of(start) + 1):
        marks = store().marks(system_id, month)
        days = marks.days & ((1 << (start.day - 1)) - 1) if month == month_of(start) else marks.days
        counts_as = np.isin(marks.kind, np.array([int(kind) for kind in USES])) & np.isin(marks.feature, cores)
        hit = counts_as & (days != 0) & np.isin(marks.subject, subjects)
        found[np.searchsorted(subjects, marks.subject[hit])] = True
    return found


def _fill(acted: Any, came: Any, used: Any, marks: Marks, offset: int, subjects: Any, features: Any, core: Any) -> None:
    """The marks of a month, whose first day is day `offset`, into core actions and anything at all, bool[P, D] each,
    and into what was used in the last four weeks, bool[P, F]."""
    inside = np.isin(marks.subject, subjects)
    person, bits = np.searchsorted(subjects, marks.subject[inside]), marks.days[inside]
    uses = np.isin(marks.kind[inside], np.array([int(kind) for kind in USES]))
    uses &= np.isin(marks.feature[inside], features)
    feature = np.where(uses, np.searchsorted(features, marks.feature[inside]), 0)
    counts_as = uses & core[feature] if core.size else uses
    last = acted.shape[1]
    for bit in range(31):
        day = offset + bit
        if not 0 <= day < last:
            continue
        hit = (bits >> bit) & 1 == 1
        came[person[hit], day] = True
        acted[person[hit & counts_as], day] = True
        if day >= last - MONTH:
            used[person[hit & uses], feature[hit & uses]] = True


def run_funnels(system: UsageSystem, until: date, *, now: datetime) -> int:
    """Send the people of the last days through every funnel; returns how many were made anew."""
    made = 0
    known = {row.funnel_id: row for row in FunnelResult.objects.filter(funnel__system=system)}
    here: set[int] | None = None
    for one in Funnel.objects.filter(system=system).prefetch_related("steps"):
        steps = [step.feature_id for step in one.steps.all()]
        first = until - (one.window_days - 1) * DAY
        events = counts.feature_events(system, first, until)
        mark = watermark(until, one.window_days, steps, [events.get(pk, 0) for pk in steps])
        if one.pk in known and known[one.pk].watermark == mark:
            continue
        if here is None:
            here = _eligible(system, until)
        found = _run(system, steps, first, until, here)
        rows = [{"feature": pk, **row} for pk, row in zip(steps, found or (), strict=False)]
        values = {
            "until": until, "steps": rows, "withheld": found is None, "watermark": mark, "computed_at": now,
        }  # fmt: skip
        FunnelResult.objects.update_or_create(funnel=one, defaults=values)
        made += 1
    return made


def _eligible(system: UsageSystem, until: date) -> set[int]:
    spans = Eligible.objects.filter(system_id=system.pk, from_on__lte=until)
    return set(spans.filter(Q(to_on__isnull=True) | Q(to_on__gte=until)).values_list("subject", flat=True))


def _run(
    system: UsageSystem, steps: Sequence[int], first: date, until: date, here: set[int]
) -> list[dict[str, Any]] | None:
    zone = ZoneInfo(system.time_zone)
    start, end = (datetime.combine(day, time.min, tzinfo=zone) for day in (first, until + DAY))
    found = store().moments(system.pk, steps, start, end)
    inside = np.isin(found.subject, np.array(sorted(here), dtype=np.int64))
    place = {pk: number for number, pk in enumerate(steps)}
    number = np.array([place[int(pk)] for pk in found.feature[inside]], dtype=np.int64)
    return activity.funnel(found.subject[inside], number, found.at[inside], len(steps))
