"""What pages draw of lines, activity and funnels: figures ready to be read, nothing computed that is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from metrics.adoption import wording
from metrics.adoption.choices import Outcome
from metrics.adoption.models import AdoptionActivity, Funnel, FunnelResult
from metrics.adoption.standing import Line
from metrics.usage.models import UsageCount
from metrics.usage.selectors.counts import FeatureUse
from metrics.usage.suppression import FEWEST
from pmo import calendars
from pmo.engines.stats import Interval, NotAvailable
from pmo.web import formats

Json = dict[str, Any]
# Weeks a cohort is followed on the page.
FOLLOWED = 12
NOTHING: Json = {"reached": None, "share": None, "hours": None}
CELLS = ("active", "new", "returning", "resurrecting", "dormant")
# From how many points below its target on a group is marked.
FAR = 10.0


def row(line: Line, url: str) -> Json:
    """A group with the mark of its gap and a short word of its forecast."""
    status = ""
    if line.gap is not None:
        status = "ok" if line.gap >= 0 else "off" if line.gap <= -FAR else "risk"
    return {
        "line": line,
        "group": line.group,
        "url": url,
        "status": status,
        "outlook": wording.outlook(line),
        **_soon(line),
    }


def _soon(line: Line) -> Json:
    """`on`: the forecast day; `word`: what stands there instead."""
    found = None if line.stale else line.forecast
    if line.target is None or line.withheld:
        return {"on": None, "word": ""}
    if found is None:
        return {"on": None, "word": _("being computed")}
    if found.outcome == Outcome.COMING:
        return {"on": found.reaches_on, "word": ""}
    words = {Outcome.REACHED: _("reached"), Outcome.NEVER: _("not at this pace"), Outcome.UNKNOWN: _("too few weeks")}
    return {"on": None, "word": words[Outcome(found.outcome)]}


def habits_of(kept: AdoptionActivity | None, key: str) -> Json | None:
    """Habits of a group; of everybody with depth and breadth."""
    group = kept.figures["groups"].get(key) if kept is not None else None
    if kept is None or group is None:
        return None
    steady = group.get("steady")
    return {
        **group,
        **(kept.figures["habits"] if not key else {}),
        "until": kept.until,
        "steady": {**steady, "on": date.fromisoformat(steady["on"])} if steady else None,
    }


def weeks(kept: AdoptionActivity | None) -> list[Json]:
    """Newest first, the last thirteen."""
    rows = kept.figures["weeks"] if kept is not None else []
    return [
        {"until": date.fromisoformat(one["until"]), "cells": [one[name] for name in CELLS]}
        for one in reversed(rows[-13:])
    ]


def cohorts(kept: AdoptionActivity | None) -> Json | None:
    """A table of shares; `tint` 0 to 4 for the colour of a cell."""
    rows = kept.figures["cohorts"] if kept is not None else []
    if not rows:
        return None
    found = []
    for one in rows:
        cells = [{"share": share, "tint": min(4, int(share // 20))} for share in one["share"][: FOLLOWED + 1]]
        found.append({"until": date.fromisoformat(one["until"]), "size": one["size"], "cells": cells})
    wide = max((len(one["cells"]) for one in found), default=0)
    return {"rows": found, "weeks": range(wide)}


def features(uses: Iterable[FeatureUse], eligible: Mapping[date, int]) -> list[Json]:
    """Features with their rate and its course over the days of `eligible`, those on which the group may be shown."""
    return [
        {
            "use": use,
            "rate": _percent(use.rate),
            "shares": [100 * use.course.get(day, 0) / people for day, people in eligible.items()],
        }
        for use in uses
    ]


def _percent(rate: Interval | NotAvailable) -> Interval | None:
    if isinstance(rate, NotAvailable):
        return None
    return Interval(100 * rate.value, 100 * rate.low, 100 * rate.high)


def funnel(one: Funnel) -> Json:
    """Steps with how many came; None for what is withheld or not computed yet."""
    result: FunnelResult | None = getattr(one, "result", None)
    known = {entry["feature"]: entry for entry in result.steps} if result is not None else {}
    steps = [{**NOTHING, **known.get(step.feature_id, {}), "feature": step.feature} for step in one.steps.all()]
    for step in steps:
        step["time"] = "" if step["hours"] is None else formats.duration(3600 * step["hours"])
    first = steps[0]["reached"] if steps else None
    last = steps[-1]["reached"] if steps else None
    return {
        "funnel": one,
        "result": result,
        "steps": steps,
        "first": first,
        "through": round(100 * last / first, 1) if first and last is not None else None,
    }


def days_chart(rows: Iterable[UsageCount]) -> Json | None:
    """People on each working day, in the 7 and in the 28 days up to it."""
    table = calendars.table()
    shown = [one for one in rows if one.eligible >= FEWEST and table.is_working(one.day)]
    if len(shown) < 2:
        return None
    series = (
        (_("28 days"), "plain", "active_28"),
        (_("7 days"), "forecast", "active_7"),
        (_("The day"), "measured", "active_1"),
    )
    return {
        "data": {
            "unit": _("people"),
            "scale": 1,
            "digits": 0,
            "days": True,
            "months": [one.day.isoformat() for one in shown],
            "series": [
                {"name": name, "style": style, "values": [str(getattr(one, field)) for one in shown]}
                for name, style, field in series
            ],
            "level": None,
        },
        "rows": list(reversed(shown)),
    }
