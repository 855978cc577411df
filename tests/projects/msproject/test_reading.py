"""Microsoft Project XML is read completely, or refused with the row at fault."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from projects.engines.worktime import to_moment
from projects.msproject import calendars, reading
from projects.msproject.document import Document, FileLink
from projects.msproject.errors import MspdiError
from tests.projects.msproject.files import link, project, standard, stream, task

DAY_SHIFTS = ((480, 720), (780, 1020))


def at(day: date, hour: int) -> int:
    return to_moment(day) + hour * 60


def read(data: bytes) -> Document:
    return reading.read(stream(data))


def refused(data: bytes) -> MspdiError:
    with pytest.raises(MspdiError) as caught:
        read(data)
    return caught.value


def test_heading_and_rows() -> None:
    found = read(project(task(0, "Roll-out", level=0) + task(1, "Design") + task(2, "Build", link(1))))
    assert (found.name, found.start, found.calendar_uid) == ("Roll-out", at(date(2026, 3, 2), 8), 1)
    assert [(t.uid, t.name, t.duration, t.level) for t in found.tasks] == [(1, "Design", 960, 1), (2, "Build", 960, 1)]
    assert found.tasks[1].links == (FileLink(1),)
    assert found.left_out == ()


@pytest.mark.parametrize(
    ("lag", "unit", "expected"),
    [
        ("4800", 7, FileLink(1, lag=480)),
        ("-9600", 9, FileLink(1, lag=-960, unit="w")),
        ("14400", 8, FileLink(1, lag=1440, elapsed=True)),
        ("50", 19, FileLink(1, percent=Decimal(50))),
        ("5", 3, FileLink(1, lag=0, unit="m")),
    ],
)
def test_lags(lag: str, unit: int, expected: FileLink) -> None:
    """In tenths of a minute, in any unit, or a share of the predecessor."""
    found = read(project(task(1, "A") + task(2, "B", link(1, lag=lag, unit=unit))))
    assert found.tasks[1].links == (expected,)


@pytest.mark.parametrize(
    ("code", "unit", "elapsed", "estimated"),
    [(3, "m", False, False), (8, "d", True, False), (39, "d", False, True), (44, "mo", True, True)],
)
def test_duration_formats(code: int, unit: str, elapsed: bool, estimated: bool) -> None:
    row = task(1, "A").replace("<DurationFormat>7<", f"<DurationFormat>{code}<")
    found = read(project(row)).tasks[0]
    assert (found.duration_unit, found.elapsed, found.estimated) == (unit, elapsed, estimated)


def test_progress_constraint_deadline_and_baselines() -> None:
    more = (
        "<Priority>700</Priority><ConstraintType>4</ConstraintType><ConstraintDate>2026-03-04T08:00:00</ConstraintDate>"
        "<Deadline>2026-03-20T17:00:00</Deadline><PercentComplete>25</PercentComplete>"
        "<ActualStart>2026-03-04T08:00:00</ActualStart><RemainingDuration>PT12H0M0S</RemainingDuration>"
        "<LevelingDelay>4800</LevelingDelay><TotalSlack>-4800</TotalSlack><Critical>1</Critical>"
        "<Baseline><Number>0</Number><Start>2026-03-02T08:00:00</Start><Finish>2026-03-03T17:00:00</Finish>"
        "<Duration>PT16H0M0S</Duration></Baseline>"
    )
    found = read(project(task(1, "A", more))).tasks[0]
    assert (found.priority, found.constraint, found.percent, found.remaining) == (700, 4, Decimal(25), 720)
    assert found.constraint_at == found.actual_start == at(date(2026, 3, 4), 8)
    assert found.deadline == at(date(2026, 3, 20), 17)
    assert (found.levelling_delay, found.total_float, found.critical) == (480, -480, True)
    assert found.baselines[0].duration == 960


def test_what_has_no_place_is_listed() -> None:
    more = "<FixedCost>100</FixedCost><ExtendedAttribute><FieldID>1</FieldID><Value>x</Value></ExtendedAttribute>"
    resources = (
        "<Resource><UID>1</UID><Name>Zhou</Name><Type>1</Type><StandardRate>50</StandardRate></Resource>"
        "<Resource><UID>0</UID><Type>1</Type></Resource>"
    )
    blank = "<Task><UID>9</UID><ID>3</ID><IsNull>1</IsNull></Task>"
    foreign = link(1).replace("</PredecessorLink>", "<CrossProject>1</CrossProject></PredecessorLink>")
    found = read(project(task(1, "A", more) + task(2, "B", foreign) + blank, resources=resources))
    assert {item.code: item.where for item in found.left_out} == {
        "fixed_costs": ("A",),
        "custom_fields": ("A",),
        "rates": ("Zhou",),
        "foreign_links": ("B",),
        "blank_rows": ("3",),
    }
    assert [resource.name for resource in found.resources] == ["Zhou"]


class TestCalendars:
    def flat(self, calendar: str) -> dict[int, calendars.FileCalendar]:
        return calendars.flatten(read(project(task(1, "A"), calendars=calendar)).calendars)

    def exception(self, first: str, last: str, more: str = "", *, worked: bool = False) -> str:
        times = (
            "<WorkingTimes><WorkingTime><FromTime>09:00:00</FromTime><ToTime>00:00:00</ToTime></WorkingTime></WorkingTimes>"
            if worked
            else ""
        )
        return (
            f"<Exceptions><Exception><TimePeriod><FromDate>{first}T00:00:00</FromDate><ToDate>{last}T23:59:00</ToDate>"
            f"</TimePeriod>{more}<DayWorking>{int(worked)}</DayWorking>{times}</Exception></Exceptions>"
        )

    def test_weekdays(self) -> None:
        week = self.flat(standard())[1].week
        assert week == (DAY_SHIFTS,) * 5 + ((), ())

    def test_a_holiday_and_a_shift_to_midnight(self) -> None:
        found = self.flat(
            standard(
                self.exception("2026-10-01", "2026-10-02") + self.exception("2026-10-10", "2026-10-10", worked=True)
            )
        )
        assert found[1].exceptions == {
            date(2026, 10, 1): (),
            date(2026, 10, 2): (),
            date(2026, 10, 10): ((540, 1440),),
        }

    @pytest.mark.parametrize(
        ("more", "expected"),
        [
            ("<Type>6</Type><DaysOfWeek>34</DaysOfWeek>", [5, 9, 12, 16, 19]),
            ("<Type>6</Type><Period>2</Period><DaysOfWeek>2</DaysOfWeek>", [5, 19]),
            ("<Type>7</Type><Period>7</Period>", [4, 11, 18]),
            ("<Type>4</Type><MonthDay>15</MonthDay>", [15]),
            ("<Type>2</Type><Month>9</Month><MonthDay>8</MonthDay>", [8]),
        ],
    )
    def test_repeating(self, more: str, expected: list[int]) -> None:
        """4 to 20 October 2026: Mondays and Fridays, every second Monday, every 7th day, the 15th, 8 October."""
        found = self.flat(standard(self.exception("2026-10-04", "2026-10-20", more)))
        assert [day.day for day in found[1].exceptions] == expected

    def test_a_derived_calendar_inherits(self) -> None:
        own = (
            "<Calendar><UID>2</UID><Name>Zhou</Name><BaseCalendarUID>1</BaseCalendarUID><WeekDays>"
            "<WeekDay><DayType>6</DayType><DayWorking>0</DayWorking></WeekDay></WeekDays></Calendar>"
        )
        assert self.flat(standard() + own)[2].week == (DAY_SHIFTS,) * 4 + ((), (), ())

    def test_unknown_repetition_is_listed(self) -> None:
        more = "<Type>5</Type><MonthItem>3</MonthItem><MonthPosition>1</MonthPosition>"
        found = read(project(task(1, "A"), calendars=standard(self.exception("2026-10-04", "2026-12-20", more))))
        assert [item.code for item in found.left_out] == ["calendar_exception"]

    def test_calendars_based_on_each_other(self) -> None:
        loop = "".join(
            f"<Calendar><UID>{uid}</UID><Name>C{uid}</Name><BaseCalendarUID>{base}</BaseCalendarUID></Calendar>"
            for uid, base in ((1, 2), (2, 1))
        )
        with pytest.raises(MspdiError, match="calendar_cycle"):
            self.flat(loop)

    def test_overlapping_hours(self) -> None:
        bad = standard().replace("13:00:00", "11:00:00")
        assert refused(project(task(1, "A"), calendars=bad)).code == "bad_calendar"


BOMB = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><Project>&b;</Project>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE p SYSTEM "file:///etc/passwd"><Project/>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (BOMB, "has_dtd"),
        (OUTSIDE, "has_dtd"),
        (b"<log/>", "not_mspdi"),
        (b"<Project><Tasks>", "not_xml"),
        (b"\xff\xfe\x00", "not_xml"),
        (b"PK\x03\x04", "not_xml"),
        (project(""), "no_tasks"),
        (project(task(1, "A") + task(1, "B")), "duplicate_uid"),
        (project(task(1, "A", link(7))), "unknown_predecessor"),
        (project(task(1, "A", "<PercentComplete>101</PercentComplete>")), "bad_value"),
        (project(task(1, "A", "<ConstraintType>8</ConstraintType>")), "bad_value"),
        (project(task(1, "A", "<Start>yesterday</Start>")), "bad_value"),
        (project(task(1, "A", "<Start>1814-03-02T08:00:00</Start>")), "bad_value"),
        (project(task(1, "A", duration="PT99999999999H0M0S")), "bad_value"),
        (project(task(1, "A", link(1, lag="1e300"))), "bad_value"),
        (project(task(1, "A", link(1, lag="99999999999"))), "bad_value"),
        (project(task(1, "A", level=51)), "bad_level"),
        (project(task(1, "A", link(1, kind=4))), "bad_value"),
    ],
)
def test_refused(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_the_message_names_row_and_element() -> None:
    error = refused(project(task(1, "数据迁移", "<PercentComplete>101</PercentComplete>")))
    assert error.params == {"row": "数据迁移", "element": "PercentComplete", "value": "101"}


def test_more_tasks_than_a_plan_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_TASKS", 2)
    assert refused(project("".join(task(n, f"T{n}") for n in range(1, 4)))).code == "too_many_tasks"
