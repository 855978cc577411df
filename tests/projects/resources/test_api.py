"""People and promises of time over the interface."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from projects.resources.models import Allocation, Resource
from tests.api.kit import token_for
from tests.factories import World

pytestmark = pytest.mark.usefixtures("today_is_then")

Put = Callable[..., None]


@pytest.fixture
def call(world: World, client: Any) -> Callable[..., Any]:
    def run(person: Any, method: str, path: str, body: Any = None, **headers: str) -> Any:
        head = {"Authorization": f"Bearer {token_for(person, now=world.now)}", **headers}
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(client, method)(f"/api/v1/{path}", headers=head, **more)

    return run


def test_a_promise_from_creation_to_the_end(world: World, call: Callable[..., Any], person: Resource) -> None:
    body = {
        "project": world.mine.key,
        "resource": person.pk,
        "start_on": "2026-12-01",
        "finish_on": "2026-12-31",
        "amount": 50,
    }
    made = call(world.pm, "post", "allocations/", body)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    changed = call(world.pm, "patch", f"allocations/{pk}/", {"amount": 60}, **{"If-Match": made["ETag"]})
    assert changed.json()["amount"] == 60
    listed = call(world.pm, "get", f"allocations/?project={world.mine.key}&from=2026-12-15")
    assert [row["id"] for row in listed.json()["results"]] == [pk]
    assert call(world.stranger, "get", f"allocations/{pk}/").status_code == 404
    gone = call(world.pm, "delete", f"allocations/{pk}/", **{"If-Match": changed["ETag"]})
    assert gone.status_code == 204
    assert not Allocation.objects.exists()


def test_a_promise_nobody_can_keep_is_a_problem_document(
    world: World, call: Callable[..., Any], person: Resource
) -> None:
    body = {
        "project": world.mine.key,
        "resource": person.pk,
        "start_on": "2026-12-31",
        "finish_on": "2026-12-01",
        "amount": 50,
    }
    answer = call(world.pm, "post", "allocations/", body)
    assert answer.status_code == 422
    assert "finish_before_start" in answer.content.decode()


def test_a_person_s_load(world: World, call: Callable[..., Any], person: Resource, put: Put) -> None:
    put(person, "Analysis", "Interfaces")
    weeks = call(world.pmo, "get", f"resources/{person.pk}/load/").json()["weeks"]
    assert len(weeks) == 16
    assert max(week["over"] for week in weeks) == 40


def test_roles_and_people(world: World, call: Callable[..., Any], person: Resource) -> None:
    made = call(world.pmo, "post", "resources/", {"name": "Tester", "role": "tester"})
    assert made.status_code == 201, made.content
    roles = call(world.pmo, "get", "resources/?placeholder=true").json()["results"]
    assert [row["label"] for row in roles] == ["Tester"]
    assert call(world.it, "post", "resources/", {"name": "x", "role": "tester"}).status_code == 403
