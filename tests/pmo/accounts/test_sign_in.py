"""Signing in: one answer for everybody, lock-out, resets, and being cut off."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone

from pmo.accounts import lockout, mails, services
from pmo.accounts.models import AccountMail, LoginFailure
from pmo.audit.models import AuditEntry
from tests.conftest import NOW
from tests.factories import World, make_user

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
NEXT = "a much better one 7"


def sign_in(client: Client, login: str, password: str = PASSWORD, ip: str = "10.0.0.1", language: str = "en") -> Any:
    given = {"login": login, "password": password}
    return client.post("/account/login/", given, REMOTE_ADDR=ip, headers={"Accept-Language": language})


def errors(response: Any) -> list[str]:
    return [text for texts in response.context["form"].errors.values() for text in texts]


@pytest.mark.parametrize("field", ["username", "email"])
def test_one_signs_in_by_name_or_address_in_any_case(client: Client, world: World, field: str) -> None:
    response = sign_in(client, getattr(world.employee, field).upper())
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(world.employee.pk)


def test_the_answer_does_not_tell_whether_an_account_exists(client: Client, world: World) -> None:
    known = sign_in(client, "employee", "wrong")
    address = sign_in(client, world.employee.email, "wrong")
    unknown = sign_in(client, "nobody.at.all", "wrong")
    unknown_address = sign_in(client, "nobody@example.test", "wrong")
    assert {r.status_code for r in (known, address, unknown, unknown_address)} == {200}
    assert errors(known) == errors(address) == errors(unknown) == errors(unknown_address)
    assert errors(known) == ["The user name or the password is not right."]


def test_known_and_unknown_take_the_same_steps(client: Client, world: World) -> None:
    """Equal work is what makes equal time; the clock itself is too coarse for a test."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def steps(act: Callable[[str], Any], name: str) -> list[str]:
        with CaptureQueriesContext(connection) as found:
            act(name)
        return [query["sql"].split(" ", 1)[0] for query in found.captured_queries]

    def wrong(name: str) -> Any:
        return sign_in(client, name, "wrong")

    def reset(name: str) -> Any:
        return ask_reset(client, name)

    steps(wrong, "warm.up")
    assert steps(wrong, "employee") == steps(wrong, "nobody.at.all")
    assert steps(reset, world.employee.email) == steps(reset, "nobody@example.test")


@pytest.mark.parametrize("login", ["employee", "nobody.at.all"])
def test_five_failures_lock_account_and_address_alike(client: Client, world: World, login: str) -> None:
    for _attempt in range(lockout.LIMIT):
        assert errors(sign_in(client, login, "wrong")) == ["The user name or the password is not right."]
    locked = errors(sign_in(client, login))
    assert len(locked) == 1
    assert locked[0].startswith("Too many failed attempts. Try again in 15 minutes")
    assert sign_in(client, "employee", ip="10.9.9.9").status_code == 302, "elsewhere the owner still comes in"


def test_all_names_of_one_person_count_together(client: Client, world: World) -> None:
    for name in ("employee", "EMPLOYEE", world.employee.email, " employee ", world.employee.email.upper()):
        sign_in(client, name, "wrong")
    assert errors(sign_in(client, "employee"))[0].startswith("Too many")
    assert AuditEntry.objects.filter(act="user.locked_out", object_id=world.employee.pk).count() == 1


def test_the_lock_ends_by_itself_and_trying_does_not_prolong_it(world: World) -> None:
    for _attempt in range(lockout.LIMIT):
        lockout.attempt(login="employee", ip="1.1.1.1", now=NOW)
    for minute in range(15):
        with pytest.raises(lockout.LockedOut):
            lockout.attempt(login="employee", ip="1.1.1.1", now=NOW + timedelta(minutes=minute))
    lockout.attempt(login="employee", ip="1.1.1.1", now=NOW + timedelta(minutes=15))


def test_a_right_password_forgives_the_wrong_ones(client: Client, world: World) -> None:
    for _attempt in range(lockout.LIMIT - 1):
        sign_in(client, "employee", "wrong")
    assert sign_in(client, "employee").status_code == 302
    assert not LoginFailure.objects.exists()


def test_what_was_typed_is_not_stored(client: Client, world: World) -> None:
    sign_in(client, PASSWORD, "wrong")
    row = LoginFailure.objects.get()
    assert PASSWORD not in f"{row.account} {row}"


def test_old_failures_are_forgotten(world: World) -> None:
    lockout.attempt(login="x", ip="1.1.1.1", now=NOW)
    assert lockout.forget_old(now=NOW + timedelta(hours=25)) == 1


def test_the_lock_speaks_the_readers_language(client: Client, world: World) -> None:
    for _attempt in range(lockout.LIMIT):
        sign_in(client, "employee", "wrong")
    response = sign_in(client, "employee", language="zh-hans")
    assert response.headers["Content-Language"] == "zh-hans"
    assert "失败次数过多。请 15 分钟后再试" in response.content.decode()


def test_the_deactivated_are_cut_off_with_the_next_request(client_of: Callable[[Any], Client], world: World) -> None:
    browser = client_of(world.employee)
    assert browser.get("/me/settings/").status_code == 200
    services.deactivate(by=world.pmo, person=world.employee, expected=None, now=NOW)
    response = browser.get("/me/settings/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/")
    assert "_auth_user_id" not in sign_in(Client(), "employee").wsgi_request.session


def test_the_demo_password_is_refused_outside_the_demo(client_of: Callable[[Any], Client], world: World) -> None:
    demo = make_user(NOW, "demo.person", is_demo=True)
    browser = client_of(demo)
    with override_settings(LUODI_DEMO=False):
        assert authenticate(None, username="demo.person", password=PASSWORD) is None
        assert browser.get("/me/settings/").status_code == 302
    with override_settings(LUODI_DEMO=True):
        assert authenticate(None, username="demo.person", password=PASSWORD) == demo


def test_there_is_no_sign_up(client: Client, world: World) -> None:
    assert client.get("/account/signup/").status_code == 404


def test_signing_in_does_not_redirect_elsewhere(client: Client, world: World) -> None:
    given = {"login": "employee", "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post("/account/login/", given).headers["Location"] == "/"


# --- mails -----------------------------------------------------------------------------------------------------------


def ask_reset(client: Client, email: str) -> Any:
    return client.post("/account/password/reset/", {"email": email})


def link_in(message: Any) -> str:
    found = re.search(r"http://testserver(\S+)", message.body)
    assert found
    return found.group(1)


def test_asking_for_a_reset_looks_the_same_for_everybody(client: Client, world: World) -> None:
    known, unknown = ask_reset(client, world.employee.email), ask_reset(Client(), "nobody@example.test")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert AccountMail.objects.count() == 2
    assert not mail.outbox, "nothing is sent within the request"
    assert mails.deliver(now=timezone.now()) == 1
    assert [message.to for message in mail.outbox] == [[world.employee.email]]
    assert mails.deliver(now=timezone.now()) == 0, "once"


def test_the_link_sets_a_password_once(client: Client, world: World) -> None:
    ask_reset(client, world.employee.email.upper())
    mails.deliver(now=timezone.now())
    link = link_in(mail.outbox[0])
    page = client.get(link, follow=True)
    assert page.status_code == 200
    assert "token" not in page.redirect_chain[-1][0]
    form = page.redirect_chain[-1][0]
    done = client.post(form, {"password1": NEXT, "password2": NEXT})
    assert done.status_code == 302
    assert sign_in(Client(), "employee", NEXT).status_code == 302
    assert AuditEntry.objects.filter(act="user.password_reset", actor=world.employee).count() == 1
    mail.outbox.clear()
    assert mails.deliver(now=timezone.now()) == 1
    assert mail.outbox[0].subject == "Your password was changed"
    again = Client().get(link, follow=True)
    assert "password1" not in again.content.decode()


def test_a_short_password_is_refused_beside_its_field(client: Client, world: World) -> None:
    ask_reset(client, world.employee.email)
    mails.deliver(now=timezone.now())
    form = client.get(link_in(mail.outbox[0]), follow=True).redirect_chain[-1][0]
    response = client.post(form, {"password1": "short", "password2": "short"})
    assert response.status_code == 200
    assert response.context["form"].errors["password1"]


def test_the_mail_speaks_the_language_of_its_reader_or_both(world: World) -> None:
    for language in ("en", "zh-hans", ""):
        world.employee.language = language
        world.employee.save(update_fields=["language"])
        mails.ask_reset(email=world.employee.email, language="", base_url="https://luodi.example", now=NOW)
        mails.deliver(now=NOW)
    english, chinese, both = mail.outbox
    assert english.subject == "Set a new password"
    assert chinese.subject == "设置新密码"
    assert both.subject == "设置新密码 · Set a new password"
    assert both.body.count("https://luodi.example/account/password/reset/key/") == 2
    assert re.fullmatch(r"<account-\d+-\d+@\S+>", english.extra_headers["Message-ID"])


def test_the_deactivated_get_no_link(world: World) -> None:
    services.deactivate(by=world.pmo, person=world.employee, expected=None, now=NOW)
    mails.ask_reset(email=world.employee.email, language="", base_url="https://x", now=NOW)
    assert mails.deliver(now=NOW) == 0
    assert not mail.outbox


def test_a_mail_that_was_not_sent_is_sent_later_with_the_same_id(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Any) -> None:
        raise OSError("no server")

    mails.ask_reset(email=world.employee.email, language="en", base_url="https://x", now=NOW)
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        assert mails.deliver(now=NOW) == 0
    assert mails.deliver(now=NOW + timedelta(seconds=30)) == 0, "still leased"
    assert mails.deliver(now=NOW + timedelta(seconds=61)) == 1
    assert AccountMail.objects.get().attempts == 2


def test_a_mail_nobody_sent_for_a_day_is_dropped(world: World) -> None:
    mails.ask_reset(email=world.employee.email, language="en", base_url="https://x", now=NOW)
    assert mails.deliver(now=NOW + timedelta(hours=25)) == 0
    assert mails.forget_old(now=NOW + timedelta(hours=49)) == 1


def test_an_invitation_names_the_user_name(world: World) -> None:
    mails.invite(by=world.pmo, person=world.employee, base_url="https://luodi.example", now=NOW)
    mails.deliver(now=NOW)
    assert "Your user name is employee." in mail.outbox[0].body
    assert AuditEntry.objects.filter(act="user.invited").count() == 1


def test_changing_ones_password_keeps_this_session_and_ends_the_others(
    client_of: Callable[[Any], Client], world: World
) -> None:
    here, elsewhere = client_of(world.employee), client_of(world.employee)
    given = {"oldpassword": PASSWORD, "password1": NEXT, "password2": NEXT}
    assert here.post("/account/password/change/", given).status_code == 302
    assert here.get("/me/settings/").status_code == 200
    assert elsewhere.get("/me/settings/").status_code == 302
    assert AuditEntry.objects.filter(act="user.password_changed", actor=world.employee).count() == 1
