"""Adding a person from the command line."""

from __future__ import annotations

import io

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from pmo.access import scopes
from pmo.access.roles import Role
from pmo.accounts.models import User
from pmo.audit.models import AuditEntry

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


@pytest.fixture
def _typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))


@pytest.mark.usefixtures("_typed")
def test_the_first_administrator_is_added_from_the_shell() -> None:
    call_command("create_user", "root", "--name", "根", "--role", "system_admin", "--password-stdin")
    person = authenticate(None, username="root", password=PASSWORD)
    assert isinstance(person, User)
    assert Role.SYSTEM_ADMIN in scopes.of(person).roles
    assert AuditEntry.objects.get(act="user.created").actor is None


def test_a_weak_password_adds_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("root\n"))
    with pytest.raises(CommandError):
        call_command("create_user", "root", "--password-stdin")
    assert not User.objects.exists()


@pytest.mark.usefixtures("_typed")
def test_a_bad_name_is_named() -> None:
    with pytest.raises(CommandError, match="username"):
        call_command("create_user", "not a name", "--password-stdin")
