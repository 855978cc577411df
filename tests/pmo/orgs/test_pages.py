"""The pages about units, and units over the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from pmo.orgs.models import Unit
from tests.conftest import NOW
from tests.factories import World, make_unit

pytestmark = pytest.mark.django_db

SignIn = Callable[[Any], Client]


def test_everybody_reads_the_tree(client_of: SignIn, world: World) -> None:
    browser = client_of(world.employee)
    page = browser.get("/units/").content.decode()
    assert world.finance.label in page
    assert "/units/new/" not in page
    unit = browser.get(f"/units/{world.finance.pk}/")
    assert world.employee.label in unit.content.decode()
    assert unit.context["page"].history is None


def test_a_unit_is_added_changed_moved_closed(client_of: SignIn, world: World) -> None:
    browser = client_of(world.pmo)
    assert browser.get(f"/units/new/?parent={world.finance.pk}").status_code == 200
    given = {"name": "资金组", "name_en": "Treasury", "code": "TRE", "kind": "department", "parent": world.finance.pk}
    assert browser.post("/units/new/", given).status_code == 302
    unit = Unit.objects.get(code="TRE")
    base = f"/units/{unit.pk}"
    assert browser.get(f"{base}/edit/").status_code == 200
    changed = {**given, "name": "资金部", "head": world.owner.pk, "version": 1}
    assert browser.post(f"{base}/edit/", changed).status_code == 302
    assert browser.get(f"{base}/move/").status_code == 200
    assert browser.post(f"{base}/move/", {"parent": world.company.pk, "version": 2}).status_code == 302
    assert browser.post(f"{base}/close/", {"version": 3}).status_code == 302
    unit.refresh_from_db()
    assert (unit.name, unit.head, unit.parent, unit.is_closed) == ("资金部", world.owner, world.company, True)
    assert "资金部" not in browser.get("/units/").content.decode()
    assert "Treasury" in browser.get("/units/?closed=1").content.decode()
    assert browser.post(f"{base}/reopen/", {"version": 4}).status_code == 302
    history = browser.get(f"{base}/").content.decode()
    for words in ("added the unit", "changed the unit", "moved the unit", "closed the unit", "reopened the unit"):
        assert words in history


def test_a_circle_is_refused_beside_the_field(client_of: SignIn, world: World) -> None:
    below = make_unit(NOW, "组", world.finance)
    response = client_of(world.pmo).post(f"/units/{world.finance.pk}/move/", {"parent": below.pk, "version": 1})
    assert response.status_code == 422
    assert "cannot be put under itself" in str(response.context["form"].errors["parent"])


def test_bad_input_keeps_what_was_typed(client_of: SignIn, world: World) -> None:
    given = {"name": "<b>组</b>", "code": world.finance.code, "kind": "department"}
    response = client_of(world.pmo).post("/units/new/", given)
    page = response.content.decode()
    assert response.status_code == 422
    assert "&lt;b&gt;组&lt;/b&gt;" in page
    assert "code" in response.context["form"].errors


def test_a_unit_may_be_moved_to_the_top(client_of: SignIn, world: World) -> None:
    response = client_of(world.pmo).post(f"/units/{world.finance.pk}/move/", {"parent": "", "version": 1})
    assert response.status_code == 302
    assert Unit.objects.get(pk=world.finance.pk).parent is None


def test_closing_what_is_not_empty_says_why(client_of: SignIn, world: World) -> None:
    response = client_of(world.pmo).post(f"/units/{world.finance.pk}/close/", {"version": 1})
    assert response.status_code == 409
    assert "still belong to it" in response.content.decode()


@pytest.mark.parametrize("who", ["employee", "pm", "ceo"])
def test_others_do_not_change_units(client_of: SignIn, world: World, who: str) -> None:
    browser = client_of(getattr(world, who))
    for act in ("edit", "move", "close", "reopen"):
        assert browser.post(f"/units/{world.finance.pk}/{act}/", {"version": 1}).status_code == 403
    assert browser.get("/units/new/").status_code == 403


def test_what_does_not_exist_is_not_found(client_of: SignIn, world: World) -> None:
    browser = client_of(world.pmo)
    for address in ("/units/999999/", "/units/999999/edit/", "/units/999999/move/"):
        assert browser.get(address).status_code == 404
    assert browser.get("/units/new/?parent=99999999999999999999").status_code == 200


def test_pages_speak_chinese(client_of: SignIn, world: World) -> None:
    world.pmo.language = "zh-hans"
    world.pmo.save(update_fields=["language"])
    browser = client_of(world.pmo)
    assert "下级单位" in browser.get(f"/units/{world.company.pk}/").content.decode()
    assert world.finance.name in browser.get("/units/").content.decode()


def test_units_over_the_api(client_of: SignIn, world: World) -> None:
    browser = client_of(world.employee)
    rows = browser.get("/api/v1/units/", {"parent": world.company.pk}).json()["results"]
    assert {row["id"] for row in rows} == {world.finance.pk, world.workshop.pk}
    one = browser.get(f"/api/v1/units/{world.finance.pk}/").json()
    assert (one["code"], one["parent"], one["depth"]) == (world.finance.code, world.company.pk, 1)
    assert browser.get("/api/v1/units/", {"path": "/"}).status_code == 400
    assert Client().get("/api/v1/units/").status_code == 401
