from __future__ import annotations

from typing import Any

import pytest

from projects.portfolio.models import Portfolio, Project
from tests.api.kit import ApiClient, assert_problem
from tests.factories import CANARY, World

URL = "/api/v1/projects/FIN-01/"


@pytest.fixture
def pm(world: World) -> ApiClient:
    return ApiClient(world.pm)


def _etag(client: ApiClient, url: str = URL) -> str:
    return str(client.get(url)["ETag"])


def test_projects_are_addressed_by_key(world: World, pm: ApiClient) -> None:
    found = pm.get(URL).json()
    assert (found["key"], found["stage"], found["manager"]["id"], found["units"]) == (
        "FIN-01",
        "execution",
        world.pm.pk,
        [world.finance.pk],
    )
    listed = pm.get("/api/v1/projects/", {"stage": "execution", "unit": world.finance.pk}).json()
    assert [row["key"] for row in listed["results"]] == ["FIN-01"]


def test_a_project_is_made_changed_moved_and_closed(world: World, pm: ApiClient) -> None:
    body = {"key": "NEW-1", "name": "新", "portfolio": world.portfolio.code, "units": [world.finance.pk]}
    made = pm.post("/api/v1/projects/", body)
    assert made.status_code == 201, made.content
    url = made["Location"]
    assert_problem(pm.patch(url, {"name": "x"}), 428)
    assert pm.patch(url, {"name": "改名", "units": []}, etag=_etag(pm, url)).json()["units"] == []
    assert pm.post(f"{url}advance/", {"stage": "goals"}).json()["stage"] == "goals"
    assert_problem(pm.post(f"{url}advance/", {"stage": "proposal"}), 422, pointer="/reason")
    assert_problem(pm.post(f"{url}state/", {"state": "closed"}), 422, pointer="/reason")
    assert pm.post(f"{url}state/", {"state": "closed", "reason": "完成"}).json()["state"] == "closed"
    assert_problem(pm.post("/api/v1/projects/", body), 400, pointer="/key", code="unique")


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"key": "fin 01"}, 400, "/key"),
        ({"stage": "change"}, 400, "/stage"),
        ({"version": 9}, 400, "/version"),
        ({"people_affected": -1}, 400, "/people_affected"),
        ({"start_on": "2027-01-02", "target_finish_on": "2027-01-01"}, 422, "/target_finish_on"),
        ({"start_on": "0000-01-01"}, 400, "/start_on"),
        ({"manager": 10**12}, 400, "/manager"),
        ({"units": [10**9]}, 400, "/units/0"),
        ({"portfolio": "NONE"}, 400, "/portfolio"),
    ],
)
def test_what_a_project_cannot_be(world: World, pm: ApiClient, body: dict[str, Any], status: int, pointer: str) -> None:
    before = Project.objects.filter(pk=world.mine.pk).values().get()
    assert_problem(pm.patch(URL, body, etag=_etag(pm)), status, pointer=pointer)
    assert Project.objects.filter(pk=world.mine.pk).values().get() == before


def test_a_foreign_project_is_as_if_it_were_not(world: World, pm: ApiClient) -> None:
    for ask in (
        lambda url: pm.get(url),
        lambda url: pm.patch(url, {"name": "x"}, etag="*"),
        lambda url: pm.post(f"{url}advance/", {"stage": "change"}),
        lambda url: pm.post(f"{url}state/", {"state": "closed", "reason": "x"}),
    ):
        mine, nothing = ask("/api/v1/projects/MES-01/"), ask("/api/v1/projects/NONE-1/")
        assert mine.status_code == nothing.status_code == 404
        assert CANARY not in mine.content.decode()
    assert CANARY not in pm.get("/api/v1/projects/").content.decode()
    assert CANARY not in pm.get("/api/v1/projects/", {"search": CANARY}).content.decode()


def test_portfolios_are_kept_by_the_pmo(world: World, pm: ApiClient) -> None:
    pmo = ApiClient(world.pmo)
    made = pmo.post("/api/v1/portfolios/", {"code": "PF-2", "name": "二"})
    assert made.status_code == 201, made.content
    assert_problem(pmo.post("/api/v1/portfolios/", {"code": "PF-2", "name": "三"}), 400, code="unique")
    url = made["Location"]
    assert pmo.patch(url, {"name": "贰"}, etag=_etag(pmo, url)).json()["name"] == "贰"
    assert_problem(pm.post("/api/v1/portfolios/", {"code": "PF-3", "name": "x"}), 403)
    assert {row["code"] for row in pm.get("/api/v1/portfolios/").json()["results"]} == {world.portfolio.code}
    assert Portfolio.objects.count() == 2
