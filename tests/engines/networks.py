"""Networks for the tests of the scheduler."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from projects.engines.cpm import Activity, Constraint, Link, LinkKind, Network
from projects.engines.worktime import WorkTime, always, build, to_moment

SHIFTS = ((540, 720), (780, 1080))
FIRST, LAST = date(2025, 1, 1), date(2035, 12, 31)
OFFICE = build((SHIFTS,) * 5 + ((), ()), {}, FIRST, LAST)
# A team that works from Wednesday to Sunday, afternoons only.
SHOP = build(((), (), *((((780, 1200),),) * 5)), {}, FIRST, LAST)
CLOCK = always(FIRST, LAST)
# Monday, 2 March 2026, nine o'clock.
START = to_moment(date(2026, 3, 2)) + 540
DAY = 480


def day(number: int, hour: int = 9, minute: int = 0) -> int:
    """A moment on a day of March 2026."""
    return to_moment(date(2026, 3, 1)) + (number - 1) * 1440 + hour * 60 + minute


def network(
    *activities: Activity, links: tuple[Link, ...] | list[Link] = (), calendar: WorkTime = OFFICE, **more: object
) -> Network:
    return Network(activities, list(links), [calendar, SHOP, CLOCK], START, **more)  # type: ignore[arg-type]


def task(key: int, days: float = 1, **more: object) -> Activity:
    return Activity(key, f"T{key}", round(days * DAY), **more)  # type: ignore[arg-type]


@st.composite
def plans(draw: st.DrawFn, *, plain: bool = False, most: int = 9) -> Network:
    """Acyclic by construction: links go from smaller to larger keys, rows come in any order.

    plain: one calendar that never stops, no constraints, progress or summaries.
    """
    count = draw(st.integers(1, most))
    calendars = [CLOCK] if plain else [OFFICE, SHOP, CLOCK]
    activities = []
    for key in range(count):
        more: dict[str, object] = {}
        if not plain:
            more["calendar"] = draw(st.none() | st.integers(0, 2))
            more["elapsed"] = draw(st.booleans() if draw(st.booleans()) else st.just(False))
            constraint = draw(st.sampled_from([*Constraint, *[Constraint.ASAP] * 8]))
            more["constraint"] = constraint
            if constraint not in (Constraint.ASAP, Constraint.ALAP):
                more["moment"] = START + draw(st.integers(0, 30_000))
            more["deadline"] = draw(st.none() | st.integers(START, START + 60_000))
            more |= draw(st.sampled_from([{}, {}, {}, {"actual_start": START, "percent": 50.0}]))
        activities.append(Activity(key, f"T{key}", draw(st.integers(0, 20)) * 240, **more))  # type: ignore[arg-type]
    links = []
    for successor in range(1, count):
        for predecessor in draw(st.sets(st.integers(0, successor - 1), max_size=3)):
            lag = draw(st.sampled_from([0, 0, 480, -240, 1]))
            kind = draw(st.sampled_from(LinkKind))
            elapsed = not plain and draw(st.booleans())
            links.append(Link(predecessor, successor, kind, 0 if plain and lag < 0 else lag, elapsed))
    return Network(draw(st.permutations(activities)), links, calendars, START)
