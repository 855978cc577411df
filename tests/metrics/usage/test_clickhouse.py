"""What only the store outside of the application's database has to prove. Everything else runs with either store."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections

from metrics.usage import services
from metrics.usage.models import FeatureCount, UsageCount, UsageFeatureDay, UsageReceipt, UsageTouched
from metrics.usage.services import eligibility, ingest
from metrics.usage.store import clickhouse_client, month_of, store
from metrics.usage.store.clickhouse import ClickHouseStore
from metrics.usage.store.clickhouse_client import sql
from tests import factories
from tests.metrics.usage.conftest import Setting
from tests.metrics.usage.kept import ClickHouse, Relational
from tests.metrics.usage.test_rollups import a_month, everything

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]


class Killed(BaseException):
    pass


def test_both_stores_give_the_same(setting: Setting, send: Send, settings: Any, engine_url: str) -> None:
    events = a_month(setting, seed=5)
    send(events)
    setting.count()
    one = everything(Relational())
    for model in (UsageFeatureDay, UsageCount, FeatureCount, UsageReceipt):
        model.objects.all().delete()
    settings.USAGE_DATABASE_URL = engine_url
    other = ClickHouse(engine_url)
    assert isinstance(store(), ClickHouseStore)
    send(events)
    setting.count()
    assert everything(other) == one


def test_who_dies_before_answering_is_asked_again(
    setting: Setting, send: Send, clickhouse: ClickHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The events are written, the note of their days is not: the second delivery finds the one and makes the other."""
    batch = [setting.event(1), setting.event(2, 1, 3)]
    with monkeypatch.context() as patched:

        def dies(*args: Any) -> None:
            raise Killed

        patched.setattr("metrics.usage.store.clickhouse._touch", dies)
        with pytest.raises(Killed):
            send(batch)
    assert len(clickhouse.events()) == 2
    assert not UsageTouched.objects.exists()
    assert send(batch).json() == {"accepted": 0, "duplicates": 2, "rejected": []}
    setting.count()
    assert UsageCount.objects.get(system=setting.system, dimension="all", day=setting.today).active_7 == 2
    assert len(clickhouse.events()) == 2


def test_the_same_event_of_another_month_is_a_duplicate(setting: Setting, send: Send, clickhouse: ClickHouse) -> None:
    send([setting.event(1, 0, 1)])
    assert send([setting.event(1, 1, 40)]).json()["duplicates"] == 1
    assert len(clickhouse.events()) == 1


@pytest.mark.django_db(transaction=True)
def test_four_deliver_the_same_at_once(setting: Setting, clickhouse: ClickHouse) -> None:
    entries = [setting.event(n, n % 8, n % 20) for n in range(200)]
    accepted: list[int] = []

    def deliver() -> None:
        try:
            taken = services.take(
                system=setting.system,
                entries=entries,
                now=setting.now,
                reader=ingest.known(setting.system, setting.now),
            )
            accepted.append(taken.accepted)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=deliver) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(accepted) == [0, 0, 0, 200]
    assert len(clickhouse.events()) == 200
    assert sum(UsageTouched.objects.values_list("events", flat=True)) == 200


def test_what_was_erased_stays_away(
    setting: Setting, send: Send, clickhouse: ClickHouse, world: factories.World
) -> None:
    send([setting.event(1, 0, 2), setting.event(2, 1, 2)])
    setting.count()
    person = setting.people[0]
    assert len(services.export_person(by=world.pmo, user=person, now=setting.now)["usage"]) == 1
    services.erase_person(by=world.admin, user=person, reason="asked", now=setting.now)
    services.roll_up(now=setting.now)
    assert (len(clickhouse.events()), len(clickhouse.marks())) == (1, 1)
    assert UsageCount.objects.get(system=setting.system, dimension="all", day=setting.today).active_7 == 1
    assert send([setting.event(1, 0, 2)]).json() == {"accepted": 0, "duplicates": 1, "rejected": []}


def test_days_whose_events_are_gone_can_be_exported_and_given_to_whom_the_directory_knows(
    setting: Setting, send: Send, clickhouse: ClickHouse
) -> None:
    send([setting.event(1, "N900", 80), setting.event(2, "N900", 80, feature="query"), setting.event(3, "N900", 5)])
    setting.count()
    old = month_of(setting.today - timedelta(days=80))
    [stranger] = store().strangers(setting.system.pk, [old])
    setting.now += timedelta(days=20)
    assert services.expire(now=setting.now) == 2
    assert services.expire(now=setting.now) == 0
    before = clickhouse.marks()
    found = list(store().export([stranger]))
    assert [("occurred_at" in row, row.get("events")) for row in found] == [(True, None), (False, 1), (False, 1)]
    assert found[0]["occurred_at"] == setting.now - timedelta(days=25)
    days = store().adopt(setting.system.pk, [(stranger, -77)])
    assert days == {setting.today - timedelta(days=100), setting.today - timedelta(days=25)}
    assert not store().strangers(setting.system.pk, [old, month_of(setting.today)])
    assert clickhouse.marks() == sorted((s, m, -77, f, k, True, d, n) for s, m, _p, f, k, _known, d, n in before)


def test_used_systems_and_features(setting: Setting, send: Send, clickhouse: ClickHouse) -> None:
    send([setting.event(1)])
    assert store().used(setting.system.pk)
    assert store().used(setting.system.pk, setting.report.pk)
    assert not store().used(setting.system.pk, setting.query.pk)
    assert not store().used(setting.system.pk + 1)


def test_only_numbers_and_moments_enter_sql() -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert sql("{a} {b} {c}", a=-3, b=[1, 2**127], c=at) == (
        f"-3 [1, '{2**127}'] toDateTime64('2026-01-02 03:04:05.000006', 6, 'UTC')"
    )
    for bad in ("1 OR 1", ["x"], b"1", 1.5, True, None):
        with pytest.raises(TypeError):
            sql("{a}", a=bad)


def test_a_database_that_fails_is_a_database_that_cannot_be_reached(
    setting: Setting, send: Send, clickhouse: ClickHouse
) -> None:
    with pytest.raises(OperationalError, match="ClickHouse"):
        clickhouse.client.run("SELECT * FROM nowhere")
    clickhouse.client.run("DROP TABLE usage_event")
    try:
        answer = send([setting.event(1)])
        assert (answer.status_code, answer["Retry-After"]) == (503, "1")
    finally:
        clickhouse_client.prepare(clickhouse.client)
    assert send([setting.event(1)]).status_code == 202


def test_the_note_of_a_day_counts_on(setting: Setting, send: Send, clickhouse: ClickHouse) -> None:
    send([setting.event(1)])
    send([setting.event(2)])
    row = UsageTouched.objects.get()
    assert (row.day, row.events) == (setting.today, 2)
    with connection.cursor():
        step = store().advance(now=setting.now, limit=10, horizon=0)
    assert (step.events, step.days, step.done) == (2, {setting.system.pk: {setting.today}}, True)


def test_who_moves_takes_everything_along(setting: Setting, send: Send, settings: Any, engine_url: str) -> None:
    """Events, keys, and the days whose events are gone; twice is once; and windows that reach back count the same."""
    events = a_month(setting, seed=9)
    send([*events, setting.event(9001, 2, 80)])
    setting.count()
    setting.now += timedelta(days=20)
    services.expire(now=setting.now)
    setting.count()
    before = everything(Relational())
    settings.USAGE_DATABASE_URL = engine_url
    other = ClickHouse(engine_url)
    out = StringIO()
    call_command("move_usage_events", stdout=out)
    assert out.getvalue().startswith(f"{len(events)} events, ")
    out = StringIO()
    call_command("move_usage_events", stdout=out)
    assert out.getvalue() == "0 events, 0 keys, 0 days of persons and features\n"
    assert other.marks() == before["marks"]
    assert send([events[0]]).json()["duplicates"] == 1
    UsageCount.objects.update(active_1=99, active_7=99, active_28=99)
    FeatureCount.objects.update(people_28=99)
    eligibility.recount(setting.system, now=setting.now)
    services.roll_up(now=setting.now)
    assert everything(other) == before


def test_there_has_to_be_somewhere_to_move_to(db: None) -> None:
    with pytest.raises(CommandError, match="no other database"):
        call_command("move_usage_events")
