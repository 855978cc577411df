"""Touched KPIs are computed once, whoever asks; the same input gives the same bytes."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from metrics.health.models import ProjectHealth
from metrics.kpis import listeners, services, tasks
from metrics.kpis.models import DirtyKpi, KpiReadingRow, KpiStatusChange
from projects.goals import readings
from projects.goals.models import Kpi
from projects.portfolio.choices import State
from projects.portfolio.models import Project
from projects.portfolio.services import change_portfolio, change_project
from tests.factories import World, make_goal, make_kpi, make_portfolio
from tests.pmo.notify.test_concurrency import together


def bytes_of(kpi: Kpi) -> dict[str, Any]:
    return KpiReadingRow.objects.filter(kpi=kpi).values().get()


def test_touch_then_the_task_of_the_worker(world: World, measure, monkeypatch) -> None:
    measure(world.kpi, 0, "3.2")
    assert DirtyKpi.objects.count() == 1
    monkeypatch.setattr("django.utils.timezone.now", lambda: world.now)
    assert tasks.recompute_touched() == 1
    assert not DirtyKpi.objects.exists()
    row = KpiReadingRow.objects.get()
    assert (row.progress, row.computed_at, row.as_of) == (60.0, world.now, world.today)
    assert tasks.recompute_touched() == 0


def test_a_change_of_the_definition_touches_too(world: World, reading, measure) -> None:
    measure(world.kpi, 0, "3.2")
    reading(world.kpi)
    Kpi.objects.filter(pk=world.kpi.pk).update(target=D("3.2"))
    readings.changed([world.kpi.pk], world.now)
    assert reading(world.kpi).progress == 100.0


def test_other_limits_of_the_portfolio_judge_at_once(world: World, monthly) -> None:
    monthly(world.kpi, ["4.8", "4.3", "3.9", "3.4", "2.9"])
    services.recompute_touched(now=world.now)
    assert KpiReadingRow.objects.get(kpi=world.kpi).status == "ok"
    strict = {**world.portfolio.thresholds, "pace_ok": 1.99, "pace_risk": 1.9}
    change_portfolio(by=world.pmo, portfolio=world.portfolio, expected=None, now=world.now, thresholds=strict)
    services.recompute_touched(now=world.now)
    assert KpiReadingRow.objects.get(kpi=world.kpi).status == "off"


def test_a_project_is_judged_by_the_limits_of_its_new_portfolio(world: World, monthly) -> None:
    monthly(world.kpi, ["4.8", "4.3", "3.9", "3.4", "2.9"])
    services.recompute_touched(now=world.now)
    strict = {**world.portfolio.thresholds, "pace_ok": 1.99, "pace_risk": 1.9}
    other = make_portfolio(world.now, thresholds=strict)
    change_project(by=world.pm, project=world.mine, now=world.now, portfolio=other)
    services.recompute_touched(now=world.now)
    assert KpiReadingRow.objects.get(kpi=world.kpi).status == "off"


def test_recompute_after_deletion_gives_the_same_bytes(world: World, monthly) -> None:
    monthly(world.kpi, ["4.8", "4.3", "3.9", "3.4", "2.9"])
    services.recompute_touched(now=world.now)
    # The status has been what it is for three days already.
    for days in (1, 2, 3):
        services.recompute([world.kpi.pk], now=world.now + timedelta(days=days))
    first = bytes_of(world.kpi)
    assert first["status_since"] == world.today
    KpiReadingRow.objects.all().delete()
    services.recompute([world.kpi.pk], now=world.now + timedelta(days=3))
    assert bytes_of(world.kpi) == first


def test_unchanged_input_leaves_the_row_alone(world: World, measure) -> None:
    measure(world.kpi, 0, "3.2")
    assert services.recompute([world.kpi.pk], now=world.now) == 1
    assert services.recompute([world.kpi.pk], now=world.now + timedelta(hours=1)) == 0
    assert KpiReadingRow.objects.get().computed_at == world.now
    # A new day expects more, so it is computed again.
    assert services.recompute([world.kpi.pk], now=world.now + timedelta(days=1)) == 1


def test_since_is_logged_and_the_last_word_of_a_day_counts(world: World, measure) -> None:
    measure(world.kpi, 0, "3.2")
    services.recompute_touched(now=world.now)
    later = world.now + timedelta(days=2)
    services.record(by=world.owner, kpi=world.kpi, measured_on=later.date(), value=D("4.9"), now=later)
    services.recompute_touched(now=later)
    assert KpiReadingRow.objects.get().status == "off"
    assert KpiReadingRow.objects.get().status_since == later.date()
    # A typing error, corrected on the same day: it was on track all the time.
    services.record(by=world.owner, kpi=world.kpi, measured_on=later.date(), value=D("3.1"), now=later, reason="typo")
    services.recompute_touched(now=later)
    row = KpiReadingRow.objects.get()
    assert (row.status, row.status_since) == ("ok", world.today)
    assert [(c.on, c.status) for c in KpiStatusChange.objects.all()] == [(world.today, "ok")]


def test_the_number_of_queries_does_not_grow(world: World) -> None:
    goal = make_goal(world.now, world.mine, world.owner)
    kpis = [make_kpi(world.now, goal) for _n in range(40)]
    for kpi in kpis:
        services.record(by=world.owner, kpi=kpi, measured_on=world.today, value=D("3.2"), now=world.now)
    DirtyKpi.objects.all().delete()
    services.recompute([world.kpi.pk], now=world.now)  # fills what is kept in memory
    counts = []
    for ids in ([kpis[0].pk], [k.pk for k in kpis]):
        with CaptureQueriesContext(connection) as asked:
            services.recompute(ids, now=world.now)
        counts.append(len(asked))
        KpiReadingRow.objects.all().delete()
    assert counts[0] == counts[1]


def test_nightly_takes_every_open_kpi(world: World, measure) -> None:
    retired = make_kpi(world.now, world.goal, retired_at=world.now)
    Project.objects.filter(pk=world.other.pk).update(state=State.CLOSED)
    assert services.recompute_all(now=world.now) == 1
    assert set(KpiReadingRow.objects.values_list("kpi_id", flat=True)) == {world.kpi.pk}
    assert retired.pk not in KpiReadingRow.objects.values_list("kpi_id", flat=True)


def test_listeners_hear_of_the_projects_that_changed(world: World, measure, monkeypatch) -> None:
    heard: list[set[int]] = []
    monkeypatch.setattr(listeners, "_listeners", [lambda ids, now: heard.append(ids)])
    measure(world.kpi, 0, "3.2")
    services.recompute_touched(now=world.now)
    services.recompute_touched(now=world.now)
    assert heard == [{world.mine.pk}]


def test_health_follows(world: World, measure) -> None:
    measure(world.kpi, 0, "4.9")
    services.recompute_touched(now=world.now)
    health = ProjectHealth.objects.get(project=world.mine)
    assert health.status == "off"
    assert health.progress == pytest.approx(3.3333)


@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_compute_each_once_and_lose_nothing(now) -> None:
    from tests.factories import make_world

    world = make_world(now)
    goal = make_goal(now, world.mine, world.owner)
    kpis = [make_kpi(now, goal) for _n in range(20)]
    for kpi in kpis:
        services.record(by=world.owner, kpi=kpi, measured_on=world.today, value=D("3.2"), now=now)
    results = together(lambda: services.recompute_touched(now=now, limit=5))
    assert not [r for r in results if isinstance(r, Exception)], results
    assert sum(results) == 20
    assert KpiReadingRow.objects.filter(progress=60.0).count() == 20
    assert not DirtyKpi.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_value_from_several_at_once_is_one_value(now) -> None:
    from metrics.kpis.models import Measurement
    from tests.factories import make_world

    world = make_world(now)

    def record() -> int:
        kpi = Kpi.objects.select_related("goal__project").get(pk=world.kpi.pk)
        by = type(world.owner).objects.get(pk=world.owner.pk)
        return services.record(by=by, kpi=kpi, measured_on=world.today, value=D("3.2"), now=now).pk

    results = together(record)
    assert not [r for r in results if isinstance(r, Exception)], results
    assert len(set(results)) == 1
    assert Measurement.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_value_committed_while_the_worker_takes_the_note_is_not_lost(now) -> None:
    """The note is there already when the value comes: taking it must wait for the value."""
    from tests.factories import make_world

    world = make_world(now)
    services.touch([world.kpi.pk], now)
    noted, done = threading.Event(), []

    def record() -> None:
        try:
            with transaction.atomic():
                kpi = Kpi.objects.select_related("goal__project").get(pk=world.kpi.pk)
                services.record(by=world.owner, kpi=kpi, measured_on=world.today, value=D("3.2"), now=now)
                noted.set()
                time.sleep(0.4)
        except Exception as error:
            done.append(error)
        finally:
            noted.set()
            connection.close()

    thread = threading.Thread(target=record)
    thread.start()
    noted.wait(5)
    services.recompute_touched(now=now)
    thread.join()
    services.recompute_touched(now=now)
    assert not done, done
    assert KpiReadingRow.objects.get(kpi=world.kpi).current == D("3.2")
    assert not DirtyKpi.objects.exists()
