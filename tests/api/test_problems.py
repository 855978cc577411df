"""Errors: always problem documents, in the caller's language, without the values that caused them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.db.models import ProtectedError
from django.test import Client

from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.web.api import words
from tests.api.kit import ApiClient, assert_problem, has_chinese

URL = "/api/v1/samples/"

pytestmark = pytest.mark.usefixtures("example_urls")


@pytest.mark.parametrize(
    ("header", "chinese"),
    [
        ("zh-hans", True),
        ("zh-CN", True),
        ("zh-Hans-CN,zh;q=0.9,en;q=0.8", True),
        ("zh", True),
        ("en", False),
        ("en-GB", False),
        ("fr, en;q=0.5", False),
        ("fr;q=0.1, zh-CN;q=0.2, en;q=0.05", True),
    ],
)
def test_accept_language_decides(api_client: ApiClient, header: str, chinese: bool) -> None:
    response = api_client.get(f"{URL}999/", headers={"Accept-Language": header})
    problem = assert_problem(response, 404)
    assert has_chinese(problem["title"]) is chinese
    assert has_chinese(problem["detail"]) is chinese
    assert response["Content-Language"] == ("zh-hans" if chinese else "en")
    assert "Accept-Language" in response["Vary"]


@pytest.mark.parametrize(("own", "chinese"), [("en", False), ("zh-hans", True), ("", True)])
@pytest.mark.parametrize("header", [None, "fr", "*", "x" * 5000, "zh-hans;q=0"])
def test_then_the_persons_own_language(
    api_client: ApiClient, lead: User, own: str, chinese: bool, header: str | None
) -> None:
    User.objects.filter(pk=lead.pk).update(language=own)
    headers = {"Authorization": f"Bearer {api_client.token}"}
    if header is not None:
        headers["Accept-Language"] = header
    problem = assert_problem(Client().get(f"{URL}999/", headers=headers), 404)
    assert has_chinese(problem["title"]) is chinese


@pytest.mark.django_db
def test_no_token(example_urls: None) -> None:
    response = ApiClient().get(URL)
    assert_problem(response, 401, kind="not_authenticated")
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_unknown_addresses_are_problems_too(api_client: ApiClient) -> None:
    for path in ("/api/v1/nothing/", "/api/", "/api/v2/", "/api/v1/samples/1/nothing/", "/api/v1/%ff/"):
        assert_problem(api_client.get(path), 404, kind="not_found")


def test_unknown_addresses_speak_the_callers_language(api_client: ApiClient) -> None:
    api_client.language = "zh-CN"
    assert has_chinese(assert_problem(api_client.get("/api/v1/nothing/"), 404)["title"])


def test_strange_hosts_are_problems_too(api_client: ApiClient) -> None:
    assert_problem(api_client.get(URL, HTTP_HOST="evil.example.com"), 400, kind="malformed")


def test_an_unexpected_error_tells_nothing_but_a_reference(api_client: ApiClient, caplog: Any) -> None:
    api_client.client.raise_request_exception = False
    response = api_client.post(f"{URL}crash/")
    problem = assert_problem(response, 500, kind="server_error")
    assert b"4711" not in response.content
    assert b"RuntimeError" not in response.content
    assert problem["reference"] == response["X-Request-ID"]
    assert problem["reference"] in problem["detail"]
    assert any(problem["reference"] in record.getMessage() for record in caplog.records)


def test_a_database_that_is_away_is_503(api_client: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.api.example import SampleViewSet

    def away(*args: Any) -> Any:
        raise OperationalError("host 10.0.0.7 refused")

    monkeypatch.setattr(SampleViewSet, "visible", away)
    response = api_client.get(URL)
    assert_problem(response, 503, kind="unavailable")
    assert response["Retry-After"] == "1"
    assert b"10.0.0.7" not in response.content


def test_what_others_depend_on(api_client: ApiClient, unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.api.example import SampleViewSet

    def protected(*args: Any) -> None:
        raise ProtectedError("cannot", {unit})

    monkeypatch.setattr(SampleViewSet, "perform_destroy", protected)
    etag = api_client.get(f"{URL}{unit.pk}/")["ETag"]
    assert_problem(api_client.delete(f"{URL}{unit.pk}/", etag=etag), 409, kind="conflict")


def test_a_race_for_a_unique_value_is_a_conflict(
    api_client: ApiClient, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.api.example import SampleViewSet

    def race(self: Any, user: Any, data: Any) -> Any:
        with transaction.atomic():
            return Unit.objects.create(name="x", code="HQ", created_at=self.now, updated_at=self.now)

    monkeypatch.setattr(SampleViewSet, "perform_create", race)
    body = {"name": "X", "code": "HQ", "kind": "department"}
    assert_problem(api_client.post(URL, body), 409, kind="conflict")


def test_too_many_requests(api_client: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from rest_framework.throttling import UserRateThrottle

    monkeypatch.setattr(UserRateThrottle, "get_rate", lambda self: "2/min")
    answers = [api_client.get(URL) for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert_problem(answers[2], 429, kind="throttled")
    assert 1 <= int(answers[2]["Retry-After"]) <= 60


def test_errors_are_never_cached(api_client: ApiClient) -> None:
    assert api_client.get(f"{URL}999/")["Cache-Control"] == "no-store"


def test_the_session_needs_the_anti_forgery_header(lead: User, unit: Unit) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)
    assert client.get(URL).status_code == 200
    body = {"name": "X", "code": "X", "kind": "department"}
    refused = client.post(URL, body, content_type="application/json", headers={"Accept-Language": "zh-hans"})
    problem = assert_problem(refused, 403, code="csrf")
    assert has_chinese(problem["detail"])
    assert Unit.objects.count() == 1


def test_every_word_has_its_place() -> None:
    from pmo.web.api.problems import KINDS

    assert set(KINDS.values()) <= set(words.TITLES)
    assert set(words.DETAILS) - {"duplicate", "protected", "csrf"} <= set(words.TITLES)
