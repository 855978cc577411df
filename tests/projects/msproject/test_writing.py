"""What is written is read again as it was."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from projects.msproject import custom, reading, writing
from projects.msproject.document import (
    Document,
    FileAssignment,
    FileBaseline,
    FileCalendar,
    FileLink,
    FileResource,
    FileTask,
)
from tests.projects.msproject.files import stream

MOMENTS = st.integers(0, 50_000_000)
UNITS = st.sampled_from(["m", "h", "d", "w", "mo"])
NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=20)
SHIFTS = st.sampled_from([(), ((480, 720), (780, 1020)), ((0, 1440),), ((1320, 1440),)])

TASKS = st.builds(
    FileTask,
    uid=st.just(0),
    name=NAMES,
    level=st.just(1),
    wbs=st.just("1.1"),
    duration=st.integers(0, 1_000_000),
    duration_unit=UNITS,
    elapsed=st.booleans(),
    milestone=st.booleans(),
    constraint=st.integers(0, 7),
    constraint_at=st.none() | MOMENTS,
    deadline=st.none() | MOMENTS,
    active=st.booleans(),
    priority=st.integers(0, 1000),
    percent=st.integers(0, 100).map(Decimal),
    actual_start=st.none() | MOMENTS,
    remaining=st.none() | st.integers(0, 10_000),
    levelling_delay=st.integers(0, 10_000),
    notes=NAMES | st.just(""),
    words=st.dictionaries(st.sampled_from(sorted(custom.SLOTS)), NAMES, max_size=3),
    baselines=st.lists(
        st.builds(FileBaseline, st.integers(0, 10), MOMENTS, MOMENTS, st.integers(0, 9999)), max_size=2
    ).map(tuple),
    start=MOMENTS,
    finish=MOMENTS,
    total_float=st.integers(-9999, 9999),
    free_float=st.integers(-9999, 9999),
    critical=st.booleans(),
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    rows = draw(st.lists(TASKS, min_size=1, max_size=6))
    tasks = []
    for uid, row in enumerate(rows, start=1):
        links = ()
        if uid > 1 and draw(st.booleans()):
            share = draw(st.booleans())
            links = (
                FileLink(
                    draw(st.integers(1, uid - 1)),
                    kind=draw(st.integers(0, 3)),
                    lag=0 if share else draw(st.integers(-9999, 9999)),
                    unit="d" if share else draw(UNITS),
                    elapsed=draw(st.booleans()),
                    percent=Decimal(draw(st.integers(-100, 100))) if share else None,
                ),
            )
        tasks.append(FileTask(**{**row.__dict__, "uid": uid, "links": links}))
    week = tuple(draw(st.lists(SHIFTS, min_size=7, max_size=7)))
    days = draw(st.dictionaries(st.dates(date(2020, 1, 1), date(2030, 1, 1)), SHIFTS, max_size=4))
    return Document(
        name=draw(NAMES),
        start=draw(MOMENTS),
        finish=draw(MOMENTS),
        status=draw(st.none() | MOMENTS),
        calendar_uid=1,
        calendars=(FileCalendar(1, "Own", week=week, exceptions=days),),
        tasks=tuple(tasks),
        resources=(FileResource(1, draw(NAMES), units=Decimal("0.5"), generic=draw(st.booleans())),),
        assignments=(FileAssignment(1, 1, units=Decimal("0.25"), work=480),),
    )


@settings(max_examples=60, deadline=None)
@given(documents())
def test_round_trip(document: Document) -> None:
    assert reading.read(stream(writing.write(document))) == document


def test_signs_xml_forbids_are_left_out() -> None:
    document = Document(name="A", start=0, tasks=(FileTask(1, "a\x00b\x0bc", wbs="1"),))
    assert reading.read(stream(writing.write(document))).tasks[0].name == "abc"
