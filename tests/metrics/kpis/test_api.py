"""kpis/{id}/measurements/ and kpis/{id}/progress/."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from metrics.kpis import services
from metrics.kpis.models import KpiReadingRow, Measurement
from pmo.audit.models import AuditEntry
from projects.goals.models import Kpi
from tests.api.kit import ApiClient, assert_problem, has_chinese
from tests.factories import CANARY, World, make_world


@pytest.fixture
def world(db: None) -> World:
    """As of now: the API reads the clock."""
    return make_world(timezone.now())


@pytest.fixture
def owner(world: World) -> ApiClient:
    return ApiClient(world.owner)


def measurements(kpi: Kpi) -> str:
    return f"/api/v1/kpis/{kpi.pk}/measurements/"


def progress(kpi: Kpi) -> str:
    return f"/api/v1/kpis/{kpi.pk}/progress/"


def day(world: World, ago: int = 0) -> str:
    return (timezone.localdate() - timedelta(days=ago)).isoformat()


def test_one_value(world: World, owner: ApiClient) -> None:
    body = {"measured_on": day(world), "value": 3.2, "note": "第一个周期", "sample_size": 1206}
    made = owner.post(measurements(world.kpi), body)
    assert made.status_code == 201, made.content
    assert made.json()["created"] == 1
    (row,) = owner.get(measurements(world.kpi)).json()["results"]
    assert row["id"] == made.json()["ids"][0]
    assert (row["value"], row["source"], row["note"], row["sample_size"]) == (3.2, "api", "第一个周期", 1206)
    assert row["entered_by"] == {"id": world.owner.pk, "name": world.owner.name_en}
    assert row["counts"] is True
    one = owner.get(f"{measurements(world.kpi)}{row['id']}/")
    assert one.json() == row
    assert AuditEntry.objects.filter(act="kpi.measured").count() == 1


def test_the_series_and_its_history(world: World, owner: ApiClient) -> None:
    values = [{"measured_on": day(world, n), "value": n} for n in range(5)]
    assert owner.post(measurements(world.kpi), values).json() | {"ids": []} == {
        "created": 5,
        "corrected": 0,
        "unchanged": 0,
        "ids": [],
    }
    again = owner.post(measurements(world.kpi), [{"measured_on": day(world, 1), "value": 1.5}, values[2]]).json()
    assert (again["created"], again["corrected"], again["unchanged"]) == (0, 1, 1)
    rows = owner.get(measurements(world.kpi)).json()
    assert [r["value"] for r in rows["results"]] == [4, 3, 2, 1.5, 0]
    both = owner.get(
        measurements(world.kpi), {"history": "true", "since": day(world, 1), "until": day(world, 1)}
    ).json()
    assert [(r["value"], r["counts"]) for r in both["results"]] == [(1, False), (1.5, True)]
    assert both["results"][0]["replaced_by"] == both["results"][1]["id"]
    newest = owner.get(measurements(world.kpi), {"ordering": "-measured_on", "page_size": 2}).json()
    assert [r["value"] for r in newest["results"]] == [0, 1.5]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"measured_on": "2026-13-01", "value": 1}, "/measured_on", "invalid"),
        ({"measured_on": "0000-01-01", "value": 1}, "/measured_on", "invalid"),
        ({"measured_on": "9999-12-31", "value": 1}, "/measured_on", "date_out_of_range"),
        ({"measured_on": "1950-01-01", "value": 1}, "/measured_on", "date_out_of_range"),
        ({"value": 1}, "/measured_on", "required"),
        ({"measured_on": "2026-01-01"}, "/value", "required"),
        ({"measured_on": "2026-01-01", "value": "1"}, "/value", "not_a_number"),
        ({"measured_on": "2026-01-01", "value": None}, "/value", "null"),
        ({"measured_on": "2026-01-01", "value": 1.1234567}, "/value", "max_decimal_places"),
        ({"measured_on": "2026-01-01", "value": 10**18}, "/value", ""),
        ({"measured_on": "2026-01-01", "value": 1, "colour": "red"}, "/colour", "unknown_field"),
        ({"measured_on": "2026-01-01", "value": 1, "note": "x" * 251}, "/note", "max_length"),
        ({"measured_on": "2026-01-01", "value": 1, "sample_size": -1}, "/sample_size", "min_value"),
    ],
)
def test_bad_values_say_where_and_what(world: World, owner: ApiClient, body: Any, pointer: str, code: str) -> None:
    assert_problem(owner.post(measurements(world.kpi), body), 400, pointer=pointer, code=code)
    assert_problem(owner.post(measurements(world.kpi), [body]), 400, pointer=f"/0{pointer}", code=code)
    assert not Measurement.objects.exists()


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400"])
def test_what_is_no_finite_number_is_refused(world: World, owner: ApiClient, number: str) -> None:
    raw = f'{{"measured_on": "{day(world)}", "value": {number}}}'.encode()
    response = owner.post(measurements(world.kpi), raw=raw)
    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert not Measurement.objects.exists()


def test_future_days_and_duplicates_are_all_named(world: World, owner: ApiClient) -> None:
    ahead = (timezone.localdate() + timedelta(days=2)).isoformat()
    values = [
        {"measured_on": day(world, 1), "value": 1},
        {"measured_on": ahead, "value": 1},
        {"measured_on": day(world, 1), "value": 2},
    ]
    response = owner.post(measurements(world.kpi), values)
    found = assert_problem(response, 400, pointer="/1/measured_on", code="in_the_future")
    assert_problem(response, 400, pointer="/2/measured_on", code="duplicate_day")
    assert ahead in found["errors"][0]["detail"]
    assert_problem(owner.post(measurements(world.kpi), values[1]), 400, pointer="/measured_on", code="in_the_future")
    chinese = ApiClient(world.owner, language="zh-hans").post(measurements(world.kpi), values)
    assert all(has_chinese(error["detail"]) for error in chinese.json()["errors"])
    assert not Measurement.objects.exists()


def test_five_thousand_go_in_and_one_more_does_not(world: World, owner: ApiClient) -> None:
    values = [{"measured_on": day(world, n), "value": n} for n in range(5001)]
    assert_problem(owner.post(measurements(world.kpi), values), 400, code="too_many")
    assert not Measurement.objects.exists()
    done = owner.post(measurements(world.kpi), values[:5000])
    assert done.status_code == 201, done.content[:500]
    assert done.json()["created"] == 5000
    assert Measurement.objects.count() == 5000
    assert AuditEntry.objects.filter(act="kpi.measured").count() == 1


def test_a_repeated_post_with_a_key_is_done_once(world: World, owner: ApiClient) -> None:
    body = {"measured_on": day(world), "value": 3.2}
    first = owner.post(measurements(world.kpi), body, key="k1")
    again = owner.post(measurements(world.kpi), body, key="k1")
    assert again.json() == first.json()
    assert Measurement.objects.count() == 1
    assert_problem(owner.post(measurements(world.kpi), {**body, "value": 3.3}, key="k1"), 422, code="key_reused")


def test_withdraw(world: World, owner: ApiClient) -> None:
    pk = owner.post(measurements(world.kpi), {"measured_on": day(world), "value": 3.2}).json()["ids"][0]
    url = f"{measurements(world.kpi)}{pk}/withdraw/"
    assert_problem(owner.post(url, {}), 400, pointer="/reason", code="required")
    gone = owner.post(url, {"reason": "wrong month"})
    assert gone.status_code == 200
    assert (gone.json()["counts"], gone.json()["withdrawn"], gone.json()["reason"]) == (False, True, "wrong month")
    assert_problem(owner.post(url, {"reason": "again"}), 409, code="not_current")
    assert owner.get(measurements(world.kpi)).json()["count"] == 0


def test_progress(world: World, owner: ApiClient) -> None:
    owner.post(measurements(world.kpi), {"measured_on": day(world), "value": 3.2})
    services.recompute_touched(now=timezone.now())
    body = owner.get(progress(world.kpi)).json()
    row = KpiReadingRow.objects.get(kpi=world.kpi)
    assert (body["progress"], body["current"], body["status"], body["rule"]) == (60.0, 3.2, "ok", "pace")
    assert body["expected"] == row.expected
    assert body["forecast"] is None
    assert body["inputs"] == {"count": 1, "newest": day(world), "watermark": row.watermark}
    assert body["computed_at"].endswith("+08:00")
    assert body["status_since"] == day(world)
    assert "3.2 days" in body["sentence"]
    chinese = ApiClient(world.owner, language="zh-hans").get(progress(world.kpi)).json()
    assert "现在 3.2 天" in chinese["sentence"]


def test_progress_of_a_past_day_and_before_the_worker_came(world: World, owner: ApiClient) -> None:
    values = [{"measured_on": day(world, 30 * n), "value": 3.2 + 0.4 * n} for n in range(5)]
    owner.post(measurements(world.kpi), [{**v, "value": round(v["value"], 1)} for v in values])
    assert not KpiReadingRow.objects.exists()
    now = owner.get(progress(world.kpi)).json()
    assert (now["current"], now["forecast"]["points"]) == (3.2, 5)
    assert set(now["forecast"]) == {"reaches_on", "low", "high", "probability", "value_on_due", "points"}
    past = owner.get(progress(world.kpi), {"as_of": day(world, 45)}).json()
    assert (past["as_of"], past["current"], past["inputs"]["count"]) == (day(world, 45), 4.0, 3)
    assert past["forecast"] is None
    before = owner.get(progress(world.kpi), {"as_of": day(world, 400)}).json()
    assert (before["status"], before["current"], before["progress"]) == ("idle", None, None)
    ahead = (timezone.localdate() + timedelta(days=30)).isoformat()
    assert owner.get(progress(world.kpi), {"as_of": ahead}).json()["as_of"] == day(world)
    for bad in ("yesterday", "2026-02-30", "0000-01-01"):
        assert_problem(owner.get(progress(world.kpi), {"as_of": bad}), 400, parameter="as_of")
    assert_problem(owner.get(progress(world.kpi), {"until": day(world)}), 400, parameter="until")


def test_what_others_measure_does_not_exist(world: World, owner: ApiClient) -> None:
    services.record(
        by=world.stranger, kpi=world.other_kpi, measured_on=world.today, value=D(1), note=CANARY, now=world.now
    )
    foreign = Measurement.objects.get()
    body = {"measured_on": day(world), "value": 1}
    answers = [
        owner.get(measurements(world.other_kpi)),
        owner.post(measurements(world.other_kpi), body),
        owner.get(f"{measurements(world.other_kpi)}{foreign.pk}/"),
        owner.get(f"{measurements(world.kpi)}{foreign.pk}/"),
        owner.post(f"{measurements(world.kpi)}{foreign.pk}/withdraw/", {"reason": "x"}),
        owner.get(progress(world.other_kpi)),
    ]
    for answer in answers:
        assert_problem(answer, 404)
        assert CANARY not in answer.content.decode()
    assert Measurement.objects.count() == 1


def test_who_may_read_may_not_always_record(world: World) -> None:
    body = {"measured_on": day(world), "value": 1}
    for person in (world.ceo, world.it, world.change):
        client = ApiClient(person)
        assert client.get(measurements(world.kpi)).status_code == 200
        assert_problem(client.post(measurements(world.kpi), body), 403)
    assert_problem(ApiClient(world.owner, read_only=True).post(measurements(world.kpi), body), 403)
    assert ApiClient(world.admin).get(measurements(world.kpi)).status_code in (403, 404)
    assert_problem(ApiClient().get(measurements(world.kpi)), 401)
    assert not Measurement.objects.exists()


def test_lists_ask_the_same_number_of_questions(world: World, owner: ApiClient) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert owner.get(measurements(world.kpi), {"page_size": 100}).status_code == 200
        return len(queries)

    owner.post(measurements(world.kpi), {"measured_on": day(world), "value": 1})
    asked()
    one = asked()
    owner.post(measurements(world.kpi), [{"measured_on": day(world, n), "value": n} for n in range(50)])
    assert asked() == one
    assert one <= 15
