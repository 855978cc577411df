"""Stage 1 over the interface."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from projects.goals import services
from projects.goals.models import Goal, Kpi, PainPoint, Requirement, SignOff
from tests import factories
from tests.api.kit import ApiClient, assert_problem, has_chinese
from tests.factories import CANARY, World
from tests.projects.goals.conftest import reload


@pytest.fixture
def pm(world: World) -> ApiClient:
    return ApiClient(world.pm)


def _etag(client: ApiClient, url: str) -> str:
    return str(client.get(url)["ETag"])


# ---- goals and KPIs


def test_a_goal_with_its_kpi_from_draft_to_dropped(world: World, pm: ApiClient) -> None:
    made = pm.post("/api/v1/goals/", {"project": "FIN-01", "title": "快一倍", "weight": 3, "owner": world.owner.pk})
    assert made.status_code == 201, made.content
    goal = made.json()
    assert (goal["project"], goal["status"], goal["complete"], goal["owner"]["id"]) == (
        "FIN-01",
        "draft",
        False,
        world.owner.pk,
    )
    url = made["Location"]
    assert_problem(pm.post(f"{url}submit/"), 422, code="no_complete_kpi")
    kpi = pm.post(
        "/api/v1/kpis/",
        {
            "goal": goal["id"],
            "name": "报表工时",
            "unit": "小时",
            "baseline": 420,
            "baseline_on": "2026-06-01",
            "target_words": "−30 %",
            "due_on": "2027-03-31",
            "owner": world.owner.pk,
            "checkpoints": [{"on": "2026-12-31", "value": 350.5}],
        },
    )
    assert kpi.status_code == 201, kpi.content
    data = kpi.json()
    assert (data["target"], data["target_words"], data["direction"], data["missing"]) == (294, "−30%", "down", [])
    assert data["checkpoints"] == [{"on": "2026-12-31", "value": 350.5}]
    assert pm.post(f"{url}submit/").json()["status"] == "submitted"
    assert_problem(pm.post(f"{url}submit/"), 409, code="not_draft")
    assert_problem(pm.post(f"{url}achieve/"), 409, code="not_agreed")
    assert_problem(pm.post(f"{url}drop/", {"reason": ""}), 400, pointer="/reason")
    assert pm.post(f"{url}drop/", {"reason": "并入"}).json()["status"] == "dropped"
    assert pm.delete(url, etag="*").status_code == 405


def test_changes_need_the_version_that_was_read(world: World, pm: ApiClient) -> None:
    url = f"/api/v1/goals/{world.goal.pk}/"
    etag = _etag(pm, url)
    assert_problem(pm.patch(url, {"title": "x"}), 428)
    changed = pm.patch(url, {"title": "先"}, etag=etag)
    assert (changed.status_code, changed.json()["title"]) == (200, "先")
    stale = assert_problem(pm.patch(url, {"title": "后"}, etag=etag), 412)
    assert stale["current"]["title"] == "先"
    assert reload(world.goal).title == "先"


def test_an_act_on_a_version_gone_by_is_refused(world: World, pm: ApiClient) -> None:
    url = f"/api/v1/goals/{world.goal.pk}/"
    etag = _etag(pm, url)
    pm.patch(url, {"title": "x"}, etag=etag)
    assert_problem(pm.post(f"{url}submit/", etag=etag), 412)


@pytest.mark.parametrize(
    ("body", "status", "pointer", "code"),
    [
        ({"target": 5}, 422, "/target", "target_is_baseline"),
        ({"target_words": "soon"}, 422, "/target", "not_a_number"),
        ({"due_on": "2020-01-01"}, 422, "/due_on", "due_before_baseline"),
        ({"due_on": "9999-01-01"}, 400, "/due_on", ""),
        ({"baseline": "5"}, 400, "/baseline", ""),
        ({"baseline": 10**18}, 400, "/baseline", ""),
        ({"weight": 6}, 400, "/weight", ""),
        ({"weight": 2.5}, 400, "/weight", ""),
        ({"kind": "miracle"}, 400, "/kind", ""),
        ({"goal": 1}, 400, "/goal", "unknown_field"),
        ({"retired_at": "2026-01-01"}, 400, "/retired_at", "unknown_field"),
        ({"version": 7}, 400, "/version", "unknown_field"),
        ({"checkpoints": [{"on": "2026-12-31"}]}, 400, "/checkpoints/0/value", "required"),
        ({"checkpoints": [{"on": "2030-12-31", "value": 3}]}, 422, "/checkpoints", "checkpoint_order"),
    ],
)
def test_what_a_kpi_cannot_be_is_refused_at_its_place(
    world: World, pm: ApiClient, body: dict[str, Any], status: int, pointer: str, code: str
) -> None:
    url = f"/api/v1/kpis/{world.kpi.pk}/"
    before = Kpi.objects.filter(pk=world.kpi.pk).values().get()
    assert_problem(pm.patch(url, body, etag=_etag(pm, url)), status, pointer=pointer, code=code)
    assert Kpi.objects.filter(pk=world.kpi.pk).values().get() == before


def test_texts_of_refusals_are_in_the_callers_language(world: World) -> None:
    url = f"/api/v1/kpis/{world.kpi.pk}/"
    found = {}
    for language in ("en", "zh-hans"):
        client = ApiClient(world.pm, language=language)
        problem = assert_problem(client.patch(url, {"target": 5}, etag=_etag(client, url)), 422)
        found[language] = problem["errors"][0]["detail"]
    assert found["en"] == "Target and baseline are both 5 days; enter a different target."
    assert has_chinese(found["zh-hans"])
    assert not has_chinese(found["en"])


def test_a_kpi_is_retired_with_a_reason(world: World, pm: ApiClient) -> None:
    url = f"/api/v1/kpis/{world.kpi.pk}/"
    assert pm.post(f"{url}retire/", {"reason": "停用"}).json()["retired"] is True
    assert_problem(pm.post(f"{url}retire/", {"reason": "停用"}), 409, code="retired")
    assert pm.get("/api/v1/kpis/", {"retired": "false"}).json()["count"] == 0
    assert pm.get("/api/v1/kpis/", {"retired": "true"}).json()["count"] == 1


# ---- pain points


def test_pain_points_are_ranked_and_changed(world: World, pm: ApiClient) -> None:
    for title, money in (("甲", "10.00"), ("乙", "500.50"), ("丙", None)):
        body = {"project": "FIN-01", "title": title, "source": "interview", "money_per_month": money}
        assert pm.post("/api/v1/pain-points/", body).status_code == 201
    found = pm.get("/api/v1/pain-points/", {"project": "FIN-01"}).json()["results"]
    assert [row["title"] for row in found] == ["乙", "甲", "丙"]
    assert (found[0]["money_per_month"], found[2]["money_per_month"]) == ("500.50", None)
    url = f"/api/v1/pain-points/{found[1]['id']}/"
    changed = pm.patch(url, {"goals": [world.goal.pk], "units": [world.finance.pk]}, etag=_etag(pm, url))
    assert (changed.json()["goals"], changed.json()["units"]) == ([world.goal.pk], [world.finance.pk])
    assert_problem(pm.delete(url, etag=_etag(pm, url)), 409, code="linked")
    pm.patch(url, {"goals": []}, etag=_etag(pm, url))
    assert pm.delete(url, etag=_etag(pm, url)).status_code == 204
    assert pm.get(url).status_code == 404
    assert pm.get("/api/v1/pain-points/", {"unit": world.finance.pk}).json()["count"] == 0


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"title": ""}, "/title"),
        ({"source": "rumour"}, "/source"),
        ({"money_per_month": 5}, "/money_per_month"),
        ({"money_per_month": "-1"}, "/money_per_month"),
        ({"money_per_month": "NaN"}, "/money_per_month"),
        ({"hours_per_month": -1}, "/hours_per_month"),
        ({"hours_per_month": 10**12}, "/hours_per_month"),
        ({"title": "a\u0000b"}, ""),
        ({"evidence_kind": "x"}, "/evidence_kind"),
        ({"number": 5}, "/number"),
        ({"units": [10**9]}, "/units/0"),
    ],
)
def test_bad_pain_points_are_refused(world: World, pm: ApiClient, body: dict[str, Any], pointer: str) -> None:
    good = {"project": "FIN-01", "title": "x", "source": "interview"}
    response = pm.post("/api/v1/pain-points/", {**good, **body})
    assert_problem(response, 400, **({"pointer": pointer} if pointer else {}))
    assert not PainPoint.objects.exists()


# ---- requirements


def test_a_requirement_is_raised_assessed_and_decided(world: World, pm: ApiClient) -> None:
    body = {"project": "FIN-01", "title": "批量审批", "goal": world.goal.pk, "business_owner": world.owner.pk}
    made = pm.post("/api/v1/requirements/", body).json()
    url = f"/api/v1/requirements/{made['id']}/"
    engineer, owner = ApiClient(world.it), ApiClient(world.owner)
    assert_problem(owner.post(f"{url}decide/", {"status": "approved"}), 409, code="not_feasible")
    assert_problem(engineer.post(f"{url}assess/", {"feasibility": "conditions", "effort_days": 5}), 422)
    assert_problem(engineer.post(f"{url}assess/", {"feasibility": "pending"}), 400, pointer="/feasibility")
    assert_problem(engineer.post(f"{url}assess/", {"feasibility": "feasible", "effort_days": -5}), 400)
    assessed = engineer.post(f"{url}assess/", {"feasibility": "feasible", "effort_days": 5.5, "risk": "low"})
    assert (assessed.status_code, assessed.json()["status"], assessed.json()["effort_days"]) == (200, "assessed", 5.5)
    assert_problem(pm.post(f"{url}decide/", {"status": "approved"}), 403)
    assert_problem(owner.post(f"{url}decide/", {"status": "raised"}), 400, pointer="/status")
    assert_problem(owner.post(f"{url}decide/", {"status": "rejected"}), 422, pointer="/note")
    decided = owner.post(f"{url}decide/", {"status": "approved"}).json()
    assert (decided["status"], decided["decided_by"]["id"]) == ("approved", world.owner.pk)
    changed = pm.patch(url, {"title": "另一个"}, etag=_etag(pm, url)).json()
    assert (changed["status"], changed["feasibility"]) == ("raised", "pending")


# ---- sign-offs


def test_goals_are_signed_over_the_interface(world: World, pm: ApiClient) -> None:
    body = {"project": "FIN-01", "executives": [world.ceo.pk, world.cfo.pk], "due_on": "2099-01-01", "note": "请签"}
    made = pm.post("/api/v1/sign-offs/", body)
    assert made.status_code == 201, made.content
    url = f"/api/v1/sign-offs/{made.json()['id']}/"
    assert made.json()["goals"][0]["kpis"][0]["target"] == "2"
    ceo, cfo = ApiClient(world.ceo), ApiClient(world.cfo)
    assert_problem(ceo.post(f"{url}sign/", {"people": 1, "months": 3}), 400, pointer="/budget")
    assert_problem(ceo.post(f"{url}sign/", {"people": -1, "budget": "1.00", "months": 3}), 400, pointer="/people")
    commitment = {"people": 2, "budget": "420000.50", "months": 12}
    etag = _etag(ceo, url)
    services.change_kpi(by=world.pm, kpi=reload(world.kpi), now=world.now, target_text="2.5")
    assert_problem(ceo.post(f"{url}sign/", commitment, etag=etag), 412)
    signed = ceo.post(f"{url}sign/", commitment, etag=_etag(ceo, url))
    assert signed.status_code == 200, signed.content
    own = next(s for s in signed.json()["signatures"] if s["executive"]["id"] == world.ceo.pk)
    assert (own["decision"], own["budget"], own["people"]) == ("signed", "420000.50", 2)
    assert_problem(ceo.post(f"{url}sign/", commitment), 409, code="answered")
    assert_problem(pm.post(f"{url}sign/", commitment), 403)
    assert_problem(cfo.post(f"{url}decline/", {"comment": ""}), 400, pointer="/comment")
    assert cfo.post(f"{url}decline/", {"comment": "太贵"}).json()["status"] == "declined"
    assert_problem(pm.post(f"{url}withdraw/"), 409, code="not_open")
    assert pm.get("/api/v1/sign-offs/", {"status": "declined"}).json()["count"] == 1


def test_who_cannot_be_asked(world: World, pm: ApiClient) -> None:
    for executives, status in (([], 422), ([world.owner.pk], 422), ([10**9], 400), ("ceo", 400)):
        response = pm.post("/api/v1/sign-offs/", {"project": "FIN-01", "executives": executives})
        assert_problem(response, status)
    assert not SignOff.objects.exists()


# ---- strictness and sight


@pytest.mark.parametrize("path", ["goals", "kpis", "pain-points", "requirements", "sign-offs"])
def test_lists_refuse_what_they_do_not_know(world: World, pm: ApiClient, path: str) -> None:
    url = f"/api/v1/{path}/"
    assert_problem(pm.get(url, {"colour": "red"}), 400, parameter="colour")
    assert_problem(pm.get(url, {"ordering": "password"}), 400, parameter="ordering")
    assert_problem(pm.get(url, {"project__name": "x"}), 400)
    assert pm.get(url, {"project": "FIN-01", "page_size": 1}).status_code == 200
    assert pm.get(url, {"project": "MES-01"}).json()["count"] == 0


@pytest.fixture
def foreign(world: World) -> dict[str, Any]:
    by = {"by": world.stranger, "now": world.now}
    pain = services.raise_pain_point(project=world.other, title=f"{CANARY} 痛点", source="interview", **by)
    row = services.raise_requirement(project=world.other, title=f"{CANARY} 需求", **by)
    round_ = services.ask_sign_off(project=world.other, executives=[world.cfo], note=CANARY, **by)
    return {
        "goals": world.other_goal,
        "kpis": world.other_kpi,
        "pain-points": pain,
        "requirements": row,
        "sign-offs": round_,
    }


@pytest.mark.parametrize("path", ["goals", "kpis", "pain-points", "requirements", "sign-offs"])
def test_foreign_objects_are_as_if_they_were_not(
    world: World, pm: ApiClient, foreign: dict[str, Any], path: str
) -> None:
    known, unknown = f"/api/v1/{path}/{foreign[path].pk}/", f"/api/v1/{path}/{10**9}/"
    acts = {
        "goals": ["submit", "achieve", "drop"],
        "kpis": ["retire"],
        "requirements": ["assess", "decide"],
        "sign-offs": ["withdraw"],
    }.get(path, [])
    assert CANARY not in pm.get(f"/api/v1/{path}/").content.decode()
    for ask in (
        lambda url: pm.get(url),
        *(lambda url, act=act: pm.post(f"{url}{act}/", {"reason": "x"}) for act in acts),
        *((lambda url: pm.patch(url, {"title": "x"}, etag="*"),) if path != "sign-offs" else ()),
    ):
        mine, nothing = ask(known), ask(unknown)
        assert mine.status_code == nothing.status_code
        assert mine.status_code in (403, 404)
        assert CANARY not in mine.content.decode()
        assert mine.content == nothing.content


def test_foreign_ids_in_a_body_are_unknown(world: World, pm: ApiClient, foreign: dict[str, Any]) -> None:
    goal, pain = foreign["goals"].pk, foreign["pain-points"].pk
    bodies = [
        ("goals", {"project": "MES-01", "title": "x"}, "/project"),
        ("goals", {"project": "FIN-01", "title": "x", "pain_points": [pain]}, "/pain_points/0"),
        ("kpis", {"goal": goal, "name": "x"}, "/goal"),
        ("pain-points", {"project": "FIN-01", "title": "x", "source": "other", "goals": [goal]}, "/goals/0"),
        ("pain-points", {"project": "MES-01", "title": "x", "source": "other"}, "/project"),
        ("requirements", {"project": "FIN-01", "title": "x", "goal": goal}, "/goal"),
        ("requirements", {"project": "MES-01", "title": "x"}, "/project"),
        ("sign-offs", {"project": "MES-01", "executives": [world.ceo.pk]}, "/project"),
    ]
    before = [m._base_manager.count() for m in (Goal, Kpi, PainPoint, Requirement, SignOff)]
    for path, body, pointer in bodies:
        response = pm.post(f"/api/v1/{path}/", body)
        assert_problem(response, 400, pointer=pointer)
        assert CANARY not in response.content.decode()
    assert [m._base_manager.count() for m in (Goal, Kpi, PainPoint, Requirement, SignOff)] == before


def test_a_read_only_token_changes_nothing(world: World) -> None:
    client = ApiClient(world.pm, read_only=True)
    assert client.get("/api/v1/goals/").json()["count"] == 1
    assert_problem(client.post("/api/v1/goals/", {"project": "FIN-01", "title": "x"}), 403)
    assert_problem(client.post(f"/api/v1/goals/{world.goal.pk}/submit/"), 403)


def test_the_same_key_makes_one_goal(world: World, pm: ApiClient) -> None:
    body = {"project": "FIN-01", "title": "一次"}
    first, second = (pm.post("/api/v1/goals/", body, key="k-1") for _time in range(2))
    assert first.json() == second.json()
    assert Goal.objects.filter(title="一次").count() == 1
    assert_problem(pm.post("/api/v1/goals/", {**body, "title": "两次"}, key="k-1"), 422)


def test_fields_that_are_computed_cannot_be_set(world: World, pm: ApiClient) -> None:
    """Every model field that is not offered is refused, whatever its value."""
    resources: list[tuple[str, Any, Callable[[], str]]] = [
        ("goals", Goal, lambda: f"/api/v1/goals/{world.goal.pk}/"),
        ("kpis", Kpi, lambda: f"/api/v1/kpis/{world.kpi.pk}/"),
    ]
    offered = {
        "goals": {"title", "title_en", "description", "weight", "owner"},
        "kpis": {f.name for f in Kpi._meta.concrete_fields}
        - {"id", "goal", "created_at", "updated_at", "version", "feed_kind", "feed_id", "feed_figure", "retired_at"},
    }
    for name, model, url in resources:
        for field in model._meta.concrete_fields:
            if field.name in offered[name]:
                continue
            before = model.objects.filter(pk__gt=0).order_by("pk").values()[0]
            response = pm.patch(url(), {field.name: 7}, etag=_etag(pm, url()))
            assert_problem(response, 400, pointer=f"/{field.name}")
            assert model.objects.filter(pk__gt=0).order_by("pk").values()[0] == before


def test_a_client_reads_its_project_only(world: World) -> None:
    person = factories.make_user(world.now, "client")
    factories.add_member(world.now, world.mine, person, "client")  # type: ignore[arg-type]
    client = ApiClient(person)
    assert client.get("/api/v1/goals/").json()["count"] == 1
    assert client.get("/api/v1/kpis/").json()["count"] == 1
    assert_problem(client.get("/api/v1/pain-points/"), 404)
    assert_problem(client.get("/api/v1/sign-offs/"), 404)
