"""How a system is used, from what its people did: arrays in, a document of groups out. No rows and no clock.

Nothing in the document is about fewer than five people. A week is shown as active (new, returning, resurrecting) and
inactive (dormant, others): a cell under five is left out, with another one from which it could be worked out. So are
cohorts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from metrics.engines import adoption_rates as engine
from metrics.usage import suppression
from pmo.engines.stats import NotAvailable
from pmo.engines.suppression import suppress

Json = dict[str, Any]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

# Cohorts that are shown; what lies before only tells who was there already.
COHORTS = 13


@dataclass(frozen=True)
class Weeks:
    """Core actions of people P in full weeks W: `active` bool[P, W], ends[W], `earlier` bool[P]: before them."""

    active: Bools
    ends: Sequence[date]
    earlier: Bools


def lifecycle(weeks: Weeks) -> list[Json]:
    """New, returning, resurrecting and dormant people per week. Of the first week nothing is known: it has none before.

    Cells are None where they are withheld.
    """
    people = weeks.active.shape[0]
    if people < suppression.FEWEST:
        return []
    found = engine.lifecycle(weeks.active, weeks.earlier)
    rows = []
    for number, end in enumerate(weeks.ends):
        if number == 0:
            continue
        cells = {
            "new": int(found.new[number]),
            "returning": int(found.returning[number]),
            "resurrecting": int(found.resurrecting[number]),
            "dormant": int(found.dormant[number]),
        }
        rows.append({"until": end.isoformat(), **_shown(cells, people)})
    return rows


def _shown(cells: dict[str, int], people: int) -> Json:
    active = cells["new"] + cells["returning"] + cells["resurrecting"]
    sizes = {**cells, "active": active, "inactive": people - active, "others": people - active - cells["dormant"]}
    above = {"new": "active", "returning": "active", "resurrecting": "active", "dormant": "inactive"}
    above["others"] = "inactive"
    there = {key: size for key, size in sizes.items() if size}
    away = suppression.hidden(there, {key: top for key, top in above.items() if key in there})
    return {key: None if key in away else sizes[key] for key in (*cells, "active")}


def cohorts(weeks: Weeks) -> list[Json]:
    """People by the week of their first core action, and the share of them active in each week after it."""
    found = engine.retention(weeks.active[~weeks.earlier])
    sizes = {str(number): int(size) for number, size in enumerate(found.size) if size}
    away = suppression.hidden_parts(sum(sizes.values()), list(sizes.items()))
    rows = []
    for number in range(max(0, len(weeks.ends) - COHORTS), len(weeks.ends)):
        size = int(found.size[number])
        if not size:
            continue
        row: Json = {"until": weeks.ends[number].isoformat(), "size": None, "share": []}
        if str(number) not in away:
            known = found.share[number][: len(weeks.ends) - number]
            row |= {"size": size, "share": [round(100 * float(share), 1) for share in known]}
        rows.append(row)
    return rows


def habits(used: Bools, core: Bools) -> Json:
    """`used` bool[P, F] in four weeks: how much of it people use. None where fewer than five used anything."""
    active = int(used.any(axis=1).sum())
    if active < suppression.FEWEST:
        return {"people": None, "depth": None, "mean_features": None}
    deep = engine.depth(used, core)
    own = used[used.any(axis=1)].sum(axis=1)
    return {
        "people": active,
        "depth": None if isinstance(deep, NotAvailable) else round(100 * deep, 1),
        "mean_features": round(float(own.mean()), 1),
    }


def followed(parent: Ints, unit: Ints, came: Bools, acted: Bools) -> Ints:
    """Of each unit U with all below it: who never came, who came and did nothing that counts, who acted: int64[U, 3].

    `parent` int64[U] (−1: none), `unit` int64[P] below U, `came` and `acted` bool[P]. The three are shown together or
    not at all: −1 in the rows of units where a cell of fewer than five people could be told.
    """
    own = np.zeros((parent.size, 3), dtype=np.int64)
    place = np.where(acted, 2, np.where(came, 1, 0))
    np.add.at(own, (unit, place), 1)
    shown = suppress(parent, own)
    return np.where(shown.columns[:, None], shown.total, -1)


def stickiness(daily: Sequence[int], monthly: int) -> float | None:
    """Mean of those active on the working days of four weeks ÷ those active in them, percent; None without any."""
    if not daily or not monthly:
        return None
    return round(100 * sum(daily) / len(daily) / monthly, 1)


def funnel(person: Ints, step: Ints, at: NDArray[np.float64], steps: int) -> list[Json] | None:
    """Steps in order; None where fewer than five people began. Steps of fewer than five have no figures."""
    found = engine.funnel(person, step, at, steps)
    if not steps or found.reached[0] < suppression.FEWEST:
        return None
    rows: list[Json] = []
    for number in range(steps):
        reached = int(found.reached[number])
        row: Json = {"reached": None, "share": None, "hours": None}
        if reached == 0 or reached >= suppression.FEWEST:
            row["reached"] = reached
            if number and np.isfinite(found.share[number]):
                row["share"] = round(100 * float(found.share[number]), 1)
            if reached and np.isfinite(found.median[number]):
                row["hours"] = round(float(found.median[number]) / 3600, 2)
        rows.append(row)
    return rows
