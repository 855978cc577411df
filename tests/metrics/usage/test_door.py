"""The door: what is taken, what is refused and how it is told, exactly once."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from redis.exceptions import ConnectionError as RedisConnectionError

from metrics.usage import services
from metrics.usage.choices import Refusal
from metrics.usage.door import bucket, signing
from metrics.usage.models import UsageEvent, UsageReceipt
from metrics.usage.services import sources
from tests import factories
from tests.api.kit import assert_problem, has_chinese
from tests.metrics.usage.conftest import Setting

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]


def test_a_batch_is_stored_before_the_answer(setting: Setting, send: Send) -> None:
    answer = send([setting.event(1), setting.login(2, 1), setting.event(3, 2, feature="query", kind="click")])
    assert answer.status_code == 202
    assert answer.json() == {"accepted": 3, "duplicates": 0, "rejected": []}
    assert UsageEvent.objects.count() == 3


def test_an_event_is_taken_once(setting: Setting, send: Send) -> None:
    events = [setting.event(n, n % 8) for n in range(100)]
    assert send(events[:60]).json()["accepted"] == 60
    answer = send(events[40:] + events[:5] + [events[99]])
    assert answer.json() == {"accepted": 40, "duplicates": 26, "rejected": []}
    assert UsageEvent.objects.count() == 100


def test_the_same_id_with_another_time_is_the_same_event(setting: Setting, send: Send) -> None:
    """Also where the other time lies in another month, and so in another partition."""
    assert send([setting.event(1)]).json()["accepted"] == 1
    again = [setting.event(1, days_ago=40), setting.event(1, person=3), setting.event(1, days_ago=0.1)]
    assert send(again).json() == {"accepted": 0, "duplicates": 3, "rejected": []}
    assert UsageEvent.objects.count() == 1


def test_two_systems_may_use_the_same_ids(setting: Setting, send: Send, world: factories.World) -> None:
    other = services.add_system(by=world.pm, project=world.mine, code="aps", name="排程", now=setting.now)
    services.add_feature(by=world.pm, system=other, code="report", name="报工", now=setting.now)
    made = services.add_source(by=world.pm, system=other, name="APS", now=setting.now)
    assert send([setting.event(1)]).json()["accepted"] == 1
    assert send([setting.event(1)], token=made.token).json()["accepted"] == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"event_id": ""}, Refusal.EVENT_ID),
        ({"event_id": "x" * 65}, Refusal.EVENT_ID),
        ({"event_id": 7}, Refusal.EVENT_ID),
        ({"person": " "}, Refusal.PERSON),
        ({"person": None}, Refusal.PERSON),
        ({"kind": "typed"}, Refusal.KIND),
        ({"kind": ["login"]}, Refusal.KIND),
        ({"feature": "nothing"}, Refusal.FEATURE),
        ({"feature": None}, Refusal.FEATURE),
        ({"kind": "login"}, Refusal.FEATURE),
        ({"occurred_at": "2026-11-20T08:00:00"}, Refusal.TIME),
        ({"occurred_at": "yesterday, at noon, more or less"}, Refusal.TIME),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, Refusal.TIME),
        ({"occurred_at": 1_763_000_000}, Refusal.TIME),
        ({"extra": 1}, Refusal.UNKNOWN_FIELD),
    ],
)
def test_what_is_wrong_is_told_by_index(setting: Setting, send: Send, change: dict[str, Any], code: str) -> None:
    answer = send([setting.event(1), {**setting.event(2), **change}, setting.event(3)])
    assert answer.status_code == 202
    found = answer.json()
    assert (found["accepted"], found["duplicates"]) == (2, 0)
    assert [(entry["index"], entry["code"]) for entry in found["rejected"]] == [(1, code)]
    assert found["rejected"][0]["detail"]


def test_no_object_is_no_event(setting: Setting, send: Send) -> None:
    assert [entry["code"] for entry in send([1, "x", None, [setting.event(1)]]).json()["rejected"]] == [
        "not_an_object"
    ] * 4


def test_clocks_that_are_ahead_and_events_too_old_are_refused(setting: Setting, send: Send) -> None:
    batch = [
        setting.event(1, days_ago=-4 / 1440),
        setting.event(2, days_ago=-6 / 1440),
        setting.event(3, days_ago=89.9),
        setting.event(4, days_ago=90.1),
    ]
    found = send(batch).json()
    assert found["accepted"] == 2
    assert [(e["index"], e["code"]) for e in found["rejected"]] == [(1, "in_the_future"), (3, "too_old")]


def test_what_was_refused_may_be_delivered_again(setting: Setting, send: Send, world: factories.World) -> None:
    assert send([setting.event(1, feature="scan")]).json()["accepted"] == 0
    services.add_feature(by=world.pm, system=setting.system, code="scan", name="扫码", now=setting.now)
    assert send([setting.event(1, feature="scan")]).json()["accepted"] == 1


def test_refusals_speak_the_language_asked_for(setting: Setting, send: Send) -> None:
    answer = send([setting.event(1, kind="x")], Accept_Language="zh-hans")
    assert has_chinese(answer.json()["rejected"][0]["detail"])
    assert answer["Content-Language"] == "zh-hans"


def test_unknown_people_are_counted_and_nobody_is_named(setting: Setting, send: Send) -> None:
    assert send([setting.event(1, "STRANGER-77"), setting.event(2)]).json()["accepted"] == 2
    receipt = UsageReceipt.objects.get()
    assert (receipt.accepted, receipt.unknown) == (2, 1)
    rows = str(list(UsageEvent.objects.values())) + str(receipt.__dict__)
    assert "STRANGER" not in rows
    assert str(setting.people[0].employee_no) not in rows


def test_a_person_is_the_same_however_the_number_is_written(setting: Setting, send: Send) -> None:
    send([setting.event(1, " n000 "), setting.event(2, "N000")])
    assert UsageEvent.objects.values("subject").distinct().count() == 1
    assert set(UsageEvent.objects.values_list("known", flat=True)) == {True}


# --- who may deliver --------------------------------------------------------------------------------------------------


def test_without_a_token_nothing_is_taken(setting: Setting, send: Send) -> None:
    assert_problem(send([setting.event(1)], token=""), 401, code="no_token")
    assert_problem(send([setting.event(1)], token="lu_" + "x" * 43), 401, code="invalid_token")
    assert_problem(send([setting.event(1)], token="ld_" + "x" * 43), 401, code="invalid_token")
    assert not UsageEvent.objects.exists()


def test_revoked_and_expired_tokens_are_refused(setting: Setting, send: Send, world: factories.World) -> None:
    source = sources.find(setting.token)
    assert source is not None
    services.revoke_source(by=world.pm, source=source, now=setting.now)
    assert_problem(send([setting.event(1)]), 401, code="revoked_token")
    made = services.add_source(by=world.pm, system=setting.system, name="x", days=1, now=setting.now)
    setting.now += timedelta(days=2)
    assert_problem(send([setting.event(1)], token=made.token), 401, code="expired_token")


def test_signed_requests(setting: Setting, send: Send, world: factories.World) -> None:
    made = services.add_source(by=world.pm, system=setting.system, name="x", signed=True, now=setting.now)
    body = b'[{"event_id":"a","person":"N000","feature":"report","occurred_at":"2026-11-23T08:00:00+08:00"}]'
    at = int(setting.now.timestamp())

    def deliver(timestamp: int, signature: str, sent: bytes = body) -> Any:
        headers = {"Luodi_Timestamp": str(timestamp), "Luodi_Signature": signature}
        return send(None, raw=sent, token=made.token, **headers)

    assert_problem(send(None, raw=body, token=made.token), 401, code="missing_signature")
    assert_problem(deliver(at, signing.sign("lus_other", at, body)), 401, code="wrong_signature")
    assert_problem(deliver(at - 301, signing.sign(made.secret, at - 301, body)), 401, code="stale_signature")
    changed = body.replace(b"N000", b"N001")
    assert_problem(deliver(at, signing.sign(made.secret, at, body), changed), 401, code="wrong_signature")
    assert deliver(at, signing.sign(made.secret, at, body)).json()["accepted"] == 1
    assert deliver(at, signing.sign(made.secret, at, body)).json()["duplicates"] == 1


def test_beacons_work_on_their_pages_alone(setting: Setting, send: Send, world: factories.World) -> None:
    made = services.add_source(
        by=world.pm, system=setting.system, name="b", kind="beacon", origins=["https://mes.example.com/"],
        now=setting.now,
    )  # fmt: skip
    body = {"token": made.token, "events": [setting.event(1)]}
    assert_problem(send(body, token=""), 403, code="origin")
    assert_problem(send(body, token="", Origin="https://evil.example.com"), 403, code="origin")
    answer = send(body, token="", Origin="https://mes.example.com")
    assert answer.status_code == 202
    assert answer["Access-Control-Allow-Origin"] == "https://mes.example.com"
    # A program's token that leaked into a page is of no use there.
    assert_problem(send([setting.event(2)], Origin="https://mes.example.com"), 403, code="origin")


# --- shapes and floods ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"{", ""),
        (b'"x"', "not_a_list"),
        (b'{"events": 1}', "not_a_list"),
        (b'{"other": []}', "not_a_list"),
        (b"[]", "empty"),
    ],
)
def test_bodies_that_are_no_batch(setting: Setting, send: Send, raw: bytes, code: str) -> None:
    assert_problem(send(None, raw=raw), 400, code=code)


def test_limits_of_a_batch(setting: Setting, send: Send) -> None:
    assert send([setting.event(n) for n in range(500)]).status_code == 202
    assert_problem(send([setting.event(n) for n in range(501)]), 400, code="too_many")
    assert_problem(send(None, raw=b" " * (256 * 1024 + 1)), 413)


def test_a_flood_is_told_to_wait_and_nothing_of_it_is_taken(setting: Setting, send: Send) -> None:
    with override_settings(USAGE_RATE=10, USAGE_BURST=20):
        assert send([setting.event(n) for n in range(20)]).status_code == 202
        answer = send([setting.event(n) for n in range(20, 25)])
        assert_problem(answer, 429)
        assert int(answer["Retry-After"]) >= 1
    assert UsageEvent.objects.count() == 20


@pytest.mark.parametrize("now", [0.0, 61.7, 35_291.084_573, 1_795_932_723.113_409])
def test_a_full_bucket_is_full_at_any_hour(now: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket, "_redis", lambda: None)
    monkeypatch.setattr(bucket.time, "monotonic", lambda: now)
    for events in (1, 3, 5, 7):
        bucket.forget()
        assert bucket.take("test", events, rate=100, burst=5) == 0


def test_the_bucket_fills_again(setting: Setting) -> None:
    name = f"test-{time.time()}"
    assert bucket.take(name, 5, rate=100, burst=5) == 0
    wait = bucket.take(name, 5, rate=100, burst=5)
    assert 0 < wait <= 0.05
    time.sleep(wait + 0.01)
    assert bucket.take(name, 5, rate=100, burst=5) == 0


def test_other_methods_are_not_answered(setting: Setting) -> None:
    assert Client().get("/api/v1/usage/events/").status_code in (401, 405)


def test_without_redis_each_process_keeps_its_own_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        asked = 0

        def eval(self, *args: Any) -> str:
            self.asked += 1
            raise RedisConnectionError

    away, name = Away(), f"away-{time.time()}"
    monkeypatch.setattr(bucket, "_redis", lambda: away)
    monkeypatch.setattr(bucket, "_away_until", 0.0)
    assert bucket.take(name, 5, rate=10, burst=5) == 0
    assert bucket.take(name, 5, rate=10, burst=5) > 0
    # It is left alone for a while instead of being waited for at every request.
    assert away.asked == 1
