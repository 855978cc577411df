"""The geometry of sparklines, bars and the line of coming dates."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmo.web import svg
from pmo.web.svg import Event

START, END, TODAY = date(2026, 11, 15), date(2027, 2, 21), date(2026, 11, 23)
LANES = [("decide", "决策"), ("live", "上线与试点")]


def points(text: str) -> list[tuple[float, ...]]:
    return [tuple(map(float, pair.split(","))) for pair in text.split()]


def test_spark_scales_to_its_own_range() -> None:
    drawn = svg.spark([(0, 5.0), (1, 4.0), (2, 3.0)], [(0, 5.0), (4, 1.0)], 1.0, 170, 56)
    assert points(drawn.measured) == [(6.0, 6.0), (45.5, 17.0), (85.0, 28.0)]
    assert points(drawn.expected) == [(6.0, 6.0), (164.0, 50.0)]
    assert drawn.target_y == 50.0
    assert drawn.last == (85.0, 28.0)


def test_spark_of_nothing_and_of_one_value() -> None:
    assert svg.spark([]) == svg.Spark("", "", None, None)
    assert svg.spark(None, None, None).last is None
    assert svg.spark([7.0]).last == (85.0, 28.0)
    assert svg.spark([None, float("nan"), 3]).last is not None


def test_spark_takes_dates() -> None:
    drawn = svg.spark([(START, 1), (END, 2)])
    assert points(drawn.measured) == [(6.0, 50.0), (164.0, 6.0)]


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=60), st.none() | st.floats(-1e9, 1e9))
def test_spark_stays_inside(values: list[float], target: float | None) -> None:
    drawn = svg.spark(values, None, target)
    for x, y in points(drawn.measured):
        assert 5.9 <= x <= 164.1
        assert 5.9 <= y <= 50.1


@pytest.mark.parametrize(
    ("baseline", "target", "current", "progress"),
    [(5, 2, 3.2, 60.0), (30, 90, 66, 60.0), (5, 5, 5, None), (5, 2, None, None), (5, 2, 6, -100 / 3)],
)
def test_progress(baseline: Any, target: Any, current: Any, progress: float | None) -> None:
    found = svg.progress_of(baseline, target, current)
    assert found == (None if progress is None else pytest.approx(progress))


def test_range_bar_is_clamped() -> None:
    assert svg.range_bar(60, 64.9) == svg.RangeBar(60.0, 64.9)
    assert svg.range_bar(104, 120) == svg.RangeBar(100.0, 99.0)
    assert svg.range_bar(None, None) == svg.RangeBar(0.0, None)
    assert svg.range_bar(-20, -5) == svg.RangeBar(0.0, 0.0)


def test_money_bar() -> None:
    bar = svg.money_bar(2600, 1500, 1388, 2910)
    assert (bar.budget, bar.released, bar.spent, bar.forecast, bar.overrun) == (80.0, 46.2, 42.7, 89.5, True)
    assert svg.money_bar(420, 420, 361, 412).overrun is False
    assert svg.money_bar(0, 1, 1, 1).forecast is None
    assert svg.money_bar(100, 0, 0, 10_000).forecast == 99.0


def test_share() -> None:
    assert svg.share(30, 100, 80) == 24.0
    assert svg.share(1, 0, 80) == 0.0
    assert svg.share(500, 100, 80) == 80.0


def spans(drawing: svg.Timeline) -> list[tuple[int, int, float, float]]:
    """Lane, row and horizontal extent of every label."""
    result = []
    for mark in drawing.marks:
        title, note = svg.text_width(mark.title), svg.text_width(mark.note)
        wide = max(title, note) if mark.row == 0 else title + note + 8
        start = mark.label_x if mark.anchor == "start" else mark.label_x - wide
        result.append((mark.lane, mark.row, start, start + wide))
    return result


@given(
    st.lists(
        st.tuples(
            st.integers(0, 98), st.sampled_from(["decide", "live"]), st.text("门审放款ab ", min_size=1, max_size=18)
        ),
        max_size=14,
    )
)
def test_labels_never_collide(raw: list[tuple[int, str, str]]) -> None:
    events = [Event(START + timedelta(days=day), title, lane, "12-18") for day, lane, title in raw]
    drawing = svg.timeline(events, START, END, LANES, today=TODAY)
    assert len(drawing.marks) == len(events)
    found = spans(drawing)
    for index, (lane, row, start, end) in enumerate(found):
        for other_lane, other_row, a, b in found[index + 1 :]:
            if (lane, row) == (other_lane, other_row):
                assert end <= a or b <= start


def test_names_of_holidays_stand_below_the_last_labels() -> None:
    same = [svg.Event(date(2027, 1, 4), f"A rather long title {n}", LANES[-1][0], "01-04") for n in range(4)]
    drawing = svg.timeline(
        same, START, END, LANES, today=TODAY, holidays=[(date(2027, 1, 1), date(2027, 1, 3), "元旦")]
    )
    name = drawing.height - 14
    assert name - max(mark.note_y for mark in drawing.marks) >= svg.LINE_HEIGHT - 4


def test_timeline_places_dates_moves_and_holidays() -> None:
    moved = Event(date(2027, 1, 20), "G1", "decide", "01-20", "off", "", date(2026, 12, 18), "晚 22 个工作日")
    late = Event(date(2026, 12, 2), "G2", "decide", "12-02", original_on=date(2026, 10, 1), slip="晚")
    drawing = svg.timeline(
        [moved, late, Event(date(2028, 1, 1), "far", "live")],
        START,
        END,
        LANES,
        today=TODAY,
        holidays=[(date(2027, 1, 1), date(2027, 1, 3), "元旦"), (date(2028, 1, 1), date(2028, 1, 3), "")],
    )
    assert [mark.title for mark in drawing.marks] == ["G2", "G1"]
    outside, inside = drawing.marks
    assert inside.hollow
    assert inside.slip == "晚 22 个工作日"
    assert outside.from_x == drawing.left
    assert not outside.hollow
    assert [band.name for band in drawing.holidays] == ["元旦"]
    new_year = drawing.holidays[0]
    # Saturday 2 and Sunday 3 January are holidays: no second shade over them.
    assert not any(
        new_year.x < band.x + band.width - 1 and band.x < new_year.x + new_year.width - 1 for band in drawing.weekends
    )
    assert drawing.today_x is not None
    assert drawing.left < drawing.today_x < inside.x < drawing.width
    assert len(drawing.months) == 3


def test_timeline_without_events() -> None:
    drawing = svg.timeline([], START, END, LANES, today=date(2020, 1, 1))
    assert drawing.marks == []
    assert drawing.today_x is None
    assert drawing.height > 0
