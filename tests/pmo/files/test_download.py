"""A file reaches whoever may see its owner, as a download; for everybody else it does not exist."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from pmo import files
from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.accounts.models import User
from pmo.files import guards
from pmo.files.models import Attachment
from pmo.orgs.models import Unit
from pmo.records import models as records
from tests.pmo.files.samples import PDF


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(guards, "_guards", {})


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("li.wei", password="x", name="李伟")


@pytest.fixture
def other(db: None) -> User:
    return User.objects.create_user("wang.fang", password="x", name="王芳")


def stored(user: User, name: str = "证据 canary-7731.pdf", **owner: Any) -> Attachment:
    return files.store(by=user, upload=SimpleUploadedFile(name, PDF), now=timezone.now(), **owner)


def fetch(user: User | None, attachment: Attachment, method: str = "get") -> Any:
    """The response with all its bytes as `.body`."""
    client = Client()
    if user is not None:
        client.force_login(user)
    response = getattr(client, method)(files.url_of(attachment))
    response.body = b"".join(response.streaming_content) if response.streaming else response.content
    # Not response.close(): it would end the request once more, and with it the test's database connection.
    for close in response._resource_closers:
        close()
    return response


def test_the_answer_is_a_download_that_nothing_will_run(user: User) -> None:
    response = fetch(user, stored(user))
    assert response.status_code == 200
    assert response.body == PDF
    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert unquote(disposition.split("''")[1]) == "证据 canary-7731.pdf"
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox;")
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Length"] == str(len(PDF))


def test_head_and_post(user: User) -> None:
    attachment = stored(user)
    assert fetch(user, attachment, "head").status_code == 200
    assert fetch(user, attachment, "post").status_code == 405


def test_nobodys_file_is_its_uploaders_alone(user: User, other: User) -> None:
    attachment = stored(user)
    assert fetch(user, attachment).status_code == 200
    assert_absent(other, attachment)


def test_the_guard_of_the_owner_decides(user: User, other: User) -> None:
    attachment = stored(user, kind="secret", object_id=5)
    seen = []

    def guard(person: Any, file: Attachment) -> bool:
        seen.append((person.pk, file.object_id))
        return person.pk == other.pk

    files.register_guard("secret", guard)
    assert fetch(other, attachment).status_code == 200
    # The uploader has no right of their own left once the file belongs to an object.
    assert_absent(user, attachment)
    assert seen == [(other.pk, 5), (user.pk, 5)]


def test_an_owner_model_shows_files_to_those_who_see_the_row(user: User, other: User) -> None:
    unit = records.create(Unit(code="FIN", name="财务部"), now=timezone.now())
    attachment = stored(user, kind="unit", object_id=unit.pk)
    files.register_owner("unit", Unit)
    assert fetch(other, attachment).status_code == 200
    unit.delete()
    assert_absent(other, attachment)


def test_administrators_see_no_files_by_their_office(user: User, other: User) -> None:
    RoleGrant.objects.create(user=other, role=Role.SYSTEM_ADMIN, granted_at=timezone.now())
    assert_absent(other, stored(user))


def test_anonymous_and_deactivated(user: User) -> None:
    attachment = stored(user)
    assert fetch(None, attachment).status_code == 302
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert fetch(user, attachment).status_code == 302


def test_a_lost_file_is_not_found(user: User) -> None:
    attachment = stored(user)
    files.path_of(attachment).unlink()
    assert fetch(user, attachment).status_code == 404


def assert_absent(user: User, attachment: Attachment) -> None:
    """Exactly what a number that was never given answers, and none of the name."""
    foreign, missing = fetch(user, attachment), fetch(user, Attachment(pk=999_999))
    assert foreign.status_code == missing.status_code == 404
    assert b"canary-7731" not in foreign.body
    assert "canary-7731" not in str(foreign.headers)
    # The page repeats its own address, nothing else may differ in length.
    assert len(foreign.body.replace(files.url_of(attachment).encode(), b"")) == len(
        missing.body.replace(b"/files/999999/", b"")
    )


def test_one_kind_has_one_guard() -> None:
    files.register_guard("x", lambda user, file: True)
    with pytest.raises(ValueError, match="guard"):
        files.register_guard("x", lambda user, file: True)
