"""Other programs' answers: Microsoft Project's dates to the minute, PSPLIB's critical paths exactly."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from projects.engines.cpm import Activity, Constraint, Link, LinkKind, Network, compute
from projects.engines.worktime import always, build

DATA = Path(__file__).parent / "data"
MICROSOFT = json.loads((DATA / "microsoft.json").read_text())["files"]
PSPLIB = json.loads((DATA / "psplib.json").read_text())["instances"]
FIGURES = ("early_start", "early_finish", "late_start", "late_finish", "total_float", "free_float", "critical")

pytestmark = pytest.mark.reference


def _network(file: dict[str, Any]) -> Network:
    calendars = [build(week, {}, date(2000, 1, 3), date(2030, 1, 1)) for week in file["weeks"]]
    activities, links = [], []
    for uid, parent, duration, elapsed, constraint, moment, incoming, people, _known in file["tasks"]:
        activities.append(
            Activity(
                uid,
                str(uid),
                duration or 0,
                parent,
                resources=tuple(people),
                elapsed=bool(elapsed),
                constraint=Constraint(constraint),
                moment=moment,
            )
        )
        links += [Link(p, uid, LinkKind(kind), lag, bool(wall)) for p, kind, lag, wall in incoming]
    return Network(activities, links, calendars, file["start"])


@pytest.mark.parametrize("name", MICROSOFT)
def test_microsoft_project_to_the_minute(name: str) -> None:
    file = MICROSOFT[name]
    schedule = compute(_network(file))
    compared = 0
    for row, (uid, *_rest, known) in enumerate(file["tasks"]):
        if known is not None:
            compared += 1
            assert [int(getattr(schedule, figure)[row]) for figure in FIGURES] == known, uid
    assert compared


@pytest.mark.parametrize("name", PSPLIB)
def test_psplib(name: str) -> None:
    instance = PSPLIB[name]
    rows = instance["rows"]
    activities = [Activity(i, str(i), duration) for i, (duration, _demand, _after) in enumerate(rows)]
    links = [Link(i, j) for i, (_duration, _demand, after) in enumerate(rows) for j in after]
    found = compute(Network(activities, links, [always(date(2000, 1, 1), date(2000, 12, 31))], 0))
    assert found.project_finish == instance["cpm"]
