"""Dimensions with their sentences, worst wins, declared against computed, snapshots and watermelons."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from metrics.health import quarters, selectors, services
from metrics.health.models import DimensionRow, DirtyProject, HealthSnapshot, Override, ProjectHealth
from metrics.kpis import services as kpis
from pmo import audit
from pmo.audit.models import AuditEntry
from pmo.notify.models import Message
from pmo.records import Conflict, Forbidden, Invalid
from pmo.texts import Sentence
from projects.portfolio import dimensions
from projects.portfolio.choices import Stage, State
from projects.portfolio.dimensions import Dimension, DimensionReading
from projects.portfolio.models import Portfolio, Project
from projects.portfolio.sight import Sight
from projects.risks import services as register
from tests.factories import World, make_goal, make_kpi, make_project
from tests.pmo.notify.test_concurrency import together


def measure(world: World, kpi: Any, value: str, now: datetime | None = None) -> None:
    kpis.record(by=kpi.owner, kpi=kpi, measured_on=(now or world.now).date(), value=D(value), now=now or world.now)
    kpis.recompute_touched(now=now or world.now)


def overall(project: Project) -> ProjectHealth:
    return ProjectHealth.objects.get(project=project)


def dimension(project: Project, code: str) -> DimensionRow | None:
    return DimensionRow.objects.filter(project=project, dimension=code).first()


def plain(data: Any) -> str:
    found = Sentence.from_json(data)
    assert found is not None
    return found.plain()


# ---- dimensions


def test_value_names_the_kpi_that_is_worst(world: World) -> None:
    good, bad = make_kpi(world.now, world.goal), make_kpi(world.now, world.goal, name_en="Return rate")
    measure(world, world.kpi, "3.2")
    measure(world, good, "3.1")
    measure(world, bad, "4.9")
    row = dimension(world.mine, "value")
    assert row is not None
    assert (row.status, row.evidence_url, row.owner) == ("off", bad.url, bad.owner)
    assert plain(row.sentence).startswith("Return rate: Now 4.9 days")
    assert row.stage == Stage.EXECUTION
    with translation.override("zh-hans"):
        assert "现在 4.9 天" in plain(row.sentence)


def test_weights_roll_up(world: World) -> None:
    """Weights 2 and 3 with 40 % and 20 % give 28 %."""
    project = make_project(world.now, world.portfolio, "ROL-01", manager=world.pm)
    goal = make_goal(world.now, project, world.pm)
    for weight, value in ((2, "3.8"), (3, "4.4")):
        measure(world, make_kpi(world.now, goal, weight=weight), value)
    assert overall(project).progress == pytest.approx(28.0)
    # A KPI of weight 0 informs only, and more than 100 % counts as 100.
    measure(world, make_kpi(world.now, goal, weight=0), "5")
    assert overall(project).progress == pytest.approx(28.0)
    measure(world, make_kpi(world.now, goal, weight=5), "0.5")
    assert overall(project).progress == pytest.approx((2 * 40 + 3 * 20 + 5 * 100) / 10)


def test_goals_weigh_too_and_dropped_ones_do_not_count(world: World) -> None:
    project = make_project(world.now, world.portfolio, "ROL-02", manager=world.pm)
    heavy, light = (make_goal(world.now, project, world.pm, weight=w) for w in (3, 1))
    measure(world, make_kpi(world.now, heavy), "3.8")
    measure(world, make_kpi(world.now, light), "2")
    assert overall(project).progress == pytest.approx((3 * 40 + 100) / 4)
    light.status = "dropped"
    light.save()
    services.recompute([project.pk], now=world.now)
    assert overall(project).progress == pytest.approx(40.0)


def test_without_kpis_a_planned_project_says_so_and_an_early_one_does_not(world: World) -> None:
    early = make_project(world.now, world.portfolio, "EAR-01", stage=Stage.GOALS, manager=world.pm)
    late = make_project(world.now, world.portfolio, "LAT-01", stage=Stage.PLANNING, manager=world.pm)
    services.recompute([early.pk, late.pk], now=world.now)
    assert dimension(early, "value") is None
    row = dimension(late, "value")
    assert row is not None
    assert (row.status, plain(row.sentence), row.owner) == ("none", "No KPI has been defined yet", world.pm)


@pytest.mark.parametrize(("days", "status"), [(0, "ok"), (30, "ok"), (31, "off")])
def test_silence_is_a_finding_after_thirty_days(world: World, days: int, status: str) -> None:
    audit.record(by=world.pm, act="project.changed", obj=world.mine, project_id=world.mine.pk, now=world.now)
    services.recompute([world.mine.pk], now=world.now + timedelta(days=days))
    row = dimension(world.mine, "silence")
    assert row is not None
    assert row.status == status
    if status == "off":
        assert plain(row.sentence) == "Nobody has reported anything for 31 days; the last entry is of 23 Nov"
        assert plain(row.fact) == "silent for 31 days"
        assert overall(world.mine).worst_dimension == "silence"


def test_the_days_of_silence_are_the_portfolios_and_machines_do_not_report(world: World) -> None:
    audit.record(by=world.pm, act="project.changed", obj=world.mine, project_id=world.mine.pk, now=world.now)
    later = world.now + timedelta(days=10)
    audit.record(by=None, act="project.changed", obj=world.mine, project_id=world.mine.pk, now=later)
    Portfolio.objects.filter(pk=world.portfolio.pk).update(thresholds={"silence_days": 9})
    services.recompute([world.mine.pk], now=later)
    row = dimension(world.mine, "silence")
    assert row is not None
    assert row.status == "off"


def test_a_project_on_hold_may_be_silent(world: World) -> None:
    Project.objects.filter(pk=world.mine.pk).update(state=State.ON_HOLD)
    services.recompute([world.mine.pk], now=world.now)
    assert dimension(world.mine, "silence") is None


@pytest.fixture
def risks(world: World, monkeypatch: pytest.MonkeyPatch) -> dict[int, DimensionReading]:
    """A later room plugs in: readings by project id, at the stage "planning"."""
    found: dict[int, DimensionReading] = {}
    monkeypatch.setitem(
        dimensions._dimensions, "risk", Dimension("risk", "Risk", "planning", lambda p, on: dict(found))
    )
    return found


def test_the_worst_dimension_wins(world: World, risks: dict[int, DimensionReading]) -> None:
    audit.record(by=world.pm, act="project.changed", obj=world.mine, project_id=world.mine.pk, now=world.now)
    # Whoever concerns nobody has to tell nobody.
    world.mine.unit_links.all().delete()
    measure(world, world.kpi, "3.2")
    assert overall(world.mine).status == "ok"
    risks[world.mine.pk] = DimensionReading("risk", Sentence("silence.never"), "/x/")
    services.recompute([world.mine.pk], now=world.now + timedelta(days=1))
    health = overall(world.mine)
    assert (health.status, health.worst_dimension, health.since_on) == (
        "risk",
        "risk",
        world.today + timedelta(days=1),
    )
    assert selectors.stage_statuses([world.mine.pk])[world.mine.pk] == {"planning": "risk", "execution": "ok"}
    reasons = selectors.reasons([world.mine.pk])
    assert reasons[0].dimension == "risk"
    assert reasons[0].label == "Risk"
    # No longer read: the row goes, and with it what it said.
    risks.clear()
    services.recompute([world.mine.pk], now=world.now + timedelta(days=2))
    assert dimension(world.mine, "risk") is None
    assert overall(world.mine).status == "ok"


@pytest.fixture
def closed(world: World, monkeypatch: pytest.MonkeyPatch) -> dict[int, DimensionReading]:
    """A dimension that only who may see the money is told of; it reads first and so stands worst for longest."""
    found: dict[int, DimensionReading] = {}
    monkeypatch.setitem(
        dimensions._dimensions,
        "purse",
        Dimension("purse", "Purse", "planning", lambda p, on: dict(found), right=("budget", "view")),
    )
    return found


def test_everybody_is_told_a_reason_they_may_know_where_there_is_one(
    world: World, risks: dict[int, DimensionReading], closed: dict[int, DimensionReading]
) -> None:
    audit.record(by=world.pm, act="project.changed", obj=world.mine, project_id=world.mine.pk, now=world.now)
    closed[world.mine.pk] = DimensionReading("off", Sentence("silence.never"), "/x/")
    services.recompute([world.mine.pk], now=world.now)
    assert plain(overall(world.mine).sentence) == "One dimension that not everybody is told of is not on track"
    risks[world.mine.pk] = DimensionReading("off", Sentence("silence.never"), "/y/")
    services.recompute([world.mine.pk], now=world.now + timedelta(days=3))
    assert overall(world.mine).worst_dimension == "risk"
    assert overall(world.mine).sentence == risks[world.mine.pk].sentence.to_json()


def test_who_may_know_more_is_told_more(world: World, closed: dict[int, DimensionReading]) -> None:
    audit.record(by=world.pm, act="project.changed", obj=world.mine, project_id=world.mine.pk, now=world.now)
    closed[world.mine.pk] = DimensionReading("off", Sentence("silence.never"), "/x/")
    services.recompute([world.mine.pk], now=world.now)

    def said(reader: Any) -> str:
        found = selectors.overalls([world.mine.pk], world.today, Sight(reader).told)[world.mine.pk]
        return found.sentence.plain() if found.sentence else ""

    assert said(world.pm) == Sentence("silence.never").plain()
    assert said(world.employee) == "One dimension that not everybody is told of is not on track"


def test_since_stays_while_the_status_stays(world: World) -> None:
    services.recompute([world.mine.pk], now=world.now)
    services.recompute([world.mine.pk], now=world.now + timedelta(days=5))
    row = dimension(world.mine, "silence")
    assert row is not None
    assert row.since_on == overall(world.mine).since_on == world.today


def test_fifty_projects_ask_as_much_as_one(world: World) -> None:
    projects = [make_project(world.now, world.portfolio, f"BIG-{n}", manager=world.pm) for n in range(50)]
    for project in projects:
        make_kpi(world.now, make_goal(world.now, project, world.pm))
    kpis.recompute_all(now=world.now)
    ids = [p.pk for p in projects]

    def asked(act: Any) -> int:
        with CaptureQueriesContext(connection) as queries:
            act()
        return len(queries)

    services.recompute(ids, now=world.now)
    one = asked(lambda: services.recompute(ids[:1], now=world.now))
    # SQLite writes 999 values per statement, so fifty projects with three dimensions take one statement more.
    assert asked(lambda: services.recompute(ids, now=world.now)) <= one + 1
    assert asked(lambda: selectors.reasons(ids)) == 1
    assert asked(lambda: selectors.overalls(ids, world.today)) == 1
    assert asked(lambda: selectors.stage_statuses(ids)) == 1
    assert asked(lambda: selectors.watermelons(ids, world.today)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_leave_one_row(now: datetime) -> None:
    from tests.factories import make_world

    world = make_world(now)
    results = together(lambda: services.recompute([world.mine.pk, world.other.pk], now=now))
    assert not [r for r in results if isinstance(r, Exception)], results
    assert ProjectHealth.objects.count() == 2


# ---- declared


def declare(world: World, **values: Any) -> Override:
    given = {
        "by": world.pm,
        "project": world.mine,
        "status": "ok",
        "reason": "the supplier delivers on Friday",
        "expires_on": world.today + timedelta(days=14),
        "now": world.now,
    }
    return services.declare(**{**given, **values})


def shown(world: World, on: date) -> tuple[str, str]:
    row = overall(world.mine)
    found = selectors.as_overall(row, on)
    return found.status, found.computed


def test_a_declared_status_counts_until_it_expires(world: World) -> None:
    measure(world, world.kpi, "4.9")
    made = declare(world)
    assert shown(world, world.today) == ("ok", "off")
    assert shown(world, made.expires_on) == ("ok", "off")
    assert shown(world, made.expires_on + timedelta(days=1)) == ("off", "off")
    # Computing again takes nothing away from it.
    services.recompute([world.mine.pk], now=world.now + timedelta(days=1))
    assert shown(world, world.today) == ("ok", "off")
    assert selectors.open_override(world.mine.pk, world.today) == made
    assert selectors.open_override(world.mine.pk, made.expires_on + timedelta(days=1)) is None
    entry = AuditEntry.objects.latest("id")
    assert (entry.act, entry.reason, entry.after["status"]) == ("health.declared", made.reason, "ok")


def test_declaring_before_anything_was_computed(world: World) -> None:
    declare(world)
    assert shown(world, world.today)[0] == "ok"


def test_a_new_declaration_replaces_the_old_one_and_can_be_ended(world: World) -> None:
    declare(world)
    second = declare(world, status="risk", by=world.pmo)
    assert Override.objects.filter(ended_at=None).get() == second
    services.end_override(by=world.pm, override=second, now=world.now)
    assert shown(world, world.today)[0] == shown(world, world.today)[1]
    with pytest.raises(Conflict):
        services.end_override(by=world.pm, override=second, now=world.now)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"days": 0}, "expires_on"),
        ({"days": -1}, "expires_on"),
        ({"days": 93}, "expires_on"),
        ({"status": "done"}, "status"),
        ({"status": "none"}, "status"),
    ],
)
def test_what_cannot_be_declared(world: World, given: dict[str, Any], field: str) -> None:
    if "days" in given:
        given = {"expires_on": world.today + timedelta(days=given["days"])}
    with pytest.raises(Invalid) as refused:
        declare(world, **given)
    assert refused.value.field == field
    assert not Override.objects.exists()


def test_only_those_who_manage_may_declare(world: World) -> None:
    for person in (world.owner, world.ceo, world.cfo, world.it, world.champion, world.stranger, world.admin):
        with pytest.raises(Forbidden):
            declare(world, by=person)
    made = declare(world)
    with pytest.raises(Forbidden):
        services.end_override(by=world.owner, override=made, now=world.now)


# ---- snapshots and watermelons


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 1, 0, tzinfo=quarters_zone())


def quarters_zone() -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo("Asia/Shanghai")


def test_quarters() -> None:
    assert quarters.quarter_of(date(2026, 12, 31)) == "2026Q4"
    assert quarters.last_day("2026Q1") == date(2026, 3, 31)
    assert quarters.last_quarter_end(date(2026, 1, 1)) == date(2025, 12, 31)
    assert quarters.following("2026Q4") == "2027Q1"
    assert [quarters.is_quarter_end(date(2026, m, d)) for m, d in ((3, 30), (3, 31), (6, 30), (12, 30))] == [
        False,
        True,
        True,
        False,
    ]
    for bad in ("2026", "2026Q5", "2026Q12", "xQ1"):
        with pytest.raises(ValueError):  # noqa: PT011
            quarters.first_day(bad)


def test_health_is_kept_on_mondays_and_at_quarter_ends(world: World) -> None:
    services.recompute([world.mine.pk], now=world.now)
    assert services.snapshot(now=at(2026, 11, 23)) == 1  # a Monday
    assert services.snapshot(now=at(2026, 11, 23)) == 0
    assert services.snapshot(now=at(2026, 11, 24)) == 0
    assert services.snapshot(now=at(2026, 12, 31)) == 1  # a Thursday
    assert sorted(HealthSnapshot.objects.values_list("on", flat=True)) == [date(2026, 11, 23), date(2026, 12, 31)]


def test_a_missed_quarter_end_is_made_up_for(world: World) -> None:
    services.recompute([world.mine.pk], now=world.now)
    assert services.snapshot(now=at(2027, 1, 2)) == 1
    assert HealthSnapshot.objects.get().on == date(2026, 12, 31)
    assert services.snapshot(now=at(2027, 1, 3)) == 0
    HealthSnapshot.objects.all().delete()
    assert services.snapshot(now=at(2027, 1, 8)) == 0


def test_the_quarter_before_is_what_change_is_told_against(world: World) -> None:
    services.recompute([world.mine.pk], now=world.now)
    services.snapshot(now=at(2026, 12, 31))
    services.recompute([world.mine.pk], now=at(2027, 1, 1))
    assert overall(world.mine).quarter_status == HealthSnapshot.objects.get().status


def keep(world: World, on: date, status: str, declared: str) -> None:
    HealthSnapshot.objects.create(project=world.mine, on=on, status=status, declared=declared)


def test_a_watermelon_needs_two_quarter_ends(world: World) -> None:
    ids, today = [world.mine.pk], date(2026, 11, 23)
    keep(world, date(2026, 9, 30), "off", "ok")
    # A Monday beside the quarter end is no second quarter.
    keep(world, date(2026, 9, 28), "off", "ok")
    keep(world, date(2026, 3, 30), "off", "ok")
    assert selectors.watermelons(ids, today) == set()
    keep(world, date(2026, 6, 30), "risk", "ok")
    assert selectors.watermelons(ids, today) == {world.mine.pk}
    HealthSnapshot.objects.filter(on=date(2026, 9, 30)).update(declared="off")
    assert selectors.watermelons(ids, today) == set()
    HealthSnapshot.objects.filter(on=date(2026, 9, 30)).update(declared="")
    assert selectors.watermelons(ids, today) == set()


def test_it_raises_an_alert_once(world: World) -> None:
    measure(world, world.kpi, "4.9")
    keep(world, date(2026, 9, 30), "off", "ok")
    declare(world, expires_on=world.today + timedelta(days=60))
    for _night in range(2):
        services.snapshot(now=at(2026, 12, 31))
    found = Message.objects.filter(rule="health.watermelon", channel="inbox")
    assert {(m.recipient, m.period) for m in found} == {(world.cfo, "2026Q4"), (world.pmo, "2026Q4")}
    assert found.count() == 2
    assert "Expense control" in plain(found[0].text)


def test_nightly_takes_the_open_projects(world: World) -> None:
    Project.objects.filter(pk=world.other.pk).update(state=State.CLOSED)
    assert services.recompute_all(now=world.now) == 1
    assert set(ProjectHealth.objects.values_list("project_id", flat=True)) == {world.mine.pk}
    assert HealthSnapshot.objects.filter(on=world.today).count() == 1


def test_a_change_of_the_register_is_read_soon_and_once(world: World) -> None:
    Project.objects.filter(pk=world.mine.pk).update(stage=Stage.EXECUTION)
    services.recompute([world.mine.pk], now=world.now)
    assert dimension(world.mine, "risk") is None
    levels = {"inherent_probability": 5, "inherent_cost": 5}
    for title in ("Old data", "No people"):
        register.raise_risk(by=world.pm, project=world.mine, title=title, now=world.now, **levels)
    assert [note.project_id for note in DirtyProject.objects.all()] == [world.mine.pk]
    assert services.recompute_touched(now=world.now) == 1
    assert services.recompute_touched(now=world.now) == 0
    found = dimension(world.mine, "risk")
    assert found is not None
    assert found.status == "off"
    assert "nobody does anything" in plain(found.sentence)


def test_health_of_a_closed_project_is_left_as_it_was(world: World) -> None:
    services.touch([world.mine.pk], world.now)
    Project.objects.filter(pk=world.mine.pk).update(state=State.CLOSED)
    assert services.recompute_touched(now=world.now) == 1
    assert not DirtyProject.objects.exists()
    assert not ProjectHealth.objects.filter(project=world.mine).exists()
