"""Every answer carries the policies of the browser, refusals included."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from pmo.access import routes
from tests.matrix import probe
from tests.matrix.zoo import Zoo
from tests.routes import all_routes

pytestmark = pytest.mark.django_db

PAGES = [r for r in all_routes() if not r.is_api and not r.arguments and "GET" in routes.table().get(r.name, {})]
STRICT = {
    "default-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}
ADDRESSES = ["/nowhere/", "/people/999999/", "/account/login/", "/api/v1/nowhere/", "/api/v1/goals/", "/healthz"]


@pytest.fixture
def _django_db_helper(zoo: Zoo) -> None:
    """The zoo holds the transaction; the mark only asks for the tables."""


def _directives(header: str) -> dict[str, str]:
    parts = [part.strip().partition(" ") for part in header.split(";") if part.strip()]
    return {name: value for name, _space, value in parts}


def _problems(headers: dict[str, str]) -> list[str]:
    found = []
    given = _directives(headers.get("Content-Security-Policy", ""))
    found += [f"{name} is {given.get(name)!r}" for name, value in STRICT.items() if given.get(name) != value]
    for name in ("script-src", "style-src"):
        value = given.get(name, "")
        # Absent where nothing was given a nonce: then default-src counts, and that is 'none'.
        if re.search(r"unsafe-|\*|https?:|data:|blob:", value) or (not value and name == "style-src"):
            found.append(f"{name} is {value!r}")
    if "'self'" in given.get("script-src", ""):
        found.append("script-src names the whole site: uploads could run")
    if headers.get("X-Content-Type-Options") != "nosniff":
        found.append("no nosniff")
    if headers.get("X-Frame-Options") != "DENY":
        found.append("may be framed")
    if headers.get("Referrer-Policy") != "same-origin":
        found.append("tells others where one came from")
    if headers.get("Cross-Origin-Opener-Policy") != "same-origin":
        found.append("shares its window")
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        found.append("no permissions policy")
    if not headers.get("X-Request-ID"):
        found.append("no request id")
    if "Server" in headers or "X-Powered-By" in headers:
        found.append("tells what it is made of")
    return found


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)
def test_pages_carry_strict_policies(route: object, zoo: Zoo) -> None:
    got = probe.ask(zoo, "pmo", route.name, "GET")  # type: ignore[attr-defined]
    if got.status != 200:
        return
    assert not _problems(got.headers)


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("name", ["anonymous", "pm"])
def test_refusals_and_the_rest_carry_them_too(path: str, name: str, zoo: Zoo) -> None:
    got = probe.send(zoo, name, "GET", path)
    assert not _problems(got.headers), got.status


@pytest.mark.parametrize("path", ["/account/login/", "/account/password/reset/", "/nowhere/"])
def test_plain_pages_load_their_script_too(path: str, zoo: Zoo) -> None:
    """Theme, language and the guard against double submits work before signing in as well."""
    got = probe.send(zoo, "anonymous", "GET", path)
    assert "dist/app.js" in got.body.decode()
    assert "'nonce-" in _directives(got.headers["Content-Security-Policy"]).get("script-src", "")


def test_no_two_answers_share_a_nonce(zoo: Zoo) -> None:
    nonces = {
        re.search(r"'nonce-([^']+)'", probe.send(zoo, "pm", "GET", "/").headers["Content-Security-Policy"])[1]  # type: ignore[index]
        for _ in range(5)
    }
    assert len(nonces) == 5
    assert all(len(nonce) >= 16 for nonce in nonces)


def test_pages_of_people_are_not_kept_by_proxies(zoo: Zoo) -> None:
    for path in ("/", "/projects/", f"/projects/{zoo.mine.project.key}/", "/inbox/", "/me/settings/"):
        got = probe.send(zoo, "pm", "GET", path)
        assert "Cookie" in got.headers.get("Vary", ""), path
        assert "public" not in got.headers.get("Cache-Control", ""), path


def test_changing_needs_the_anti_forgery_token(zoo: Zoo) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = zoo.clients["pm"].cookies.copy()
    assert client.post("/me/theme/", {"theme": "dark"}).status_code == 403
    assert client.post(f"/projects/{zoo.mine.project.key}/follow/").status_code == 403
    answer = client.post("/api/v1/goals/", "{}", content_type="application/json")
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"


def test_errors_show_nothing_of_the_inside(zoo: Zoo, monkeypatch: pytest.MonkeyPatch) -> None:
    from pmo.jobs import selectors

    def broken(*args: object, **kwargs: object) -> None:
        secret = "hunter2-value"  # noqa: F841 - a debug page would show it
        raise RuntimeError("inside knowledge")

    monkeypatch.setattr(selectors, "mine", broken)
    got = probe.send(zoo, "pm", "GET", "/jobs/")
    assert got.status == 500
    for word in ("hunter2", "inside knowledge", "Traceback", "/work/", "django"):
        assert word not in got.body.decode(), word
