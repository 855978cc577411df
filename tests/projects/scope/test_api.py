"""Scope items and change requests over the interface."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from projects.schedule.models import Task
from projects.scope.models import ChangeRequest, ScopeItem
from tests.api.kit import token_for
from tests.factories import World

Agreed = dict[str, ScopeItem]


@pytest.fixture
def call(world: World, client: Any) -> Callable[..., Any]:
    def run(person: Any, method: str, path: str, body: Any = None, **headers: str) -> Any:
        head = {"Authorization": f"Bearer {token_for(person, now=world.now)}", **headers}
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(client, method)(f"/api/v1/{path}", headers=head, **more)

    return run


def test_an_item_from_creation_to_the_list_of_what_is_out(world: World, call: Callable[..., Any]) -> None:
    body = {"project": world.mine.key, "title": "Travel", "wave": 1, "goals": [world.goal.pk], "effort_days": 8}
    made = call(world.pm, "post", "scope-items/", body)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert made.json()["goals"] == [world.goal.pk]
    changed = call(world.pm, "patch", f"scope-items/{pk}/", {"priority": "must"}, **{"If-Match": made["ETag"]})
    assert changed.json()["priority"] == "must"
    out = call(world.pm, "post", f"scope-items/{pk}/take-out/", {"reason": "Bought"})
    assert (out.json()["state"], out.json()["out_reason"]) == ("out", "Bought")
    listed = call(world.pm, "get", f"scope-items/?project={world.mine.key}&state=out")
    assert [row["id"] for row in listed.json()["results"]] == [pk]


def test_wave_1_without_a_goal_is_a_problem_document(world: World, call: Callable[..., Any]) -> None:
    answer = call(world.pm, "post", "scope-items/", {"project": world.mine.key, "title": "Rights", "wave": 1})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert "wave_without_goal" in answer.content.decode()


def test_others_do_not_see_it(world: World, call: Callable[..., Any], agreed: Agreed) -> None:
    pk = agreed["travel"].pk
    assert call(world.stranger, "get", f"scope-items/{pk}/").status_code == 404
    assert call(world.stranger, "get", "scope-items/").json()["results"] == []
    assert call(world.it, "patch", f"scope-items/{pk}/", {"title": "x"}, **{"If-Match": '"1"'}).status_code == 403


def test_a_change_with_its_effect(
    world: World, call: Callable[..., Any], agreed: Agreed, task: Callable[[str], Task]
) -> None:
    body = {"project": world.mine.key, "title": "More", "reason": "Asked for"}
    pk = call(world.owner, "post", "change-requests/", body).json()["id"]
    line = {"kind": "change_task", "task": task("Build").pk, "days": 3}
    added = call(world.owner, "post", f"change-requests/{pk}/lines/", line)
    assert [row["kind"] for row in added.json()["lines"]] == ["change_task"]
    effect = call(world.owner, "get", f"change-requests/{pk}/effect/").json()
    assert (effect["workdays"], effect["refusal"]) == (3, "")
    assert effect["milestones"][0]["name"] == "Go-live"
    assert call(world.pm, "post", f"change-requests/{pk}/assess/", {"assessment": "Fine"}).status_code == 200
    assert call(world.owner, "post", f"change-requests/{pk}/decide/", {"status": "approved"}).status_code == 403
    decided = call(world.cfo, "post", f"change-requests/{pk}/decide/", {"status": "approved"})
    assert decided.json()["status"] == "approved"
    assert task("Build").duration == 8 * 480


def test_a_line_about_a_foreign_task_is_refused(world: World, call: Callable[..., Any], raised: ChangeRequest) -> None:
    line = {"kind": "remove_item", "item": 987654}
    assert call(world.owner, "post", f"change-requests/{raised.pk}/lines/", line).status_code in (400, 422)
    assert not raised.lines.exists()
