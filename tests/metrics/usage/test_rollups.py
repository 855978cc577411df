"""From events to counts: whoever counts, however often, in whatever order, the result is the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from metrics.usage import services
from metrics.usage.choices import Dimension
from metrics.usage.models import (
    FeatureCount,
    IntakeDay,
    RefusedDay,
    UsageCount,
    UsageFeatureDay,
    UsageReceipt,
)
from metrics.usage.services import eligibility, rollups
from metrics.usage.store import month_of, store
from metrics.usage.store.clickhouse import ClickHouseStore
from metrics.usage.store.dialects import Postgres, Sqlite
from pmo.accounts.models import User
from tests import factories
from tests.metrics.usage.conftest import Setting
from tests.metrics.usage.kept import Kept, Relational

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept")]
Send = Callable[..., Any]


def everything(kept: Kept) -> dict[str, list[tuple[Any, ...]]]:
    """What is kept of people and days, in an order of its own."""
    found = {}
    for model in (UsageFeatureDay, UsageCount, FeatureCount):
        names = [field.attname for field in model._meta.concrete_fields]
        found[model.__name__] = sorted(model.objects.values_list(*names), key=str)
    found["marks"] = kept.marks()
    return found


def count_of(setting: Setting, dimension: str = "all", key: str = "", day: date | None = None) -> UsageCount:
    return UsageCount.objects.get(system=setting.system, dimension=dimension, key=key, day=day or setting.today)


def a_month(setting: Setting, seed: int = 7, events: int = 400) -> list[dict[str, Any]]:
    rng = random.Random(seed)
    made = []
    for number in range(events):
        person: int | str = rng.randrange(11) if rng.random() < 0.95 else f"X{rng.randrange(3)}"
        ago = rng.random() * 45
        if rng.random() < 0.3:
            made.append(setting.login(number, person, ago))
        else:
            kind = rng.choice(["view", "click", "action"])
            made.append(setting.event(number, person, ago, feature=rng.choice(["report", "query"]), kind=kind))
    return made


def test_people_are_counted_by_unit_role_wave_and_window(setting: Setting, send: Send) -> None:
    send(
        [
            setting.event(1, 0),
            setting.event(2, 0),
            setting.event(3, 1, 3),
            setting.event(4, 2, 20),
            setting.event(5, 3, 0, kind="view"),
            setting.event(6, 4, 0, feature="query"),
            setting.login(7, 5),
            setting.login(8, 5, 1),
            setting.event(9, 8, 1),
            setting.event(10, "STRANGER"),
        ]
    )
    setting.count()
    whole, line = count_of(setting), count_of(setting, Dimension.UNIT, str(setting.line.pk))
    assert (whole.eligible, whole.active_1, whole.active_7, whole.active_28) == (11, 1, 3, 4)
    assert (line.eligible, line.active_1, line.active_7, line.active_28) == (8, 1, 2, 3)
    assert (line.on_cadence, line.login_days_7, line.login_days_28) == (1, 2, 2)
    assert count_of(setting, Dimension.ROLE, str(setting.role.pk)).eligible == 8
    assert count_of(setting, Dimension.WAVE, "2").active_7 == 1
    assert count_of(setting, Dimension.UNIT, str(setting.line.parent_id)).eligible == 11
    query = FeatureCount.objects.get(system=setting.system, unit_id=0, day=setting.today, feature_id=setting.query.pk)
    assert (query.people_1, query.people_28) == (1, 1)


def test_late_events_change_the_past_and_the_windows_after_it(setting: Setting, send: Send) -> None:
    send([setting.event(1, 0)])
    setting.count()
    before = (
        count_of(setting, day=setting.today - timedelta(days=10))
        if UsageCount.objects.filter(day=setting.today - timedelta(days=10), dimension="all").exists()
        else None
    )
    assert before is None or before.active_28 == 0
    send([setting.event(2, 1, 20)])
    setting.count()
    assert count_of(setting, day=setting.today - timedelta(days=20)).active_1 == 1
    assert count_of(setting, day=setting.today - timedelta(days=14)).active_7 == 1
    assert count_of(setting, day=setting.today - timedelta(days=13)).active_7 == 0
    assert count_of(setting).active_28 == 2


def test_any_order_in_any_portions_gives_the_same(kept: Kept, setting: Setting, send: Send) -> None:
    events = a_month(setting)
    send(events)
    setting.count()
    once = everything(kept)
    kept.empty()
    for model in (UsageFeatureDay, UsageCount, FeatureCount):
        model.objects.all().delete()
    renamed = [{**event, "event_id": f"again-{event['event_id']}"} for event in events]
    random.Random(3).shuffle(renamed)
    for start in range(0, len(renamed), 37):
        send(renamed[start : start + 37] + renamed[max(0, start - 10) : start])
        setting.count()
    assert everything(kept) == once


def test_the_marks_can_be_made_anew_from_the_events(kept: Kept, setting: Setting, send: Send) -> None:
    send(a_month(setting))
    setting.count()
    before = everything(kept)
    kept.spoil_marks()
    store().rebuild(since=month_of(setting.today) - 3)
    eligibility.recount(setting.system, now=setting.now)
    services.roll_up(now=setting.now)
    assert everything(kept) == before


def test_a_worker_that_dies_in_the_middle_leaves_nothing(
    kept: Kept, setting: Setting, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It dies after the marks are written, then while days are counted: what the next one makes is the same."""
    events = a_month(setting)
    send(events)
    setting.count()
    right = everything(kept)
    kept.empty()
    for model in (UsageFeatureDay, UsageCount, FeatureCount):
        model.objects.all().delete()
    send([{**event, "event_id": f"again-{event['event_id']}"} for event in events])

    class Killed(BaseException):
        pass

    dialect = Postgres if connection.vendor == "postgresql" else Sqlite
    where, name = (dialect, "fold") if isinstance(kept, Relational) else (ClickHouseStore, "_sum")
    with monkeypatch.context() as patched:
        writes = getattr(where, name)

        def dying(self: Any, *args: Any, **kwargs: Any) -> int:
            writes(self, *args, **kwargs)
            raise Killed

        patched.setattr(where, name, dying)
        with pytest.raises(Killed):
            services.roll_up(now=setting.now)
    assert not UsageFeatureDay.objects.exists()
    with monkeypatch.context() as patched:
        patched.setattr("metrics.usage.services.counting.UsageCount.objects.bulk_create", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            services.roll_up(now=setting.now)
    assert UsageFeatureDay.objects.exists()
    assert not UsageCount.objects.exists()
    services.roll_up(now=setting.now)
    services.roll_up(now=setting.now)
    assert everything(kept) == right


def test_counts_agree_with_counting_by_hand(kept: Kept, setting: Setting, send: Send) -> None:
    """Every counted day against a count over the events themselves."""
    events = a_month(setting, seed=11)
    send(events)
    setting.count()
    zone_days = {}
    for event in kept.events():
        if event.known and event.feature_id == setting.report.pk and event.kind >= 2:
            day = date(event.month // 12, event.month % 12 + 1, event.dom)
            zone_days.setdefault(event.subject, set()).add(day)
    for counted in UsageCount.objects.filter(system=setting.system, dimension="all"):
        for days in (1, 7, 28):
            window = {counted.day - timedelta(days=n) for n in range(days)}
            by_hand = sum(bool(active & window) for active in zone_days.values())
            assert getattr(counted, f"active_{days}") == by_hand, (counted.day, days)


def test_deliveries_are_summed_by_day_with_their_reasons(setting: Setting, send: Send) -> None:
    send([setting.event(1), setting.event(2, "STRANGER"), setting.event(3, feature="scan"), setting.event(1)])
    send([setting.event(1)])
    rollups.add_receipts(now=setting.now)
    day = IntakeDay.objects.get()
    assert (day.accepted, day.duplicates, day.refused, day.unknown) == (2, 2, 1, 1)
    refused = RefusedDay.objects.get()
    assert (refused.code, refused.events, refused.example) == ("unknown_feature", 1, "scan")
    assert not UsageReceipt.objects.exists()


def test_a_day_on_which_nothing_happens_is_counted_too(setting: Setting, send: Send) -> None:
    send([setting.event(1)])
    setting.count()
    setting.now += timedelta(days=3)
    services.roll_up(now=setting.now)
    assert count_of(setting).active_1 == 0
    assert count_of(setting).active_7 == 1
    assert count_of(setting, day=setting.today - timedelta(days=1)).active_1 == 0


def test_another_core_action_changes_who_was_active(setting: Setting, send: Send, world: factories.World) -> None:
    send([setting.event(1, 0, 2, feature="query")])
    setting.count()
    assert count_of(setting).active_7 == 0
    services.change_feature(by=world.pm, feature=setting.query, is_core=True, now=setting.now)
    services.roll_up(now=setting.now)
    assert count_of(setting).active_7 == 1


# --- who is eligible --------------------------------------------------------------------------------------------------


def test_who_moves_counts_where_they_were(setting: Setting, send: Send) -> None:
    send([setting.event(1, 0, 1)])
    setting.count()
    User.objects.filter(pk=setting.people[0].pk).update(unit=setting.office)
    setting.now += timedelta(days=5)
    setting.count()
    line, office = str(setting.line.pk), str(setting.office.pk)
    earlier = setting.today - timedelta(days=5)
    assert (count_of(setting, "unit", line, earlier).eligible, count_of(setting, "unit", line).eligible) == (8, 7)
    assert (count_of(setting, "unit", office, earlier).eligible, count_of(setting, "unit", office).eligible) == (3, 4)
    assert count_of(setting, "unit", office).active_7 == 1


def test_who_leaves_is_not_eligible_any_more(setting: Setting, send: Send) -> None:
    send([setting.event(1, 0, 1)])
    setting.count()
    User.objects.filter(pk=setting.people[1].pk).update(is_active=False, deactivated_at=setting.now)
    setting.now += timedelta(days=2)
    setting.count()
    assert count_of(setting).eligible == 10
    assert count_of(setting, day=setting.today - timedelta(days=2)).eligible == 11


def test_a_corrected_rule_corrects_the_past(setting: Setting, send: Send, world: factories.World) -> None:
    send([setting.event(1, 0, 20)])
    setting.count()
    day = setting.today - timedelta(days=20)
    assert count_of(setting, day=day).eligible == 11
    rule = setting.system.rules.get(unit=setting.office)
    services.change_rule(by=world.pm, rule=rule, from_on=setting.today - timedelta(days=10), now=setting.now)
    setting.count()
    assert count_of(setting, day=day).eligible == 8
    assert count_of(setting).eligible == 11


def test_the_first_rule_that_holds_decides(setting: Setting, world: factories.World) -> None:
    lead = services.add_role(by=world.pm, system=setting.system, name="班长", cadence="weekly", now=setting.now)
    services.add_rule(
        by=world.pm, system=setting.system, people=[setting.people[0]], role=lead, position=0,
        from_on=setting.today - timedelta(days=5), to_on=setting.today, now=setting.now,
    )  # fmt: skip
    setting.count()
    assert count_of(setting, "role", str(lead.pk)).eligible == 1
    assert count_of(setting, "role", str(setting.role.pk)).eligible == 7
    assert count_of(setting).eligible == 11


def test_rules_by_job_title(setting: Setting, world: factories.World) -> None:
    User.objects.filter(pk__in=[user.pk for user in setting.people[:2]]).update(title="班长")
    lead = services.add_role(by=world.pm, system=setting.system, name="班长", cadence="weekly", now=setting.now)
    services.add_rule(
        by=world.pm, system=setting.system, unit=setting.line, job_titles="组长; 班长", role=lead, position=0,
        from_on=setting.today - timedelta(days=5), now=setting.now,
    )  # fmt: skip
    setting.count()
    assert count_of(setting, "role", str(lead.pk)).eligible == 2


def test_strangers_are_recognised_when_the_directory_knows_them(setting: Setting, send: Send) -> None:
    send([setting.event(1, "N900", 2), setting.event(2, "N900", 2, feature="query")])
    setting.count()
    assert count_of(setting).active_7 == 0
    assert len(store().strangers(setting.system.pk, [month_of(setting.today)])) == 1
    user = factories.make_user(setting.now, unit=setting.line)
    User.objects.filter(pk=user.pk).update(employee_no="N900")
    from django.core.cache import cache

    cache.clear()
    services.nightly(now=setting.now)
    services.roll_up(now=setting.now)
    assert count_of(setting).active_7 == 1
    assert not store().strangers(setting.system.pk, [month_of(setting.today)])
    send([setting.event(3, "N900", 1)])
    services.roll_up(now=setting.now)
    assert count_of(setting).active_7 == 1


# --- time -------------------------------------------------------------------------------------------------------------


def test_single_events_go_after_ninety_days_and_counts_stay(kept: Kept, setting: Setting, send: Send) -> None:
    send([setting.event(1, 0, 80), setting.event(2, 1, 1)])
    setting.count()
    setting.now += timedelta(days=20)
    services.expire(now=setting.now)
    assert len(kept.events()) == 1
    assert len(kept.marks()) == 2
    setting.now += timedelta(days=700)
    services.expire(now=setting.now)
    assert (len(kept.events()), len(kept.marks())) == (0, 1)
    setting.now += timedelta(days=60)
    services.expire(now=setting.now)
    assert not kept.marks()
    assert not UsageCount.objects.exists()


def test_nothing_expires_that_is_not_counted(kept: Kept, setting: Setting, send: Send) -> None:
    send([setting.event(1, 0, 80)])
    setting.now += timedelta(days=20)
    services.expire(now=setting.now)
    assert len(kept.events()) == 1
