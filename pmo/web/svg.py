"""Geometry of the small drawings that the server renders as SVG: sparklines, bars, the line of coming dates.

Pure functions of numbers; the tags in `ld` put the results into markup. Widths are attributes, never styles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

Point = tuple[float, float]


def as_float(value: Any) -> float | None:
    """A finite float, a day as its ordinal, or None."""
    if isinstance(value, datetime):
        return value.timestamp() / 86_400
    if isinstance(value, date):
        return float(value.toordinal())
    if value is None or value == "":
        return None
    number = float(value)
    return number if number == number and abs(number) != float("inf") else None


def _pairs(series: Iterable[Any] | None) -> list[Point]:
    """(x, y) pairs; bare values get their index as x."""
    result: list[Point] = []
    for index, item in enumerate(series or ()):
        x, y = item if isinstance(item, tuple | list) else (index, item)
        fx, fy = as_float(x), as_float(y)
        if fx is not None and fy is not None:
            result.append((fx, fy))
    return result


@dataclass(frozen=True)
class Spark:
    """A sparkline laid out: polylines as point strings, the target's height, the last measured point."""

    measured: str
    expected: str
    target_y: float | None
    last: Point | None


def spark(
    measured: Iterable[Any] | None,
    expected: Iterable[Any] | None = None,
    target: Any = None,
    width: int = 170,
    height: int = 56,
    pad: int = 6,
) -> Spark:
    """Scale measured, expected and target together; y grows upwards, its range is the data's own."""
    own, wanted = _pairs(measured), _pairs(expected)
    level = as_float(target)
    everything = own + wanted
    ys = [y for _, y in everything] + ([] if level is None else [level])
    if not ys:
        return Spark("", "", None, None)
    xs = [x for x, _ in everything]
    scale_x = _scale(min(xs, default=0.0), max(xs, default=1.0), pad, width - pad)
    scale_y = _scale(min(ys), max(ys), height - pad, pad)

    def line(points: Sequence[Point]) -> str:
        return " ".join(f"{scale_x(x):.1f},{scale_y(y):.1f}" for x, y in points)

    last = (round(scale_x(own[-1][0]), 1), round(scale_y(own[-1][1]), 1)) if own else None
    return Spark(line(own), line(wanted), None if level is None else round(scale_y(level), 1), last)


def _scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    span = high - low
    if span == 0:
        middle = (start + end) / 2
        return lambda _value: middle
    return lambda value: start + (value - low) / span * (end - start)


def clamp(value: float, low: float = 0.0, high: float = 100.0) -> float:
    return max(low, min(high, value))


@dataclass(frozen=True)
class RangeBar:
    """Baseline left, target right: how much is filled and where the tick of today's expectation stands (percent)."""

    filled: float
    tick: float | None


def range_bar(progress: Any, expected: Any = None) -> RangeBar:
    done = as_float(progress)
    wanted = as_float(expected)
    return RangeBar(
        round(clamp(done or 0.0), 1),
        # The tick is 1.5 px wide: keep it inside the bar at both ends.
        None if wanted is None else round(clamp(wanted, 0.0, 99.0), 1),
    )


def progress_of(baseline: Any, target: Any, current: Any) -> float | None:
    """(current − baseline) ÷ (target − baseline) in percent; None when it cannot be said."""
    start, end, now = as_float(baseline), as_float(target), as_float(current)
    if start is None or end is None or now is None or start == end:
        return None
    return (now - start) / (end - start) * 100


@dataclass(frozen=True)
class MoneyBar:
    """All in percent of the drawing. The budget ends at 80 so that an overrun has room beyond it."""

    budget: float
    released: float
    spent: float
    forecast: float | None
    overrun: bool


MONEY_END = 80.0


def money_bar(budget: Any, released: Any, spent: Any, forecast: Any = None) -> MoneyBar:
    total = as_float(budget) or 0.0
    ahead = as_float(forecast)
    if total <= 0:
        return MoneyBar(MONEY_END, 0.0, 0.0, None, overrun=False)

    def share(amount: Any) -> float:
        return round(clamp((as_float(amount) or 0.0) / total * MONEY_END, 0.0, 99.0), 1)

    return MoneyBar(
        MONEY_END,
        share(released),
        share(spent),
        None if ahead is None else share(ahead),
        overrun=ahead is not None and ahead > total,
    )


# ---- the line of coming dates -----------------------------------------------------------------------------------

LABEL_SIZE = 11.5
LANE_HEIGHT = 50
LINE_HEIGHT = 19
LABEL_GAP = 6.0


def text_width(text: str, size: float = LABEL_SIZE) -> float:
    """Approximate width in px: Chinese is square, Latin about half as wide."""
    return sum(1.0 if ord(char) > 0x2E80 else 0.56 for char in text) * size


@dataclass
class Mark:
    """One date on the line. `row` is the level of its label inside the lane."""

    x: float
    y: float
    lane: int
    title: str
    note: str
    status: str
    anchor: str
    label_x: float
    row: int
    url: str = ""
    from_x: float | None = None
    from_inside: bool = True
    slip: str = ""

    @property
    def diamond(self) -> str:
        return f"M{self.x:.1f} {self.y - 6:.1f}l6 6-6 6-6-6z"

    @property
    def hollow(self) -> str:
        """The earlier plan; nothing where it lies outside the drawing."""
        return (
            "" if self.from_x is None or not self.from_inside else f"M{self.from_x:.1f} {self.y - 6:.1f}l6 6-6 6-6-6z"
        )

    @property
    def slip_path(self) -> str:
        if self.from_x is None:
            return ""
        left, right = sorted((self.from_x, self.x))
        return f"M{left + 8:.1f} {self.y:.1f}H{max(left + 8, right - 9):.1f}"

    @property
    def slip_x(self) -> float:
        start = self.x if self.from_x is None else self.from_x
        return round((start + self.x) / 2, 1)

    @property
    def title_y(self) -> float:
        return self.y - 9 if self.row == 0 else self.note_y

    @property
    def note_y(self) -> float:
        return self.y + 17 + self.row * LINE_HEIGHT


@dataclass
class Band:
    x: float
    width: float
    name: str = ""


@dataclass
class Lane:
    code: str
    label: str
    y: float


@dataclass
class Timeline:
    width: int
    height: int
    left: int
    months: list[tuple[float, str]] = field(default_factory=list)
    weekends: list[Band] = field(default_factory=list)
    holidays: list[Band] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    today_x: float | None = None
    top: int = 24


@dataclass(frozen=True)
class Event:
    """What `timeline` draws. `original_on` is the earlier plan, `slip` the words on the line between the two."""

    on: date
    title: str
    lane: str
    note: str = ""
    status: str = ""
    url: str = ""
    original_on: date | None = None
    slip: str = ""


def timeline(
    events: Sequence[Event],
    start: date,
    end: date,
    lanes: Sequence[tuple[str, str]],
    *,
    today: date | None = None,
    holidays: Sequence[tuple[date, date, str]] = (),
    month_name: Callable[[date], str] = lambda first: f"{first:%Y-%m}",
    width: int = 1180,
) -> Timeline:
    """Lay out dates in lanes. Labels of one lane never overlap: a crowded lane gets further rows."""
    left = 16 + int(max((text_width(label, 12) for _, label in lanes), default=64))
    left = max(96, left)
    days = max(1, (end - start).days)

    def at(day: date) -> float:
        return round(left + (width - left) * clamp((day - start).days / days, 0.0, 1.0), 1)

    drawing = Timeline(width=width, height=0, left=left)
    y = 56.0
    for index, (code, label) in enumerate(lanes):
        own = sorted((event for event in events if event.lane == code), key=lambda event: event.on)
        rows = _place(drawing, [event for event in own if start <= event.on <= end], index, y, at)
        drawing.lanes.append(Lane(code, label, y))
        y += LANE_HEIGHT + max(0, rows - 1) * LINE_HEIGHT
    drawing.height = int(y - LANE_HEIGHT + 40) + (LINE_HEIGHT if holidays else 0)
    drawing.months = _months(start, end, at, month_name)
    drawing.weekends = _weekends(start, end, at, holidays)
    for first, last, name in holidays:
        if last >= start and first <= end:
            x = at(max(first, start))
            drawing.holidays.append(Band(x, round(at(min(last + timedelta(days=1), end)) - x, 1), name))
    if today is not None and start <= today <= end:
        drawing.today_x = at(today)
    return drawing


def _place(drawing: Timeline, events: Sequence[Event], lane: int, y: float, at: Callable[[date], float]) -> int:
    """Give each event of a lane a place for its label; returns the number of label rows needed."""
    taken: list[list[tuple[float, float]]] = [[]]
    moved = [event for event in events if event.original_on is not None and event.original_on != event.on]
    for event in moved:
        span = _slip_span(event, at)
        if span is not None:
            taken[0].append(span)
    for event in events:
        x = at(event.on)
        anchor, row, label_x = _free_row(taken, event, x, drawing.left, drawing.width)
        mark = Mark(x, y, lane, event.title, event.note, event.status, anchor, label_x, row, event.url)
        if event in moved and event.original_on is not None:
            mark.from_x = at(event.original_on)
            mark.from_inside = drawing.left < mark.from_x < drawing.width
            mark.slip = event.slip if _slip_span(event, at) is not None else ""
        drawing.marks.append(mark)
    return len(taken)


def _slip_span(event: Event, at: Callable[[date], float]) -> tuple[float, float] | None:
    """Where the words stand on the line from the earlier plan; None when the line is too short for them."""
    if event.original_on is None or not event.slip:
        return None
    start, end = sorted((at(event.original_on), at(event.on)))
    half = text_width(event.slip) / 2
    middle = (start + end) / 2
    return (middle - half, middle + half) if end - start > 2 * half + 28 else None


def _free_row(
    taken: list[list[tuple[float, float]]], event: Event, x: float, left: int, width: int
) -> tuple[str, int, float]:
    """The first row in which the label fits: right of its diamond, left of it where the drawing would cut it off.

    The first row has the title above the line and the note below it; further rows hold both side by side.
    """
    title, note = text_width(event.title), text_width(event.note)
    row = 0
    while True:
        if row == len(taken):
            taken.append([])
        wide = max(title, note) if row == 0 else title + note + 8
        fits = x + 10 + wide <= width or x - 10 - wide < left
        start, end = (x + 10, x + 10 + wide) if fits else (x - 10 - wide, x - 10)
        if not any(start < b + LABEL_GAP and a < end + LABEL_GAP for a, b in taken[row]):
            taken[row].append((start, end))
            return ("start", row, round(start, 1)) if fits else ("end", row, round(end, 1))
        row += 1


def _months(
    start: date, end: date, at: Callable[[date], float], name: Callable[[date], str]
) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []
    first = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    while first <= end:
        found.append((at(first), name(first)))
        first = (first + timedelta(days=32)).replace(day=1)
    return found


def _weekends(
    start: date, end: date, at: Callable[[date], float], holidays: Sequence[tuple[date, date, str]]
) -> list[Band]:
    """Saturday and Sunday together; days that are holidays anyway are left to the darker band."""
    bands: list[Band] = []
    saturday = start - timedelta(days=(start.weekday() - 5) % 7)
    while saturday <= end:
        free = [
            day
            for day in (saturday, saturday + timedelta(days=1))
            if start <= day < end and not any(first <= day <= last for first, last, _name in holidays)
        ]
        if free:
            x = at(free[0])
            bands.append(Band(x, round(at(free[-1] + timedelta(days=1)) - x, 1)))
        saturday += timedelta(days=7)
    return bands


def share(value: Any, total: Any, full: float) -> float:
    """`value ÷ total` of a bar `full` px long."""
    whole = as_float(total) or 0.0
    part = as_float(value) or 0.0
    return 0.0 if whole <= 0 else round(clamp(part / whole * full, 0.0, full), 1)
