"""A week is ranked once; what was told stays, whatever is counted later."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from metrics.contest import computing, schedule, services
from metrics.contest.choices import Outlook
from metrics.contest.explain import steps
from metrics.contest.models import Contest, ContestResult, ContestWeek
from metrics.contest.selectors import contests, weeks
from metrics.contest.services.weeks import rank_week
from metrics.contest.wording import news
from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid
from tests.conftest import NOW
from tests.factories import World, make_world
from tests.metrics.contest.conftest import MONDAY, SUNDAY, USUAL, WEEK, Race, make_race
from tests.together import at_once

ZONE = ZoneInfo("Asia/Shanghai")


def told(rule: str = "contest.announced") -> list[Message]:
    return list(Message.objects.filter(rule=rule, channel="inbox").select_related("recipient"))


@pytest.mark.django_db
def test_repeated_tasks_rank_and_tell_a_week_once(counted: Race) -> None:
    assert services.work_off(now=counted.told) == 1
    first = {row.pk: row.rank for row in ContestResult.objects.all()}
    messages = {row.pk for row in told()}
    assert services.work_off(now=counted.told + timedelta(hours=1)) == 0
    assert {row.pk: row.rank for row in ContestResult.objects.all()} == first
    assert {row.pk for row in told()} == messages
    assert AuditEntry.objects.filter(act="contest.week_ranked").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_rank_a_week_once() -> None:
    race = make_race(make_world(NOW))
    race.aim()
    race.count(SUNDAY, USUAL)

    def act() -> bool:
        contest = Contest.objects.select_related("system__project").get(pk=race.contest.pk)
        return rank_week(contest=contest, week_on=MONDAY, now=NOW, tell=True) is not None

    assert sorted(at_once(act, act, act)) == [False, False, True]
    assert ContestWeek.objects.count() == 1
    assert ContestResult.objects.count() == 5
    readers = [row.recipient_id for row in told()]
    assert len(readers) == len(set(readers)) > 0


@pytest.mark.django_db
def test_the_database_keeps_a_week_and_a_unit_single(counted: Race) -> None:
    week = counted.week()
    for make in (
        lambda: week.results.create(unit=counted.units["press"]),
        lambda: week.results.create(unit=None),
        lambda: ContestWeek.objects.create(
            contest=counted.contest, week_on=MONDAY, level_weight=50, counted_at=NOW, created_at=NOW, updated_at=NOW
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


@pytest.mark.django_db
def test_a_week_that_is_not_counted_yet_waits_and_is_told_as_soon_as_it_is(race: Race) -> None:
    race.aim()
    assert services.work_off(now=race.told) == 0
    race.count(SUNDAY, USUAL)
    assert services.work_off(now=race.told + timedelta(hours=3)) == 1


@pytest.mark.django_db
def test_nothing_is_told_before_its_hour(counted: Race) -> None:
    nine = datetime.combine(SUNDAY + timedelta(days=1), time(9), tzinfo=ZONE)
    assert services.work_off(now=nine - timedelta(seconds=1)) == 0
    assert services.work_off(now=nine) == 1


@pytest.mark.django_db
def test_on_a_holiday_places_are_told_on_the_next_working_day(race: Race) -> None:
    table = contests.table_of(race.contest)
    # Monday 5 October 2026 lies in the National Day holiday.
    found = schedule.told_at(race.contest, date(2026, 9, 28), ZONE, table)
    assert found.date() > date(2026, 10, 5)
    assert table.is_working(found.date())
    assert table.count(date(2026, 10, 5), found.date()) == 1


@pytest.mark.django_db
def test_a_stopped_contest_ranks_no_more(counted: Race) -> None:
    services.change_contest(by=counted.world.pm, contest=counted.contest, active=False, now=NOW)
    assert services.work_off(now=counted.told) == 0


@pytest.mark.django_db
def test_after_an_outage_every_week_is_ranked_but_only_the_newest_is_told(counted: Race) -> None:
    Contest.objects.update(first_week_on=MONDAY - WEEK)
    assert services.work_off(now=counted.told) == 2
    newest = ContestWeek.objects.get(week_on=MONDAY)
    assert {row.subject_id for row in told()} == {str(newest.pk)}


@pytest.mark.django_db
def test_places_come_from_level_and_improvement_and_say_how(counted: Race) -> None:
    week = counted.week()
    # press stands still above its target, weld gained; the others are far below.
    assert counted.ranks(week) == {"press": 1, "weld": 2, "paint": 3, "store": 4}
    row = week.results.get(unit=counted.units["weld"])
    assert (row.share, row.share_before, row.change) == (50, 45, 5)
    assert row.target is not None
    assert row.gap == float(row.target) - 50
    by_hand = 50 * min(row.level or 0, 1) + 50 * (row.improvement or 0)
    assert row.points == pytest.approx(by_hand)
    shrunk, before = row.shrunk or 0, row.shrunk_before or 0
    assert row.improvement == pytest.approx((shrunk - before) / (1 - before))
    shown = steps(week, row)
    assert "10 of 20 = 50.0%" in shown[0]
    assert f"{row.points:.1f}" in shown[-1]


@pytest.mark.django_db
def test_places_move_against_the_week_before(counted: Race) -> None:
    counted.week()
    counted.count(SUNDAY + WEEK, {"press": (18, 20), "weld": (20, 20), "paint": (6, 20), "store": (4, 20)})
    assert services.work_off(now=NOW + WEEK) == 1
    week = ContestWeek.objects.get(week_on=MONDAY + WEEK)
    weld, press = (week.results.get(unit=counted.units[name]) for name in ("weld", "press"))
    assert (weld.rank, weld.rank_before, weld.moved) == (1, 2, 1)
    assert (press.rank, press.moved, press.lost) == (2, -1, 1)


@pytest.mark.django_db
def test_small_units_and_what_would_give_them_away_have_no_figures(race: Race) -> None:
    race.aim()
    race.count(SUNDAY, {"press": (18, 20), "weld": (10, 20), "paint": (4, 6), "store": (2, 3)})
    week = race.week()
    # Three people are too few, and six could be told from the whole less the others.
    assert race.ranks(week) == {"press": 1, "weld": 2, "paint": None, "store": None}
    for row in week.results.filter(unit__in=[race.units["paint"], race.units["store"]]):
        assert row.reason == "too_small"
        kept = (row.active, row.eligible, row.points, row.shrunk, row.active_before, row.reaches_on)
        assert kept == (None,) * 6
    whole = week.results.get(unit=None)
    assert (whole.active, whole.eligible) == (34, 49)


@pytest.mark.django_db
def test_a_unit_without_a_target_says_so(race: Race) -> None:
    race.aim(race.units["press"])
    race.count(SUNDAY, USUAL)
    week = race.week()
    assert race.ranks(week) == {"press": 1, "weld": None, "paint": None, "store": None}
    assert week.results.get(unit=race.units["weld"]).reason == "no_target"


@pytest.mark.django_db
def test_a_unit_that_nobody_is_in_is_not_ranked(race: Race) -> None:
    race.aim()
    race.count(SUNDAY, {name: pair for name, pair in USUAL.items() if name != "store"})
    assert race.ranks(race.week())["store"] is None


@pytest.mark.django_db
def test_what_is_counted_later_is_shown_but_ranks_nothing(counted: Race) -> None:
    week = counted.week()
    before = counted.ranks(week)
    counted.count(SUNDAY, {**USUAL, "store": (20, 20)})
    services.work_off(now=counted.told + timedelta(days=1))
    assert counted.ranks(week) == before
    shown = weeks.page(counted.contest, MONDAY, contests.table_of(counted.contest))
    assert shown is not None
    later = {one.unit: (one.active_then, one.active) for one in shown.later}
    assert later == {counted.units["store"]: (4, 20), None: (38, 54)}


@pytest.mark.django_db
def test_a_correction_needs_a_reason_ranks_again_and_tells_everybody(counted: Race) -> None:
    week, pm = counted.week(), counted.world.pm
    counted.count(SUNDAY, {**USUAL, "store": (20, 20)})
    with pytest.raises(Invalid):
        services.correct_week(by=pm, week=week, reason=" ", now=NOW)
    with pytest.raises(Forbidden):
        services.correct_week(by=counted.world.champion, week=week, reason="Why", now=NOW)
    services.correct_week(by=pm, week=week, reason="The store's terminals delivered late", now=NOW)
    assert counted.ranks(week)["store"] == 1
    entry = AuditEntry.objects.get(act="contest.week_corrected")
    assert entry.reason == "The store's terminals delivered late"
    again = told("contest.corrected")
    assert {row.recipient_id for row in again} == {row.recipient_id for row in told()}
    with pytest.raises(Conflict, match="no_difference"):
        services.correct_week(by=pm, week=week, reason="Once more", now=NOW)


@pytest.mark.django_db
def test_only_the_newest_week_is_corrected(counted: Race) -> None:
    week = counted.week()
    counted.count(SUNDAY + WEEK, USUAL)
    services.work_off(now=NOW + WEEK)
    counted.count(SUNDAY, {**USUAL, "store": (20, 20)})
    with pytest.raises(Conflict, match="not_newest"):
        services.correct_week(by=counted.world.pm, week=week, reason="Late", now=NOW + WEEK)


@pytest.mark.django_db
def test_the_team_followers_and_heads_are_told_each_once_and_no_person_is_named(counted: Race, world: World) -> None:
    from projects.portfolio.services import follow

    follow(user=world.ceo, project=world.mine, on=True)
    counted.week()
    rows = told()
    readers = {row.recipient for row in rows}
    assert {world.pm, world.cfo, world.owner, world.ceo, *counted.heads.values()} <= readers
    assert len(rows) == len(readers)
    assert not readers & set(counted.workers.values())
    text = json.dumps(rows[0].text, ensure_ascii=False)
    assert "press" in text
    assert not any(person.name in text for person in (*counted.heads.values(), *counted.workers.values()))
    by = {row.recipient: row.url for row in rows}
    # A head who does not see the project is led to the page of the unit.
    assert by[counted.heads["press"]] == counted.place("press").url
    assert by[world.pm].startswith("/projects/FIN-01/contest/")


@pytest.mark.django_db
def test_the_sentence_says_who_leads_who_gained_and_who_is_furthest(counted: Race) -> None:
    week = counted.week()
    text = news(list(week.results.select_related("unit"))).plain()
    assert "press shop leads with" in text
    assert "weld shop gained most (+5.0 pp)" in text
    assert "store shop is furthest from its target" in text


@pytest.mark.django_db
def test_the_day_the_goal_is_reached_needs_six_weeks(race: Race) -> None:
    race.aim()
    for ago in range(7, -1, -1):
        active = [2, 3, 5, 8, 11, 14, 16, 17][7 - ago]
        race.count(SUNDAY - ago * WEEK, {**USUAL, "press": (active, 20)})
    rows = {row.unit: row for row in computing.results(race.contest, MONDAY) or []}
    press = rows[race.units["press"]]
    assert press.outlook == Outlook.DAY
    assert press.reaches_on is not None
    assert press.reaches_on > SUNDAY
    assert rows[race.units["store"]].outlook in (Outlook.NEVER, Outlook.UNKNOWN)
    first = {row.unit: row for row in computing.results(race.contest, MONDAY - 4 * WEEK) or []}
    assert first[race.units["press"]].outlook == Outlook.UNKNOWN


@pytest.mark.django_db
def test_who_may_not_change_the_system_sets_up_no_contest(race: Race) -> None:
    with pytest.raises(Forbidden):
        services.change_contest(by=race.world.champion, contest=race.contest, title="Mine", now=NOW)


@pytest.mark.django_db
def test_a_contest_of_nested_units_or_of_one_is_refused(race: Race) -> None:
    given = {"by": race.world.pm, "contest": race.contest, "now": NOW}
    with pytest.raises(Invalid, match="too_few"):
        services.change_contest(units=[race.units["press"]], **given)  # type: ignore[arg-type]
    with pytest.raises(Invalid, match="nested"):
        services.change_contest(units=[race.world.company, race.units["press"]], **given)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_the_first_week_stays_once_places_were_told(counted: Race) -> None:
    counted.week()
    with pytest.raises(Conflict, match="begun"):
        services.change_contest(by=counted.world.pm, contest=counted.contest, first_week_on=MONDAY + WEEK, now=NOW)


@pytest.mark.django_db
def test_a_unit_that_leaves_keeps_its_weeks(counted: Race) -> None:
    week = counted.week()
    rest = [unit for name, unit in counted.units.items() if name != "store"]
    services.change_contest(by=counted.world.pm, contest=counted.contest, units=rest, now=NOW)
    counted.count(SUNDAY + WEEK, USUAL)
    services.work_off(now=NOW + WEEK)
    assert counted.ranks(week)["store"] == 4
    assert "store" not in counted.ranks(ContestWeek.objects.get(week_on=MONDAY + WEEK))


def test_a_week_is_named_by_its_monday() -> None:
    assert schedule.monday_of(SUNDAY) == schedule.monday_of(MONDAY) == MONDAY
    assert ContestWeek(week_on=MONDAY).code == "2026-W47"
    assert datetime(2026, 11, 23, 1, tzinfo=UTC).astimezone(ZONE).time() == time(9)
