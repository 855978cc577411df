"""The status document and the portfolio's summary: the contract with programs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from metrics.health.models import HealthSnapshot
from metrics.reviews import services as reviews
from tests.api.kit import ApiClient, assert_problem
from tests.factories import CANARY
from tests.metrics.dashboards.conftest import settle, touch

URL = "/api/v1/projects/FIN-01/status/"
KEYS = {
    "key", "name", "stage", "as_of", "health", "goals", "kpis", "milestones", "schedule", "risks", "budget",
    "benefits", "adoption", "next_review",
}  # fmt: skip
KPI_KEYS = {
    "id", "name", "unit", "baseline", "target", "due_on", "current", "current_on", "progress", "expected", "status",
    "forecast",
}  # fmt: skip


@pytest.fixture
def document(world, measure):
    touch(world, world.mine)
    measure(world.kpi, 5, 4.7, 4.1, 3.6, 3.2)
    return ApiClient(world.pm).get(URL).json()


def test_it_has_the_promised_shape(world, document):
    assert set(document) == KEYS
    assert document["as_of"] == world.today.isoformat()
    assert document["stage"] == "execution"
    for part in ("schedule", "risks", "budget", "benefits", "adoption"):
        assert document[part] is None
    (kpi,) = document["kpis"]
    assert set(kpi) == KPI_KEYS
    assert (kpi["baseline"], kpi["target"], kpi["current"]) == (5, 2, 3.2)
    assert kpi["progress"] == pytest.approx(60.0)
    assert kpi["current_on"] == world.today.isoformat()
    assert set(kpi["forecast"]) == {"reaches_on", "probability", "low", "high"}
    assert 0 <= kpi["forecast"]["probability"] <= 1
    (goal,) = document["goals"]
    assert goal["progress"] == pytest.approx(60.0)


def test_health_gives_its_reasons_with_absolute_evidence(world, document):
    health = document["health"]
    assert health["status"] in ("ok", "risk", "off")
    assert {r["dimension"] for r in health["reasons"]} >= {"value", "silence"}
    assert all(r["evidence_url"].startswith("http") and r["text"] for r in health["reasons"])


def test_as_of_a_past_day_it_tells_what_was_known_then(world, document):
    past = world.today - timedelta(days=60)
    HealthSnapshot.objects.create(project=world.mine, on=past - timedelta(days=4), status="risk")
    then = ApiClient(world.pm).get(URL, {"as_of": past.isoformat()}).json()
    assert then["as_of"] == past.isoformat()
    assert then["kpis"][0]["current"] == 4.1
    assert then["kpis"][0]["progress"] == pytest.approx(30.0)
    assert then["health"] == {"status": "risk", "reasons": []}
    before = ApiClient(world.pm).get(URL, {"as_of": "2020-01-01"}).json()
    assert before["kpis"][0]["current"] is None
    assert before["health"]["status"] == "none"


@pytest.mark.parametrize("value", ["yesterday", "0000-01-01", "2026-02-30", ""])
def test_impossible_days_are_refused(world, document, value):
    assert_problem(ApiClient(world.pm).get(URL, {"as_of": value}), 400, parameter="as_of")


def test_unknown_parameters_and_foreign_projects(world, document):
    client = ApiClient(world.pm)
    assert_problem(client.get(URL, {"at": "2026-01-01"}), 400)
    missing = client.get("/api/v1/projects/NOPE-1/status/")
    foreign = client.get("/api/v1/projects/MES-01/status/")
    assert_problem(missing, 404)
    assert_problem(foreign, 404)
    assert CANARY not in foreign.content.decode()
    assert_problem(ApiClient().get(URL), 401)


def test_a_token_for_one_project_reads_one_project(world, document):
    client = ApiClient(world.pmo, read_only=True, project_keys=["FIN-01"])
    assert client.get(URL).status_code == 200
    assert_problem(client.get("/api/v1/projects/MES-01/status/"), 404)
    assert client.get("/api/v1/portfolio/summary/").json()["projects"] == 1


def test_the_next_review_is_the_projects_or_its_portfolios(world, document):
    assert document["next_review"] is None
    for project, days in ((None, 30), (world.mine, 40)):
        reviews.plan_review(
            by=world.pmo,
            portfolio=world.portfolio,
            project=project,
            quarter="2026Q3",
            starts_at=world.now + timedelta(days=days),
            organiser=world.pmo,
            participants=[],
            now=world.now,
        )
    found = ApiClient(world.pm).get(URL).json()
    assert found["next_review"].startswith((world.now + timedelta(days=30)).date().isoformat())
    assert any(m["lane"] == "due" for m in found["milestones"])


def test_texts_are_in_the_language_asked_for(world, document):
    zh = ApiClient(world.pm, language="zh-hans").get(URL).json()
    assert zh["name"] == "费控报销一体化"
    assert any("天" in r["text"] for r in zh["health"]["reasons"])


def test_the_summary_counts_what_one_may_see(world, measure):
    touch(world, world.mine)
    measure(world.kpi, 5, 5, 5, 5)
    for who, projects in ((world.pmo, 2), (world.pm, 1)):
        found = ApiClient(who).get("/api/v1/portfolio/summary/").json()
        assert found["projects"] == projects
        assert sum(found["by_health"].values()) == projects
        assert sum(found["by_stage"].values()) == projects
        assert found["money"] is found["adoption"] is None
        assert any(row["key"] == "FIN-01" and row["text"] for row in found["off_track"])
    assert found["value"]["progress"] == pytest.approx(0.0)
    assert CANARY not in str(found)


def test_an_empty_summary_has_no_value(world):
    settle(world.now)
    found = ApiClient(world.pm).get("/api/v1/portfolio/summary/").json()
    assert found["value"]["progress"] is None
    assert found["decisions_waiting"] == 0
