"""Gates and pilots over the interface."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from projects.gates.models import Gate, Pilot
from tests import factories
from tests.api.kit import token_for
from tests.factories import World


@pytest.fixture
def world(db: None) -> World:
    """The interface reads the clock itself."""
    return factories.make_world(timezone.now())


@pytest.fixture
def call(world: World, client: Any) -> Callable[..., Any]:
    def run(person: Any, method: str, path: str, body: Any = None) -> Any:
        head = {"Authorization": f"Bearer {token_for(person, now=world.now)}"}
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(client, method)(f"/api/v1/{path}", headers=head, **more)

    return run


def test_a_gate_is_decided_on_the_evidence_that_was_read(world: World, call: Callable[..., Any], gate: Gate) -> None:
    Gate.objects.filter(pk=gate.pk).update(rule="one")
    seen = call(world.ceo, "get", f"gates/{gate.pk}/evidence/").json()
    team = next(row for row in seen["evidence"] if row["value"] == "3 of 3")
    assert (team["status"], team["must"]) == ("met", True)
    judged = [{"criterion": row["criterion"], "points": 10} for row in seen["evidence"] if row["value"] is None]
    body = {"outcome": "go", "watermark": seen["watermark"], "points": judged}
    assert call(world.cfo, "post", f"gates/{gate.pk}/decide/", body).status_code == 403
    stale = call(world.ceo, "post", f"gates/{gate.pk}/decide/", {**body, "watermark": "0" * 64})
    assert (stale.status_code, "evidence_changed" in stale.content.decode()) == (409, True)
    decided = call(world.ceo, "post", f"gates/{gate.pk}/decide/", body)
    assert decided.status_code == 200, decided.content
    found = decided.json()
    assert (found["status"], found["decisions"][0]["outcome"]) == ("passed", "go")
    assert found["decisions"][0]["watermark"] == seen["watermark"]


def test_a_condition_comes_with_owner_and_day(world: World, call: Callable[..., Any], gate: Gate) -> None:
    Gate.objects.filter(pk=gate.pk).update(rule="one")
    seen = call(world.ceo, "get", f"gates/{gate.pk}/evidence/").json()
    judged = [{"criterion": row["criterion"], "points": 0} for row in seen["evidence"] if row["value"] is None]
    body = {"outcome": "conditional", "watermark": seen["watermark"], "points": judged, "minutes": "Not all is ready"}
    refused = call(world.ceo, "post", f"gates/{gate.pk}/decide/", body)
    assert refused.status_code == 422
    due = (timezone.localdate() + timedelta(days=9)).isoformat()
    asked = [{"text": "Name the data owner", "owner": world.owner.pk, "due_on": due}]
    found = call(world.ceo, "post", f"gates/{gate.pk}/decide/", {**body, "conditions": asked}).json()
    assert found["decisions"][0]["conditions"][0]["text"] == "Name the data owner"


def test_a_pilot_with_its_intervals(
    world: World, call: Callable[..., Any], judged: Callable[..., Pilot], pilot: Pilot
) -> None:
    judged()
    listed = call(world.pm, "get", f"pilots/?project={world.mine.key}&verdict=roll_out").json()
    assert [row["id"] for row in listed["results"]] == [pilot.pk]
    row = call(world.pm, "get", f"pilots/{pilot.pk}/criteria/").json()["criteria"][0]
    assert (float(row["low"]), float(row["high"]), row["verdict"]) == (69.9, 97.21, "met_unsure")
    assert call(world.stranger, "get", f"pilots/{pilot.pk}/").status_code == 404
    body = {"kind": "idea", "text": "too late"}
    assert call(world.champion, "post", f"pilots/{pilot.pk}/feedback/", body).status_code == 409
