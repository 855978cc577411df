"""Reviews and actions over the interface."""

from __future__ import annotations

from datetime import timedelta

import pytest

from metrics.reviews import services
from metrics.reviews.models import Action, Review
from tests.api.kit import ApiClient, assert_problem
from tests.factories import CANARY


@pytest.fixture
def body(world):
    return {
        "portfolio": world.portfolio.code,
        "project": "FIN-01",
        "quarter": "2026Q3",
        "starts_at": "2099-12-03T09:30:00+08:00",
        "organiser": world.pm.pk,
        "participants": [world.owner.pk],
    }


@pytest.fixture
def action(world):
    return services.add_action(
        by=world.pm, project=world.mine, title="清点", owner=world.owner, due_on=world.today, now=world.now
    )


def test_plan_read_and_move_a_review(world, body):
    client = ApiClient(world.pm)
    made = client.post("/api/v1/reviews/", body, key="plan-1")
    assert made.status_code == 201
    assert client.post("/api/v1/reviews/", body, key="plan-1").json() == made.json()
    assert Review.objects.count() == 1
    found = client.get(f"/api/v1/reviews/{made.json()['id']}/")
    assert found.json()["project"] == "FIN-01"
    assert {p["attendance"] for p in found.json()["participants"]} == {"invited"}
    url = f"/api/v1/reviews/{made.json()['id']}/"
    change = {"starts_at": "2099-12-10T09:30:00+08:00"}
    assert_problem(client.patch(url, change), 428)
    assert_problem(client.patch(url, change, etag='"0"'), 412)
    assert client.patch(url, change, etag=found["ETag"]).status_code == 200
    assert Review.objects.get().starts_at.isoformat() == "2099-12-10T01:30:00+00:00"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"quarter": "2026Q9"}, "/quarter"),
        ({"quarter": "二〇二六"}, "/quarter"),
        ({"starts_at": "2020-01-01T09:30:00+08:00"}, "/starts_at"),
        ({"starts_at": "tomorrow"}, "/starts_at"),
        ({"organiser": 999999}, "/organiser"),
        ({"participants": [999999]}, "/participants"),
        ({"project": "MES-01"}, "/project"),  # exists, but not for this person
        ({"note": "x"}, "/note"),
    ],
)
def test_a_bad_body_names_the_place(world, body, change, pointer):
    answer = ApiClient(world.pm).post("/api/v1/reviews/", {**body, **change})
    assert answer.status_code in (400, 422), answer.content
    found = assert_problem(answer, answer.status_code)
    assert any(error["pointer"].startswith(pointer) for error in found["errors"]), found
    assert CANARY not in answer.content.decode()
    assert not Review.objects.exists()


def test_a_taken_quarter_conflicts(world, body):
    client = ApiClient(world.pm)
    client.post("/api/v1/reviews/", body)
    assert_problem(client.post("/api/v1/reviews/", body), 409, code="taken")


def test_lists_hold_what_one_may_see_and_refuse_unknown_filters(world, review, plan):
    plan(by=world.stranger, project=world.other, organiser=world.stranger)
    assert [r["project"] for r in ApiClient(world.pm).get("/api/v1/reviews/").json()["results"]] == ["FIN-01"]
    assert ApiClient(world.pmo).get("/api/v1/reviews/").json()["count"] == 2
    assert ApiClient(world.ceo).get("/api/v1/reviews/", {"status": "planned"}).json()["count"] == 2
    assert_problem(ApiClient(world.pm).get("/api/v1/reviews/", {"color": "red"}), 400)
    assert_problem(ApiClient(world.pm).get("/api/v1/reviews/", {"status": "asleep"}), 400)


def test_a_read_only_token_reads(world, review):
    client = ApiClient(world.pm, read_only=True)
    assert client.get(f"/api/v1/reviews/{review.pk}/").status_code == 200
    assert_problem(client.post("/api/v1/actions/", {"title": "x"}), 403)


def test_actions_are_given_changed_and_finished(world):
    client = ApiClient(world.pm)
    given = {"title": "清点夜班扫码枪", "owner": world.owner.pk, "due_on": "2099-12-01", "project": "FIN-01"}
    made = client.post("/api/v1/actions/", given)
    assert made.status_code == 201, made.content
    url = f"/api/v1/actions/{made.json()['id']}/"
    etag = client.get(url)["ETag"]
    assert client.patch(url, {"due_on": "2099-12-05"}, etag=etag).json()["due_on"] == "2099-12-05"
    assert_problem(ApiClient(world.owner).post(f"{url}finish/", {"status": "done", "result": " "}), 400)
    done = ApiClient(world.owner).post(f"{url}finish/", {"status": "done", "result": "14 把"})
    assert done.json()["status"] == "done"
    again = ApiClient(world.owner).post(f"{url}finish/", {"status": "done", "result": "14 把"})
    assert_problem(again, 409, code="finished")


@pytest.mark.parametrize("due", ["0000-01-01", "9999-99-99", "2020-01-01", "gestern"])
def test_impossible_days_are_refused(world, due):
    given = {"title": "x", "owner": world.owner.pk, "due_on": due, "project": "FIN-01"}
    answer = ApiClient(world.pm).post("/api/v1/actions/", given)
    assert answer.status_code in (400, 422)
    assert not Action.objects.exists()


def test_somebody_elses_action_does_not_exist(world, action):
    for who in (world.stranger, world.employee):
        client = ApiClient(who)
        assert_problem(client.get(f"/api/v1/actions/{action.pk}/"), 404)
        assert_problem(client.post(f"/api/v1/actions/{action.pk}/finish/", {"status": "done", "result": "x"}), 404)
    assert_problem(
        ApiClient(world.it).post(f"/api/v1/actions/{action.pk}/finish/", {"status": "done", "result": "x"}), 403
    )


def test_filters_of_actions(world, action):
    client = ApiClient(world.owner)
    day = world.today + timedelta(days=1)
    assert client.get("/api/v1/actions/", {"mine": "true"}).json()["count"] == 1
    assert client.get("/api/v1/actions/", {"due_before": day.isoformat()}).json()["count"] == 1
    assert client.get("/api/v1/actions/", {"status": "done"}).json()["count"] == 0
    assert client.get("/api/v1/actions/", {"search": "清点"}).json()["count"] == 1


def test_problems_speak_chinese_too(world, body):
    client = ApiClient(world.pm, language="zh-hans")
    found = assert_problem(client.post("/api/v1/reviews/", {**body, "starts_at": "2020-01-01T00:00:00Z"}), 422)
    assert "复盘不能安排在过去" in str(found)
