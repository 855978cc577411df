"""Acts on people, and who may do them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from pmo.access import services as access
from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.accounts import services
from pmo.accounts.models import User
from pmo.accounts.services import PersonData
from pmo.audit.models import AuditEntry
from pmo.records.errors import Conflict, Forbidden, Invalid, StaleWrite
from tests.conftest import NOW
from tests.factories import World, make_user

pytestmark = pytest.mark.django_db

NEW = PersonData(username="li.wei", name="李伟", name_en="Li Wei", email="Li.Wei@Example.test", employee_no="E9")


def data_of(person: User, **changes: Any) -> PersonData:
    known = PersonData(**{name: getattr(person, name) for name in services.FIELDS})
    return replace(known, **changes)


def test_a_new_person_has_no_password_and_a_trace(world: World) -> None:
    person = services.create_person(by=world.pmo, data=replace(NEW, unit_id=world.finance.pk), now=NOW)
    assert not person.has_usable_password()
    assert person.email == "li.wei@example.test"
    assert (person.label, person.initials) == ("Li Wei", "LW")
    entry = AuditEntry.objects.get(act="user.created")
    assert (entry.object_id, entry.actor, entry.after["username"]) == (person.pk, world.pmo, "li.wei")


@pytest.mark.parametrize("who", ["ceo", "pm", "owner", "employee"])
def test_only_those_who_keep_the_register_add_people(world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        services.create_person(by=getattr(world, who), data=NEW, now=NOW)
    assert not User.objects.filter(username="li.wei").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"username": ""}, "username"),
        ({"username": "li wei"}, "username"),
        ({"username": "PMO"}, "username"),
        ({"email": "not an address"}, "email"),
        ({"language": "fr"}, "language"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"time_zone": ""}, "time_zone"),
    ],
)
def test_what_is_wrong_is_named_by_field(world: World, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        services.create_person(by=world.pmo, data=replace(NEW, **changes), now=NOW)
    assert caught.value.field == field
    assert caught.value.message


def test_addresses_and_numbers_belong_to_one_person(world: World) -> None:
    taken: dict[str, Any] = {"email": world.pm.email.upper(), "employee_no": world.pm.employee_no}
    for field, value in taken.items():
        with pytest.raises(Invalid) as caught:
            services.create_person(by=world.pmo, data=replace(NEW, **{field: value}), now=NOW)
        assert (caught.value.field, caught.value.code) == (field, "taken")
    clashes: list[dict[str, Any]] = [{"username": "PM"}, {"username": "other", "email": world.pm.email.upper()}]
    for values in clashes:
        with transaction.atomic(), pytest.raises(IntegrityError), transaction.atomic():
            make_user(NOW, **values)


def test_a_change_keeps_before_and_after(world: World) -> None:
    version = world.employee.version
    services.change_person(
        by=world.pmo, person=world.employee, data=data_of(world.employee, title="会计"), expected=version, now=NOW
    )
    entry = AuditEntry.objects.get(act="user.changed")
    assert (entry.before, entry.after) == ({"title": ""}, {"title": "会计"})
    stale = User.objects.get(pk=world.employee.pk)
    with pytest.raises(StaleWrite) as caught:
        services.change_person(by=world.pmo, person=stale, data=data_of(stale, title="出纳"), expected=version, now=NOW)
    assert caught.value.current.title == "会计"


def test_changing_nothing_leaves_no_trace(world: World) -> None:
    services.change_person(
        by=world.pmo, person=world.employee, data=data_of(world.employee), expected=world.employee.version, now=NOW
    )
    assert not AuditEntry.objects.filter(act="user.changed").exists()


def test_nobody_takes_over_an_account_with_rights_they_could_not_give(world: World) -> None:
    """A changed address plus a password reset would make the account one's own."""
    data = data_of(world.admin, email="mine@example.test")
    with pytest.raises(Forbidden):
        services.change_person(by=world.pmo, person=world.admin, data=data, expected=None, now=NOW)
    with pytest.raises(Forbidden):
        services.deactivate(by=world.pmo, person=world.admin, expected=None, now=NOW)
    services.change_person(
        by=world.pmo, person=world.admin, data=data_of(world.admin, title="运维"), expected=None, now=NOW
    )
    assert User.objects.get(pk=world.admin.pk).email == world.admin.email != "mine@example.test"


def test_nobody_moves_themselves_to_another_unit(world: World) -> None:
    RoleGrant.objects.create(user=world.admin, role=Role.BUSINESS_OWNER, granted_at=NOW)
    data = data_of(world.admin, unit_id=world.finance.pk)
    with pytest.raises(Forbidden) as caught:
        services.change_person(by=world.admin, person=world.admin, data=data, expected=None, now=NOW)
    assert caught.value.field == "unit"


def test_deactivating_and_letting_in_again(world: World) -> None:
    services.deactivate(by=world.pmo, person=world.employee, expected=world.employee.version, now=NOW)
    person = User.objects.get(pk=world.employee.pk)
    assert (person.is_active, person.deactivated_at) == (False, NOW)
    with pytest.raises(Conflict):
        services.deactivate(by=world.pmo, person=person, expected=None, now=NOW)
    services.reactivate(by=world.pmo, person=person, expected=None, now=NOW)
    person = User.objects.get(pk=world.employee.pk)
    assert (person.is_active, person.deactivated_at) == (True, None)
    acts = list(AuditEntry.objects.order_by("id").values_list("act", flat=True))
    assert acts == ["user.deactivated", "user.reactivated"]


def test_the_last_administrator_stays(world: World) -> None:
    with pytest.raises(Forbidden):
        services.deactivate(by=world.admin, person=world.admin, expected=None, now=NOW)
    second = make_user(NOW, "admin2", Role.SYSTEM_ADMIN)
    services.deactivate(by=second, person=world.admin, expected=None, now=NOW)
    with pytest.raises(Conflict):
        services.reactivate(by=world.pmo, person=world.pmo, expected=None, now=NOW)
    with pytest.raises(Conflict, match="last_admin"):
        access.revoke_role(by=make_admin_without_grant(second), to=second, role=Role.SYSTEM_ADMIN, now=NOW)


def make_admin_without_grant(like: User) -> User:
    """Somebody whose rights were read before they lost them, as in a request that is under way."""
    from pmo.access import scopes

    other = make_user(NOW, "admin3", Role.SYSTEM_ADMIN)
    scopes.of(other)
    RoleGrant.objects.filter(user=other).delete()
    return other


def test_preferences_are_checked_and_kept(world: World) -> None:
    saved = services.change_settings(by=world.employee, language="zh-hans", theme="dark", now=NOW)
    assert (saved.language, saved.theme, saved.time_zone) == ("zh-hans", "dark", "Asia/Shanghai")
    services.change_settings(by=world.employee, theme="light", now=NOW)
    assert User.objects.get(pk=world.employee.pk).language == "zh-hans"
    for field, value in (("language", "xx"), ("theme", "pink"), ("time_zone", "Nowhere")):
        with pytest.raises(Invalid) as caught:
            services.change_settings(by=world.employee, now=NOW, **{field: value})
        assert caught.value.field == field


def test_an_unnamed_initial_and_a_chinese_one() -> None:
    assert User(username="x", name="欧阳娜娜").initials == "娜娜"
    assert User(username="x", name="王五").initials == "五"
    assert User(username="x", name="Ada King Lovelace").initials == "AK"
