"""Query parameters: what is declared works, everything else is named and refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from pmo.orgs import services
from pmo.orgs.models import Unit
from pmo.orgs.services import UnitData
from tests.api.kit import ApiClient, assert_problem

URL = "/api/v1/samples/"

pytestmark = pytest.mark.usefixtures("example_urls")


@pytest.fixture
def units(unit: Unit, lead: Any) -> list[Unit]:
    made = [unit]
    for n, name in enumerate(["财务部", "人事部", "采购部", "一车间", "二车间"]):
        kind = "workshop" if "车间" in name else "department"
        data = UnitData(name, f"U{n}", f"Unit {n}", kind)
        made.append(services.create_unit(by=lead, data=data, parent=unit, now=timezone.now()))
    return made


def codes(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [row["code"] for row in response.json()["results"]]


def test_filters(api_client: ApiClient, units: list[Unit]) -> None:
    assert codes(api_client.get(URL, {"kind": "workshop"})) == ["U3", "U4"]
    assert codes(api_client.get(URL, {"top": "true"})) == ["HQ"]
    assert codes(api_client.get(URL, {"parent": "HQ", "kind": "workshop"})) == ["U3", "U4"]
    assert codes(api_client.get(URL, {"parent": "none"})) == []
    assert codes(api_client.get(URL, {"created_before": "2000-01-01"})) == []


def test_search_wants_every_word(api_client: ApiClient, units: list[Unit]) -> None:
    assert codes(api_client.get(URL, {"search": "车间"})) == ["U3", "U4"]
    assert codes(api_client.get(URL, {"search": "车间 unit 二"})) == ["U4"]
    assert codes(api_client.get(URL, {"search": "100%_"})) == []
    assert len(codes(api_client.get(URL, {"search": ""}))) == 6


def test_search_through_a_list_names_a_row_once(api_client: ApiClient, units: list[Unit], person: Any) -> None:
    for n in range(3):
        person(f"p{n}", name=f"王{n}", unit=units[1])
    assert codes(api_client.get(URL, {"search": "王"})) == ["U0"]


def test_ordering(api_client: ApiClient, units: list[Unit]) -> None:
    assert codes(api_client.get(URL, {"ordering": "-code"})) == ["U4", "U3", "U2", "U1", "U0", "HQ"]
    assert codes(api_client.get(URL)) == ["HQ", "U0", "U1", "U2", "U3", "U4"]


def test_pages(api_client: ApiClient, units: list[Unit]) -> None:
    first = api_client.get(URL, {"page_size": 4}).json()
    assert (first["count"], len(first["results"]), first["previous"]) == (6, 4, None)
    second = api_client.client.get(first["next"], headers={"Authorization": f"Bearer {api_client.token}"}).json()
    assert [row["code"] for row in second["results"]] == ["U3", "U4"]
    assert second["next"] is None
    assert_problem(api_client.get(URL, {"page": 3, "page_size": 4}), 404, code="page_not_found", parameter="page")
    assert_problem(api_client.get(URL, {"page": 2**31 - 1}), 404, code="page_not_found")


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("?colour=red", "unknown_parameter", "colour"),
        ("?format=json", "unknown_parameter", "format"),
        ("?kind__in=company", "unknown_parameter", "kind__in"),
        ("?head__password=x", "unknown_parameter", "head__password"),
        ("?page_size=201", "out_of_range", "page_size"),
        ("?page_size=0", "out_of_range", "page_size"),
        ("?page=0", "out_of_range", "page"),
        ("?page=-1", "out_of_range", "page"),
        ("?page=last", "not_an_integer", "page"),
        ("?page=%EF%BC%91", "not_an_integer", "page"),
        ("?page=1&page=2", "repeated_parameter", "page"),
        ("?ordering=password", "unknown_ordering", "ordering"),
        ("?ordering=--code", "unknown_ordering", "ordering"),
        ("?ordering=head__password", "unknown_ordering", "ordering"),
        ("?ordering=", "unknown_ordering", "ordering"),
        ("?kind=palace", "unknown_choice", "kind"),
        ("?kind=", "unknown_choice", "kind"),
        ("?parent=", "blank", "parent"),
        ("?parent=a%00b", "bad_text", "parent"),
        ("?search=%00", "bad_text", "search"),
        ("?search=" + "x" * 201, "too_long", "search"),
        ("?head=0", "out_of_range", "head"),
        ("?head=99999999999999999999", "not_an_integer", "head"),
        ("?head=1e3", "not_an_integer", "head"),
        ("?top=maybe", "not_a_flag", "top"),
        ("?created_before=2026-02-30", "not_a_date", "created_before"),
        ("?created_before=26-11-23", "not_a_date", "created_before"),
        ("?created_before=20261123", "not_a_date", "created_before"),
        ("?created_before=0001-01-01", "date_out_of_range", "created_before"),
        ("?created_before=9999-12-31", "date_out_of_range", "created_before"),
    ],
)
def test_wrong_parameters(api_client: ApiClient, unit: Unit, query: str, code: str, parameter: str) -> None:
    assert_problem(api_client.get(URL + query), 400, kind="validation", code=code, parameter=parameter)


def test_an_unknown_parameter_lists_the_known(api_client: ApiClient, unit: Unit) -> None:
    problem = assert_problem(api_client.get(f"{URL}?kinds=x"), 400, code="unknown_parameter")
    known = "created_before, head, kind, ordering, page, page_size, parent, search, top"
    assert known in problem["errors"][0]["detail"]


def test_writes_take_no_parameters(api_client: ApiClient, unit: Unit) -> None:
    assert_problem(api_client.post(f"{URL}?dry_run=1", {}), 400, code="unknown_parameter", parameter="dry_run")
