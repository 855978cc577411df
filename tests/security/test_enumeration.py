"""Whether somebody has an account is told to nobody who does not know the password."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.factories import World

pytestmark = pytest.mark.django_db

NAMES = ("pm", "PM", "nobody", "nobody@example.test", "' OR 1=1 --", "管理员", "a" * 150)


def _plain(response: Any) -> tuple[int, str, str]:
    text = re.sub(r'value="[^"]*"|nonce="[^"]*"|"[A-Za-z0-9]{64}"', "", response.content.decode())
    return response.status_code, response.get("Location", ""), text


def test_a_wrong_password_is_answered_as_an_unknown_name(world: World) -> None:
    answers = {
        name: _plain(
            Client().post("/account/login/", {"login": name, "password": "wrong-7"}, REMOTE_ADDR=f"10.1.0.{n}")
        )
        for n, name in enumerate(NAMES)
    }
    assert len(set(answers.values())) == 1


def test_a_deactivated_account_is_answered_as_an_unknown_one(world: World) -> None:
    from pmo.accounts.models import User

    User.objects.filter(pk=world.employee.pk).update(is_active=False)
    given = {"login": "employee", "password": "wrong-7"}
    gone = _plain(Client().post("/account/login/", given, REMOTE_ADDR="10.2.0.1"))
    unknown = _plain(Client().post("/account/login/", {**given, "login": "nobody"}, REMOTE_ADDR="10.2.0.2"))
    assert gone == unknown
    client = Client()
    client.post("/account/login/", {**given, "password": "correct horse battery"}, REMOTE_ADDR="10.2.0.3")
    assert "_auth_user_id" not in client.session


def test_a_reset_is_answered_alike_for_known_and_unknown_addresses(world: World) -> None:
    answers = {
        _plain(Client().post("/account/password/reset/", {"email": email}, REMOTE_ADDR=f"10.3.0.{n}"))
        for n, email in enumerate((world.pm.email, "nobody@example.test", world.employee.email.upper()))
    }
    assert len(answers) == 1
    assert next(iter(answers))[0] == 302


def test_no_token_or_password_stands_in_any_answer_about_people(world: World) -> None:
    from tests.api.kit import ApiClient

    client = ApiClient(world.pmo)
    for path in ("/api/v1/users/", f"/api/v1/users/{world.pm.pk}/", "/api/v1/me/"):
        body = client.get(path).content.decode()
        assert "password" not in body
        assert "md5$" not in body
        assert client.token not in body
