"""Typed text never runs: a real browser watches for dialogs, changed titles, foreign requests and refusals."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.e2e.conftest import Open
from tests.e2e.installation import Installation
from tests.security.payloads import MARK, XSS

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def call(installation: Installation, token: str, method: str, path: str, body: Any = None) -> Any:
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{installation.url}/api/v1/{path}",
        method=method,
        data=json.dumps(body).encode() if body is not None else None,
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Accept-Language": "en"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own server
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{method} {path}: {error.code} {error.read()[:600]!r}") from error


def token_of(installation: Installation, username: str) -> str:
    return installation.manage("api_token", username).strip().splitlines()[-1]


def test_typed_text_does_not_run(installation: Installation, open_as: Open) -> None:
    token = token_of(installation, "pm")
    project = call(installation, token, "GET", "projects/")["results"][0]["key"]
    addresses = []
    for n, text in enumerate(XSS):
        pain = call(
            installation,
            token,
            "POST",
            "pain-points/",
            {
                "project": project,
                "title": text[:200],
                "title_en": text[:200],
                "description": text,
                "process_name": text[:120],
                "source": "interview",
                "source_detail": text[:200],
                "hours_per_month": 1000 + n,
            },
        )
        wish = call(
            installation,
            token,
            "POST",
            "requirements/",
            {"project": project, "title": text[:200], "title_en": text[:200], "description": text},
        )
        addresses += [f"/pain-points/{pain['id']}/", f"/pain-points/{pain['id']}/edit/", f"/requirements/{wish['id']}/"]
    addresses += [
        "/pain-points/",
        "/requirements/",
        f"/projects/{project}/",
        f"/projects/{project}/goals/",
        f"/projects/{project}/pain-points/",
        f"/projects/{project}/history/",
        f"/search/?q={MARK}",
        "/history/",
        "/",
    ]
    page = open_as("pm")
    wrong, shown = [], 0
    for address in addresses:
        answer = page.goto(address)
        page.settle()
        assert answer is not None
        assert answer.status == 200, address
        shown += MARK in page.page.content()
        title = page.page.evaluate("document.title")
        if title == MARK:
            wrong.append(f"{address}: the title was changed by a script")
        wrong += [f"{address}: {problem}" for problem in page.take()]
        injected = page.page.locator("script[src*='evil'], base, iframe, img[src='x'], [onerror], [onload], [x-init]")
        if injected.count():
            wrong.append(
                f"{address}: typed markup became elements: {injected.first.evaluate('e => e.outerHTML')[:150]}"
            )
    # Typed into the palette the names come as JSON and are drawn by a script.
    page.goto("/")
    page.page.keyboard.press("Control+k")
    page.page.keyboard.type(MARK)
    page.settle()
    page.page.wait_for_timeout(600)
    wrong += [f"palette: {problem}" for problem in page.take()]
    assert not wrong, "\n".join(wrong)
    assert shown >= len(XSS) * 2
