"""Champions for programs."""

from __future__ import annotations

import pytest

from changemgmt.champions.models import Champion
from tests.api.kit import ApiClient, assert_problem
from tests.changemgmt.champions.conftest import Network
from tests.factories import World

pytestmark = pytest.mark.django_db
URL = "/api/v1/champions/"


def test_nominate_accept_and_end(network: Network, world: World) -> None:
    change, ann = ApiClient(world.change), ApiClient(network.ann)
    body = {"project": "FIN-01", "unit": world.finance.pk, "user": network.ann.pk, "note": "Patient"}
    made = change.post(URL, body)
    assert made.status_code == 201
    row = made.json()
    assert (row["state"], row["project"], row["until_on"]) == ("nominated", "FIN-01", "2027-05-23")
    assert_problem(change.post(URL, body), 409, code="already")
    assert_problem(change.post(f"{URL}{row['id']}/accept/"), 403)
    assert ann.post(f"{URL}{row['id']}/accept/").json()["state"] == "active"
    assert_problem(change.post(f"{URL}{row['id']}/end/", {}), 400, code="required")
    assert change.post(f"{URL}{row['id']}/end/", {"reason": "Moves on"}).json()["end_kind"] == "by_hand"


def test_refuse_and_wrong_people(network: Network, world: World) -> None:
    change = ApiClient(world.change)
    body = {"project": "FIN-01", "unit": world.finance.pk, "user": network.foreign.pk}
    assert_problem(change.post(URL, body), 422, code="foreign_unit")
    assert_problem(ApiClient(world.it).post(URL, {**body, "user": network.ann.pk}), 403)
    made = network.nominate(network.ann)
    said = ApiClient(network.ann).post(f"{URL}{made.pk}/refuse/", {"reason": "On leave"})
    assert said.json()["refusal"] == "On leave"
    assert_problem(ApiClient(network.bob).get(f"{URL}{made.pk}/"), 404)


def test_lists_are_narrowed_and_unknown_parameters_refused(network: Network, world: World) -> None:
    network.champion(network.ann)
    network.nominate(network.bob)
    change = ApiClient(world.change)
    assert change.get(URL, {"state": "active"}).json()["count"] == 1
    assert change.get(URL, {"project": "FIN-01", "ordering": "-name"}).json()["count"] == 2
    assert_problem(change.get(URL, {"colour": "red"}), 400)
    assert ApiClient(world.stranger).get(URL).json()["count"] == 0


def test_coverage(network: Network, world: World) -> None:
    network.champion(network.ann)
    found = ApiClient(world.change).get("/api/v1/projects/FIN-01/champions/coverage/").json()
    assert (found["needed"], found["filled"], found["missing"], found["people"]) == (3, 1, 2, 22)
    assert found["coverage"] == pytest.approx(33.3, abs=0.1)
    assert [(row["needed"], row["active"]) for row in found["units"]] == [(2, 1), (1, 0)]
    before = ApiClient(world.change).get("/api/v1/projects/FIN-01/champions/coverage/", {"as_of": "2026-11-01"})
    assert before.json()["filled"] == 0
    assert_problem(ApiClient(world.stranger).get("/api/v1/projects/FIN-01/champions/coverage/"), 404)
    assert Champion.objects.count() == 1
