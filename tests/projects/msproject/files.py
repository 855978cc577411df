"""Hand-written Microsoft Project files for the tests."""

from __future__ import annotations

from io import BytesIO

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Project xmlns="http://schemas.microsoft.com/project">'
STANDARD = """<Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar>
<BaseCalendarUID>-1</BaseCalendarUID><WeekDays>
<WeekDay><DayType>1</DayType><DayWorking>0</DayWorking></WeekDay>
%s<WeekDay><DayType>7</DayType><DayWorking>0</DayWorking></WeekDay></WeekDays>%s</Calendar>"""
_WORKED = """<WeekDay><DayType>%d</DayType><DayWorking>1</DayWorking><WorkingTimes>
<WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>
<WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay>"""


def standard(more: str = "") -> str:
    """Monday to Friday 8–12, 13–17; `more` follows the weekdays."""
    return STANDARD % ("".join(_WORKED % kind for kind in range(2, 7)), more)


def task(uid: int, name: str, more: str = "", *, level: int = 1, duration: str = "PT16H0M0S") -> str:
    return (
        f"<Task><UID>{uid}</UID><ID>{uid}</ID><Name>{name}</Name><OutlineLevel>{level}</OutlineLevel>"
        f"<Duration>{duration}</Duration><DurationFormat>7</DurationFormat>{more}</Task>"
    )


def link(predecessor: int, kind: int = 1, lag: str = "0", unit: int = 7) -> str:
    return (
        f"<PredecessorLink><PredecessorUID>{predecessor}</PredecessorUID><Type>{kind}</Type>"
        f"<LinkLag>{lag}</LinkLag><LagFormat>{unit}</LagFormat></PredecessorLink>"
    )


def project(
    tasks: str, *, calendars: str | None = None, resources: str = "", assignments: str = "", head: str = ""
) -> bytes:
    body = (
        f"<Title>Roll-out</Title><StartDate>2026-03-02T08:00:00</StartDate><CalendarUID>1</CalendarUID>{head}"
        f"<Calendars>{standard() if calendars is None else calendars}</Calendars><Tasks>{tasks}</Tasks>"
        f"<Resources>{resources}</Resources><Assignments>{assignments}</Assignments></Project>"
    )
    return (HEAD + body).encode()


def stream(data: bytes) -> BytesIO:
    return BytesIO(data)
