"""Tokens: shown once, hashed, expiring, revocable, never more than their person."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from pmo.access import scopes as access
from pmo.accounts.models import User
from pmo.audit.models import AuditEntry
from pmo.records import Conflict, Invalid
from pmo.tokens import scopes, selectors, services
from pmo.tokens.models import ApiToken
from tests.api.kit import ApiClient, assert_problem, token_for

URL = "/api/v1/samples/"
ME = "/api/v1/me/"
BODY = {"name": "财务部", "name_en": "Finance", "code": "FIN", "kind": "department"}

pytestmark = pytest.mark.usefixtures("example_urls")


@pytest.fixture
def projects() -> Iterator[None]:
    """Two projects everybody sees."""

    def source(user: Any) -> list[scopes.ScopeChoice]:
        return [scopes.ScopeChoice(11, "FIN-01", "报销"), scopes.ScopeChoice(12, "HR-01", "人事")]

    before = list(scopes._sources)
    scopes._sources[:] = [source]
    yield
    scopes._sources[:] = before


def test_only_the_digest_is_kept(lead: User) -> None:
    plain = token_for(lead)
    token = ApiToken.objects.get()
    assert plain.startswith("ld_")
    assert len(plain) == 46
    assert token.digest == hashlib.sha256(plain.encode()).hexdigest()
    for entry in AuditEntry.objects.all():
        assert plain not in str(entry.after)
        assert token.digest not in str(entry.after)
    assert plain.startswith(token.hint)
    assert len(token.hint) == 7


def test_the_caller_about_itself(lead: User) -> None:
    body = ApiClient(lead, read_only=True).get(ME).json()
    assert body["username"] == "lead"
    assert "pmo_lead" in body["roles"]
    assert body["token"]["read_only"] is True
    assert set(body["token"]) == {"name", "hint", "read_only", "scoped", "created_at", "expires_at"}


def test_session_has_no_token(lead: User) -> None:
    client = Client()
    client.force_login(lead)
    assert client.get(ME).json()["token"] is None


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer ld_short",
        "Bearer ld_" + "a" * 43,
        "Bearer ld_" + "a" * 10_000,
        "Bearer ld_" + "ä" * 43,
        "bearer ld_'; DROP TABLE--",
    ],
)
def test_unknown_tokens(example_urls: None, db: None, header: str) -> None:
    response = ApiClient().get(ME, headers={"Authorization": header.encode("utf-8").decode("latin-1")})
    assert_problem(response, 401, code="invalid_token")


def test_other_schemes_are_not_signed_in(db: None) -> None:
    assert_problem(ApiClient().get(ME, headers={"Authorization": "Basic bGVhZDpzZWNyZXQ="}), 401)


def test_revoked(lead: User) -> None:
    client = ApiClient(lead)
    assert client.get(ME).status_code == 200
    services.revoke_token(by=lead, token=ApiToken.objects.get(), now=timezone.now())
    assert_problem(client.get(ME), 401, code="revoked_token")
    with pytest.raises(Conflict):
        services.revoke_token(by=lead, token=ApiToken.objects.get(), now=timezone.now())


def test_expired(lead: User) -> None:
    client = ApiClient(lead)
    then = timezone.now() - timedelta(days=2)
    ApiToken.objects.update(created_at=then, expires_at=then + timedelta(days=1))
    assert_problem(client.get(ME), 401, code="expired_token")


def test_a_deactivated_person(lead: User) -> None:
    client = ApiClient(lead)
    User.objects.filter(pk=lead.pk).update(is_active=False)
    assert_problem(client.get(ME), 401, code="inactive_user")


def test_read_only_tokens_change_nothing(lead: User, unit: Any) -> None:
    client = ApiClient(lead, read_only=True)
    etag = client.get(f"{URL}{unit.pk}/")["ETag"]
    for response in (
        client.post(URL, BODY),
        client.patch(f"{URL}{unit.pk}/", BODY, etag=etag),
        client.put(f"{URL}{unit.pk}/", BODY, etag=etag),
        client.delete(f"{URL}{unit.pk}/", etag=etag),
        client.post(f"{URL}echo/", {}),
    ):
        assert_problem(response, 403, code="read_only_token")


def test_scoped_tokens_carry_their_projects(lead: User, projects: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from pmo.tokens.api import MeView

    seen: list[Any] = []
    original = MeView.get

    def spy(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        seen.append(access.of(request.user))
        return original(self, request, *args, **kwargs)

    spy.kit = original.kit  # type: ignore[attr-defined]
    monkeypatch.setattr(MeView, "get", spy)
    ApiClient(lead, project_keys=["HR-01", "FIN-01"], read_only=True).get(ME)
    ApiClient(lead).get(ME)
    assert seen[0].token_projects == frozenset({11, 12})
    assert seen[0].read_only is True
    assert seen[1].token_projects is None
    assert seen[1].read_only is False


def test_a_token_is_limited_to_projects_its_person_sees(lead: User, projects: None) -> None:
    with pytest.raises(Invalid) as caught:
        token_for(lead, project_keys=["SECRET-1"])
    assert (caught.value.code, caught.value.field) == ("does_not_exist", "projects")
    with pytest.raises(Invalid):
        token_for(lead, project_keys=[])


@pytest.mark.parametrize("days", [0, -1, 366, 10**9])
def test_terms(lead: User, days: int) -> None:
    with pytest.raises(Invalid) as caught:
        token_for(lead, days=days)
    assert caught.value.field == "days"


def test_a_name_is_needed(lead: User) -> None:
    with pytest.raises(Invalid):
        services.create_token(by=lead, user=lead, name="  ", now=timezone.now())


def test_not_more_than_twenty_usable(lead: User) -> None:
    for _ in range(20):
        token_for(lead)
    with pytest.raises(Conflict):
        token_for(lead)
    services.revoke_token(by=lead, token=ApiToken.objects.first(), now=timezone.now())
    token_for(lead)


def test_use_is_noted_once_a_minute(lead: User, django_assert_num_queries: Any) -> None:
    client = ApiClient(lead)
    client.get(ME)
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    client.get(ME)
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=first - timedelta(seconds=61))
    client.get(ME)
    assert ApiToken.objects.get().last_used_at > first - timedelta(seconds=61)


def test_the_command_prints_the_token_alone(lead: User, projects: None) -> None:
    out = StringIO()
    projects_given = ("--project", "FIN-01", "--project", "HR-01")
    call_command("api_token", "LEAD", "--read-only", *projects_given, "--days", "7", stdout=out)
    plain = out.getvalue().strip()
    found = selectors.find(plain)
    assert found is not None
    assert found.user == lead
    assert found.read_only is True
    assert found.project_ids == [11, 12]
    assert found.expires_at - found.created_at == timedelta(days=7)
    assert ApiClient(token=plain).get(ME).status_code == 200


@pytest.mark.parametrize(
    "arguments",
    [["nobody"], ["lead", "--days", "400"], ["lead", "--project", "NOPE"]],
    ids=["person", "days", "project"],
)
def test_the_command_refuses(lead: User, arguments: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("api_token", *arguments)
    assert not ApiToken.objects.exists()


class TestPages:
    """My API tokens: made, shown once, revoked; nobody else's."""

    @pytest.fixture
    def site(self, lead: User) -> Client:
        client = Client()
        client.force_login(lead)
        return client

    def test_made_and_shown_once(self, site: Client, lead: User, projects: None) -> None:
        response = site.post("/tokens/new/", {"name": "ERP", "days": "30", "projects": ["FIN-01"]})
        assert response.status_code == 201
        assert response["Cache-Control"] == "no-store"
        token = ApiToken.objects.get()
        text = response.content.decode()
        plain = text[text.index("ld_") :][:46]
        assert selectors.find(plain) == token
        assert (token.read_only, token.project_ids) == (False, [11])
        again = site.get("/tokens/").content.decode()
        assert plain not in again
        assert token.hint in again
        assert "FIN-01" in again

    def test_mistakes_keep_what_was_typed(self, site: Client) -> None:
        response = site.post("/tokens/new/", {"name": "ERP gateway", "days": "500"})
        assert response.status_code == 422
        assert "ERP gateway" in response.content.decode()
        assert not ApiToken.objects.exists()

    def test_revoke(self, site: Client, lead: User) -> None:
        token_for(lead)
        pk = ApiToken.objects.get().pk
        assert site.post(f"/tokens/{pk}/revoke/").status_code == 302
        assert ApiToken.objects.get().revoked_at is not None
        assert site.post(f"/tokens/{pk}/revoke/").status_code == 302
        assert site.get(f"/tokens/{pk}/revoke/").status_code == 405

    def test_others_tokens_do_not_exist(self, site: Client, person: Callable[..., User]) -> None:
        token_for(person("other"))
        pk = ApiToken.objects.get().pk
        assert site.post(f"/tokens/{pk}/revoke/").status_code == 404
        assert ApiToken.objects.get().revoked_at is None
        assert ApiToken.objects.get().hint not in site.get("/tokens/").content.decode()

    def test_projects_gone_from_sight_are_counted_not_named(self, site: Client, lead: User, projects: None) -> None:
        token_for(lead, project_keys=["FIN-01", "HR-01"])
        scopes._sources[:] = []
        text = site.get("/tokens/").content.decode()
        assert "FIN-01" not in text
        assert "2 no longer visible" in text or "2 个已看不到" in text

    def test_names_are_escaped(self, site: Client) -> None:
        response = site.post("/tokens/new/", {"name": "<script>alert(1)</script>", "days": "30"})
        assert b"<script>alert(1)" not in response.content
