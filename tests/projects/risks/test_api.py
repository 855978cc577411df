"""Risks, problems, decisions and actions over the interface."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from projects.risks import services
from projects.risks.models import Issue, ResponseAction, Risk
from tests.api.kit import token_for
from tests.factories import World


@pytest.fixture
def call(world: World, client: Any) -> Callable[..., Any]:
    def run(person: Any, method: str, path: str, body: Any = None, **headers: str) -> Any:
        head = {"Authorization": f"Bearer {token_for(person, now=world.now)}", **headers}
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(client, method)(f"/api/v1/{path}", headers=head, **more)

    return run


def test_a_risk_from_creation_to_its_history(world: World, call: Callable[..., Any]) -> None:
    body = {
        "project": world.mine.key,
        "title": "Rows differ",
        "inherent_probability": 4,
        "inherent_time": 4,
        "money": "600000.00",
        "goals": [world.goal.pk],
    }
    made = call(world.pm, "post", "risks/", body)
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["code"], row["current_score"], row["expected_money"]) == ("R-01", 0.28, "420000.00")
    path = f"risks/{row['id']}/"
    assert call(world.pm, "patch", path, {"title": "x"}).status_code == 428
    changed = call(world.pm, "patch", path, {"current_probability": 2}, **{"If-Match": made["ETag"]})
    assert changed.json()["current_score"] == 0.12
    assert call(world.pm, "patch", path, {"title": "x"}, **{"If-Match": made["ETag"]}).status_code == 412
    assert [mark["kind"] for mark in call(world.pm, "get", f"{path}history/").json()] == ["assessed", "raised"]
    listed = call(world.pm, "get", f"risks/?project={world.mine.key}&live=true&min_score=0.1&ordering=-score").json()
    assert [found["id"] for found in listed["results"]] == [row["id"]]
    assert call(world.pm, "get", "risks/?colour=red").status_code == 400


def test_acts_on_a_risk(world: World, call: Callable[..., Any], risk: Risk) -> None:
    path = f"risks/{risk.pk}/"
    assert (
        call(world.pm, "post", f"{path}review/", {"note": "better", "probability": 1}).json()["current_score"] == 0.04
    )
    refused = call(world.pm, "post", f"{path}move/", {"status": "closed", "reason": ""})
    assert refused.status_code in (400, 422)
    assert refused["Content-Type"] == "application/problem+json"
    assert (
        call(world.pm, "post", f"{path}move/", {"status": "escalated", "reason": "big"}).json()["status"] == "escalated"
    )
    assert call(world.owner, "post", f"{path}reply/", {"status": "open", "reason": "x"}).status_code == 403
    assert call(world.cfo, "post", f"{path}reply/", {"status": "open", "reason": "x"}).json()["status"] == "open"
    effect = {"how": "money", "low": 1, "likely": 2, "high": 3}
    assert call(world.pm, "post", f"{path}add-effect/", effect).status_code == 200
    assert len(call(world.pm, "get", f"{path}effects/").json()) == 1
    turned = call(world.pm, "post", f"{path}turn/", {"into": "problem", "reason": "it did"})
    assert turned.json()["code"] == Issue.objects.get().code


def test_issues_and_actions(world: World, call: Callable[..., Any], risk: Risk) -> None:
    made = call(world.pm, "post", "issues/", {"project": world.mine.key, "kind": "decision", "title": "Which?"})
    assert made.status_code == 201, made.content
    path = f"issues/{made.json()['id']}/"
    assert call(world.pm, "post", f"{path}settle/", {"outcome": "The second"}).json()["status"] == "settled"
    assert call(world.pm, "post", f"{path}reopen/", {"reason": "again"}).json()["status"] == "open"
    due = str(world.today + timedelta(days=5))
    action = {"title": "Rehearse", "owner": world.it.pk, "due_on": due}
    assert call(world.pm, "post", "response-actions/", action).status_code == 422
    answer = call(world.pm, "post", "response-actions/", {**action, "risk": risk.pk})
    assert answer.status_code == 201, answer.content
    pk = answer.json()["id"]
    assert call(world.change, "post", f"response-actions/{pk}/done/", {}).status_code == 403
    assert call(world.it, "post", f"response-actions/{pk}/done/", {"result": "ok"}).json()["status"] == "done"
    assert ResponseAction.objects.get().result == "ok"


def test_others_do_not_see_it(world: World, call: Callable[..., Any], risk: Risk) -> None:
    assert call(world.stranger, "get", f"risks/{risk.pk}/").status_code == 404
    assert call(world.stranger, "get", "risks/").json()["results"] == []
    assert call(world.it, "patch", f"risks/{risk.pk}/", {"title": "x"}, **{"If-Match": '"1"'}).status_code == 403
    gone = call(world.pm, "delete", f"risks/{risk.pk}/", **{"If-Match": "*"})
    assert gone.status_code == 204
    assert not Risk.objects.exists()


def test_the_status_document_carries_the_risks(world: World, call: Callable[..., Any], risk: Risk) -> None:
    services.move_risk(by=world.pm, risk=risk, status="watching", reason="small", now=world.now)
    found = call(world.pm, "get", f"projects/{world.mine.key}/status/").json()["risks"]
    assert found["open"] == 1
    assert found["top"][0]["title"] == risk.label
