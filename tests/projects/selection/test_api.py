"""The selection for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from pmo.jobs import runner
from pmo.notify.clock import standing
from projects.portfolio.models import Project
from projects.selection.models import Assessment, Criterion, Scenario
from tests.api.kit import token_for
from tests.factories import World

Golden = dict[str, Project]
Call = Callable[..., Any]


@pytest.fixture
def call(world: World, client: Any) -> Call:
    def run(person: Any, method: str, path: str, body: Any = None, **headers: str) -> Any:
        head = {"Authorization": f"Bearer {token_for(person, now=world.now)}", **headers}
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(client, method)(f"/api/v1/{path}", headers=head, **more)

    return run


def test_a_project_is_assessed_and_changed(world: World, call: Call, criteria: list[Criterion]) -> None:
    me = world.pm
    body = {
        "project": world.mine.key,
        "levels": [{"criterion": criteria[0].pk, "level": 5}, {"criterion": criteria[1].pk, "level": 1}],
        "benefit": "1200.50",
        "figures": {
            "years": [{"year": 2027, "amount": "99.90"}],
            "roles": [{"role": "tester", "quarter": "2027-01-01", "amount": "5.00"}],
            "units": [{"unit": world.finance.pk, "amount": "3.00"}],
        },
    }
    made = call(me, "post", "assessments/", body)
    assert made.status_code == 201, made.content
    data = made.json()
    assert (data["score"], data["cost"]) == (75.0, {"amount": "99.90", "currency": "CNY"})
    assert data["figures"] == body["figures"]
    assert [(row["name"], row["weight"], row["level"]) for row in data["levels"]] == [
        ("Strategy", 3, 5),
        ("Savings", 1, 1),
    ]
    assert call(me, "post", "assessments/", {"project": world.mine.key}).status_code == 409
    address = f"assessments/{data['id']}/"
    changed = call(
        me, "patch", address, {"levels": [{"criterion": criteria[1].pk, "level": 5}]}, **{"If-Match": made["ETag"]}
    )
    assert changed.json()["score"] == 100.0
    assert call(me, "patch", address, {"risk": 2}, **{"If-Match": made["ETag"]}).status_code == 412
    assert call(me, "patch", address, {"risk": 7}, **{"If-Match": changed["ETag"]}).status_code == 400


def test_others_assessments_do_not_exist(world: World, call: Call, assess: Callable[..., Assessment]) -> None:
    other = assess(world.other, 1, 1)
    me = world.pm
    assert call(me, "get", "assessments/").json()["count"] == 0
    assert call(me, "get", f"assessments/{other.pk}/").status_code == 404
    assert call(me, "get", "scenarios/").status_code == 404


def test_a_scenario_is_written_computed_and_adopted(world: World, call: Call, golden: Golden) -> None:
    me = world.pmo
    body = {
        "portfolio": world.portfolio.code,
        "name": "Base",
        "objective": "benefit",
        "budget": "50.00",
        "limits": {"years": [{"year": 2027, "amount": "50.00"}]},
    }
    made = call(me, "post", "scenarios/", body)
    assert made.status_code == 201, made.content
    address = f"scenarios/{made.json()['id']}/"
    assert call(me, "get", f"{address}result/").json()["feasible"] is None
    begun = call(me, "post", f"{address}compute/", {})
    assert begun.status_code == 202
    assert "/api/v1/jobs/" in begun["Location"]
    runner.run_pending(clock=standing(timezone.now()))
    result = call(me, "get", f"{address}result/").json()
    assert (result["value"], result["bound"], result["gap"], result["stale"]) == ("220.00", "220.00", 0.0, False)
    assert result["chosen"] == [golden["BBB-01"].pk, golden["CCC-01"].pk]
    assert call(me, "post", f"{address}adopt/", {}).status_code == 400
    assert call(me, "post", f"{address}adopt/", {"reason": "best"}).json()["is_adopted"] is True
    assert call(me, "delete", address, **{"If-Match": "*"}).status_code == 409
    assert Scenario.objects.get().adopted_by == world.pmo


def test_criteria_are_read_by_those_who_choose_and_written_by_the_pmo(world: World, call: Call) -> None:
    body = {"portfolio": world.portfolio.code, "name": "Strategy", "weight": 3}
    assert call(world.ceo, "post", "assessment-criteria/", body).status_code == 403
    made = call(world.pmo, "post", "assessment-criteria/", body)
    assert made.status_code == 201, made.content
    data = made.json()
    assert (data["portfolio"], data["name"], data["weight"], data["position"]) == (
        world.portfolio.code,
        "Strategy",
        3,
        1,
    )
    assert call(world.pmo, "post", "assessment-criteria/", body).status_code == 400
    listed = call(world.ceo, "get", f"assessment-criteria/?portfolio={world.portfolio.code}").json()["results"]
    assert [row["id"] for row in listed] == [data["id"]]
    assert call(world.pm, "get", f"assessment-criteria/{data['id']}/").status_code == 404
    address = f"assessment-criteria/{data['id']}/"
    changed = call(world.pmo, "patch", address, {"weight": 5}, **{"If-Match": made["ETag"]})
    assert changed.json()["weight"] == 5
    assert call(world.pmo, "patch", address, {"weight": 11}, **{"If-Match": changed["ETag"]}).status_code == 400
    assert call(world.pmo, "delete", address, **{"If-Match": made["ETag"]}).status_code == 412
    assert call(world.pmo, "delete", address, **{"If-Match": changed["ETag"]}).status_code == 204
    assert not Criterion.objects.exists()
