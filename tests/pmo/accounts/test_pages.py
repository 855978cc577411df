"""The pages about people and one's own settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.accounts.models import AccountMail, User
from pmo.audit.models import AuditEntry
from tests.conftest import NOW
from tests.factories import World, make_user

pytestmark = pytest.mark.django_db

SignIn = Callable[[Any], Client]


def form_of(person: User, **changes: Any) -> dict[str, Any]:
    names = ("name", "name_en", "employee_no", "title", "title_en", "username", "email", "language", "time_zone")
    known = {name: getattr(person, name) or "" for name in names}
    return {**known, "unit": person.unit_id or "", "version": person.version, **changes}


def test_everybody_finds_colleagues_but_not_their_roles(client_of: SignIn, world: World) -> None:
    gone = make_user(NOW, "left", name="离职者", name_en="Gone Person", is_active=False)
    page = client_of(world.employee).get("/people/?role=executive").content.decode()
    assert world.ceo.label in page
    assert world.pm.label in page, "the role is no filter for those who may not know it"
    assert gone.label not in page
    assert "Executive" not in page
    assert "/people/new/" not in page


def test_the_register_filters_by_role_unit_and_state(client_of: SignIn, world: World) -> None:
    browser = client_of(world.pmo)
    page = browser.get("/people/?role=executive").content.decode()
    assert world.ceo.label in page
    assert world.pm.label not in page
    page = browser.get(f"/people/?unit={world.finance.pk}").content.decode()
    assert world.employee.label in page
    assert world.stranger.label not in page
    page = browser.get("/people/?state=inactive").content.decode()
    assert world.employee.label not in page


def test_lists_take_as_many_queries_for_fifty_as_for_one(client_of: SignIn, world: World) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = client_of(world.pmo)
    browser.get("/people/")

    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get(address).status_code == 200
        return len(found)

    few = count("/people/?state=active")
    for n in range(45):
        make_user(NOW, f"many{n}", Role.EXECUTIVE, unit=world.finance)
    assert count("/people/?state=active") == few <= 15


def test_a_person_is_added_and_invited(client_of: SignIn, world: World) -> None:
    given = {
        "name": "李伟",
        "username": "li.wei",
        "email": "li@example.test",
        "unit": world.finance.pk,
        "time_zone": "Asia/Shanghai",
        "invite": "on",
    }
    response = client_of(world.pmo).post("/people/new/", given)
    person = User.objects.get(username="li.wei")
    assert response.headers["Location"] == f"/people/{person.pk}/"
    assert AccountMail.objects.get().email == "li@example.test"


def test_bad_input_keeps_what_was_typed(client_of: SignIn, world: World) -> None:
    given = {"name": "李伟", "username": "PMO", "email": "x", "time_zone": "Asia/Shanghai", "title": "<script>"}
    response = client_of(world.pmo).post("/people/new/", given)
    page = response.content.decode()
    assert response.status_code == 422
    assert "李伟" in page
    assert "&lt;script&gt;" in page
    assert set(response.context["form"].errors) == {"username", "email"}


def test_a_stale_edit_shows_both_versions(client_of: SignIn, world: World) -> None:
    browser = client_of(world.pmo)
    address = f"/people/{world.employee.pk}/edit/"
    assert browser.get(address).status_code == 200
    old = form_of(world.employee)
    assert browser.post(address, {**old, "title": "会计"}).status_code == 302
    response = browser.post(address, {**old, "title": "出纳"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "会计" in page
    assert "出纳" in page
    assert browser.post(address, {**old, "title": "出纳", "version": old["version"] + 1}).status_code == 302


@pytest.mark.parametrize("who", ["employee", "pm", "ceo"])
def test_others_read_but_do_not_change(client_of: SignIn, world: World, who: str) -> None:
    browser = client_of(getattr(world, who))
    page = browser.get(f"/people/{world.owner.pk}/")
    assert page.status_code == 200
    assert page.context["page"].roles is None
    assert page.context["page"].history is None
    for address in ("edit/", "deactivate/", "invite/", "roles/grant/"):
        answer = browser.post(f"/people/{world.owner.pk}/{address}", {"role": "executive", "version": 1})
        assert answer.status_code == 403, address
    assert not AuditEntry.objects.exists()


def test_a_person_who_does_not_exist_is_not_found(client_of: SignIn, world: World) -> None:
    browser = client_of(world.pmo)
    for address in ("/people/999999/", "/people/999999/edit/"):
        assert browser.get(address).status_code == 404
    assert browser.post("/people/999999/deactivate/").status_code == 404


def test_strangers_are_asked_to_sign_in(client: Client, world: World) -> None:
    for address in ("/people/", f"/people/{world.ceo.pk}/", "/me/settings/"):
        assert client.get(address).headers["Location"].startswith("/account/login/?next=")


def test_roles_are_given_and_taken(client_of: SignIn, world: World) -> None:
    browser = client_of(world.pmo)
    base = f"/people/{world.employee.pk}/roles"
    assert browser.post(f"{base}/grant/", {"role": "champion"}).status_code == 302
    assert RoleGrant.objects.filter(user=world.employee, role=Role.CHAMPION, granted_by=world.pmo).exists()
    assert browser.post(f"{base}/grant/", {"role": "champion"}).status_code == 409
    assert browser.post(f"{base}/revoke/", {"role": "champion"}).status_code == 302
    assert browser.post(f"{base}/revoke/", {"role": "champion"}).status_code == 409
    assert browser.post(f"{base}/grant/", {"role": "emperor"}).status_code == 422
    assert browser.post(f"{base}/grant/", {"role": "system_admin"}).status_code == 403
    assert browser.post(f"/people/{world.pmo.pk}/roles/grant/", {"role": "executive"}).status_code == 403
    acts = list(AuditEntry.objects.order_by("id").values_list("act", flat=True))
    assert acts == ["user.role_granted", "user.role_revoked"]


def test_the_history_names_each_act(client_of: SignIn, world: World) -> None:
    browser = client_of(world.pmo)
    browser.post(f"/people/{world.employee.pk}/edit/", form_of(world.employee, title="会计"))
    page = browser.get(f"/people/{world.employee.pk}/").content.decode()
    assert "changed the person" in page
    assert "会计" in page


def test_deactivating_answers_on_the_page(client_of: SignIn, world: World) -> None:
    browser = client_of(world.pmo)
    address = f"/people/{world.employee.pk}/deactivate/"
    assert browser.post(address, {"version": world.employee.version}).status_code == 302
    assert browser.post(address, {"version": world.employee.version}).status_code == 409
    assert browser.post(f"/people/{world.employee.pk}/reactivate/", {"version": 1}).status_code == 412
    assert browser.post(f"/people/{world.employee.pk}/reactivate/", {"version": 2}).status_code == 302


def test_settings_are_ones_own(client_of: SignIn, world: World) -> None:
    browser = client_of(world.employee)
    given = {"language": "zh-hans", "theme": "dark", "time_zone": "Europe/Berlin"}
    response = browser.post("/me/settings/", given)
    assert response.status_code == 302
    assert response.cookies["luodi_language"].value == "zh-hans"
    world.employee.refresh_from_db()
    assert (world.employee.language, world.employee.theme, world.employee.time_zone) == tuple(given.values())
    page = browser.get("/me/settings/").content.decode()
    assert "我的设置" in page
    assert browser.post("/me/settings/", {**given, "language": "xx"}).status_code == 422


def test_language_and_theme_switch_without_script(client_of: SignIn, client: Client, world: World) -> None:
    anonymous = client.post("/me/language/", {"language": "zh-hans", "next": "/account/login/"})
    assert anonymous.headers["Location"] == "/account/login/"
    assert anonymous.cookies["luodi_language"].value == "zh-hans"
    browser = client_of(world.employee)
    assert browser.post("/me/theme/", {"theme": "dark", "next": "/people/"}).headers["Location"] == "/people/"
    browser.post("/me/language/", {"language": "zh-hans"})
    world.employee.refresh_from_db()
    assert (world.employee.theme, world.employee.language) == ("dark", "zh-hans")


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"])
def test_switches_do_not_lead_elsewhere(client: Client, world: World, target: str) -> None:
    for address in ("/me/language/", "/me/theme/"):
        assert client.post(address, {"language": "en", "theme": "dark", "next": target}).headers["Location"] == "/"


def test_unknown_choices_change_nothing(client_of: SignIn, world: World) -> None:
    browser = client_of(world.employee)
    browser.post("/me/language/", {"language": "xx"})
    browser.post("/me/theme/", {"theme": "pink"})
    world.employee.refresh_from_db()
    assert (world.employee.language, world.employee.theme) == ("en", "")


def test_the_register_is_exported_by_those_who_may(client_of: SignIn, world: World) -> None:
    assert client_of(world.pmo).get("/people/?export=xlsx").status_code == 200
    assert client_of(world.employee).get("/people/?export=xlsx").status_code == 403


def test_people_over_the_api(client_of: SignIn, world: World) -> None:
    browser = client_of(world.employee)
    answer = browser.get("/api/v1/users/", {"search": "ceo", "unit": str(world.company.pk)}).json()
    assert [row["username"] for row in answer["results"]] == ["ceo"]
    one = browser.get(f"/api/v1/users/{world.ceo.pk}/").json()
    assert (one["id"], one["label"], one["unit"]) == (world.ceo.pk, world.ceo.label, world.company.pk)
    assert "password" not in one
    assert browser.get("/api/v1/users/", {"unit": 999999}).json()["count"] == 0
    assert browser.get("/api/v1/users/", {"role": "executive"}).status_code == 400
    assert browser.post("/api/v1/users/", {}, content_type="application/json").status_code == 405
    assert Client().get("/api/v1/users/").status_code == 401
