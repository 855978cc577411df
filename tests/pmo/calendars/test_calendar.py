"""Working days, versions and the delivered years."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from pmo import calendars
from pmo.audit.models import AuditEntry
from pmo.calendars import selectors, services
from pmo.calendars.choices import YearSource
from pmo.calendars.models import CalendarYear, WorkCalendar
from pmo.calendars.reading import DayData, YearData
from pmo.calendars.services import SHIPPED, YearChanged
from pmo.engines.workdays import OutOfRange
from pmo.records.errors import Conflict, Forbidden, Invalid
from tests.conftest import NOW
from tests.factories import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def china() -> WorkCalendar:
    return services.load_shipped(now=NOW)


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2018, 250),
        (2019, 250),
        (2020, 249),
        (2021, 250),
        (2022, 249),
        (2023, 249),
        (2024, 251),
        (2025, 248),
        (2026, 248),
    ],
)
def test_the_delivered_years_have_the_known_number_of_working_days(china: WorkCalendar, year: int, days: int) -> None:
    assert selectors.table(china).working_days_in(year) == days


def test_the_days_of_2026_are_those_of_the_notice(china: WorkCalendar) -> None:
    table = selectors.table(china)
    worked_weekends = {
        day
        for offset in range(365)
        if (day := date(2026, 1, 1) + timedelta(offset)).weekday() >= 5 and table.is_working(day)
    }
    assert worked_weekends == {date(2026, m, d) for m, d in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))}
    assert not table.is_working(date(2026, 10, 7))
    assert table.is_working(date(2026, 10, 8))


def test_the_calendar_is_set_up_on_first_use() -> None:
    assert not WorkCalendar.objects.exists()
    assert calendars.default().is_default
    assert calendars.is_workday(date(2026, 2, 14))
    assert calendars.add_workdays(date(2026, 9, 24), 1) == date(2026, 9, 28)
    assert calendars.workdays_between(date(2026, 9, 30), date(2026, 10, 8)) == 1


def test_years_without_a_notice_are_provisional(china: WorkCalendar) -> None:
    assert not calendars.provisional(2026)
    assert calendars.provisional(2027)
    assert calendars.provisional(2040)
    assert calendars.provisional(2500)
    assert not calendars.is_workday(date(2027, 2, 8)), "the statutory days are off already"


def test_beyond_the_table_nothing_is_guessed(china: WorkCalendar) -> None:
    with pytest.raises(OutOfRange):
        calendars.is_workday(date(9999, 1, 1))


def test_holidays_come_as_blocks(china: WorkCalendar) -> None:
    found = calendars.holidays(date(2026, 10, 3), date(2026, 10, 4))
    assert [(h.first, h.last, h.label, h.provisional) for h in found] == [
        (date(2026, 10, 1), date(2026, 10, 7), "国庆节", False)
    ]


def test_loading_again_changes_nothing(china: WorkCalendar) -> None:
    before, entries = CalendarYear.objects.count(), AuditEntry.objects.count()
    services.load_shipped(now=NOW)
    assert (CalendarYear.objects.count(), AuditEntry.objects.count()) == (before, entries)


def test_loading_again_leaves_edited_years_alone(china: WorkCalendar, world: World) -> None:
    services.edit_day(
        by=world.pmo, calendar=china, day=date(2026, 11, 23), working=False, label="厂庆", reason="Board", now=NOW
    )
    services.load_shipped(now=NOW)
    assert not calendars.is_workday(date(2026, 11, 23))


def test_an_edit_writes_a_new_version_and_keeps_the_old_one(china: WorkCalendar, world: World) -> None:
    made = services.edit_day(
        by=world.pmo,
        calendar=china,
        day=date(2026, 11, 23),
        working=False,
        label="厂庆",
        reason="Board decision",
        now=NOW,
    )
    assert (made.number, made.source) == (2, YearSource.EDITED)
    assert not calendars.is_workday(date(2026, 11, 23))
    old = selectors.year_page(china, 2026, number=1)
    assert old.is_old_version
    assert [change.date for change in old.changes] == [date(2026, 11, 23)]
    assert selectors.year_page(china, 2026).working_days == 247
    entry = AuditEntry.objects.get(act="calendar.day_changed")
    assert (entry.actor, entry.reason) == (world.pmo, "Board decision")
    assert entry.after["2026-11-23"].endswith("厂庆")


def test_setting_a_day_back_to_the_rule_drops_the_exception(china: WorkCalendar, world: World) -> None:
    def edit(working: bool) -> None:
        services.edit_day(
            by=world.pmo, calendar=china, day=date(2026, 11, 23), working=working, label="", reason="r", now=NOW
        )

    edit(False)
    edit(True)
    assert date(2026, 11, 23) not in {d.date for d in selectors.days_of(selectors.current_year(china, 2026))}
    with pytest.raises(Conflict, match="no_change"):
        edit(True)


def test_a_day_named_by_the_next_years_notice_is_edited_there(china: WorkCalendar, world: World) -> None:
    made = services.edit_day(
        by=world.pmo, calendar=china, day=date(2018, 12, 31), working=True, label="", reason="r", now=NOW
    )
    assert made.year == 2019
    assert selectors.table(selectors.default() or china).is_working(date(2018, 12, 31))


def test_an_edit_needs_a_reason_and_the_right(china: WorkCalendar, world: World) -> None:
    day = date(2026, 11, 23)
    with pytest.raises(Invalid) as caught:
        services.edit_day(by=world.pmo, calendar=china, day=day, working=False, label="", reason=" ", now=NOW)
    assert caught.value.field == "reason"
    with pytest.raises(Forbidden):
        services.edit_day(by=world.pm, calendar=china, day=day, working=False, label="", reason="r", now=NOW)
    assert calendars.is_workday(day)


def test_an_edit_of_what_someone_else_changed_is_refused(china: WorkCalendar, world: World) -> None:
    def edit(day: int) -> None:
        services.edit_day(
            by=world.pmo,
            calendar=china,
            day=date(2026, 11, day),
            working=False,
            label="",
            reason="r",
            expected=1,
            now=NOW,
        )

    edit(23)
    with pytest.raises(YearChanged):
        edit(24)
    assert calendars.is_workday(date(2026, 11, 24))


def test_an_import_replaces_the_year(china: WorkCalendar, world: World) -> None:
    data = YearData(2027, (DayData(date(2027, 1, 1), False, "元旦", "New Year's Day"),), "notice 7")
    made = services.import_year(by=world.pmo, calendar=china, data=data, note="State Council", now=NOW)
    assert (made.number, made.provisional) == (2, False)
    assert made.source_note == "State Council\nnotice 7"
    assert not calendars.provisional(2027)
    assert calendars.is_workday(date(2027, 2, 8))
    with pytest.raises(Conflict, match="no_change"):
        services.import_year(by=world.pmo, calendar=china, data=data, note="", now=NOW)
    with pytest.raises(Forbidden):
        services.import_year(by=world.employee, calendar=china, data=data, note="", now=NOW)


def test_a_year_can_be_confirmed(china: WorkCalendar, world: World) -> None:
    services.mark_year(by=world.pmo, calendar=china, year=2027, provisional=False, reason="Notice 7", now=NOW)
    assert not calendars.provisional(2027)
    with pytest.raises(Conflict):
        services.mark_year(by=world.pmo, calendar=china, year=2027, provisional=False, reason="again", now=NOW)


def test_another_calendar_may_begin_with_the_same_days(china: WorkCalendar, world: World) -> None:
    made = services.create_calendar(
        by=world.pmo, name="三班", name_en="Shifts", code="shift", time_zone="Asia/Shanghai", copy_of=china, now=NOW
    )
    assert selectors.table(made).working_days_in(2026) == 248
    services.make_default(by=world.pmo, calendar=made, now=NOW)
    assert calendars.default() == made
    assert WorkCalendar.objects.filter(is_default=True).count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"code": "a b"}, "code"),
        ({"code": "cn"}, "code"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
    ],
)
def test_a_calendar_needs_sound_data(china: WorkCalendar, world: World, changes: dict[str, str], field: str) -> None:
    given: dict[str, Any] = {"name": "n", "name_en": "", "code": "other", "time_zone": "UTC", **changes}
    with pytest.raises(Invalid) as caught:
        services.create_calendar(by=world.pmo, now=NOW, **given)
    assert caught.value.field == field


def test_a_rolled_back_change_leaves_no_trace_in_the_cached_table(china: WorkCalendar, world: World) -> None:
    from django.db import transaction

    day = date(2026, 11, 23)

    def edit(label: str) -> None:
        services.edit_day(by=world.pmo, calendar=china, day=day, working=label == "", label=label, reason="r", now=NOW)

    with transaction.atomic():
        edit("厂庆")
        assert not calendars.is_workday(day)
        transaction.set_rollback(True)
    assert calendars.is_workday(day)


def test_the_command_reads_files_whole_or_not_at_all(
    china: WorkCalendar, tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "2028.json").write_text(
        '{"year": 2028, "days": [{"name": "元旦", "date": "2028-01-03", "isOffDay": true}]}'
    )
    call_command("import_calendar", str(folder), str(SHIPPED / "2026.json"))
    assert not calendars.is_workday(date(2028, 1, 3))
    assert "2026 unchanged" in capsys.readouterr().out
    (folder / "2029.json").write_text('{"year": 2029, "days": []}')
    (folder / "2030.json").write_text("{")
    with pytest.raises(CommandError, match=r"2030\.json"):
        call_command("import_calendar", str(folder))
    assert selectors.current_year(china, 2029) is None
    with pytest.raises(CommandError, match="no calendar"):
        call_command("import_calendar", str(folder), "--calendar", "nope")


def test_reading_needs_few_queries(china: WorkCalendar, django_assert_num_queries: object) -> None:
    selectors._tables.clear()
    with django_assert_num_queries(2):  # type: ignore[operator]
        selectors.table(china)
    with django_assert_num_queries(0):  # type: ignore[operator]
        selectors.table(china)
    with django_assert_num_queries(1):  # type: ignore[operator]
        calendars.is_workday(date(2026, 11, 23))
    with django_assert_num_queries(3):  # type: ignore[operator]
        selectors.year_page(china, 2026)
