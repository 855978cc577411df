"""Benefits for programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from projects.benefits.models import Benefit, Realisation
from tests.api.kit import token_for
from tests.factories import World
from tests.projects.benefits.conftest import Worth, measure

pytestmark = pytest.mark.django_db


@dataclass
class Caller:
    """A program with the rights of a person."""

    client: Any
    token: str

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        return getattr(self.client, method)(path, headers=headers, **more)

    def get(self, path: str) -> Any:
        return self._ask("get", path)

    def post(self, path: str, body: Any) -> Any:
        return self._ask("post", path, data=body, content_type="application/json")


@pytest.fixture
def api(world: World, client: Any) -> Callable[[Any], Caller]:
    return lambda person: Caller(client, token_for(person, now=world.now))


def test_a_benefit_is_written_and_its_months_are_read(world: World, worth: Worth, api: Any) -> None:
    body = {"project": "FIN-01", "name": "API", "kpi": worth.kpi.pk, "amount": "1200.00", "anchor": "start"}
    made = api(world.pm).post("/api/v1/benefits/", body)
    assert (made.status_code, made.json()["state"], made.json()["amount"]) == (201, "draft", "1200.00")
    months = api(world.pm).get(f"/api/v1/benefits/{worth.booked.pk}/months/").json()
    assert months[0] == {"month": "2026-09", "agreed": None, "planned": "2500.00", "realised": None}
    wrong = api(world.pm).post("/api/v1/benefits/", {"project": "FIN-01", "name": "API"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/kpi")


def test_two_people_agree_and_two_people_book(world: World, worth: Worth, api: Any) -> None:
    path = f"/api/v1/benefits/{worth.booked.pk}/"
    assert api(world.pm).post(f"{path}propose/", {}).status_code == 200
    assert api(world.pm).post(f"{path}confirm/", {}).status_code == 403
    assert api(world.owner).post(f"{path}confirm/", {}).json()["state"] == "proposed"
    assert api(world.cfo).post(f"{path}confirm/", {}).json()["state"] == "agreed"
    given = {
        "benefit": worth.booked.pk, "month": "2026-10-15", "amount": "4000.00", "reference": "GL", "evidence": "6602",
    }  # fmt: skip
    made = api(world.owner).post("/api/v1/realisations/", given)
    assert (made.status_code, made.json()["month"], made.json()["state"]) == (201, "2026-10-01", "waiting")
    assert api(world.owner).post("/api/v1/realisations/", given).status_code == 409
    row = f"/api/v1/realisations/{made.json()['id']}/"
    assert api(world.owner).post(f"{row}validate/", {}).status_code == 403
    assert api(world.cfo).post(f"{row}validate/", {"note": "seen"}).json()["state"] == "validated"
    assert api(world.owner).post(f"{row}withdraw/", {"reason": "x"}).status_code == 409
    assert Realisation.objects.get().decided_by == world.cfo


def test_the_value_case_says_why_a_figure_is_missing(world: World, agreed: Worth, api: Any) -> None:
    measure(world, agreed.kpi, date(2026, 9, 28), "380")
    found = api(world.pm).get("/api/v1/projects/FIN-01/value-case/").json()
    assert (found["currency"], found["rate"], found["drafted"], found["agreed"]) == ("CNY", 8.0, False, None)
    assert found["expected"]["payback_month"] is None
    assert "does not come back" in found["expected"]["not_available"]["payback_month"]
    assert found["flows"][0] == {"month": "2026-09", "cost": "0.00", "benefit": "3800.00", "cumulated": "3800.00"}
    assert api(world.it).get("/api/v1/projects/FIN-01/value-case/").status_code == 404


def test_lists_filter(world: World, worth: Worth, api: Any) -> None:
    found = api(world.pm).get("/api/v1/benefits/?project=FIN-01&way=kpi").json()
    assert [row["name"] for row in found["results"]] == ["报表工时减少"]
    assert api(world.stranger).get("/api/v1/benefits/").json()["count"] == 0
    assert Benefit.objects.count() == 3
